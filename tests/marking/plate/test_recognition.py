"""Recognition: what a line says, and the same belief over the characters that serials use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.marking.drawing import strip_of

from findspot.marking.plate.recognition import HEIGHT, STRIDE, Folding, Recogniser, serial_columns
from findspot.vocabulary.lattice import SERIAL_ALPHABET

if TYPE_CHECKING:
    from findspot.marking.plate.lines import PlateReader

#: A small recogniser's characters: the blank, Latin and Cyrillic, a sign, Chinese, the space.
_CHARACTERS = ("", "A", "a", "Ж", "0", "O", "l", "С", "(", "号", "é", " ")


@pytest.fixture(scope="module")
def recogniser(plate_reader: PlateReader) -> Recogniser:
    """The recogniser of lines."""
    return plate_reader.recogniser


def _column(character: str) -> int:
    return SERIAL_ALPHABET.index(character) + 1


def _rows(weights: list[list[float]]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    rows = np.array(weights, dtype=np.float64) + 1e-9
    return np.asarray(rows / rows.sum(axis=1, keepdims=True), dtype=np.float32)


_WEIGHTS = st.lists(
    st.lists(st.floats(0, 1), min_size=len(_CHARACTERS), max_size=len(_CHARACTERS)), min_size=1, max_size=6
)


@given(_WEIGHTS)
def test_folded_frames_sum_to_one(weights: list[list[float]]) -> None:
    """Whatever the recogniser believes, each folded frame is a distribution without zeros."""
    folded = Folding(_CHARACTERS)(_rows(weights))
    assert folded.shape == (len(weights), len(SERIAL_ALPHABET) + 1)
    assert np.allclose(folded.sum(axis=1), 1.0, atol=1e-5)
    assert folded.min() > 0.0


@given(_WEIGHTS)
def test_folding_keeps_what_serials_use(weights: list[list[float]]) -> None:
    """No serial character loses belief by folding, but for the small share that all classes get."""
    output = _rows(weights)
    folded = Folding(_CHARACTERS)(output)
    for character, classes in {"A": (1, 2), "0": (4,), "O": (5,), "C": (7,), "E": (10,)}.items():
        assert (folded[:, _column(character)] > output[:, classes].sum(axis=1) * 0.999 - 1e-3).all()


def test_a_letter_of_no_serial_says_nothing() -> None:
    """A frame that is surely some other letter leaves all classes alike."""
    folded = Folding(_CHARACTERS)(np.eye(len(_CHARACTERS), dtype=np.float32)[[3, 9]])
    assert np.allclose(folded, 1.0 / folded.shape[1], atol=1e-4)


def test_signs_and_spaces_are_no_characters() -> None:
    """A space, a bracket and the blank itself are the blank."""
    folded = Folding(_CHARACTERS)(np.eye(len(_CHARACTERS), dtype=np.float32)[[0, 8, 11]])
    assert (folded[:, 0] > 0.999).all()


def test_characters_stand_for_classes() -> None:
    """Capitals for themselves, small letters for their capitals, a small L for I and L, others for none."""
    assert serial_columns("K") == serial_columns("k") == serial_columns("К") == (_column("K"),)
    assert set(serial_columns("l")) == {_column("I"), _column("L")}
    assert serial_columns("Ж") == ()
    assert serial_columns(" ") == serial_columns("(") == (0,)


@pytest.mark.parametrize("text", ["MX15D-00417", "4202435-01", "NORDHAVN OPTIK", "S/N 88213"])
def test_a_printed_line_is_read(recogniser: Recogniser, text: str) -> None:
    """A cleanly printed line reads as it stands, surely, each character at its own place."""
    read = recogniser(strip_of(text))
    assert read.text.replace(" ", "") == text.replace(" ", "")
    assert 0.8 < read.p <= 1.0
    assert "".join(character.text for character in read.characters) == read.text
    assert list(read.places) == sorted(set(read.places))


@pytest.mark.parametrize("width", [STRIDE, 2 * STRIDE, 1600])
def test_a_strip_without_text_says_next_to_nothing(recogniser: Recogniser, width: int) -> None:
    """A flat strip of any width is read without error and gives frames that sum to 1."""
    read = recogniser(np.full((HEIGHT, width, 3), 128, np.uint8))
    assert sum(c.isalnum() for c in read.text) <= 1
    assert len(read.frames) == width // STRIDE
    assert np.allclose(read.frames.sum(axis=1), 1.0, atol=1e-5)


def test_probabilities_of_noise_are_proper(recogniser: Recogniser) -> None:
    """Of noise nothing sensible is read, yet every probability is one, and no more than 1 is given away."""
    noise = np.random.default_rng(4).integers(0, 256, (HEIGHT, 400, 3)).astype(np.uint8)
    read = recogniser(noise)
    assert 0.0 <= read.p <= 1.0
    assert np.allclose(read.frames.sum(axis=1), 1.0, atol=1e-5)
    for character in read.characters:
        assert character.p + sum(other.p for other in character.alternatives) <= 1.0 + 1e-3
        assert all(other.p <= character.p for other in character.alternatives)


def test_the_same_strip_reads_the_same(recogniser: Recogniser) -> None:
    """Recognition has no memory: the same pixels give the same frames."""
    strip = strip_of("MX15D-00417")
    assert np.array_equal(recogniser(strip).frames, recogniser(strip).frames)
