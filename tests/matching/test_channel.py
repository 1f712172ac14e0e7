"""Typed patterns: ``?``, ``*``, and plain serials with the errors that people make."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.registers import of, opened, rows_of

from findspot.matching.alphabet import LONGEST, fold
from findspot.matching.patterns import match_pattern
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    import random

    from findspot.vocabulary.register import Register

_ALL = 10**6
serials = st.text("0O1I2A8B-", min_size=1, max_size=7).filter(fold)
registers = st.lists(serials, min_size=1, max_size=15)
patterns = st.text("0O1I2A8B-?*", min_size=1, max_size=8).filter(lambda p: p.strip("-"))
priors = st.sampled_from((1e-6, 0.3, 0.7, 0.95))

_SERIAL = "MX15D-00417"
_ROWS = (_SERIAL, "MX15D-09322", "MX15D-55108", "WES-77120", "ML1-0003-B", "20417")


@cache
def _register() -> Register:
    return of(*_ROWS)


def _fits(pattern: str, serial: str) -> bool:
    """Whether the serial is what the pattern says: ``?`` one character, ``*`` any run of them."""
    parts = {"?": ".", "*": ".*"}
    form = "".join(parts.get(c) or re.escape(fold(c)) for c in pattern)
    return re.fullmatch(form, fold(serial)) is not None


def _masked(serial: str, random: random.Random) -> str:
    """The serial with some characters unreadable and some runs of them unknown."""
    text = "".join("?" if random.random() < 0.3 else c for c in serial if c != "-")
    start, end = sorted((random.randint(0, len(text)), random.randint(0, len(text))))
    return text[:start] + "*" + text[end:] if random.random() < 0.5 else text


@settings(max_examples=120, deadline=None)
@given(registers, st.randoms(use_true_random=False))
def test_rows_that_fit_the_pattern_tie_before_all_others(rows: list[str], random: random.Random) -> None:
    """Exactly the rows that the pattern describes come first, all with the same belief."""
    pattern = _masked(random.choice(rows), random)
    match = match_pattern(pattern, of(*rows), limit=_ALL)
    fitting = sorted(row for row in rows if _fits(pattern, row))
    assert match.tied == len(fitting)
    first, others = match.candidates[: len(fitting)], match.candidates[len(fitting) :]
    assert sorted(c.serial for c in first) == fitting
    assert len({c.posterior for c in first}) == 1
    assert all(c.posterior <= first[0].posterior for c in others)


@settings(max_examples=60, deadline=None)
@given(registers, patterns, priors)
def test_all_belief_sums_to_at_most_one(rows: list[str], pattern: str, prior: float) -> None:
    """For any register, pattern and prior: candidates and *not in this register* share 1."""
    match = match_pattern(pattern, of(*rows), prior=prior, limit=_ALL)
    printed = [match.not_in_register, *(c.posterior for c in match.candidates)]
    assert 0 < sum(round(p * 1e6) for p in printed) <= 10**6


@settings(max_examples=40, deadline=None)
@given(registers, patterns, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[str], pattern: str, shuffler: random.Random) -> None:
    """The same rows in another order give the same candidates in the same order, ties included."""
    written = rows_of(rows)
    other = list(written)
    shuffler.shuffle(other)
    one, two = (match_pattern(pattern, opened(r), limit=_ALL) for r in (written, other))
    assert [c.item for c in one.candidates] == [c.item for c in two.candidates]
    assert (one.tied, one.matched) == (two.tied, two.matched)
    assert one.not_in_register == pytest.approx(two.not_in_register, abs=2e-6)


@settings(max_examples=40, deadline=None)
@given(registers, patterns)
def test_how_a_pattern_is_written_makes_no_difference(rows: list[str], pattern: str) -> None:
    """Case, separators, spaces, O for 0, I for 1 and doubled stars are not part of what is asked."""
    register = of(*rows)
    written = match_pattern(pattern, register, limit=_ALL)
    for other in (
        pattern.lower(),
        f" {pattern}-",
        pattern.replace("0", "Q").replace("1", "i"),
        pattern.replace("*", "**"),
    ):
        assert match_pattern(other, register, limit=_ALL) == written


@pytest.mark.parametrize(
    "pattern",
    [
        "MX15D-0O417", "mx15d 00417", "MX15D-00?17", "MX?5D-0041?", "MX15D-*417", "*D00417", "MX15D-004*",
        "M*D*17", "???????417", "MX15D-O04*7",
    ],
)  # fmt: skip
def test_what_could_be_made_out_finds_the_row(pattern: str) -> None:
    """One or several unreadable characters and unknown runs anywhere: the row is the only one at the top."""
    match = match_pattern(pattern, _register())
    assert match.candidates[0].serial == _SERIAL
    assert match.tied == 1
    assert match.candidates[0].posterior > 0.5


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("MX15D-00471", "two neighbours swapped"), ("MX15D-0417", "one left out"),
        ("MX15D-004177", "one added"),
        ("MX15D-00411", "7 taken for 1"), ("HX15D-00417", "M taken for H"),
        ("MX15D-00Z17", "another character"),
        ("15D-00417", "the beginning is cut"), ("MX15D-004", "the end is cut"),
        ("MX15D-0041?7", "one too many unreadable"), ("MXI5D-O0411", "look-alikes and an error"),
    ],
    ids=lambda text: text.replace(" ", "_"),
)  # fmt: skip
def test_a_serial_with_an_error_still_finds_its_row(typed: str, error: str) -> None:
    """Typed with one of the errors that people make, the row comes first, less believed than typed right."""
    right, wrong = match_pattern(_SERIAL, _register()), match_pattern(typed, _register())
    assert wrong.candidates[0].serial == _SERIAL, error
    assert wrong.candidates[0].posterior < right.candidates[0].posterior
    assert wrong.not_in_register > right.not_in_register


def test_more_errors_are_believed_less() -> None:
    """Each further wrong character takes belief from the row and gives it to *not in this register*."""
    typed = (_SERIAL, "MX15D-00917", "MX15D-09917", "MX15Z-09917")
    beliefs = [match_pattern(text, _register()) for text in typed]
    absent = [match.not_in_register for match in beliefs]
    assert absent == sorted(absent)
    own = [sum(c.posterior for c in m.candidates if c.serial == _SERIAL) for m in beliefs]
    assert all(a > b for a, b in itertools.pairwise(own))


@pytest.mark.parametrize(
    ("typed", "meant", "instead"),
    [("WES-7921", "WES-77921", "WES-7348"),
     ("WES-779921", "WES-77921", "WES-773481"), ("7921-XK", "WES7921-XK", "3481-XK")],
    ids=["one left out", "one added", "the beginning is cut"],
)  # fmt: skip
def test_one_slip_is_likelier_than_several(typed: str, meant: str, instead: str) -> None:
    """An omission, an addition and a cut are one error each, not a run of wrong characters."""
    match = match_pattern(typed, of(meant, instead))
    assert match.candidates[0].serial == meant
    assert (
        sum(c.posterior for c in match.candidates if c.serial == instead)
        < 0.1 * match.candidates[0].posterior
    )


def test_swapped_neighbours_are_one_slip() -> None:
    """Two neighbours in the wrong order are likelier than one character taken for another unlike it."""
    match = match_pattern("WES-77921", of("WES-77291", "WES-77K21"))
    assert match.candidates[0].serial == "WES-77291"
    assert match.candidates[0].posterior > 2 * match.candidates[1].posterior


def test_characters_that_look_alike_are_mistyped_more_often() -> None:
    """Of two rows one character from what was typed, the one that looks or sounds like it is likelier."""
    match = match_pattern("WES-8821", of("WES-B821", "WES-K821", "WES-8821-XY"))
    beliefs = {c.serial: c.posterior for c in match.candidates}
    assert beliefs["WES-B821"] > 2 * beliefs["WES-K821"]


@pytest.mark.parametrize("pattern", ["*", "?*", "***", "??*??"])
def test_a_pattern_that_says_nothing_chooses_nothing(pattern: str) -> None:
    """Stars and question marks that every row fits leave all rows tied, and the prior about where it was."""
    match = match_pattern(pattern, _register(), prior=0.7)
    assert match.tied == len(_ROWS)
    assert len({c.posterior for c in match.candidates}) == 1
    assert match.not_in_register == pytest.approx(0.3, abs=0.1)


def test_a_question_mark_is_one_character_and_a_star_any_number() -> None:
    """``A?`` fits A1 and not A12; ``A*`` fits both, and A alone."""
    register = of("A", "A1", "A12", "B77")
    assert match_pattern("A?", register).candidates[0].serial == "A1"
    assert match_pattern("A?", register).tied == 1
    assert {c.serial for c in match_pattern("A*", register).candidates[:3]} == {"A", "A1", "A12"}
    assert match_pattern("A*", register).tied == 3


def test_a_serial_like_no_row_is_not_in_the_register() -> None:
    """Typed in full and like nothing registered, a serial is nobody's row."""
    match = match_pattern("ZK/88123/W", _register())
    assert match.not_in_register > 0.8


