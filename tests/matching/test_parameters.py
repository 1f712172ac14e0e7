"""The figures that matching reasons with: whatever they are set to, they are what they are said to be."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from findspot.matching.background import tail_shares
from findspot.matching.parameters import load_parameters


def test_the_background_is_one_mixture() -> None:
    """What an unregistered serial is like is divided between its kinds without remainder."""
    figures = load_parameters().background
    assert figures.tail + figures.edited + figures.free == pytest.approx(1.0)
    assert min(figures.tail, figures.edited, figures.free) >= 0.0
    assert 0.0 < figures.free_end < 1.0
    assert 0.0 < figures.same_class <= 1.0


@pytest.mark.parametrize("length", [1, 2, 5, 6, 7, 11, 64])
def test_some_last_characters_are_free(length: int) -> None:
    """Of a serial of any length the chances of its free ends sum to 1."""
    shares = tail_shares(length, load_parameters().background)
    assert len(shares) == length
    assert shares.min() >= 0.0
    assert float(np.sum(shares)) == pytest.approx(1.0)


def test_a_recogniser_is_believed_no_more_than_it_says() -> None:
    """Frames are tempered, never sharpened, and no character is impossible."""
    figures = load_parameters().lattice
    assert 0.0 < figures.temper <= 1.0
    assert 0.0 < figures.floor < 0.1


def test_pruning_leaves_out_next_to_nothing() -> None:
    """All rows that the search skips weigh together less than a thousandth of the best row."""
    assert 0.0 < load_parameters().search.left_out < 1e-3


def test_a_further_photograph_counts_for_less() -> None:
    """A further exhibit counts for something and for less than the first; none of the texts may be right."""
    figures = load_parameters().hypotheses
    assert 0.0 < figures.further_exhibit < 1.0
    assert 0.0 < figures.none_of_them < 0.5
    assert figures.combinations >= 2
    assert 0 <= figures.same_photograph_bits < 16


def test_a_contradiction_lowers_and_does_not_exclude() -> None:
    """A contradiction is a likelihood ratio below 1 and above 0; a model's says more than a maker's."""
    figures = load_parameters().fields
    contradictions = (figures.model_contradicts, figures.part_number_contradicts, figures.maker_contradicts)
    assert all(0.0 < ratio < 1.0 for ratio in contradictions)
    assert all(a <= b for a, b in itertools.pairwise(contradictions))
    assert figures.by_chance < figures.read_right <= 1.0


def test_what_prints_alike_is_told_apart_a_little() -> None:
    """What the frames say of O against 0 is tempered and bounded."""
    figures = load_parameters().lookalikes
    assert 0.0 < figures.temper < 1.0
    assert 0.0 < figures.bound < 3.0


def test_the_figures_have_a_version() -> None:
    """Who prints a posterior can say by which figures."""
    assert load_parameters().version
