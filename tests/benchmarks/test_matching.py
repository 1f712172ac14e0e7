"""The benchmark of the index: that it counts what it says it counts."""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import numpy as np
import pytest
from benchmarks.matching import __main__ as command
from benchmarks.matching.cold import asked
from benchmarks.matching.exhaustive import Serials, among, by_costs, by_edits
from benchmarks.matching.growth import Grown, growth_picture
from benchmarks.matching.lattices import laid, weighed
from benchmarks.matching.lines import drawn_lines
from benchmarks.matching.measuring import drawn, listed, measure, shares
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


def test_ties_of_peers_and_of_brute_force_share_their_places_too() -> None:
    """A serial that a register has twice counts once; what cannot be is in no place."""
    near = [("A1", 1), ("A1", 1), ("A2", 2), ("A3", 2)]
    assert listed(near, "A1") == (1.0, 1.0)
    assert listed(near, "A3") == (0.0, 1.0)
    assert listed(near, "A4") == (0.0, 0.0)
    scores = np.array([-3.0, -1.0, -1.0, -np.inf])
    assert among(scores, 2) == (0.5, 1.0)
    assert among(scores, 0) == (0.0, 1.0)
    assert among(scores, 3) == (0.0, 0.0)


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


def test_each_level_is_measured(tmp_path: Path) -> None:
    """A small register: shares between 0 and 1, and a time for each query."""
    build_index(tmp_path / "an.index", sequential(3000, 0.9))
    index = RegisterIndex.open(tmp_path / "an.index")
    taken = measure(index, drawn(index, 5))
    assert set(taken) == set(LEVELS)
    assert all(
        len(one.times) == 5 and 0.0 <= np.mean(one.first) <= np.mean(one.ten) <= 1.0 for one in taken.values()
    )


def test_the_search_is_not_below_brute_force_at_any_level(tmp_path: Path) -> None:
    """Weighing every row by the same costs puts the true one where the search puts it, query by query."""
    build_index(tmp_path / "an.index", sequential(3000, 0.9))
    index = RegisterIndex.open(tmp_path / "an.index")
    queries, every = drawn(index, 6), Serials(index)
    searched, weighed = measure(index, queries), by_costs(every, queries)
    for level in LEVELS:
        assert searched[level].ten == pytest.approx(weighed[level].ten)
        assert searched[level].first == pytest.approx(weighed[level].first)
    edits = by_edits(every.texts(), {"exact": [one._replace(text=one.serial) for one in queries["a"]]})
    assert edits["exact"].first == [1.0] * 6


def test_lattices_of_drawn_lines_are_found_as_by_brute_force(tmp_path: Path) -> None:
    """What the recogniser reads on worn lines; the likelihood of every row puts the true one in its place."""
    build_index(tmp_path / "an.index", sequential(3000, 0.9))
    index = RegisterIndex.open(tmp_path / "an.index")
    lines = drawn_lines(index, 8)
    assert all(line.asked.text.isalnum() and line.lattice.probabilities.ndim == 2 for line in lines)
    searched, each = laid(index, lines), weighed(Serials(index), lines)
    assert len(searched.times) == len(lines) > 4
    assert searched.ten == each.ten
    assert searched.first == each.first
    assert np.mean(searched.ten) > 0.5


def test_the_command_measures_all_on_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every table is printed, and every engine's figures stand in the JSON."""
    words = "matching --size 3000 --queries 3 --lines 3 --peer-queries 2 --brute 1 --peer fts5 --out"
    monkeypatch.setattr(sys, "argv", [*words.split(), str(tmp_path)])
    command.main()
    printed = capsys.readouterr().out
    assert all(what in printed for what in ("| built |", "| typed, all", "| drawn lines |", *LEVELS.values()))
    written = json.loads((tmp_path / "bench-matching-sequential-3000.json").read_text(encoding="utf-8"))
    engines = {engine["name"]: engine for engine in written["engines"]}
    assert engines["findspot, searching"]["levels"]["a"]["queries"] == 3
    assert engines["findspot, searching"]["opened_ms"] > 0
    assert engines["every row, the same costs and likelihoods"]["lines"]["queries"] == 2
    assert engines["SQLite FTS5, trigrams, put in order after"]["bytes_per_serial"] > 1


def test_the_picture_of_growth_says_its_figures() -> None:
    """Every size and time stands in the description, and larger times lie higher."""
    grown = [
        Grown(1_000_000, 0.9, 1e6, 300.0, opened=1.0, p50=0.03, p99=0.1, mean=0.04),
        Grown(100_000_000, 0.8, 1e6, 700.0, opened=2.0, p50=0.06, p99=1.0, mean=0.1),
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


def test_the_next_query_is_timed_with_what_was_compiled(tmp_path: Path) -> None:
    """A query in a process of its own takes time, and leaves what it compiled where it is told to."""
    build_index(tmp_path / "an.index", sequential(200, 0.9))
    processor, whole = asked(tmp_path / "an.index", tmp_path / "kept")
    assert processor > 0.0
    assert whole > 0.0
    assert list((tmp_path / "kept").rglob("*search*.nbi"))
