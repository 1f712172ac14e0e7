"""Lattices, and those of decoded texts."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.vocabulary.lattice import SERIAL_ALPHABET, Lattice, certain_lattice

texts = st.text(SERIAL_ALPHABET, max_size=30)


def _best_path(lattice: Lattice) -> str:
    """The likeliest class of each frame, with repeats and blanks collapsed."""
    classes = (int(c) for c in lattice.probabilities.argmax(axis=1))
    return "".join(lattice.alphabet[c - 1] for c, _ in itertools.groupby(classes) if c)


def test_the_alphabet_has_each_character_once() -> None:
    """Every character that serials use has one class, the ten digits and all capitals among them."""
    assert len(set(SERIAL_ALPHABET)) == len(SERIAL_ALPHABET)
    assert set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/.") == set(SERIAL_ALPHABET)


@given(texts, st.floats(1e-6, 0.4))
def test_the_best_path_spells_the_text(text: str, error: float) -> None:
    """A decoded text reads as itself, doubled characters included, however sure the decoder was."""
    assert _best_path(certain_lattice(text, error=error)) == text


@given(texts, st.floats(1e-6, 0.4))
def test_each_frame_is_a_distribution(text: str, error: float) -> None:
    """Every frame's probabilities sum to 1, and what is not the text's own has the error."""
    frames = certain_lattice(text, error=error).probabilities
    assert frames.dtype == np.float32
    assert frames.min() > 0.0
    assert frames.sum(axis=1) == pytest.approx(np.ones(len(frames)), abs=1e-5)
    assert frames.max(axis=1) == pytest.approx(np.full(len(frames), 1.0 - error), abs=1e-5)


@pytest.mark.parametrize(
    ("text", "kept"), [("mx15d", "MX15D"), ("A B_7", "AB7"), ("Ж-1", "-1"), ("字", ""), ("", "")]
)
def test_only_the_characters_of_serials_are_kept(text: str, kept: str) -> None:
    """Small letters are raised, and what no serial holds is left out."""
    assert _best_path(certain_lattice(text)) == kept


def test_a_lattice_counts_once_unless_it_is_said_otherwise() -> None:
    """A decoded text is one piece of evidence; its view says that it came from a symbol."""
    lattice = certain_lattice("A1")
    assert lattice.weight == 1.0
    assert lattice.view == "symbol"
    assert certain_lattice("A1", view="test").view == "test"


@pytest.mark.parametrize("shape", [(3,), (3, 4), (3, 6), (2, 3, 5)])
def test_a_lattice_is_frames_by_classes(shape: tuple[int, ...]) -> None:
    """One class for each character and one for the blank: nothing else is a lattice."""
    with pytest.raises(AssertionError, match=r"a lattice is frames|one class a character"):
        Lattice(np.zeros(shape, dtype=np.float32), "ABCD")
    assert Lattice(np.zeros((3, 5), dtype=np.float32), "ABCD").probabilities.shape == (3, 5)
