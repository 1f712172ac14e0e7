"""The benchmark of the index: that it counts what it says it counts."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
from benchmarks.matching.__main__ import drawn, measure, shares
from benchmarks.matching.growth import Grown, growth_picture
from benchmarks.matching.peers import RapidFuzz, Sqlite
from benchmarks.matching.registers import LEVELS, Damage, sequential, without_pattern
from benchmarks.matching.streaming import deliveries
from benchmarks.matching.streaming import measure as built_from

from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.finding import Found
from findspot.matching.indexing.index import RegisterIndex

if TYPE_CHECKING:
    from pathlib import Path


def test_ties_share_their_places() -> None:
    """Four that tie from the eighth place on: three of them are among the first ten, none is first."""
    low, one = np.array([0, 20, 50]), np.ones(3, dtype=np.int64)
    size = np.array([7, 3, 1])
    found = Found(np.zeros(3, np.int8), low, size, size, np.array([1, 5, 5]) * one, 6, partial=False)
    assert shares(found, 21) == (0.0, 0.75)
    assert shares(found, 3) == (1 / 7, 1.0)
    assert shares(found, 10) == (0.0, 0.0)


def test_registers_and_damage_are_what_they_say() -> None:
    """So many rows, and each level changes what it names."""
    assert sum(len(table) for table in sequential(20_000, 0.9)) == 20_000
    assert sum(len(table) for table in without_pattern(300_000)) == 300_000
    damage = Damage()
    for _ in range(20):
        changed = {level: damage(level, "AB123456") for level in LEVELS}
        assert changed["d"].count("?") in {2, 3}
        assert changed["c"].count("?") == 1
        assert 5 <= len(changed["f"]) <= 7
        assert len(changed["e"]) == 7
        assert 1 <= sum(a != b for a, b in zip(changed["b"], "AB123456", strict=True)) <= 2


def test_each_level_is_measured_and_peers_answer(tmp_path: Path) -> None:
    """A small register: shares between 0 and 1, a time for each query, and peers that find what is there."""
    build_index(tmp_path / "an.index", sequential(3000, 0.9))
    index = RegisterIndex.open(tmp_path / "an.index")
    taken = measure(index, drawn(index, 5))
    assert set(taken) == set(LEVELS)
    assert all(
        len(one.times) == 5 and 0.0 <= np.mean(one.first) <= np.mean(one.ten) <= 1.0 for one in taken.values()
    )
    serials = [text for table in index.parts[0].rows.tables() for text in table.column("serial").to_pylist()]
    for kind in (RapidFuzz, Sqlite):
        with closing(kind()) as peer:
            peer.build(serials)
            assert peer.find(serials[17])[0] == serials[17]


def test_the_picture_of_growth_says_its_figures() -> None:
    """Every size and time stands in the description, and larger times lie higher."""
    grown = [
        Grown(1_000_000, 0.9, 1e6, 300.0, p50=0.03, p99=0.1, mean=0.04),
        Grown(100_000_000, 0.8, 1e6, 700.0, p50=0.06, p99=1.0, mean=0.1),
    ]
    root = ET.fromstring(growth_picture(grown))  # noqa: S314 - our own drawing
    said = root.findtext("{*}desc") or ""
    assert "1,000,000 rows: median 0.030, 99 of 100 below 0.100" in said
    assert "100,000,000 rows: median 0.060, 99 of 100 below 1.000" in said
    heights = [float(circle.get("cy", "")) for circle in root.iterfind("{*}circle")]
    assert heights[1] < heights[0] < heights[3] < heights[2]


def test_large_tables_are_drawn_as_they_say() -> None:
    """About so many rows; of the share that was delivered before, each item's serial is the same."""
    for again in (0.0, 0.1):
        rows = [row for table in deliveries(20_000, again) for row in table.to_pylist()]
        items = {row["item"]: row["serial"] for row in rows}
        assert abs(len(rows) - 20_000) < 500
        assert abs(len(rows) - len(items) - 20_000 * again) < 500
        assert all(items[row["item"]] == row["serial"] for row in rows)


def test_building_from_tables_is_measured_beside_its_peer() -> None:
    """CSV, the peer and Parquet: each has its time, its memory and the size of what it made."""
    taken = list(built_from(2_000, repeats=False))
    assert [one.what.split(",")[0] for one in taken] == ["csv", "SQLite", "parquet"]
    assert all(min(one.processor_s, one.seconds, one.mib, one.index_mib) > 0 for one in taken)
