"""Registers of any size, and what people make of their serials: by chance, the same for the same seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from findspot.matching.alike import look_alikes
from findspot.matching.alphabet import FOLDED_ALPHABET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LETTERS = list(FOLDED_ALPHABET[10:])
_BLOCK = 250_000

#: Damage, by its letter.
LEVELS = {
    "a": "one character for a look-alike",
    "b": "1-2 characters exchanged",
    "c": "one ?, one look-alike",
    "d": "2-3 ?",
    "e": "one left out, one exchanged",
    "f": "1-3 cut at an end",
}


def sequential(size: int, present: float, seed: int = 1) -> Iterator[pa.Table]:
    """Runs of 500 to 50 000 numbers under families of 2-4 letters, of which a share is present."""
    rng = np.random.default_rng(seed)
    left = size
    while left > 0:
        family = "".join(rng.choice(_LETTERS, rng.integers(2, 5)))
        width = int(rng.integers(4, 8))
        run = int(min(10**width - 1, rng.integers(500, 50_000)))
        first = int(rng.integers(0, 10**width - run))
        numbers = (np.flatnonzero(rng.random(run) < present) + first)[:left]
        left -= len(numbers)
        texts = np.char.add(family, np.char.zfill(numbers.astype(str), width))
        yield pa.table({"serial": pa.array(texts.tolist(), pa.string())})


def without_pattern(size: int, seed: int = 3) -> Iterator[pa.Table]:
    """Ten characters each, every one by chance."""
    rng = np.random.default_rng(seed)
    alphabet = np.frombuffer(FOLDED_ALPHABET.encode(), np.uint8)
    for start in range(0, size, _BLOCK):
        rows = min(_BLOCK, size - start)
        raw = alphabet[rng.integers(0, len(alphabet), (rows, 10))].tobytes()
        ends = np.arange(0, 10 * (rows + 1), 10, dtype=np.int32)
        column = pa.StringArray.from_buffers(rows, pa.py_buffer(ends), pa.py_buffer(raw))
        yield pa.table({"serial": column})


#: The registers by name: rows in, tables out.
REGISTERS: dict[str, Callable[[int], Iterator[pa.Table]]] = {
    "sequential": lambda size: sequential(size, 0.95),
    "half": lambda size: sequential(size, 0.5),
    "random": without_pattern,
}


class Damage:
    """What is left of a serial at each level."""

    def __init__(self, seed: int = 5) -> None:
        self._rng = np.random.default_rng(seed)
        alike = look_alikes()
        size = len(FOLDED_ALPHABET)
        self._alike = {
            FOLDED_ALPHABET[one - 1]: [FOLDED_ALPHABET[k - 1] for k in np.flatnonzero(alike[one, : size + 1])]
            for one in range(1, size + 1)
        }

    def __call__(self, level: str, text: str) -> str:
        """The text as it was made out."""
        few = int(self._rng.integers(1, 3))
        if level == "a":
            return self._look_alike(text)
        if level == "b":
            return self._exchanged(text, few)
        if level == "c":
            return self._unreadable(self._look_alike(text), 1)
        if level == "d":
            return self._unreadable(text, few + 1)
        if level == "e":
            place = int(self._rng.integers(len(text)))
            return self._exchanged(text[:place] + text[place + 1 :], 1)
        cut = int(self._rng.integers(1, 4))
        return text[cut:] if self._rng.random() < 0.5 else text[:-cut]

    def _look_alike(self, text: str) -> str:
        places = [place for place, one in enumerate(text) if self._alike[one]]
        if not places:
            return text
        place = int(self._rng.choice(places))
        return text[:place] + str(self._rng.choice(self._alike[text[place]])) + text[place + 1 :]

    def _exchanged(self, text: str, count: int) -> str:
        left = list(text)
        for place in self._rng.choice(len(left), count, replace=False):
            left[place] = str(self._rng.choice([c for c in FOLDED_ALPHABET if c != left[place]]))
        return "".join(left)

    def _unreadable(self, text: str, count: int) -> str:
        left = list(text)
        for place in self._rng.choice(len(left), count, replace=False):
            left[place] = "?"
        return "".join(left)
