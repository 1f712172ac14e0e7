from __future__ import annotations

import datetime as dt
import io
import subprocess
from typing import TYPE_CHECKING

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cli.running import PLATE, REGISTER
from tests.cli.whole_runs import ran

from findspot.cli.trace import command, command_words, readings_by_eye
from findspot.dossier.commands import LONGEST_LINE, MOST_LINES, command_lines

if TYPE_CHECKING:
    from pathlib import Path

WORDS = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60), max_size=4)
AWKWARD = (
    "a b/it's $HOME `id`;.png", '"#\\.jpg', "a  b.png", " a", "line\nbreak --found-on 2020", "序列号",
    "شوشا",
    "Şuşa; near 'the' road", "e\u0301", "\udcff.png", "!x", "~", "",
    "f" * 250 + ".png", "\u202e", "*?[a]", "ﬁ",
)  # fmt: skip


def heard(lines: list[str]) -> list[str]:
    """The words that a shell hands over when it is given these lines."""
    script = "\n".join(["findspot() { printf '%s\\0' findspot \"$@\"; }", *lines, ""])
    done = subprocess.run(
        ["bash"], input=script.encode(), capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"}
    )
    assert done.stderr == b""
    return done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]


@pytest.mark.parametrize("word", AWKWARD)
def test_a_shell_hears_what_was_typed(word: str) -> None:
    """Quotes, runs of spaces, line ends, other scripts and bytes that are no text come back as they were."""
    words = ["findspot", "trace", "--source", word, "--", word]
    lines = command_lines(words)
    assert heard(lines) == words
    assert max(map(len, lines)) <= LONGEST_LINE + 4
    assert heard([line.strip() for line in lines]) == words


@settings(max_examples=40, deadline=None)
@given(WORDS)
def test_any_words_are_heard_again(more: list[str]) -> None:
    """Whatever the words, a shell gives them back."""
    words = ["findspot", "trace", *more]
    assert heard(command_lines(words)) == words


def test_what_is_too_long_to_copy_is_not_given() -> None:
    """A command of hundreds of lines, and one that was never typed, are none."""
    assert command_lines([]) == []
    assert command_lines(["findspot", "trace", *["a.png"] * (MOST_LINES + 1)]) == []
    assert command_lines(["findspot", "\ud800"]) == []


def test_the_words_are_those_that_were_typed() -> None:
    """Every sighting that was typed is in the command, in its order, and none that the register knows."""
    typed = [
        "-a.png",
        "b  c.png",
        "--register",
        "r.csv",
        "--register",
        "s.csv",
        "--as-known-on",
        "2020-10-26",
        "--prior-in-register",
        "0.123456789",
    ]
    typed += ["--found-on", "before:2020-11", "--found-on", "", "--found-at", "Şuşa", "--found-at", "Ganja"]
    typed += ["--held-by", "Azerbaijan", "--grade", "c3", "--platform", "TB2"]
    typed += ["--read-by-eye", "-MX?*", "--read-by", "", "--read-by-eye", "MX15D", "--read-by", "licensing 3"]
    told = command.make_context("trace", [*typed[2:], "--", *typed[:2]]).params
    files, registers, prior = told.pop("files"), told.pop("registers"), told.pop("prior")
    by_eye = {name: told.pop(name) for name in ("by_eye", "read_by")}
    told = {name: told[name] for name in told if name not in ("dossiers", "as_json")}
    day = told.pop("as_known_on")
    words = command_words(files, registers, prior, told, readings_by_eye(**by_eye), day)
    again = command.make_context("trace", list(words[2:])).params
    assert (again["files"], again["registers"], again["prior"]) == (files, registers, prior)
    assert again["as_known_on"] == day == dt.date(2020, 10, 26)
    assert {name: again[name] for name in told} == told
    assert {name: again[name] for name in by_eye} == by_eye
    assert [option for option in words if option.startswith("--found-at")] == ["--found-at"] * 2


def test_the_paper_gives_the_command_that_made_it(tmp_path: Path) -> None:
    """Copied from the PDF line by line, the command is what was typed, with both of its sightings."""
    picture = tmp_path / "a  plate's picture.png"
    picture.symlink_to(PLATE)
    paper = tmp_path / "out.pdf"
    seen = ["--found-on", "2020-10-04", "--found-on", "after:2020-11", "--found-at", "Şuşa", "--found-at", ""]
    ended = ran("trace", picture, "--register", REGISTER, *seen, "--dossier", paper, "--json")
    assert ended.code == 0
    (claims,) = ended.rows
    shown = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.read_bytes())).pages)
    lines = shown[shown.index("findspot trace \\") :].splitlines()
    last = next(number for number, line in enumerate(lines) if not line.rstrip().endswith("\\"))
    assert heard([line.rstrip() for line in lines[: last + 1]]) == claims["command"]
    assert claims["command"][2:] == [
        "--register", str(REGISTER), *seen, "--prior-in-register", "0.7", str(picture)
    ]  # fmt: skip


def test_a_trace_that_no_command_made_says_so() -> None:
    """Nothing is invented where no command is known."""
    from tests.dossier.test_rendering import bare, paper  # noqa: PLC0415 - only this one test makes a paper
    from tests.tracing.founding import founding  # noqa: PLC0415 - the same

    assert bare("It cannot be given here as one command") in paper(founding()).text