@pytest.mark.parametrize("serial", ["MX15D-00433", "MX15D-00487", "WES-77150"])
def test_a_neighbour_that_is_not_registered_leaves_doubt(serial: str) -> None:
    """A serial like a row but for one or two digits may be mistyped or unregistered: neither is excluded."""
    match = match_pattern(serial, _register())
    assert match.not_in_register > 0.1


@pytest.mark.parametrize(
    "pattern",
    ["", " ", "---", "/.-", "\t", "A\x07B", "M\nX", "A\x00B", "7" * (LONGEST + 1), "?" * 300, "-" * 300]
)  # fmt: skip
def test_a_pattern_that_cannot_be_searched_is_refused_in_one_sentence(pattern: str) -> None:
    """Nothing to search for, control characters, or too long: one sentence says what to write."""
    with pytest.raises(BadInputError) as refused:
        match_pattern(pattern, _register())
    sentence = refused.value.sentence
    assert sentence.startswith("The pattern")
    assert sentence.endswith(".")
    assert sentence.isprintable()
    assert len(sentence) < 200


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=12))
def test_any_text_is_searched_or_refused(pattern: str) -> None:
    """Whatever is typed gives a match or a sentence, never anything else."""
    said = ""
    try:
        match = match_pattern(pattern, _register())
    except BadInputError as refused:
        said = refused.sentence
    assert said.endswith(".") if said else match.register_rows == len(_ROWS)


