"""Building: the same index from rows in any order, in little memory, with all that is shown of them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from tests.matching.automaton.registers import columns, folded, items, registers

from findspot.matching.alphabet import fold
from findspot.matching.indexing.building import Source, build_index
from findspot.matching.indexing.container import Container
from findspot.matching.indexing.index import RegisterIndex
from findspot.matching.indexing.rows import ROWS_PER_BLOCK, RowStore
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path


def _rows(count: int) -> list[dict[str, str]]:
    """Rows of a register with serials that repeat across makers."""
    return [
        {
            "item": f"I-{n}",
            "serial": f"MX{n % 3}-{n // 2:06}",
            "model": f"CMX-{n % 7}",
            "maker": ("Example Works", "Other Works")[n % 2],
            "part_number": "",
            "permit": f"P-{n // 50}",
        }
        for n in range(count)
    ]


def _table(rows: list[dict[str, str]]) -> pa.Table:
    return pa.Table.from_pylist(rows)


@settings(deadline=None, max_examples=30)
@given(shown=registers)
def test_every_row_is_found_by_its_serial(tmp_path_factory: pytest.TempPathFactory, shown: list[str]) -> None:
    """Any register: each serial leads to exactly its rows, as they were written."""
    path = tmp_path_factory.mktemp("built") / "an.index"
    if not folded(shown):
        with pytest.raises(BadInputError, match="nothing to build from"):
            build_index(path, [columns(shown)])
        return
    built = build_index(path, [columns(shown)])
    index = RegisterIndex.open(path)
    assert built.serials == len(folded(shown))
    assert built.rows + built.left_out == len(shown)
    assert len(index) == built.rows
    for serial in {*shown, "ABSENT"}:
        expected = [f"I-{row}" for row, one in enumerate(shown) if fold(one) == fold(serial) != ""]
        found = index.rows_with(serial)
        assert items(found) == sorted(expected)
        assert all(shown[int(row["item"][2:])] == row["serial"] for row in found)


def test_memory_does_not_change_the_index(tmp_path: Path) -> None:
    """Sorted in memory or in many runs on disk, shuffled or in order: the same file, byte for byte."""
    rows = _rows(30_000)
    shuffled = rows.copy()
    random.Random(5).shuffle(shuffled)  # noqa: S311 - any order
    at_once = build_index(tmp_path / "a", [_table(shuffled)])
    in_runs = build_index(tmp_path / "b", [_table(shuffled)], memory=400_000)
    assert at_once == in_runs
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    # Equal serials keep the order in which they come: brought into order, these are the same rows.
    place = {row["item"]: n for n, row in enumerate(shuffled)}
    ordered = sorted(
        rows, key=lambda row: (len(fold(row["serial"])), fold(row["serial"]), place[row["item"]])
    )
    build_index(tmp_path / "c", (_table(ordered[n : n + 999]) for n in range(0, 30_000, 999)))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "c").read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a", "b", "c"]


def test_all_that_is_shown_comes_back(tmp_path: Path) -> None:
    """Rows across many blocks: each column as given, and every row belongs to its rank."""
    rows = _rows(3 * ROWS_PER_BLOCK + 17)
    build_index(tmp_path / "an.index", [_table(rows)])
    store = RowStore(Container.open(tmp_path / "an.index"), len(rows))
    assert len(store) == len(rows)
    read = [row for table in store.tables() for row in table.to_pylist()]
    assert sorted(read, key=lambda row: int(row["item"][2:])) == rows
    ends = 0
    for rank in range(len({fold(row["serial"]) for row in rows})):
        numbers = store.of_rank(rank)
        assert numbers.start == ends
        ends = numbers.stop
        if rank % 101 == 0:
            assert store.rank_of_row(numbers.start) == store.rank_of_row(numbers.stop - 1) == rank
            assert store.table(numbers).to_pylist() == read[numbers.start : numbers.stop]
    assert ends == len(store)


def test_absent_values_are_empty_and_other_columns_left_out(tmp_path: Path) -> None:
    """A table with only a serial, nulls, large strings or dictionaries is as good as any."""
    table = pa.table(
        {
            "serial": pa.array(["A1", "B2"], pa.large_string()),
            "model": pa.array([None, "X"]).dictionary_encode(),
            "colour": [1, 2],
        }
    )
    build_index(tmp_path / "an.index", [table, {"serial": ["C3"]}])
    index = RegisterIndex.open(tmp_path / "an.index")
    assert index.rows_with("b-2") == [
        {"item": "", "serial": "B2", "model": "X", "maker": "", "part_number": "", "permit": ""}
    ]
    assert index.rows_with("A1")[0]["model"] == ""
    assert index.rows_with("C3")[0]["serial"] == "C3"


def test_an_index_says_what_it_was_built_from(tmp_path: Path) -> None:
    """Sources with their digests, rows, serials and rows left out stand in it."""
    source = Source("deliveries.csv", "ab" * 32, 1234)
    build_index(tmp_path / "an.index", [columns(["A1", "a-1", "--", "B2"])], sources=[source])
    about = RegisterIndex.open(tmp_path / "an.index").about
    assert about["sources"] == [{"path": "deliveries.csv", "sha256": "ab" * 32, "size": 1234}]
    assert (about["rows"], about["serials"], about["left_out"]) == (3, 2, 1)


def test_progress_is_told(tmp_path: Path) -> None:
    """Both stages are told row by row up to the last."""
    told: list[tuple[str, int, int | None]] = []
    build_index(
        tmp_path / "an.index",
        [_table(_rows(500)), _table(_rows(500))],
        progress=lambda *step: told.append(step),
    )
    assert told[:2] == [("sorting", 500, None), ("sorting", 1000, None)]
    assert told[-1] == ("building", 1000, 1000)


def test_verifying_reads_every_section(tmp_path: Path) -> None:
    """An index with one byte of a large section changed opens, but does not verify."""
    rng = np.random.default_rng(1)
    shown = ["".join(row) for row in rng.choice(list("0123456789ABCDEF"), (150_000, 9))]
    path = tmp_path / "an.index"
    build_index(path, [columns(shown)])
    told: list[tuple[int, int]] = []
    RegisterIndex.open(path).verify(lambda *step: told.append(step))
    assert told[-1][0] == told[-1][1] > 1_000_000
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)
    with pytest.raises(BadInputError, match="altered after it was built"):
        RegisterIndex.open(path).verify()
