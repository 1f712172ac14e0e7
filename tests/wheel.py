"""Build the wheel and use it where there is no source tree: what is installed must be whole.

Usage: python tests/wheel.py UV. Exits 1 with the reason if the installed findspot cannot do its main job.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
TRACE = """
trace case/exhibits/plate.png --register case/register --used-by Azerbaijan --recovered-by Armenia
--platform TB2 --found-on 2020-10 --source photograph --grade C3 --dossier case.pdf --json
"""


def install(uv: str, place: Path) -> Path:
    """The findspot command in a fresh environment: the wheel and the base dependencies alone."""
    python = place / "env" / "bin" / "python"
    needs = str(place / "needs.txt")
    steps = (
        [uv, "build", "--quiet", "--wheel", "--out-dir", str(place)],
        [uv, "export", "--quiet", "--locked", "--no-dev", "--no-emit-project", "--output-file", needs],
        [uv, "venv", "--quiet", "--python", sys.executable, str(place / "env")],
        [uv, "pip", "install", "--quiet", "--python", str(python), "--requirement", needs],
    )
    for step in steps:
        subprocess.run(step, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    wheel = str(next(place.glob("findspot-*.whl")))
    subprocess.run([uv, "pip", "install", "-q", "--python", str(python), "--no-deps", wheel], check=True)
    return python.parent / "findspot"


def main(uv: str) -> int:
    """Trace the founding case with what the wheel installs."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        command = install(uv, place)
        shutil.copytree(ROOT / "examples" / "karabakh", place / "case")
        settings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(
            [str(command), *TRACE.split()],
            cwd=place,
            env=settings,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            sys.stdout.write(f"The wheel cannot trace the founding case: {done.stderr}\n")
            return 1
        departed = json.loads(done.stdout)["finding"]["departed"]
        if departed != "yes" or not (place / "case.pdf").read_bytes().startswith(b"%PDF"):
            sys.stdout.write(f"The wheel finds departed {departed!r} in the founding case.\n")
            return 1
        sys.stdout.write("The wheel traces the founding case.\n")
        return 0


if __name__ == "__main__":
    raise SystemExit(main(str(Path(sys.argv[1]).absolute())))
