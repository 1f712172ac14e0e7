from __future__ import annotations

import io
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cli.running import REGISTER, ROOT, is_one_sentence
from tests.cli.whole_runs import ran

from findspot.vocabulary.notices import REGISTER_INVENTED

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {"pattern", "candidates", "not_in_register", "prior", "credible_set", "tied", "partial", "error"}
CANDIDATE = {"item", "serial", "model", "maker", "part_number", "permit", "posterior"}


def _shares(row: dict[str, Any]) -> float:
    return float(sum(one["posterior"] for one in row["candidates"]) + row["not_in_register"])


def _find(*arguments: object) -> Any:
    return ran("find", *arguments, "--register", REGISTER, "--json")


def test_one_line_a_pattern_in_order() -> None:
    """Each pattern has its line of JSON, in the order given, with every key; nothing else is said."""
    patterns = ["15D-204??", "15D-2O417", "*20417"]
    ended = _find(*patterns)
    assert (ended.code, ended.err) == (0, "")
    assert [row["pattern"] for row in ended.rows] == patterns
    for row in ended.rows:
        assert set(row) >= KEYS
        assert row["error"] is None
        assert all(set(one) >= CANDIDATE for one in row["candidates"])


def test_blank_and_invalid_patterns_are_rows_and_then_exit_2() -> None:
    """A pattern that cannot be searched has a line with its error and no candidates, and costs no other."""
    ended = _find("15D-20417", "", "   ", "9" * 1001, "10-20417")
    assert ended.code == 2
    assert is_one_sentence(ended.err)
    assert [row["error"] is None for row in ended.rows] == [True, False, False, False, True]
    for row in ended.rows:
        assert set(row) >= KEYS
        if row["error"] is not None:
            assert is_one_sentence(row["error"])
            assert (row["candidates"], row["credible_set"], row["tied"]) == ([], [], 0)
            assert row["not_in_register"] is row["prior"] is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_any_text_is_answered_or_refused(patterns: list[str]) -> None:
    """Whatever is typed: one row each, beliefs of at most 1 together, status 2 only where one is refused."""
    patterns = [pattern.replace("\0", "?") for pattern in patterns]
    ended = ran("find", "--register", REGISTER, "--json", "--", *patterns)
    assert [row["pattern"] for row in ended.rows] == patterns
    refused = [row for row in ended.rows if row["error"] is not None]
    assert ended.code == (2 if refused else 0)
    assert bool(ended.err) == bool(refused)
    assert all(_shares(row) <= 1 for row in ended.rows if row["error"] is None)


def test_unreadable_characters_leave_the_rows_that_fit_tied() -> None:
    """``?`` is one unknown character: rows that fit alike are tied and all of the credible set."""
    (row,) = _find("15D-204??").rows
    fitting = {one["item"] for one in row["candidates"] if one["serial"].startswith("15D-204")}
    assert row["tied"] == len(fitting) == 8
    assert fitting <= set(row["credible_set"])


def test_a_confused_letter_still_finds_its_row() -> None:
    """Plain text is searched with errors allowed: the letter O for a nought."""
    (row,) = _find("15D-2O417").rows
    assert row["candidates"][0]["serial"] == "15D-20417"
    assert row["candidates"][0]["posterior"] > row["not_in_register"]


@pytest.mark.parametrize("limit", [1, 3, 10_000])
def test_at_most_k_candidates_are_named(limit: int) -> None:
    """``-n`` bounds the candidates; the likeliest are named, in order, with the same belief."""
    (row,) = _find("15D-204??", "-n", limit).rows
    (whole,) = _find("15D-204??", "-n", 10_000).rows
    assert row["candidates"] == whole["candidates"][:limit]
    assert row["not_in_register"] == whole["not_in_register"]
    beliefs = [one["posterior"] for one in whole["candidates"]]
    assert beliefs == sorted(beliefs, reverse=True)


