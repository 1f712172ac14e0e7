"""What findspot refuses: one sentence on standard error, exit status 2, nothing on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.cli.running import PLATE, REGISTER, findspot, is_one_sentence

if TYPE_CHECKING:
    from pathlib import Path

PLATE_ARG, REGISTER_ARG = str(PLATE), str(REGISTER)
TRACE = ["trace", PLATE_ARG, "--register", REGISTER_ARG]

BAD_COMMAND_LINES = {
    "no such command": ["trcae"],
    "no such option": ["--colour"],
    "an option of another command": ["read", PLATE_ARG, "--register", REGISTER_ARG],
    "trace without a file": ["trace", "--register", REGISTER_ARG],
    "trace without a register": ["trace", PLATE_ARG],
    "an option without its value": [*TRACE, "--found-on"],
    "a flag with a value": [*TRACE, "--json=yes"],
    "a part too many": ["version", "now"],
    "a prior of one": [*TRACE, "--prior-in-register", "1"],
    "a prior of nothing": [*TRACE, "--prior-in-register", "0"],
    "a prior that is no number": [*TRACE, "--prior-in-register", "nan"],
    "a prior in words": [*TRACE, "--prior-in-register", "likely"],
    "a date that cannot be": [*TRACE, "--found-on", "2020-02-30"],
    "a date in words": [*TRACE, "--found-on", "last autumn"],
    "a grade that is none": [*TRACE, "--grade", "G7"],
    "a place as long as a book": [*TRACE, "--found-at", "x" * 501],
    "sightings that do not pair": [*TRACE, *["--found-on", "2020-10"] * 2, *["--found-at", "Shusha"] * 3],
    "sightings without number": [*TRACE, *["--found-on", "2020-10"] * 51],
    "a dossier of an unknown kind": [*TRACE, "--dossier", "finding.docx"],
    "a dossier in no folder": [*TRACE, "--dossier", "no/such/folder/finding.pdf"],
    "a dossier over an exhibit": [*TRACE, "--dossier", PLATE_ARG],
    "a dossier without a name": [*TRACE, "--dossier", ""],
    "a dossier with a name too long": [*TRACE, "--dossier", "ä" * 130 + ".pdf"],
    "a dossier in a folder with a name too long": [*TRACE, "--dossier", "x" * 300 + "/finding.pdf"],
    "a file with a name too long": ["trace", "x" * 300 + ".png", "--register", REGISTER_ARG],
    "such a file and a dossier": [
        "trace",
        "x" * 300 + ".png",
        "--register",
        REGISTER_ARG,
        "--dossier",
        "a.pdf",
    ],
    "a path too long": ["trace", "x/" * 2500 + "a.png", "--register", REGISTER_ARG],
    "a register with a name too long": ["trace", PLATE_ARG, "--register", "x" * 300 + ".csv"],
    "a list with a name too long": ["find", "--from", "x" * 300, "--register", REGISTER_ARG],
    "a sweep over a name too long": ["sweep", "x" * 300, "--register", REGISTER_ARG, "--out", "rows.jsonl"],
    "rows in a file with a name too long": [
        "sweep",
        PLATE_ARG,
        "--register",
        REGISTER_ARG,
        "--out",
        "x" * 300 + ".jsonl",
    ],
    "a file that is not there": ["trace", "nowhere.jpg", "--register", REGISTER_ARG],
    "a folder for a picture": ["trace", REGISTER_ARG, "--register", REGISTER_ARG],
    "a register that is not there": ["trace", PLATE_ARG, "--register", "nowhere.csv"],
    "a picture for a register": ["find", "X1", "--register", PLATE_ARG],
    "a kind of picture that is none": ["read", PLATE_ARG, "--as", "plate"],
    "nothing to find": ["find", "--register", REGISTER_ARG],
    "a list that is not there": ["find", "--from", "nowhere.txt", "--register", REGISTER_ARG],
    "no candidates at all": ["find", "X1", "--register", REGISTER_ARG, "-n", "0"],
    "too many candidates": ["find", "X1", "--register", REGISTER_ARG, "-n", "99999999999"],
    "a sweep over nothing": ["sweep", "nowhere/*.jpg", "--register", REGISTER_ARG, "--out", "rows.jsonl"],
    "a sweep over a folder": ["sweep", REGISTER_ARG, "--register", REGISTER_ARG, "--out", "rows.jsonl"],
    "rows of an unknown kind": ["sweep", PLATE_ARG, "--register", REGISTER_ARG, "--out", "rows.xlsx"],
    "rows without a place": ["sweep", PLATE_ARG, "--register", REGISTER_ARG],
    "a sweep with a bad register": ["sweep", PLATE_ARG, "--register", "nowhere", "--out", "rows.jsonl"],
    "a sweep by nobody": [
        "sweep",
        PLATE_ARG,
        "--register",
        REGISTER_ARG,
        "--out",
        "r.jsonl",
        "--workers",
        "0",
    ],
}


@pytest.mark.parametrize("arguments", BAD_COMMAND_LINES.values(), ids=BAD_COMMAND_LINES)
def test_a_bad_command_line_is_one_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is refused with exit status 2 and one sentence, before anything is printed or written."""
    monkeypatch.chdir(tmp_path)
    ended = findspot(capsys, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert is_one_sentence(ended.err), ended.err
    assert list(tmp_path.iterdir()) == []


def test_a_misspelt_command_is_recognised(capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence names the command that was meant."""
    assert "did you mean 'trace'" in findspot(capsys, "trcae").err


def test_the_sentence_escapes_what_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    """A file name cannot colour or move the terminal's text from within a sentence."""
    ended = findspot(capsys, "read", "\x1b[31mred\x1b[0m.jpg")
    assert ended.code == 2
    assert "\x1b" not in ended.err


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A folder with a table of deliveries, linked to from elsewhere, and another file."""
    folder = tmp_path / "register"
    folder.mkdir()
    (folder / "deliveries.parquet").write_bytes(b"PAR1 as it was")
    (folder / "letter.pdf").write_bytes(b"a letter")
    (tmp_path / "link.parquet").symlink_to(folder / "deliveries.parquet")
    (tmp_path / "hard.parquet").hardlink_to(folder / "deliveries.parquet")
    (tmp_path / "folder").symlink_to(folder)
    return folder


@pytest.mark.parametrize(
    "output",
    [
        "register/deliveries.parquet", "register/permits.parquet", "register/new.jsonl", "link.parquet",
        "hard.parquet", "folder/deliveries.parquet", "register/../register/deliveries.parquet",
    ],
)  # fmt: skip
def test_no_rows_are_written_into_the_register(
    output: str, register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the path by which a table is named, a sweep refuses it, and adds no table to the folder."""
    before = {path: path.read_bytes() for path in register.iterdir()}
    ended = findspot(capsys, "sweep", PLATE, "--register", register, "--out", register.parent / output)
    assert (ended.code, ended.out) == (2, "")
    assert is_one_sentence(ended.err)
    assert "register" in ended.err
    assert {path: path.read_bytes() for path in register.iterdir()} == before


def test_a_table_given_alone_is_not_written_over(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A register that is one file is refused as an output by every path."""
    table = register / "deliveries.parquet"
    for output in (table, register.parent / "link.parquet", register.parent / "hard.parquet"):
        ended = findspot(capsys, "sweep", PLATE, "--register", table, "--out", output)
        assert (ended.code, ended.out) == (2, "")
        assert "is a part of the register" in ended.err
    assert table.read_bytes() == b"PAR1 as it was"


@pytest.mark.parametrize("output", ["register/letter.pdf", "folder/new.json"])
def test_no_dossier_is_written_into_the_register(
    output: str, register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder of a register takes no dossier, over another file of it or beside."""
    paper = register.parent / output
    ended = findspot(capsys, "trace", PLATE, "--register", register, "--dossier", paper)
    assert (ended.code, ended.out) == (2, "")
    assert is_one_sentence(ended.err)
    assert (register / "letter.pdf").read_bytes() == b"a letter"
    assert sorted(path.name for path in register.iterdir()) == ["deliveries.parquet", "letter.pdf"]
