"""An index of what passes through is the index of the opened register, byte for byte."""

from __future__ import annotations

import csv
import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.assets.make_tables import workbook

from findspot.matching.indexing.building import Source, build_index
from findspot.matching.indexing.index import RegisterIndex
from findspot.matching.indexing.rows import COLUMNS
from findspot.matching.registers import sources_of
from findspot.records.opening import open_register
from findspot.records.streaming.passing import passing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADER = ["serial", "item", "model", "maker", "part_number", "permit", "delivered_on", "lot"]


def drawn(rows: int, seed: int, *, declared: bool) -> list[list[str]]:
    """Deliveries of which some share their serial, some their item, and some repeat others."""
    chance = random.Random(seed)  # noqa: S311 - a register, no secret
    deliveries = []
    for n in range(rows):
        unit = chance.randrange(rows) if chance.random() < 0.3 else n
        deliveries.append(
            [
                f"{chance.choice(('MX', 'mx'))}{unit % 3}-{unit // 2:06}"
                if not declared
                else f"MX-{unit:06}",
                f"I-{unit}" if declared else "",
                f"CMX-{unit % 7}",
                f"Maker {unit % 4}",
                "",
                f"P-{n % 50}",
                f"{chance.randrange(1, 28):02}/{chance.randrange(1, 13):02}/2020",
                chance.choice(("", "K9")),
            ]
        )
    return deliveries


def written(folder: Path, name: str, rows: list[list[str]]) -> Path:
    """The table in the form that its name asks for."""
    path = folder / name
    if path.suffix == ".parquet":
        pq.write_table(
            pa.table(dict(zip(HEADER, map(list, zip(*rows, strict=True)), strict=True))),
            path,
            row_group_size=999,
        )
    elif path.suffix == ".xlsx":
        path.write_bytes(workbook(HEADER, *rows))
    else:
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([HEADER, *rows])
    return path


@pytest.mark.parametrize("declared", [True, False], ids=["items declared", "items derived"])
@pytest.mark.parametrize(
    "names", [["all.csv"], ["all.parquet"], ["all.xlsx"], ["some.csv", "more.parquet", "most.xlsx"]], ids=str
)
def test_the_index_is_the_same_byte_for_byte(tmp_path: Path, names: list[str], *, declared: bool) -> None:
    """Rows that share serials or items, in every kind of file, alone and together."""
    paths = [
        written(tmp_path, name, drawn(6_000 // len(names), seed, declared=declared))
        for seed, name in enumerate(names)
    ]
    with passing(paths, tmp_path) as register:
        sources = [Source(**source) for source in sources_of(register.files, tmp_path / "passed")]
        passed = build_index(tmp_path / "passed", register.tables, sources=sources)
    columns = open_register(paths).serials()
    shown = {name: getattr(columns, name) for name in COLUMNS}
    assert build_index(tmp_path / "opened", [shown], sources=sources) == passed
    assert (tmp_path / "passed").read_bytes() == (tmp_path / "opened").read_bytes()
    assert passed.rows < 6_000
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*names, "opened", "passed"])


def test_a_database_cursor_is_a_register(tmp_path: Path) -> None:
    """Rows that a cursor gives in batches are indexed as the query names their columns."""
    with closing(sqlite3.connect(tmp_path / "office.db")) as database:
        database.execute("CREATE TABLE deliveries (number TEXT, item TEXT, permit TEXT)")
        rows = [(f"MX-{n:05}", f"I-{n}", None if n % 2 else f"P-{n // 9}") for n in range(5_000)]
        database.executemany("INSERT INTO deliveries VALUES (?, ?, ?)", rows)
        cursor = database.execute("SELECT number AS serial, item, permit FROM deliveries")
        built = build_index(tmp_path / "an.index", batches(cursor))
    assert (built.rows, built.serials) == (5_000, 5_000)
    found = RegisterIndex.open(tmp_path / "an.index").rows_with("mx 00018")
    assert [(row["item"], row["permit"]) for row in found] == [("I-18", "P-2")]


def batches(cursor: sqlite3.Cursor) -> Iterator[dict[str, list[str | None]]]:
    """The rows of a cursor as columns by name, a thousand at a time."""
    names = [column[0] for column in cursor.description]
    while rows := cursor.fetchmany(1_000):
        yield dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
