"""The first query after installation, whose loops are compiled first, beside the next one.

`python -m benchmarks.matching.cold`. Each query is a `findspot find` in a new process; the first finds
nothing kept of what was compiled before. Where the same installation builds the index, `findspot index build`
compiles what finding takes: that build and the query after it come last. Python finds its own bytecode, as an
installer leaves it: a query that is not counted wrote it.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow.csv import write_csv

from benchmarks.matching.registers import sequential, without_pattern
from findspot.matching.indexing.building import build_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: What is asked: a serial, damaged; an unreadable character; an unknown run.
PATTERN = "AB12?4*"

REGISTERS: dict[str, Callable[[int], Iterator[pa.Table]]] = {
    "serials in runs": lambda size: sequential(size, 0.95),
    "serials without pattern": without_pattern,
}


def asked(index: Path, kept: Path) -> tuple[float, float]:
    """What one query takes, see ``taken``."""
    return taken(kept, "find", PATTERN, "--register", str(index), "--json")


def taken(kept: Path, *arguments: str) -> tuple[float, float]:
    """The processor time and the time of a command, in seconds; ``kept``: where compiled loops lie.

    Python's bytecode lies beside them.
    """
    command = [sys.executable, "-m", "findspot", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"NUMBA_CACHE_DIR": str(kept), "PYTHONPYCACHEPREFIX": str(kept.parent / "bytecode")}
    began, before = time.perf_counter(), _used()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return _used() - before, time.perf_counter() - began


def main() -> None:
    """Ask, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching.cold", description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    options = parser.parse_args()
    print("| seconds: processor time (time) | first query | second | building first | first query then |")
    print("| --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as name:
        for kind, register in REGISTERS.items():
            index, kept = Path(name) / "register.index", Path(name) / kind
            build_index(index, register(options.size))
            asked(index, Path(name) / f"{kind}, not counted")
            shown = [asked(index, kept), asked(index, kept)]
            table, built = Path(name) / "register.csv", Path(name) / f"{kind}, built"
            write_csv(pa.concat_tables(register(options.size)), table)
            shown += [taken(built, "index", "build", str(table), "--out", str(index)), asked(index, built)]
            print(
                f"| {kind} | {' | '.join(f'{used:.1f} ({whole:.1f})' for used, whole in shown)} |", flush=True
            )


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
