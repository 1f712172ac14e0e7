"""Trace against a large register, from its tables and from their index: ``python -m benchmarks.trace.large``.

The founding case stands among so many drawn deliveries, in one folder of tables. ``findspot trace`` runs on
its plate in a process of its own, each time anew, whose processor time and most memory are taken when it
ends. The tables and the index must give the same candidates and the same finding.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.csv as pa_csv

from benchmarks.matching.streaming import deliveries

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROOT = Path(__file__).parents[2]
_CASE = _ROOT / "examples" / "karabakh"
_SEEN = ["--found-on", "2020-10", "--found-at", "Nagorno-Karabakh", "--used-by", "Azerbaijan"]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took: seconds of processor time and in all, and the most memory."""

    what: str
    rows: int
    processor_s: float
    seconds: float
    mib: float

    def line(self) -> str:
        """The figures as a row of a table."""
        return (
            f"| {self.what} | {self.rows:,} | {self.processor_s:.1f} | {self.seconds:.1f} | {self.mib:,.0f} |"
        )


def write(folder: Path, rows: int) -> None:
    """The founding case's tables, and a second table of deliveries with so many drawn ones."""
    shutil.copytree(_CASE / "register", folder)
    tables = deliveries(rows, 0.0)
    first = next(tables)
    with pa_csv.CSVWriter(folder / "deliveries drawn.csv", first.schema) as text:
        text.write_table(first)
        for table in tables:
            text.write_table(table)


def run(what: str, rows: int, arguments: Sequence[str]) -> tuple[Run, str]:
    """Run findspot with these arguments: what it took, and what it said. Raises CalledProcessError."""
    command = [sys.executable, "-m", "findspot", *arguments]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, env={**os.environ, "OMP_NUM_THREADS": "1"})
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        out.seek(0)
        said = out.read()
    return Run(what, rows, usage.ru_utime + usage.ru_stime, seconds, usage.ru_maxrss / 1024), said


def main() -> None:
    """Measure what is asked for, print the table, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trace.large", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--photograph", type=Path, default=_CASE / "exhibits" / "plate.png")
    parser.add_argument("--no-tables", action="store_true", help="From the index alone.")
    parser.add_argument("--out", type=Path, default=Path("out/bench-trace-large.json"))
    options = parser.parse_args()
    runs: list[Run] = []
    with tempfile.TemporaryDirectory() as name:
        folder, index = Path(name) / "register", Path(name) / "register.index"
        write(folder, options.rows)
        built, _ = run("index build", options.rows, ["index", "build", str(folder), "--out", str(index)])
        runs.append(built)
        told: list[dict[str, Any]] = []
        for what, register in (("index, first time", index), ("index", index), ("tables", folder)):
            if register is folder and options.no_tables:
                continue
            trace = ["trace", str(options.photograph), "--register", str(register), *_SEEN, "--json"]
            taken, said = run(f"trace, {what}", options.rows, trace)
            runs.append(taken)
            told.append(json.loads(said))
            print(taken.line(), flush=True)
    for one in told[1:]:
        _compare(told[0], one)
    print("| | rows | processor s | seconds in all | most memory, MiB |\n| --- | ---: | ---: | ---: | ---: |")
    print("\n".join(one.line() for one in runs))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps([asdict(one) for one in runs], indent=1))


def _compare(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Exit where two traces differ in more than the name of their register and what rounding leaves."""
    for name in ("custody", "exposure", "finding", "record", "sightings"):
        if one[name] != other[name]:
            sys.exit(f"The two registers give another {name}.")
    for first, second in zip(one["candidates"], other["candidates"], strict=True):
        if first["item"] != second["item"] or abs(first["posterior"] - second["posterior"]) > 2e-6:
            sys.exit(f"The two registers give {first} and {second}.")


if __name__ == "__main__":
    main()
