"""Candidates, and the columns that they come from."""

from __future__ import annotations

import dataclasses

import pytest

from findspot.vocabulary.candidates import Candidate, Match, SerialColumns


def test_a_register_has_as_many_rows_as_items() -> None:
    """The length of the columns is the number of items."""
    two = ("a", "b")
    assert len(SerialColumns(two, two, two, two, two, two)) == 2
    assert len(SerialColumns((), (), (), (), (), ())) == 0


def test_values_are_not_changed_but_replaced() -> None:
    """What one step found, no later step alters."""
    candidate = Candidate("I-1", "MX-1", "", "", "", "", 0.9)
    match = Match((candidate,), 0.1, 0.7)
    with pytest.raises(dataclasses.FrozenInstanceError):
        candidate.posterior = 1.0  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        match.not_in_register = 0.0  # type: ignore[misc]
    assert dataclasses.replace(candidate, posterior=0.5) != candidate


def test_a_match_claims_nothing_that_was_not_found() -> None:
    """Without candidates nothing is tied, counted or in a credible set, and no ratio is given."""
    match = Match((), 1.0, 0.7)
    assert (match.tied, match.matched, match.credible_set) == (0, 0, ())
    assert match.best_ratio is None
    assert not match.partial
