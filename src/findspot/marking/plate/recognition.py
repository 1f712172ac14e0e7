"""What a line of text says: the recogniser's frames, their plain decoding, and their lattice of serials.

The network is a CTC recogniser (Graves et al., Connectionist temporal classification, 2006): one probability
distribution a frame over its characters and a blank; equal neighbours are one character.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.plate.letters import serial_character
from findspot.marking.plate.models import planes
from findspot.vocabulary.lattice import SERIAL_ALPHABET
from findspot.vocabulary.reading import Alternative, Character

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.marking.plate.models import Models

#: The recogniser's input height in pixels, and how many of its columns make one frame.
HEIGHT, STRIDE = 48, 8
#: The share of each frame that is spread over all classes, so that no candidate is impossible.
FLOOR = 5e-4
#: Other characters are named beside the one read from this probability on.
NAMED = 0.01

_COLUMN = {character: index + 1 for index, character in enumerate(SERIAL_ALPHABET)}


@dataclass(frozen=True, slots=True, eq=False)
class Recognised:
    """One line as recognised: ``text`` with its ``characters``, the frame of each, and the frames themselves.

    ``frames`` is float32 [frames, 1 + serial alphabet], rows summing to 1: the same belief over the
    characters that serials use. ``p`` is the geometric mean of the characters' probabilities.
    """

    text: str
    p: float
    characters: tuple[Character, ...]
    places: tuple[int, ...]
    frames: NDArray[np.float32]


class Recogniser:
    """Reads strips of pixels, each one line of text."""

    def __init__(self, models: Models) -> None:
        self._network = models.recogniser
        self._characters = models.characters
        self._folding = Folding(models.characters)

    def __call__(self, strip: NDArray[np.uint8]) -> Recognised:
        """The line in ``strip``, uint8 RGB [48, W, 3] with W a multiple of 8."""
        return self._decode(self._network(planes(strip))[0])

    def _decode(self, output: NDArray[np.float32]) -> Recognised:
        best = output.argmax(axis=1)
        characters: list[Character] = []
        places: list[int] = []
        start = 0
        while start < len(best):
            end = start + 1
            while end < len(best) and best[end] == best[start]:
                end += 1
            if best[start]:
                place = start + int(output[start:end, best[start]].argmax())
                characters.append(self._character(output[place], int(best[start])))
                places.append(place)
            start = end
        logs = [np.log(max(character.p, 1e-6)) for character in characters]
        p = float(np.exp(np.mean(logs))) if logs else 0.0
        text = "".join(character.text for character in characters)
        return Recognised(text, min(p, 1.0), tuple(characters), tuple(places), self._folding(output))

    def _character(self, frame: NDArray[np.float32], best: int) -> Character:
        others: list[int] = []
        if frame[best] < 1.0 - 0.99 * NAMED:  # else none of the others can reach NAMED
            others = [int(i) for i in np.flatnonzero(frame > NAMED) if i not in (0, best)]
        others.sort(key=lambda i: -float(frame[i]))
        return Character(
            self._characters[best],
            min(float(frame[best]), 1.0),
            tuple(Alternative(self._characters[i], float(frame[i])) for i in others[:4]),
        )


class Folding:
    """From the recogniser's many classes to the few that serials use.

    Lower case goes to upper case and look-alikes to the Latin letter. Spaces, punctuation and signs, which
    serials ignore, go to the blank. Other letters are *some* character, nobody knows which: their share is
    spread over all classes.
    """

    def __init__(self, characters: Sequence[str]) -> None:
        classes: list[int] = [0]
        columns: list[tuple[int, ...]] = [(0,)]
        for index, character in enumerate(characters[1:], start=1):
            column = serial_columns(character)
            if column:
                classes.append(index)
                columns.append(column)
        self._classes = np.array(classes)
        self._table = np.zeros((len(classes), len(SERIAL_ALPHABET) + 1), dtype=np.float32)
        for row, column in enumerate(columns):
            self._table[row, list(column)] = 1.0 / len(column)

    def __call__(self, output: NDArray[np.float32]) -> NDArray[np.float32]:
        """Frames over the serial alphabet, float32, rows summing to 1, of the network's [frames, classes]."""
        folded = np.asarray(output[:, self._classes] @ self._table, dtype=np.float64)
        size = folded.shape[1]
        unknown = np.clip(1.0 - folded.sum(axis=1, keepdims=True), 0.0, 1.0)
        folded += unknown / size
        folded /= folded.sum(axis=1, keepdims=True)
        return np.asarray((1.0 - FLOOR) * folded + FLOOR / size, dtype=np.float32)


def serial_columns(character: str) -> tuple[int, ...]:
    """The lattice's classes that a character of the recogniser stands for; () where it is another letter.

    >>> [SERIAL_ALPHABET[c - 1] for c in serial_columns("é")]
    ['E']
    """
    if "\u3400" <= character <= "\u9fff":
        return ()  # Chinese characters, nine in ten of all: told at once, since every start asks of each
    if character == "l":
        # Drawn like I and 1, yet the lower case of L: half of each.
        return (_COLUMN["I"], _COLUMN["L"])
    plain = serial_character(character)
    if plain is not None:
        return (_COLUMN[plain],)
    return (0,) if unicodedata.category(character[0])[0] in "PSZCM" else ()
