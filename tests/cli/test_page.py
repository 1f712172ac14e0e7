from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.cli.running import PLATE, REGISTER, ROOT
from tests.factories import reading
from tests.tracing.founding import REPORTED, founding, plate

from findspot.cli.page.traced import show_trace
from findspot.dossier.claims import trace_claims
from findspot.dossier.sentences import by_eye
from findspot.vocabulary.by_eye import ReadByEye

if TYPE_CHECKING:
    from findspot.vocabulary.finding import Trace

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
ACTING = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e\r\b\x7f"


def page(trace: Trace, *, columns: int = 80, encoding: str = "utf-8") -> str:
    """The page of a trace on a stream of so many columns."""
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n", errors="replace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        patch.setenv("COLUMNS", str(columns))
        for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
            patch.delenv(name, raising=False)
        show_trace(trace)
        out.flush()
    buffer = out.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode(encoding)


def saying(text: str) -> Trace:
    """The founding case with a text in the file's name, the plate's fields, the sighting and the register."""
    trace = founding(
        replace(REPORTED, found_at=text, source=text, used_by=text, platform=text),
        read=(reading(maker=text or None, model=text or None, file=text),),
    )
    return replace(trace, register_name=text, notes=(text,))


def width(text: str) -> int:
    """The columns of the widest line."""
    return max(cell_len(line) for line in text.split("\n"))


def bare(text: str) -> str:
    """The text without white space and without the marks that stand beside it."""
    return re.sub(r"[\s│·●◆○✓✗!]+", "", text)


def acting(text: str) -> set[str]:
    """What in a page could act on a terminal or hide, but for the ends of its lines."""
    joiners = "\u200c\u200d"
    unseen = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return {c for c in text if unicodedata.category(c) in unseen and c not in joiners and c != "\n"}


@pytest.mark.parametrize("columns", [20, 30, 39, 40, 60, 80, 100, 112, 200])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    """A trace fits the terminal, or 112 columns where that is wider, without a space at a line's end."""
    shown = page(founding(), columns=columns)
    assert width(shown) <= min(columns, 112)
    assert not any(line.endswith(" ") for line in shown.split("\n"))


@pytest.mark.parametrize("columns", [18, 24, 30, 39, 40, 50, 80])
def test_nothing_is_lost_where_there_is_little_room(columns: int) -> None:
    """On a narrow terminal parts stand one below the other and lines are folded, but no word goes."""
    trace = founding(read=(reading("W" * 60, maker="L3 WESCAM"), plate()))
    shown = bare(page(trace, columns=columns))
    first = trace.match.candidates[0]
    said = [
        trace.finding.summary,
        *trace.finding.missing,
        *trace.notes,
        first.item,
        first.serial,
        first.permit,
    ]
    said += ["Exhibit", "Candidates", "Undertakings", "Explanations", "notinthisregister", "likelier"]
    said += [event.event for event in trace.custody if event.on] + ["W" * 60, "15D-20417", "part number"]
    said += [reason for one in trace.finding.explanations for reason in (one.kind, *one.reasons)]
    said += [word for one in trace.exposure for word in (one.id, *one.summary.split())]
    for text in said:
        assert bare(text) in shown, text


def test_the_page_says_first_what_was_found_and_how_sure_that_is() -> None:
    """Right below the exhibit's name stand what leads, whether it departed, and that nobody has decided."""
    trace = founding()
    head = " ".join(page(trace).partition("─")[0].split())
    assert head.startswith("findspot trace plate.png Plate read as 15D-20417")
    for said in ("item EX-ITEM-0417", "Departed from declared custody: yes.", trace.finding.strength.words,
                 trace.finding.strength.capped_by, "decided by nobody yet"):  # fmt: skip
        assert said in head
    nothing = " ".join(page(founding(read=(reading(None),))).partition("─")[0].split())
    assert "No serial number was read" in nothing
    assert "Departed from declared custody: undetermined." in nothing


def test_the_page_says_what_the_trace_says() -> None:
    """Exhibit, candidates, identity, custody, undertakings, finding, exposure: all are there."""
    trace = founding()
    shown = page(trace)
    words = " ".join(shown.split())
    for section in (
        "Exhibit", "Read", "Candidates", "Identity", "Custody", "Policies", "Undertakings", "Answers",
        "Finding", "Explanations", "Exposure", "Missing", "Notes", "Register",
    ):  # fmt: skip
        assert any(line.startswith(section) for line in shown.split("\n")), section
    assert trace.finding.summary in words
    assert all(one.kind in words for one in trace.finding.explanations)
    assert all(entry in words for entry in trace.finding.missing)
    assert "not in this register" in words
    assert "proposed by the program, decided by nobody" in words


def test_invented_identifiers_are_announced_before_all_else() -> None:
    """The warning that numbers are invented stands above the first section."""
    head, exhibit, _ = page(founding()).partition("Exhibit")
    assert exhibit
    assert "invented" in head


