"""Which serials go into the automaton, and which are written out from both ends (see ``sparse``).

An automaton is small and quickly searched where serials stand close together: where one differs from the one
before only in its last characters. Serials are divided in the order of ranks, in pieces of 256; a piece goes
into the automaton where from the first character that differs to the end there are on average no more than
2.25. In runs of numbers these are 1.1, in runs of which one in ten is present 2, and in runs of numbers with
a check digit 2.1; among ten million texts of ten characters by chance they are more than five.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.automaton.compiling import Whole, compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.keys import Keys

_PIECE = 256
_CLOSE = 2.25


class Divider:
    """Divides keys in ascending order, block by block. ``begins``: which rows of the last begin a serial."""

    def __init__(self) -> None:
        self.begins = np.zeros(0, dtype=np.bool_)
        self._last = np.zeros(0, dtype=np.uint64)
        self._sparse = False

    def divide(self, keys: Keys) -> NDArray[np.bool_]:
        """Which of these rows are sparse; rows of one serial are always of one kind."""
        last = np.zeros(keys.shape[1], dtype=np.uint64)
        shared = min(len(last), len(self._last))
        last[:shared] = self._last[:shared]
        differing = np.empty(len(keys), dtype=np.int64)
        _compare(keys, last, differing)
        self._last = keys[-1].copy()
        self.begins = differing > 0
        serial = np.cumsum(self.begins)
        piece = (serial + _PIECE - 1) // _PIECE  # piece 0: rows of the serial with which the last block ended
        counts = np.bincount(piece, weights=self.begins)
        sparse = np.bincount(piece, weights=differing) > _CLOSE * counts
        sparse[0] = self._sparse
        self._sparse = bool(sparse[piece[-1]])
        result: NDArray[np.bool_] = sparse[piece]
        return result


@compiled
def _compare(keys: Keys, last: NDArray[np.uint64], result: NDArray[np.int64]) -> None:
    """How many characters of each key there are from the first that differs from the key before; 0: none."""
    words = keys.shape[1]
    for row in range(len(keys)):
        length = np.int64(keys[row, 0] >> np.uint64(56))
        result[row] = 0
        for word in range(words):
            before = keys[row - 1, word] if row else last[word]
            if keys[row, word] != before:
                apart = keys[row, word] ^ before
                byte: Whole = np.int64(0)
                while apart >> np.uint64(56 - 8 * byte) == 0:
                    byte += 1
                # The first byte of all is the length.
                result[row] = length - max(np.int64(8 * word + byte - 1), np.int64(0))
                break
