"""Typed patterns against a register: what speaks for *not in this register*."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.registers import of, opened

from findspot.matching.alphabet import fold
from findspot.matching.channel import parse_pattern
from findspot.matching.index import index_serials
from findspot.matching.patterns import match_pattern
from findspot.matching.typed import Typed, typed_scores

serials = st.text("0O1I2A8B-", min_size=1, max_size=7).filter(fold)
registers = st.lists(serials, min_size=1, max_size=15)


@settings(max_examples=60, deadline=None)
@given(registers, st.sampled_from(("*", "**", "-*-", " * ")), st.sampled_from((0.05, 0.7, 0.95)))
def test_an_unknown_run_says_nothing(rows: list[str], pattern: str, prior: float) -> None:
    """``*`` alone leaves every row its share of the prior, and *not in this register* the rest."""
    match = match_pattern(pattern, of(*rows), prior=prior, limit=len(rows))
    assert match.not_in_register == pytest.approx(1.0 - prior, abs=2e-6)
    assert [c.posterior for c in match.candidates] == pytest.approx([prior / len(rows)] * len(rows), abs=2e-6)


def test_what_every_row_begins_with_says_little_of_whether_it_is_registered() -> None:
    """One family of 5 000 rows, more than are weighed one by one: most unregistered serials are of it too."""
    rows = [f"MX{number:05}" for number in range(0, 100_000, 20)]
    match = match_pattern("MX*", of(*rows))
    assert match.tied == len(rows)
    assert 0.15 < match.not_in_register < 0.3


def test_unregistered_serials_are_weighed_as_when_every_row_is_written_out() -> None:
    """The even sample stands for the rows that it was taken from: the background hardly depends on it."""
    random = np.random.default_rng(7)
    rows = [f"{'MWQ'[n % 3]}{number:06}" for n, number in enumerate(random.integers(0, 10**6, 4000))]
    small, whole = index_serials(rows[:900]), index_serials(rows)
    for pattern in ("M*", "?1*", "*7", "M??????"):
        typed = Typed((parse_pattern(pattern),))
        one, all_ = typed_scores(typed, small), typed_scores(typed, whole)
        assert one.outside == pytest.approx(all_.outside, abs=0.1)


def test_a_number_missing_in_a_run_is_told_from_those_that_are_there() -> None:
    """Nine of ten numbers registered: one that is typed in full is the row, or not registered."""
    rows = [f"MX{number:05}" for number in range(20_000, 24_000) if number % 10 != 7]
    there, missing = (match_pattern(pattern, of(*rows)) for pattern in ("MX21234", "MX21237"))
    assert there.candidates[0].serial == "MX21234"
    assert there.candidates[0].posterior > 0.95
    assert there.not_in_register < 0.05
    assert missing.not_in_register > 0.95


def test_the_next_numbers_after_a_run_are_likely_not_registered() -> None:
    """What no registered serial begins with, in a registered family, is not taken for a misreading."""
    rows = [f"MX{number:05}" for number in range(20_000, 24_000)]
    assert match_pattern("MX24871", of(*rows)).not_in_register > 0.8


@settings(max_examples=60, deadline=None)
@given(registers, st.text("0O1I2A8B-?*", min_size=1, max_size=8).filter(lambda p: p.strip("-")))
def test_no_serial_that_is_not_registered_fits_better_than_the_best_text(
    rows: list[str], pattern: str
) -> None:
    """The background is a mean over serials: it never exceeds the likelihood of the text that fits best."""
    typed = Typed((parse_pattern(pattern),))
    assert typed_scores(typed, index_serials(rows)).outside <= typed.best + 1e-6


def test_rows_of_one_level_follow_their_serials() -> None:
    """Rows that cost the same stand by length, then characters, then as written and by item."""
    rows = [("4", "A-12"), ("3", "A1-1"), ("2", "A-2"), ("1", "A12"), ("0", "A-1")]
    register = opened([{"item": item, "serial": serial} for item, serial in rows])
    match = match_pattern("A*", register)
    assert match.tied == len(rows)
    assert [c.item for c in match.candidates] == ["0", "2", "3", "4", "1"]


def test_a_register_without_a_serial_to_compare_has_no_candidates() -> None:
    """Rows without a letter or digit are found by nothing: all belief is in *not in this register*."""
    match = match_pattern("A?", of("-", "--"))
    assert (match.candidates, match.matched, match.register_rows) == ((), 0, 2)
    assert match.not_in_register == 1.0