def test_what_persons_read_stands_between_the_exhibit_and_the_candidates() -> None:
    """A line for each reading by eye, and beside the first candidate what it did to it."""
    seen = (ReadByEye("15D-20413", "permits desk"), ReadByEye("15D*"))
    shown = page(founding(REPORTED, by_eye=seen))
    assert shown.index("Exhibit") < shown.index("By eye") < shown.index("Candidates")
    for said in by_eye(trace_claims(founding(REPORTED, by_eye=seen))):
        assert bare(said) in bare(shown)
    assert bare("by eye: a person read 15D-20413, which is this serial number only with an error") in bare(
        shown
    )
    assert "By eye" not in page(founding())


def test_innocent_explanations_stand_before_diversions() -> None:
    """What would be no diversion is read first."""
    shown = page(founding())
    assert shown.index("No diversion, if it is so") < shown.index("A diversion, if it is so")


def test_a_trace_without_a_plate_says_so() -> None:
    """No serial: the page says that none was read, and every answer is undetermined."""
    shown = page(founding(read=(reading(None),)))
    words = " ".join(shown.split())
    assert "No marking was found in this picture." in words
    for question in ("departed", "stage", "means", "actor"):
        assert f"{question} undetermined" in words


def test_nothing_from_outside_acts_on_the_terminal() -> None:
    """Escape sequences and overrides in names, plates and registers are written out, never sent."""
    shown = page(saying(ACTING))
    assert not acting(shown)
    assert r"\x1b" in shown


@settings(max_examples=25, deadline=None)
@given(ANY_TEXT)
def test_any_text_stays_on_its_page(text: str) -> None:
    """Whatever script or sign stands in the input, no line leaves the page and nothing acts."""
    shown = page(saying(text))
    assert width(shown) <= 80
    assert not acting(shown)


@pytest.mark.parametrize("text", ["x" * 400, "字" * 200, "حاج" * 100, "e\u0301" * 200], ids=len)
def test_a_long_word_is_folded(text: str) -> None:
    """A word longer than the page goes on in the next line, in every script."""
    assert width(page(saying(text))) <= 80


def test_markup_is_text() -> None:
    """Square brackets and emoji names of a plate are shown as they stand."""
    assert "[bold red]:x:[/]" in page(saying("[bold red]:x:[/]"))


def test_an_ascii_terminal_gets_ascii_marks() -> None:
    """Where the terminal knows no Unicode the page has its marks in ASCII, and still keeps its measure."""
    shown = page(founding(), encoding="ascii")
    assert "+ supported   o not excluded   x contradicted" in shown
    assert "* declared   # seen" in shown
    assert width(shown) <= 80


def test_colour_is_for_terminals_only() -> None:
    """Into a pipe goes plain text."""
    assert "\x1b" not in page(founding())


def test_a_real_terminal_shows_the_page_unbroken() -> None:
    """In a terminal of 80 by 24 the page is in colour, no line wraps, and no sign of life is left behind."""
    if shutil.which("tmux") is None:
        if os.environ.get("CI"):
            pytest.fail("tmux is missing here, so the page cannot be seen in a real terminal.")
        pytest.skip("tmux is not installed: the page was not seen in a real terminal.")
    told = ["--used-by", "Azerbaijan"]
    inside = [sys.executable, "-m", "findspot", "trace", str(PLATE), "--register", str(REGISTER), *told]
    tmux = ["tmux", "-L", f"findspot-{os.getpid()}", "-f", "/dev/null"]
    # The pane keeps its screen until the shell in it has noted how findspot ended.
    script = f"{shlex.join(inside)}; echo ended $?; {shlex.join(tmux)} wait-for -S done; sleep 60"
    settings_of = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    for name in ("COLUMNS", "NO_COLOR", "TMUX"):
        settings_of.pop(name, None)
    screen = ["new-session", "-d", "-x", "80", "-y", "24"]
    try:
        subprocess.run(
            [*tmux, "-u", "set", "-g", "history-limit", "5000", ";", *screen, script],
            check=True,
            env=settings_of,
            cwd=ROOT,
            timeout=60,
        )
        subprocess.run([*tmux, "wait-for", "done"], check=True, timeout=100)
        capture = [*tmux, "capture-pane", "-p", "-S", "-", "-E", "-"]
        seen = subprocess.run(capture, check=True, capture_output=True, text=True).stdout
        joined = subprocess.run([*capture, "-J"], check=True, capture_output=True, text=True).stdout
        coloured = subprocess.run([*capture, "-e"], check=True, capture_output=True, text=True).stdout
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, capture_output=True)
    lines = [line.rstrip() for line in seen.split("\n")]
    assert lines == [line.rstrip() for line in joined.split("\n")], "a line was wrapped by the terminal"
    assert "ended 0" in lines
    assert lines[0].startswith("findspot trace")
    assert "it departed from declared custody" in " ".join(seen.split())
    assert "\x1b[32m" in coloured
    assert not any("reading " in line for line in lines)
