"""Run the tests on the other Pythons that findspot supports, where this machine has them.

Usage: python tests/pythons.py UV. Prints one line a version; exits 1 if the tests fail on any.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

VERSIONS = ("3.11", "3.12", "3.13")
ROOT = Path(__file__).parent.parent


def interpreter(uv: str, version: str) -> str | None:
    """The path of this machine's Python of that version, None where it has none."""
    found = subprocess.run([uv, "python", "find", version], capture_output=True, text=True, check=False)
    if found.returncode == 0:
        return found.stdout.strip()
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"))
    return str(kept[-1]) if kept else None


def passes(uv: str, version: str, python: str) -> bool:
    """Whether all tests pass in an environment of their own, made from the lock file."""
    place = ROOT / ".cache" / f"python-{version}"
    settings = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(place), "UV_PYTHON_DOWNLOADS": "never"}
    steps = (
        [uv, "sync", "--quiet", "--locked", "--python", python],
        [str(place / "bin" / "pytest"), "-n", os.environ.get("JOBS", "2"), "--dist", "worksteal"],
    )
    return all(subprocess.run(step, cwd=ROOT, env=settings, check=False).returncode == 0 for step in steps)


def main(uv: str) -> int:
    """Test every other version; the one that runs this is tested by ``make test``."""
    failed = []
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    for version in VERSIONS:
        python = None if version == here else interpreter(uv, version)
        if version == here:
            sys.stdout.write(f"Python {version}: tested by make test\n")
        elif python is None:
            sys.stdout.write(f"Python {version}: not on this machine\n")
        else:
            sys.stdout.write(f"Python {version}: {python}\n")
            sys.stdout.flush()
            if not passes(uv, version, python):
                failed.append(version)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(str(Path(sys.argv[1]).absolute())))
