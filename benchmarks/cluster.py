"""A private cluster of Postgres: in a temporary folder, reached by its socket alone, gone in the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What a benchmark sets: room to sort and to keep pages, one process a query, and nothing kept for a crash.
_SETTINGS = {
    "listen_addresses": "''",
    "shared_buffers": "1GB",
    "maintenance_work_mem": "1GB",
    "work_mem": "64MB",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "jit": "off",
    "autovacuum": "off",
    "fsync": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def programs() -> Path | None:
    """The folder of the server's programs, in the path or where Debian has them; None where it has none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(installed, key=lambda path: float(path.parent.name), default=None)


@contextmanager
def cluster() -> Iterator[Path]:
    """A cluster that runs, as the path of its socket; its superuser is ``bench``, trusted.

    Postgres refuses to run as root, so that root starts it as the user postgres or nobody.
    """
    found = programs()
    assert found is not None, "asked for only where the programs are"
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        user = _unprivileged()
        if user is not None:
            os.chown(folder, user, -1)
        data, log = str(folder / "data"), str(folder / "log")

        def run(program: str, *arguments: str) -> None:
            command = [str(found / program), "-D", data, *arguments]
            subprocess.run(command, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)

        run("initdb", "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
        run("pg_ctl", "start", "-w", "-l", log, "-o", f"-k {folder} {options}")
        try:
            yield folder / ".s.PGSQL.5432"
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate")


def _unprivileged() -> int | None:
    """Another user's number where this is root; None where it is not."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user.pw_uid for user in pwd.getpwall()}
    return known.get("postgres", known["nobody"])
