"""What a standard forbids is taken for what is drawn like it, in the evidence too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.marking.conforming import conformed
from findspot.marking.plate.fusion import log_likelihoods
from findspot.vocabulary.lattice import SERIAL_ALPHABET, Lattice, certain_lattice


def _doubting(text: str, place: int, other: str, share: float) -> Lattice:
    """The lattice of ``text`` whose character at ``place`` is ``other`` with that share of belief."""
    frames = certain_lattice(text).probabilities.copy()
    frame = frames[2 * place + 1]
    frame[SERIAL_ALPHABET.index(text[place]) + 1] -= share
    frame[SERIAL_ALPHABET.index(other) + 1] += share
    return Lattice(frames)


@pytest.mark.parametrize(
    ("text", "place", "other"),
    [
        ("CSQU3054388", 10, "B"),
        ("CSQU3054380", 10, "D"),
        ("CSQU3054388", 1, "5"),
        ("1M8GDM9AXKP042788", 16, "B"),
        ("WVWZZZ1KZAW000007", 8, "2"),
    ],
)
def test_a_row_that_breaks_the_standard_loses(text: str, place: int, other: str) -> None:
    """A character where it cannot stand, however like it was drawn, is no better evidence than the other."""
    wrong = text[:place] + other + text[place + 1 :]
    lattice = _doubting(text, place, other, 0.8)
    (after,) = conformed([lattice], text)
    before = log_likelihoods(lattice.probabilities, [text, wrong])
    logs = log_likelihoods(after.probabilities, [text, wrong])
    assert before[0] < before[1]
    assert logs[0] > logs[1]


@pytest.mark.parametrize("text", ["WAUZZZ8P2AA000007", "WVW2331K2AW000007", "1VWZZZ1K2AC000007"])
def test_the_ninth_place_of_other_vins_is_believed_as_read(text: str) -> None:
    """Only makers that fill unused places with Z fill the ninth: Audi's and America's hold a check digit."""
    filled = text[:8] + "Z" + text[9:]
    lattice = _doubting(text, 8, "Z", 0.3)
    (after,) = conformed([lattice], text)
    before = log_likelihoods(lattice.probabilities, [text, filled])
    logs = log_likelihoods(after.probabilities, [text, filled])
    assert logs[0] - logs[1] == pytest.approx(before[0] - before[1])


@settings(deadline=None)
@given(
    st.sampled_from(["CSQU3054383", "CSQU305438", "1M8GDM9AXKP042788", "MX15D-00417", "4417"]),
    st.integers(0, 2**32 - 1),
)
def test_belief_is_moved_and_never_lost(text: str, seed: int) -> None:
    """Each row of a conformed lattice sums to what it did, nothing below zero; other texts keep theirs."""
    rng = np.random.default_rng(seed)
    frames = rng.dirichlet(np.ones(len(SERIAL_ALPHABET) + 1) * 0.2, 2 * len(text) + 3).astype(np.float32)
    lattice = Lattice(np.clip(frames, 1e-6, None), weight=0.5, view="trimmed")
    (after,) = conformed([lattice], text)
    assert np.allclose(after.probabilities.sum(axis=1), lattice.probabilities.sum(axis=1), atol=1e-5)
    assert (after.probabilities >= 0).all()
    assert (after.weight, after.view) == (0.5, "trimmed")
    if text in ("MX15D-00417", "4417"):
        assert after is lattice
