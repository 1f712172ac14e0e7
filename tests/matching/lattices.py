"""Lattices for the tests of matching: drawn by a recogniser whose doubts are honest, or of any shape."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st
from tests.factories import reading

from findspot.vocabulary.lattice import SERIAL_ALPHABET, Lattice
from findspot.vocabulary.reading import Marking, SerialReading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.vocabulary.reading import Reading

_CLASSES = len(SERIAL_ALPHABET) + 1

#: What recognisers take each character for.
_CONFUSED = {"0": "8D6", "1": "7L4", "2": "Z73", "3": "859", "4": "A19", "5": "S36", "6": "8G5", "7": "1T2",
             "8": "B36", "9": "738", "D": "0PB", "M": "NWH", "X": "KYV", "S": "58B"}  # fmt: skip


def painted(frames: Sequence[dict[str, float]], *, noise: float = 1e-3) -> Lattice:
    """The lattice with these probabilities in each frame ("" is the blank), the rest spread evenly."""
    rows = np.full((len(frames), _CLASSES), noise / _CLASSES, dtype=np.float64)
    for row, frame in zip(rows, frames, strict=True):
        for character, p in frame.items():
            row[SERIAL_ALPHABET.index(character) + 1 if character else 0] += p
    rows /= rows.sum(axis=1, keepdims=True)
    return Lattice(rows.astype(np.float32))


def doubtful(text: str, doubts: dict[int, dict[str, float]] | None = None, *, sure: float = 0.98) -> Lattice:
    """The lattice that reads ``text``, at some places with the probabilities given instead."""
    frames: list[dict[str, float]] = [{"": 1.0}]
    for place, character in enumerate(text):
        frames += [(doubts or {}).get(place, {character: sure}), {"": 1.0}]
    return painted(frames, noise=1.0 - sure)


def simulated(text: str, random: np.random.Generator, *, clarity: float = 6.0) -> Lattice:
    """A recogniser's lattice of ``text`` whose probabilities are true: of 0.7, seven in ten are right.

    Each character is drawn a probability, and is shown with it or, with the rest, mistaken for another.
    """
    doubts: dict[int, dict[str, float]] = {}
    for place, character in enumerate(text):
        if character not in SERIAL_ALPHABET[:36]:
            continue
        others = _CONFUSED.get(character, "E3")
        p = float(random.beta(clarity, 1.0))
        other = others[int(random.integers(len(others)))]
        first, second = (character, other) if random.random() < p else (other, character)
        doubts[place] = {first: p, second: 1.0 - p}
    return doubtful(text, doubts, sure=0.995)


def read_as(*lattices: Lattice, file: str = "plate.png", likeness: str = "0123456789abcdef") -> Reading:
    """The reading of one plate whose one serial has these views."""
    text = SerialReading("?", 0.5, (), (), lattices, why="test")
    return with_serials(text, file=file, likeness=likeness)


def text(lattice: Lattice, weight: float) -> SerialReading:
    """A text that may be the serial, with this weight."""
    return SerialReading("?", 0.5, (), (), (lattice,), why="test", weight=weight)


def with_serials(
    *texts: SerialReading, file: str = "plate.png", likeness: str = "0123456789abcdef"
) -> Reading:
    """The reading of one plate on which each of these texts may be the serial."""
    empty = reading(None, file=file, likeness=likeness)
    return dataclasses.replace(empty, markings=(Marking(serials=texts),))


@st.composite
def any_lattices(draw: st.DrawFn, characters: str = "0O1I2AB8-", longest: int = 9) -> Lattice:
    """Lattices of any shape over a few characters: sharp and vague frames, blanks, repeats, separators."""
    character = st.sampled_from(("", *characters))
    frame = st.dictionaries(character, st.sampled_from((0.02, 0.3, 1.0)), min_size=1, max_size=3)
    frames = draw(st.lists(frame, min_size=1, max_size=longest))
    return painted(frames, noise=draw(st.sampled_from((1e-6, 1e-3, 0.3))))


@st.composite
def small_lattices(draw: st.DrawFn, alphabet: str = "0OA-", longest: int = 4) -> Lattice:
    """Lattices so small that every path through them can be written out."""
    masses = st.lists(st.integers(0, 9), min_size=len(alphabet) + 1, max_size=len(alphabet) + 1).filter(any)
    frames = np.array(draw(st.lists(masses, min_size=1, max_size=longest)), dtype=np.float64)
    frames /= frames.sum(axis=1, keepdims=True)
    return Lattice(frames.astype(np.float32), alphabet)


def enumerated(frames: NDArray[np.float64], characters: Sequence[str]) -> dict[str, float]:
    """The likelihood of every text by writing out every path; class 0 and "" are blank."""
    likelihoods: dict[str, float] = {}
    for path in itertools.product(range(frames.shape[1]), repeat=len(frames)):
        p = float(np.prod([frame[c] for frame, c in zip(frames, path, strict=True)]))
        text = "".join(characters[c] for c, _ in itertools.groupby(path) if c)
        likelihoods[text] = likelihoods.get(text, 0.0) + p
    return likelihoods
