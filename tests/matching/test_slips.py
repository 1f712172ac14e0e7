"""What typed characters say for and against a row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.registers import of

from findspot.matching.alphabet import LONGEST, code_of, fold
from findspot.matching.channel import channel_costs, parse_pattern, typed_costs
from findspot.matching.patterns import match_pattern
from findspot.matching.slips import Slips

if TYPE_CHECKING:
    from findspot.vocabulary.candidates import FieldEvidence

serials = st.text("0O1I2A8B-Ж", min_size=1, max_size=9).filter(fold)
patterns = st.text("0O1I2A8BЖ?*", min_size=1, max_size=9)
_SERIAL = "MX15D-00417"


def _evidence(pattern: str, *rows: str) -> tuple[FieldEvidence, ...]:
    """What is said of the first row; nothing where it is out of reach."""
    candidates = match_pattern(pattern, of(*rows), limit=len(rows)).candidates
    return next((one.evidence for one in candidates if one.serial == rows[0]), ())


def _reasons(pattern: str, serial: str = _SERIAL) -> list[str]:
    return [one.reason for one in _evidence(pattern, serial)]


@settings(max_examples=300, deadline=None)
@given(patterns, serials)
def test_the_way_laid_open_costs_what_the_row_costs(pattern: str, serial: str) -> None:
    """The steps lead from the first token and character to the last, and cost what brute force finds."""
    tokens, codes = parse_pattern(pattern), [code_of(c, "") for c in fold(serial)]
    row = np.array([codes], dtype=np.int16), np.array([len(codes)], dtype=np.uint8)
    cost = int(typed_costs(tokens, *row)[0])
    steps = Slips(tokens, channel_costs()).likeliest_way(codes, cost)
    assert [(one.p, one.j) for one in steps] == [(0, 0), *((one.p_end, one.j_end) for one in steps[:-1])]
    assert (steps[-1].p_end, steps[-1].j_end) == (len(tokens), len(codes))
    assert sum(one.cost for one in steps) == cost


@settings(max_examples=100, deadline=None)
@given(patterns, st.lists(serials, min_size=1, max_size=6, unique_by=fold))
def test_all_that_is_said_of_a_row_is_its_likelihood_ratio(pattern: str, rows: list[str]) -> None:
    """The evidence of a row sums to the log of what its posterior is to that of an unregistered item."""
    match = match_pattern(pattern, of(*rows), prior=0.5)
    for one in match.candidates:
        said = sum(evidence.log_ratio for evidence in one.evidence)
        odds = len(rows) * one.posterior / match.not_in_register if match.not_in_register else math.inf
        if 1e-3 < odds < 1e3 and one.posterior > 1e-3:
            assert said == pytest.approx(math.log(odds), abs=1e-2)


@settings(max_examples=100, deadline=None)
@given(patterns, serials)
def test_slips_only_speak_against_a_row(pattern: str, serial: str) -> None:
    """What is said after the first, of the serial as a whole, lowers belief."""
    assert all(one.log_ratio < 0.0 for one in _evidence(pattern, serial)[1:])


@pytest.mark.parametrize(
    ("pattern", "reasons"),
    [
        ("MX15D00417", ["all 10 characters are as typed"]),
        ("mx-15d oo4i7", ["all 10 characters are as typed"]),
        ("MX?5D004?7", ["8 of 10 characters are as typed, 2 unreadable"]),
        ("MX15*", ["4 of 10 characters are as typed"]),
        (
            "MX1SD00417",
            ["9 of 10 characters are as typed", "S is typed for 5, its look-alike: the 4th of 10 characters"],
        ),
        (
            "MX15D00437",
            ["9 of 10 characters are as typed", "3 is typed for 1: the 9th of 10 characters"],
        ),
        (
            "MX15D0417",
            ["9 of 10 characters are as typed", "0 is left out: the 6th of 10 characters"],
        ),
        (
            "MX15D004K17",
            [
                "10 of 10 characters are as typed",
                "K is typed where the register has nothing, after the 8th of 10 characters",
            ],
        ),
        (
            "XM15D00417",
            [
                "8 of 10 characters are as typed",
                "XM is typed for MX, swapped: the 1st and 2nd of 10 characters",
            ],
        ),
        (
            "15D00417",
            ["8 of 10 characters are as typed", "the first two of 10 characters, MX, are not typed"],
        ),
        (
            "MX15D0041",
            ["9 of 10 characters are as typed", "the last of 10 characters, 7, is not typed"],
        ),
    ],
)
def test_each_slip_is_named_with_its_place(pattern: str, reasons: list[str]) -> None:
    """A look-alike, another character, one left out, added, swapped or cut is said in words."""
    assert _reasons(pattern) == reasons


def test_characters_of_other_scripts_are_named_as_they_are() -> None:
    """A Cyrillic letter that looks like no Latin one is a character as any other."""
    assert _reasons("Ж41Ф", "Ж41Д") == [
        "3 of 4 characters are as typed",
        "a character of no registered serial is typed for Д: the 4th of 4 characters",
    ]


def test_the_longest_serial_is_explained() -> None:
    """A serial as long as serials are compared has its evidence too."""
    assert _reasons("A" * LONGEST, "A" * LONGEST) == [f"all {LONGEST} characters are as typed"]
