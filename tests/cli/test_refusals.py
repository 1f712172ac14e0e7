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
