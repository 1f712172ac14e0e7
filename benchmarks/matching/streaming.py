"""What building from large tables takes: ``python -m benchmarks.matching.streaming``; table and JSON.

A register is drawn as CSV and as Parquet, once with an item in each row and once with a tenth of its rows
delivered again, and ``findspot index build`` runs on each in a process of its own, whose processor time and
most memory are taken when it ends. The peer reads the same CSV into SQLite and indexes the serials, in one
process too; it checks nothing and answers exact serials only.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from benchmarks.matching.registers import sequential

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_AT_ONCE = 50_000
_PARTS = ("CMX-15D", "CMX-10", "MX-8", "TK-4")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one run took: seconds of processor time and in all, the most memory, and what came of it."""

    what: str
    rows: int
    table_mib: float
    processor_s: float
    seconds: float
    mib: float
    index_mib: float

    def line(self) -> str:
        """The figures as a row of a table."""
        return (
            f"| {self.what} | {self.rows:,} | {self.table_mib:,.0f} | {self.rows / self.processor_s:,.0f} "
            f"| {self.seconds:,.0f} | {self.mib:,.0f} | {self.index_mib:,.0f} |"
        )


def deliveries(rows: int, again: float, seed: int = 7) -> Iterator[pa.Table]:
    """Deliveries of a register of so many rows; of a share of them the item was delivered before."""
    rng = np.random.default_rng(seed)
    at = 0
    for block in sequential(round(rows * (1 - again)), 0.95, seed):
        serials = block.column("serial").to_numpy(zero_copy_only=False)
        place = np.arange(len(serials))
        items = place + at
        at += len(serials)
        twice = rng.random(len(serials)) < again / (1 - again)
        place = np.concatenate([place, place[twice]])
        items = items[place]
        days = np.datetime64("2015-01-01") + rng.integers(0, 3000, len(place))
        columns = {
            "item": np.char.add("I-", items.astype(str)),
            "serial": serials[place].astype(str),
            "model": np.array(_PARTS)[items // 40_000 % len(_PARTS)],
            "maker": np.char.add("Maker ", (items // 200_000 % 9).astype(str)),
            "permit": np.char.add("P-", (items // 500).astype(str)),
            "delivered_on": days.astype(str),
            "end_user": np.char.add("Office ", rng.integers(0, 300, len(place)).astype(str)),
        }
        yield pa.table({name: pa.array(texts.tolist(), pa.string()) for name, texts in columns.items()})


def write(folder: Path, rows: int, again: float) -> list[Path]:
    """The register as one CSV and one Parquet file."""
    paths = [folder / "deliveries.csv", folder / "deliveries.parquet"]
    tables = deliveries(rows, again)
    first = next(tables)
    with pa_csv.CSVWriter(paths[0], first.schema) as text, pq.ParquetWriter(paths[1], first.schema) as typed:
        for table in chain([first], tables):
            text.write_table(table)
            typed.write_table(table)
    return paths


def run(what: str, command: Sequence[str], table: Path, made: Path, rows: int) -> Taken:
    """Run a command that makes a file of a table, and what it took. Raises CalledProcessError."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Taken(
        what,
        rows,
        table.stat().st_size / 2**20,
        usage.ru_utime + usage.ru_stime,
        time.perf_counter() - begun,
        usage.ru_maxrss / 1024,
        made.stat().st_size / 2**20,
    )


def peer(table: Path, made: Path) -> None:
    """The table in SQLite, its serials indexed."""
    with table.open(newline="", encoding="utf-8") as stream, closing(sqlite3.connect(made)) as database:
        reader = csv.reader(stream)
        header = next(reader)
        database.execute(f"CREATE TABLE deliveries ({', '.join(f'{name} TEXT' for name in header)})")
        places = ", ".join("?" * len(header))
        while rows := list(islice(reader, _AT_ONCE)):
            database.executemany(f"INSERT INTO deliveries VALUES ({places})", rows)  # noqa: S608 - our own words
        database.execute("CREATE INDEX by_serial ON deliveries (serial)")
        database.commit()


def measure(rows: int, *, repeats: bool) -> Iterator[Taken]:
    """Each kind of file, each register, and the peer."""
    for again, said in ((0.0, "every item once"), (0.1, "a tenth delivered again"))[: 1 + repeats]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            paths = write(folder, rows, again)
            count = pq.read_metadata(paths[1]).num_rows
            for path in paths:
                index = folder / "register.index"
                build = [sys.executable, "-m", "findspot", "index", "build", str(path), "--out", str(index)]
                kind = path.suffix[1:]
                yield run(f"{kind}, {said}", build, path, index, count)
                if kind == "csv":
                    made = folder / "peer.db"
                    fill = [sys.executable, "-m", __spec__.name, "--peer", str(path), str(made)]
                    yield run(f"SQLite, {kind}, {said}", fill, path, made, count)
                    made.unlink()


def main() -> None:
    """Measure, print the table, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--once", action="store_true", help="without the register of repeated deliveries")
    parser.add_argument("--out", type=Path, default=Path("out/bench-streaming.json"))
    parser.add_argument("--peer", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        peer(*options.peer)
        return
    print("| table | rows | MiB | rows/s, processor time | seconds in all | most memory, MiB | made, MiB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    taken = []
    for one in measure(options.rows, repeats=not options.once):
        print(one.line(), flush=True)
        taken.append(asdict(one))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(taken, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
