"""The likelihood ratio, its words, and the cap on the evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tracing.founding import GRADED, ITEM, PERMIT, REPORTED, SERIAL, founding, opened, plate

from findspot.tracing.case import lay_out
from findspot.tracing.facts.gathering import gather_facts
from findspot.tracing.ruleset import current_rules
from findspot.tracing.strength import ratio_words, weigh_identity
from findspot.vocabulary.candidates import Candidate, Match
from findspot.vocabulary.dates import parse_span
from findspot.vocabulary.sighting import Grade

if TYPE_CHECKING:
    from findspot.vocabulary.finding import Identity


def identity(posterior: float, *, rows: int = 100, prior: float = 0.7) -> Identity:
    """The identity of the founding item at a posterior among so many rows."""
    first = Candidate(ITEM, SERIAL, "CMX-15D", "L3Harris Wescam", "", PERMIT, posterior)
    match = Match((first,), 1 - posterior, prior, register_rows=rows)
    case = lay_out((plate(),), match, (), opened(), current_rules())
    return weigh_identity(case, gather_facts(case))


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (1.0, "no support for either proposition"),
        (1.9, "no support for either proposition"),
        (2.0, "weak support"),
        (10.0, "weak support"),
        (10.1, "moderate support"),
        (100.0, "moderate support"),
        (1000.0, "moderately strong support"),
        (10000.0, "strong support"),
        (10100.0, "very strong support"),
        (2e6, "extremely strong support"),
        (0.5, "weak support for the second proposition"),
        (0.0009, "strong support for the second proposition"),
        (0.9, "no support for either proposition"),
    ],
)
def test_the_words_are_ensfis_for_the_ratio(ratio: float, words: str) -> None:
    """A ratio on a limit takes the weaker words; below one they are for the other proposition."""
    assert ratio_words(current_rules(), ratio) == words


def test_the_ratio_is_posterior_odds_over_prior_odds() -> None:
    """At a stated prior of 0.7 among 100 rows, one row has 0.007: odds of 9 are a ratio of 1 277."""
    assert identity(0.9).likelihood_ratio == pytest.approx(9 / (0.007 / 0.993), rel=1e-2)


def test_the_ratio_never_exceeds_what_a_photograph_can_carry() -> None:
    """Certainty of the posterior and a large register stop at the rule set's cap."""
    assert identity(1.0, rows=10**6).likelihood_ratio == current_rules().greatest_ratio
    assert identity(0.0).likelihood_ratio == 1 / current_rules().greatest_ratio


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 10**6))
def test_more_belief_never_lowers_the_ratio(one: float, two: float, rows: int) -> None:
    """The ratio rises with the posterior, whatever the size of the register."""
    low, high = sorted((one, two))
    first, second = identity(low, rows=rows), identity(high, rows=rows)
    assert first.likelihood_ratio is not None
    assert second.likelihood_ratio is not None
    assert first.likelihood_ratio <= second.likelihood_ratio


@pytest.mark.parametrize(
    ("change", "words", "cap"),
    [
        ({}, "strong", "source grade B2"),
        ({"grade": Grade("C", 3)}, "moderate", "source grade C3"),
        ({"grade": Grade("A", 1), "found_on": parse_span("2020-10")}, "strong", "date"),
        ({"grade": Grade("A", 1), "found_on": parse_span("after:2020-09-30")}, "weak", "date"),
        ({"grade": Grade("A", 1), "country": "", "found_at": "a field"}, "moderate", "place"),
        ({"grade": None}, "weak", "source grade (none given)"),
    ],
)
def test_the_weakest_part_sets_the_limit_and_is_named(
    change: dict[str, object], words: str, cap: str
) -> None:
    """Grade, date and place each can be the cap."""
    strength = founding(replace(GRADED, **change)).finding.strength  # type: ignore[arg-type] # fields by name
    assert (strength.words, strength.capped_by) == (words, cap)


def test_the_date_of_one_report_lends_nothing_to_another() -> None:
    """An undated good report and a dated poor one are no dated good report."""
    undated = replace(REPORTED, grade=Grade("A", 1), source="one", exhibits=("0" * 64,))
    dated = replace(GRADED, grade=Grade("D", 4), source="two", exhibits=("1" * 64,))
    assert founding(undated, dated).finding.strength.words == "weak"
