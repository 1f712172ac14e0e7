"""A trie over sorted texts that lie beside it: nodes only where many texts go on differently.

Where no more than ``FEW`` texts share a beginning they have no node: they are read one by one. So the trie of
texts without pattern takes a byte or two a text, whatever their length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from findspot.matching.alphabet import LONGEST
from findspot.matching.automaton.compiling import Whole, compiled, inside
from findspot.matching.automaton.packed import pack_edges
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Longs = NDArray[np.int64]
    Edges = tuple[NDArray[np.uint64], NDArray[np.uint32], NDArray[np.uint64], int, Longs]

#: As many texts as have no node of their own.
FEW = 24
_FIRST_EDGES = 1 << 12
_LAST = np.uint32(1 << 31)
# What the state says, by place.
_EDGES, _LENGTH, _STACKED, _TEXTS = range(4)


class Planter:
    """Takes texts in the order of length and then of characters, block by block, and gives their trie."""

    def __init__(self) -> None:
        self._edges = (
            np.zeros(_FIRST_EDGES, dtype=np.uint8),
            np.zeros(_FIRST_EDGES, dtype=np.uint32),
            np.zeros(_FIRST_EDGES, dtype=np.uint32),
        )
        self._ahead = np.zeros(_FIRST_EDGES, dtype=np.uint64)
        self._open = np.zeros((4, LONGEST + 1, 256), dtype=np.int64)
        self._sizes = np.zeros(LONGEST + 1, dtype=np.int64)
        self._last = np.zeros(LONGEST, dtype=np.uint8)
        self._roots = np.zeros(LONGEST + 1, dtype=np.int64)
        # No node begins at edge 0: edges to texts without a node lead there.
        self._state = np.array([1, 0, 0, 0], dtype=np.int64)

    def take(self, texts: NDArray[np.uint8]) -> None:
        """Add different texts of one length: uint8 (texts, length)."""
        done = 0
        while done < len(texts):
            self._make_room()
            done += int(_grow(texts[done:], *self._parts()))

    def finish(self) -> Edges:
        """Edges, offsets, what comes after each edge, bits of a target, and roots; see ``sparse.Trie``."""
        self._make_room()
        _finish_length(*self._parts())
        used = int(self._state[_EDGES])
        labels, targets, before = self._edges
        edges, offsets, bits = pack_edges(
            labels[:used], targets[:used], before[:used], int(self._state[_TEXTS])
        )
        return edges, offsets, self._ahead[:used], bits, self._roots

    def _parts(self) -> tuple[Any, ...]:
        return *self._edges, self._ahead, self._open, self._sizes, self._last, self._roots, self._state

    def _make_room(self) -> None:
        size = len(self._edges[0])
        if int(self._state[_EDGES] + self._state[_STACKED]) + LONGEST < size:
            return
        if 2 * size >= int(_LAST):
            raise BadInputError("The register is too large for one index: divide it into several.")
        for array in (*self._edges, self._ahead):
            array.resize(2 * size, refcheck=False)


@inside
def _close(
    depth: Whole,
    labels: NDArray[np.uint8],
    targets: NDArray[np.uint32],
    offsets: NDArray[np.uint32],
    ahead: NDArray[np.uint64],
    open_: Longs,
    sizes: Longs,
    roots: Longs,
    state: Longs,
) -> None:
    """Finish the open nodes from the deepest up to ``depth``; those of few texts are left out."""
    for at in range(state[_LENGTH] - 1, depth - 1, -1):
        size = sizes[at]
        sizes[at] = 0
        state[_STACKED] -= size
        count, next_ = np.int64(0), np.int64(0)
        for place in range(size):
            count += open_[2, at, place]
            next_ |= np.int64(1) << min(open_[0, at, place], np.int64(63))
        first = np.int64(0)
        if count > FEW:
            first = state[_EDGES]
            before = np.int64(0)
            for place in range(size):
                labels[first + place] = open_[0, at, place]
                targets[first + place] = open_[1, at, place]
                offsets[first + place] = before
                ahead[first + place] = np.uint64(open_[3, at, place])
                before += open_[2, at, place]
            targets[first + size - 1] |= _LAST
            state[_EDGES] += size
        if at:
            parent = sizes[at - 1] - 1
            open_[1, at - 1, parent], open_[2, at - 1, parent], open_[3, at - 1, parent] = first, count, next_
        else:
            roots[state[_LENGTH]] = first


@compiled
def _finish_length(
    labels: NDArray[np.uint8],
    targets: NDArray[np.uint32],
    offsets: NDArray[np.uint32],
    ahead: NDArray[np.uint64],
    open_: Longs,
    sizes: Longs,
    last: NDArray[np.uint8],
    roots: Longs,
    state: Longs,
) -> None:
    if state[_LENGTH]:
        _close(0, labels, targets, offsets, ahead, open_, sizes, roots, state)
    state[_LENGTH] = 0
    last[:] = 0


@compiled
def _grow(
    texts: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    targets: NDArray[np.uint32],
    offsets: NDArray[np.uint32],
    ahead: NDArray[np.uint64],
    open_: Longs,
    sizes: Longs,
    last: NDArray[np.uint8],
    roots: Longs,
    state: Longs,
) -> Whole:
    """Add texts until there is no room for one more; how many were added."""
    n = texts.shape[1]
    for row in range(len(texts)):
        if state[_EDGES] + state[_STACKED] + n >= len(labels):
            return row
        shared = 0
        if state[_LENGTH] == n:
            while texts[row, shared] == last[shared]:
                shared += 1
            _close(shared + 1, labels, targets, offsets, ahead, open_, sizes, roots, state)
        else:
            _finish_length(labels, targets, offsets, ahead, open_, sizes, last, roots, state)
            state[_LENGTH] = n
        for depth in range(shared, n):
            to = sizes[depth]
            open_[0, depth, to], open_[1, depth, to] = texts[row, depth], 0
            open_[2, depth, to], open_[3, depth, to] = 1, 0
            sizes[depth] = to + 1
            last[depth] = texts[row, depth]
        state[_STACKED] += n - shared
        state[_TEXTS] += 1
    return len(texts)