def test_the_stated_prior_moves_belief_and_is_repeated() -> None:
    """A smaller ``--prior-in-register`` leaves more for *not in this register*; each stands as ``prior``."""
    rows = [_find("15D-2O417", "--prior-in-register", prior).rows[0] for prior in ("0.1", "0.7", "0.99")]
    assert [row["prior"] for row in rows] == [0.1, 0.7, 0.99]
    outside = [row["not_in_register"] for row in rows]
    assert outside == sorted(outside, reverse=True)
    assert outside[0] > outside[-1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_gives_a_line_for_each_of_its_lines(tmp_path: Path, encoding: str) -> None:
    """A list with Windows line ends, in any Unicode form, comes after those named; blanks fail nothing."""
    lines = tmp_path / "seen.txt"
    lines.write_bytes("15D-20417\r\n\r\n10-20417\r\n*417".encode(encoding))
    ended = _find("15D-204??", "--from", lines)
    assert [row["pattern"] for row in ended.rows] == ["15D-204??", "15D-20417", "", "10-20417", "*417"]
    assert [row["error"] is None for row in ended.rows] == [True, True, False, True, True]
    assert (ended.code, ended.err) == (0, "")


def test_a_line_that_is_no_text_or_a_book_is_refused_alone(tmp_path: Path) -> None:
    """Bytes that are no text and a line of megabytes are one refused row each; the next line is found."""
    lines = tmp_path / "seen.txt"
    lines.write_bytes(b"15D-\xff\n" + b"1" * 3_000_000 + b"\n15D-20417\n")
    ended = _find("--from", lines)
    assert ended.code == 2
    assert is_one_sentence(ended.err)
    assert "line 1" in ended.err
    assert [row["error"] is None for row in ended.rows] == [False, False, True]
    assert len(ended.out) < 20_000


def test_patterns_can_be_piped_in_and_the_reader_may_leave() -> None:
    """``--from -`` takes standard input; a reader who leaves early hears nothing of it."""
    command = [sys.executable, "-m", "findspot", "find", "--from", "-", "--json"]
    with subprocess.Popen(
        [*command, "--register", str(REGISTER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"15D-20417\n" * 3000)
        process.stdin.close()
        assert b"EX-ITEM-0417" in process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        code = process.wait()
    assert said == b""
    assert code == 141


def test_a_terminal_is_never_asked() -> None:
    """``--from -`` with nothing piped in is refused at once, and no key is waited for."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    ended = ran("find", "--from", "-", "--register", REGISTER, stdin=Terminal())
    assert (ended.code, ended.out) == (2, "")
    assert is_one_sentence(ended.err)


def test_the_page_names_every_pattern_and_its_candidates() -> None:
    """Without --json each pattern has its part of a page: rows as bars, *not in this register* among them."""
    ended = ran("find", "15D-204??", "", "--register", REGISTER)
    assert ended.code == 2
    assert ended.out.count("Pattern") == 2
    for said in ("EX-ITEM-0417", "not in this register", "8 rows score as high", "(blank)", "is blank"):
        assert said in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80


@pytest.mark.parametrize("columns", [20, 40, 60, 100, 300])
def test_the_page_keeps_its_measure(columns: int) -> None:
    """The page is as wide as the terminal, up to 112 columns."""
    ended = ran("find", "15D-204??", "--register", REGISTER, columns=columns)
    assert max(map(len, ended.out.splitlines())) == min(112, columns)


def test_an_ascii_terminal_gets_ascii() -> None:
    """Where the terminal knows no Unicode the marks and bars are ASCII, and nothing turns into ``?``."""
    ended = ran("find", "15D-20417", "--register", REGISTER, encoding="ascii")
    assert ended.code == 0
    assert "#" in ended.out
    assert "?" not in ended.out


def test_nothing_is_shown_as_impossible_or_certain() -> None:
    """A belief of nearly nothing or nearly all is said as a bound, as on the paper."""
    for pattern in ("EX INV", "15D-20417"):
        said = ran("find", pattern, "--register", REGISTER).out
        assert not re.search(r"(?<![\d.])(0|100)(\.0)? ?%", said), said


def test_invented_numbers_are_said_to_be() -> None:
    """For people once on standard error, for scripts in each answer: tables that remark so are heard."""
    said = ran("find", "15D-20417", "15D-20418", "--register", REGISTER)
    assert said.err == f"{REGISTER_INVENTED}\n"
    assert REGISTER_INVENTED not in said.out
    assert [row["notice"] for row in _find("15D-20417", "15D-20418").rows] == [REGISTER_INVENTED] * 2
