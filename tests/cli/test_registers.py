"""``--register`` with an index: the answers of its tables, and sentences where they are not as indexed."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from tests.cli.running import PLATE, REGISTER, is_one_sentence
from tests.cli.whole_runs import ran

from findspot.matching.indexing.compacting import compact
from findspot.matching.indexing.index import add_rows, withdraw_rows
from findspot.matching.registers import open_tables
from findspot.records.opening import open_register

if TYPE_CHECKING:
    from pathlib import Path

_PATTERNS = ("15D-204??", "15D-2O417", "*20417", "*", "ZZ/99999", "MX15D-00417")


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """The founding register's tables, in a folder of their own."""
    return shutil.copytree(REGISTER, tmp_path / "tables")


@pytest.fixture
def index(tables: Path) -> Path:
    """The index of these tables; its name does not say what it is."""
    path = tables.parent / "register.csv"
    assert ran("index", "build", tables, "--out", path).code == 0
    return path


def test_find_answers_as_from_the_tables(tables: Path, index: Path) -> None:
    """The same lines of JSON, known by what the file holds, with the tables gone."""
    expected = ran("find", *_PATTERNS, "--register", tables, "--json")
    shutil.rmtree(tables)
    ended = ran("find", *_PATTERNS, "--register", index, "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.rows == expected.rows


def test_a_list_with_blank_and_invalid_lines_is_answered_line_by_line(tmp_path: Path, index: Path) -> None:
    """Each line has its row; a blank one is none to fail for, one that cannot be searched costs status 2."""
    lines = tmp_path / "seen.txt"
    lines.write_bytes(b"15D-20417\n\n---\n15D-\xff\n*417\n")
    ended = ran("find", "--from", lines, "--register", index, "--json")
    assert ended.code == 2
    assert is_one_sentence(ended.err)
    assert [row["error"] is None for row in ended.rows] == [True, False, False, False, True]
    assert [row["pattern"] for row in ended.rows][:3] == ["15D-20417", "", "---"]


def test_rows_that_came_and_went_are_found(index: Path) -> None:
    """Additions and withdrawals beside the index count for ``find``."""
    add_rows(index, {"serial": ["15D-99999"], "item": ["NEW"], "model": ["MX-15D"]})
    withdraw_rows(index, serial="15D-20417")
    new, gone = ran("find", "15D-99999", "15D-20417", "--register", index, "--json").rows
    assert (new["candidates"][0]["item"], new["candidates"][0]["model"]) == ("NEW", "MX-15D")
    assert all(one["serial"] != "15D-20417" for one in gone["candidates"])


@pytest.mark.parametrize("place", [3, 9, 200, 0.5, -2])
def test_an_altered_index_is_refused_or_answers_as_before(index: Path, place: float) -> None:
    """Any altered byte: one sentence and exit 2, or, where what it stands in is not asked for, the answer."""
    expected = ran("find", *_PATTERNS, "--register", index, "--json")
    data = bytearray(index.read_bytes())
    data[int(place * len(data)) if isinstance(place, float) else place] ^= 1
    index.write_bytes(data)
    ended = ran("find", *_PATTERNS, "--register", index, "--json")
    if ended.code == 0:
        assert ended == expected
    else:
        assert (ended.code, ended.out) == (2, "")
        assert is_one_sentence(ended.err)


def test_a_cut_index_is_refused(index: Path) -> None:
    """A file that lost its end is named, with what to do, by every command that takes a register."""
    index.write_bytes(index.read_bytes()[:-9])
    for command in (
        ("find", "15D-20417"),
        ("trace", PLATE),
        ("sweep", PLATE, "--out", index.parent / "o.jsonl"),
    ):
        ended = ran(*command, "--register", index)
        assert (ended.code, ended.out) == (2, "")
        assert is_one_sentence(ended.err)
        assert index.name in ended.err


@pytest.mark.parametrize("command", [("find", "15D-20417"), ("trace", PLATE)], ids=lambda c: c[0])
def test_an_index_is_given_alone(tables: Path, index: Path, command: tuple[object, ...]) -> None:
    """An index beside a table or a folder is refused, whichever comes first."""
    for others in ((index, tables / "deliveries.csv"), (tables, index)):
        options = [word for one in others for word in ("--register", one)]
        ended = ran(*command, *options)
        assert (ended.code, ended.out) == (2, "")
        assert is_one_sentence(ended.err)
        assert "alone" in ended.err


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "3601", "nan"])
def test_a_time_that_is_none_is_refused(index: Path, seconds: str) -> None:
    """``--seconds`` is a number of seconds."""
    ended = ran("find", "15D-20417", "--register", index, "--seconds", seconds)
    assert (ended.code, ended.out) == (2, "")
    assert is_one_sentence(ended.err)


