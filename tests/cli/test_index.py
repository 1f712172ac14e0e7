"""``findspot index``: built from tables, described, checked, and refused where it was changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.cli.running import REGISTER, findspot, is_one_sentence

from findspot.matching.indexing.compacting import compact
from findspot.matching.indexing.index import RegisterIndex, add_rows
from findspot.vocabulary.notices import REGISTER_INVENTED

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "item,serial,model\nI-1,MX-20-0145,MX-20\nI-2,MX-20-0146,MX-20\nI-3,MX 20 0146,MX-25\nI-4,---,MX-20\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of four items, two of one serial and one without any character to compare."""
    path = tmp_path / "deliveries.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def index(table: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The index of that table."""
    path = table.parent / "register.index"
    assert findspot(capsys, "index", "build", table, "--out", path).code == 0
    return path


def test_an_index_is_built_described_and_checked(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Build, info and verify agree on what is in it, and every row without a serial is counted."""
    path = table.parent / "register.index"
    (built,) = findspot(capsys, "index", "build", table, "--out", path, "--json").rows
    assert (built["rows"], built["serials"], built["left_out"]) == (3, 2, 1)
    assert built["bytes"] == path.stat().st_size
    (about,) = findspot(capsys, "index", "info", path, "--json").rows
    assert (about["rows"], about["serials"], about["left_out"]) == (3, 2, 1)
    assert about["identity"] == built["identity"]
    assert [(one["path"], one["state"]) for one in about["sources"]] == [("deliveries.csv", "unchanged")]
    (checked,) = findspot(capsys, "index", "verify", path, "--json").rows
    assert checked == {"file": str(path), "identity": built["identity"], "intact": True}


@pytest.mark.parametrize("command", ["info", "verify"])
def test_people_are_told_in_lines(index: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json the same stands in plain lines that name the file."""
    ended = findspot(capsys, "index", command, index)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"{index}: ")


def test_the_tables_are_looked_at_again(index: Path, table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table that was changed, or is gone, is named so, and one that was moved along is found."""
    moved = index.parent / "elsewhere"
    moved.mkdir()
    for path in (index, table):
        shutil.copy(path, moved)
    states = []
    with table.open("a", encoding="utf-8") as stream:
        stream.write("I-5,MX-20-0147,MX-20\n")
    states.append(findspot(capsys, "index", "info", index, "--json").rows[0]["sources"][0]["state"])
    table.unlink()
    states.append(findspot(capsys, "index", "info", index, "--json").rows[0]["sources"][0]["state"])
    at_new_place = moved / index.name
    states.append(findspot(capsys, "index", "info", at_new_place, "--json").rows[0]["sources"][0]["state"])
    assert states == ["changed since the index was built", "gone", "unchanged"]


def test_a_changed_byte_is_found(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An index of which any stretch was altered or cut is refused in one sentence, with exit status 2."""
    whole = index.read_bytes()
    for place in (0, 9, 200, len(whole) // 2, len(whole) - 2):
        altered = bytearray(whole)
        altered[place] ^= 1
        index.write_bytes(altered)
        ended = findspot(capsys, "index", "verify", index)
        assert (ended.code, ended.out) == (2, ""), place
        assert is_one_sentence(ended.err)
        assert index.name in ended.err
    index.write_bytes(whole[:-7])
    assert findspot(capsys, "index", "verify", index).code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "nowhere.csv", "--out", "x.index"),
        ("build", REGISTER, "--out", "no/folder/x.index"),
        ("build", REGISTER),
        ("info", "nowhere.index"),
        ("info", REGISTER / "deliveries.csv"),
        ("mend", "x.index"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_one_sentence(
    arguments: tuple[object, ...],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Missing tables, folders, options and files that are no index: exit status 2 and one sentence."""
    monkeypatch.chdir(tmp_path)
    ended = findspot(capsys, "index", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert is_one_sentence(ended.err)


def test_an_index_does_not_replace_its_tables(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The output may be none of the tables: they stay as they were."""
    assert findspot(capsys, "index", "build", table, "--out", table).code == 2
    assert table.read_text(encoding="utf-8") == TABLE


def test_bare_index_shows_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a command the three are listed."""
    ended = findspot(capsys, "index")
    assert ended.code == 0
    assert all(word in ended.out for word in ("build", "info", "verify"))


def test_a_killed_build_leaves_the_former_index(table: Path, index: Path) -> None:
    """Killed while it reads, compares or builds: the index is whole, the former or the new, and no more."""
    before, rows, more = index.read_bytes(), len(RegisterIndex.open(index)), 100_000
    with table.open("a", encoding="utf-8") as stream:
        stream.writelines(f"N-{n},NX-{n % 50_000:06},MX-20\n" for n in range(more))
    command = [sys.executable, "-m", "findspot", "index", "build", str(table), "--out", str(index)]
    for seconds in (0.7, 1.4, 2.1):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(seconds)
            process.kill()
        found = RegisterIndex.open(index)
        found.verify()
        # A process that had put the new index in place may be killed on its way out.
        former = index.read_bytes() == before
        assert former or len(found) == rows + more
        left = {path.name for path in index.parent.iterdir()} - {table.name, index.name}
        assert all(name.startswith(f".{index.name}.") for name in left)


def test_an_index_remembers_that_its_numbers_are_invented(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The founding case's remark stands in its index, changed and compacted too, for people and scripts."""
    path = tmp_path / "register.index"
    assert findspot(capsys, "index", "build", REGISTER, "--out", path).code == 0
    add_rows(path, {"serial": ["15D-20999"], "item": ["EX-ITEM-0999"]})
    for change in (None, compact):
        if change is not None:
            change(path)
        assert findspot(capsys, "index", "info", path, "--json").rows[0]["notice"] == REGISTER_INVENTED
        assert REGISTER_INVENTED in findspot(capsys, "index", "info", path).out
        ended = findspot(capsys, "find", "15D-20417", "15D-20418", "--register", path)
        assert ended.err.count(REGISTER_INVENTED) == 1
        rows = findspot(capsys, "find", "15D-20417", "15D-20418", "--register", path, "--json").rows
        assert [row["notice"] for row in rows] == [REGISTER_INVENTED] * 2


def test_an_index_of_real_numbers_says_nothing(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without such a remark there is no notice, and answers have the keys that they had."""
    assert findspot(capsys, "index", "info", index, "--json").rows[0]["notice"] is None
    assert RegisterIndex.open(index).notice == ""
    ended = findspot(capsys, "find", "MX-20-0145", "--register", index, "--json")
    assert (ended.err, "notice" in ended.rows[0]) == ("", False)