def test_the_longest_pattern_is_searched() -> None:
    """A pattern as long as the longest serial is taken."""
    longest = "7" * LONGEST
    match = match_pattern(longest, of(longest, "7" * 10))
    assert match.candidates[0].serial == longest


def test_other_scripts_are_told_apart() -> None:
    """A character of another script is itself and no other, in the pattern as in the register."""
    for rows, pattern, first in (
        (("ЖЖ-417", "ЖД-417", "AB-417"), "ЖЖ417", "ЖЖ-417"),
        (("ДД-417", "ЖЖ-417"), "ЖЖ417", "ЖЖ-417"),
        (("ДД-417", "ЖЖ-417", "AA-417"), "ДД417", "ДД-417"),
    ):
        match = match_pattern(pattern, of(*rows))
        assert match.candidates[0].serial == first
        assert match.candidates[0].posterior > 0.9
    typed = match_pattern("22417", of("ДД-417", "ЖЖ-417"))
    assert typed.tied == 2, "digits were typed, and no row has them"


def test_ties_stand_in_order_whatever_the_order_of_rows() -> None:
    """Of thousands of rows that fit alike the first by serial are shown, in the credible set too."""
    rows = [f"MX{number:05}" for number in range(6000)]
    few = rows[:40]
    for some in (rows, few):
        there, back = match_pattern("MX*", of(*some)), match_pattern("MX*", of(*some[::-1]))
        assert [c.serial for c in there.candidates] == [c.serial for c in back.candidates] == some[:10]
        assert len(there.credible_set) == len(back.credible_set)