def _without_names(claims: dict[str, Any]) -> dict[str, Any]:
    named = {"command", "register"}
    return {key: value for key, value in claims.items() if key not in named}


def test_trace_and_sweep_take_custody_from_the_tables(tables: Path, index: Path) -> None:
    """The finding is that of the tables; the register is called by the index's path and has their digest."""
    expected, ended = (ran("trace", PLATE, "--register", one, "--json") for one in (tables, index))
    assert (ended.code, ended.err) == (0, "")
    one, two = json.loads(expected.out), json.loads(ended.out)
    assert _without_names(one) == _without_names(two)
    assert two["custody"]
    assert two["register"] == {"name": str(index), "sha256": one["register"]["sha256"]}
    out = index.parent / "rows.jsonl"
    assert ran("sweep", PLATE, "--register", index, "--out", out, "--workers", "2", "--json").code == 0
    assert json.loads(out.read_text(encoding="ascii"))["item"] == one["candidates"][0]["item"]


def _add_a_row(tables: Path) -> None:
    with (tables / "deliveries.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")


def _spoil(tables: Path) -> None:
    (tables / "permits.csv").write_bytes(b"")


def _remove(tables: Path) -> None:
    (tables / "answers.csv").unlink()


@pytest.mark.parametrize(
    ("change", "table", "said"),
    [
        (_add_a_row, "deliveries.csv", "changed"),
        (_spoil, "permits.csv", "changed"),
        (_remove, "answers.csv", "gone"),
        (shutil.rmtree, ".csv", "gone"),
    ],
    ids=["a row more", "emptied", "a table gone", "all gone"],
)
def test_tables_that_are_not_as_indexed_stop_a_trace(
    tables: Path, index: Path, change: Any, table: str, said: str
) -> None:
    """One sentence names the table and the index, with exit 2, for ``trace`` and ``sweep`` alike."""
    change(tables)
    for command in (("trace", PLATE), ("sweep", PLATE, "--out", index.parent / "rows.jsonl")):
        ended = ran(*command, "--register", index)
        assert (ended.code, ended.out) == (2, "")
        assert is_one_sentence(ended.err)
        assert all(word in ended.err for word in (table, said, index.name))


@pytest.mark.parametrize("merged", [False, True], ids=["beside it", "merged"])
def test_custody_is_missing_for_rows_that_came_later(index: Path, *, merged: bool) -> None:
    """An index with rows that its tables lack is refused by ``trace``: the sentence says what is missing."""
    add_rows(index, {"serial": ["15D-99999"]})
    if merged:
        compact(index)
    ended = ran("trace", PLATE, "--register", index)
    assert (ended.code, ended.out) == (2, "")
    assert is_one_sentence(ended.err)
    assert "custody" in ended.err


def test_nothing_is_written_over_a_table_of_the_index(tables: Path, index: Path) -> None:
    """A sweep's output may be neither the index nor one of its tables."""
    for output in (index, tables / "deliveries.csv"):
        before = output.read_bytes()
        out = output.with_name("rows.jsonl")
        out.symlink_to(output)
        ended = ran("sweep", PLATE, "--register", index, "--out", out)
        assert (ended.code, ended.out) == (2, "")
        assert is_one_sentence(ended.err)
        assert output.read_bytes() == before


def test_a_sweep_reads_no_deliveries_of_an_index(tables: Path, index: Path) -> None:
    """What a sweep asks of an index's tables is what names are one; the digest is that of all tables."""
    swept, traced = (open_tables([index], custody=custody) for custody in (False, True))
    assert len(swept.register.serials()) == 0
    assert traced.register.serials() == open_register([tables]).serials()
    assert swept.register.sha256 == traced.register.sha256 == open_register([tables]).sha256
    assert swept.matcher.rows == traced.matcher.rows == len(traced.register.serials())
    assert swept.register.same("Turkish Navy", "Turkish Naval Forces")
