"""Building the automaton from keys in ascending order: incremental minimisation.

After Daciuk, Mihov, Watson and Watson 2000, "Incremental construction of minimal acyclic finite-state
automata", section 3: only the path of the last text is open; a node that no later text can change is looked
up among those that are finished, by its edges, and merged with its like. Every edge carries how many texts go
through the edges before it, so that the offsets along a text's path add up to its rank (Lucchesi and
Kowaltowski 1993).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import LONGEST
from findspot.matching.automaton.compiling import Whole, compiled, inside
from findspot.matching.automaton.packed import Automaton, pack_edges
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.keys import Keys

#: The table of finished nodes grows to this many slots; beyond, the oldest entries of a neighbourhood give
#: way. The automaton stays exact but may keep a few nodes twice: memory is bounded on registers without
#: pattern.
_MOST_SLOTS = 1 << 26
_FIRST_EDGES = 1 << 16
_LAST = np.uint32(1 << 31)
_DIGITS = 10

# Places in the state's array of numbers.
_EDGES, _NODES, _SERIALS, _OPEN, _LENGTH = 0, 1, 2, 3, 4


class Grower:
    """Takes keys in ascending order, block by block, and gives the automaton of their different texts.

    ``most_slots``, a power of two, bounds the memory in which like nodes are found.
    """

    def __init__(self, most_slots: int = _MOST_SLOTS) -> None:
        self._most_slots = most_slots
        self._labels = np.zeros(_FIRST_EDGES, dtype=np.uint8)
        self._targets = np.zeros(_FIRST_EDGES, dtype=np.uint32)
        self._offsets = np.zeros(_FIRST_EDGES, dtype=np.uint32)
        self._slots = np.zeros(_FIRST_EDGES, dtype=np.uint32)
        self._state = np.zeros(5, dtype=np.int64)
        self._state[_EDGES] = 1  # no node begins at edge 0, which is the target of last characters
        self._last = np.zeros(LONGEST + 1, dtype=np.uint8)
        self._text = np.zeros(LONGEST + 1, dtype=np.uint8)
        shape = (LONGEST + 1, 256)
        self._open = (
            np.zeros(shape, dtype=np.uint8),
            np.zeros(shape, dtype=np.uint32),
            np.zeros(shape, dtype=np.uint32),
            np.zeros(LONGEST + 1, dtype=np.int64),
        )
        self._roots = np.zeros(LONGEST + 1, dtype=np.int64)
        self._counts = np.zeros(LONGEST + 1, dtype=np.int64)
        self._digits = np.zeros((LONGEST + 1, LONGEST), dtype=np.int64)
        self._labels_at = np.zeros((LONGEST + 1, LONGEST, 256), dtype=np.bool_)

    @property
    def serials(self) -> int:
        """How many different texts were taken."""
        return int(self._state[_SERIALS])

    def take(self, keys: Keys) -> NDArray[np.bool_]:
        """Add these keys; which of them begin a new text. Keys of length 0 must not be among them."""
        first = np.zeros(len(keys), dtype=np.bool_)
        done: Whole = 0
        while done < len(keys):
            self._make_room()
            done += _take(
                keys[done:],
                first[done:],
                self._labels,
                self._targets,
                self._offsets,
                self._slots,
                self._state,
                self._last,
                *self._open,
                self._roots,
                self._counts,
                self._digits,
                self._labels_at,
                self._text,
                self._most_slots,
            )
        return first

    def finish(self) -> Automaton:
        """The automaton of all that was taken."""
        self._make_room()
        if self.serials:
            _close(
                0,
                self._labels,
                self._targets,
                self._offsets,
                self._slots,
                self._state,
                *self._open,
                self._roots,
                self._counts,
            )
        used = int(self._state[_EDGES])
        edges, offsets, bits = pack_edges(
            self._labels[:used], self._targets[:used], self._offsets[:used], self.serials
        )
        return Automaton(
            edges=edges,
            offsets=offsets,
            target_bits=bits,
            roots=self._roots,
            counts=self._counts,
            digits=self._digits,
            labels_at=np.packbits(self._labels_at, axis=2, bitorder="little"),
            nodes=int(self._state[_NODES]),
        )

    def _make_room(self) -> None:
        used = int(self._state[_EDGES] + self._state[_OPEN])
        if used + LONGEST + 1 >= len(self._labels):
            size = max(2 * len(self._labels), used + 2 * LONGEST)
            if size >= int(_LAST):
                raise BadInputError("The register is too large for one index: divide it into several.")
            for array in (self._labels, self._targets, self._offsets):
                array.resize(size, refcheck=False)
        if 2 * int(self._state[_NODES]) >= len(self._slots) and len(self._slots) < self._most_slots:
            slots = np.zeros(4 * len(self._slots), dtype=np.uint32)
            _rehash(self._slots, slots, self._labels, self._targets)
            self._slots = slots


@inside
def _hash(labels: NDArray[np.uint8], targets: NDArray[np.uint32], first: Whole, size: Whole) -> np.uint64:
    """A hash of a node's edges; where ``first`` is a finished node, the mark of its last edge is left out."""
    value = np.uint64(size)
    for place in range(first, first + size):
        edge = (np.uint64(targets[place] & np.uint32(0x7FFFFFFF)) << np.uint64(8)) | np.uint64(labels[place])
        value = (value ^ edge) * np.uint64(0x9E3779B97F4A7C15)
        value ^= value >> np.uint64(29)
    return value ^ (value >> np.uint64(32))


@compiled
def _rehash(
    old: NDArray[np.uint32],
    new: NDArray[np.uint32],
    labels: NDArray[np.uint8],
    targets: NDArray[np.uint32],
) -> None:
    mask = np.uint64(len(new) - 1)
    for place in range(len(old)):
        if old[place] == 0:
            continue
        first = np.int64(old[place]) - 1
        size = 1
        while targets[first + size - 1] & _LAST == 0:
            size += 1
        slot = _hash(labels, targets, first, size) & mask
        while new[slot]:
            slot = (slot + np.uint64(1)) & mask
        new[slot] = old[place]


@inside
def _freeze(
    depth: Whole,
    labels: NDArray[np.uint8],
    targets: NDArray[np.uint32],
    offsets: NDArray[np.uint32],
    slots: NDArray[np.uint32],
    state: NDArray[np.int64],
    open_labels: NDArray[np.uint8],
    open_targets: NDArray[np.uint32],
    open_counts: NDArray[np.uint32],
    open_sizes: NDArray[np.int64],
) -> tuple[Whole, Whole]:
    """Finish the open node at this depth: the number of its first edge, and how many texts it holds."""
    size = open_sizes[depth]
    texts = np.int64(0)
    for place in range(size):
        texts += np.int64(open_counts[depth, place])
    state[_OPEN] -= size
    open_sizes[depth] = 0
    mask = np.uint64(len(slots) - 1)
    slot = _hash(open_labels[depth], open_targets[depth], 0, size) & mask
    full = 2 * state[_NODES] >= len(slots)
    tried = 0
    while slots[slot] and not (full and tried >= 8):
        first = np.int64(slots[slot]) - 1
        same = True
        for place in range(size):
            target = open_targets[depth, place]
            if place == size - 1:
                target |= _LAST
            if labels[first + place] != open_labels[depth, place] or targets[first + place] != target:
                same = False
                break
        if same:
            return first, texts
        slot = (slot + np.uint64(1)) & mask
        tried += 1
    first = state[_EDGES]
    before = np.int64(0)
    for place in range(size):
        labels[first + place] = open_labels[depth, place]
        targets[first + place] = open_targets[depth, place]
        offsets[first + place] = before
        before += np.int64(open_counts[depth, place])
    targets[first + size - 1] |= _LAST
    state[_EDGES] += size
    state[_NODES] += 1
    slots[slot] = first + 1
    return first, texts


@compiled
def _close(
    depth: Whole,
    labels: NDArray[np.uint8],
    targets: NDArray[np.uint32],
    offsets: NDArray[np.uint32],
    slots: NDArray[np.uint32],
    state: NDArray[np.int64],
    open_labels: NDArray[np.uint8],
    open_targets: NDArray[np.uint32],
    open_counts: NDArray[np.uint32],
    open_sizes: NDArray[np.int64],
    roots: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> None:
    """Finish the open nodes from the deepest up to ``depth``; depth 0 finishes the texts of this length."""
    for at in range(state[_LENGTH] - 1, depth - 1, -1):
        first, texts = _freeze(
            at, labels, targets, offsets, slots, state, open_labels, open_targets, open_counts, open_sizes
        )
        if at:
            parent = open_sizes[at - 1] - 1
            open_targets[at - 1, parent] = first
            open_counts[at - 1, parent] = texts
        else:
            roots[state[_LENGTH]] = first
            counts[state[_LENGTH]] = texts


@compiled
def _take(  # noqa: C901 - one loop, in machine code
    keys: Keys,
    begins: NDArray[np.bool_],
    labels: NDArray[np.uint8],
    targets: NDArray[np.uint32],
    offsets: NDArray[np.uint32],
    slots: NDArray[np.uint32],
    state: NDArray[np.int64],
    last: NDArray[np.uint8],
    open_labels: NDArray[np.uint8],
    open_targets: NDArray[np.uint32],
    open_counts: NDArray[np.uint32],
    open_sizes: NDArray[np.int64],
    roots: NDArray[np.int64],
    counts: NDArray[np.int64],
    digits: NDArray[np.int64],
    labels_at: NDArray[np.bool_],
    text: NDArray[np.uint8],
    most_slots: Whole,
) -> Whole:
    """Add keys until there is no room for one more; how many were added."""
    for row in range(len(keys)):
        if state[_EDGES] + state[_OPEN] + LONGEST + 1 >= len(labels):
            return row
        if 2 * state[_NODES] >= len(slots) and len(slots) < most_slots:
            return row
        length = np.int64(keys[row, 0] >> np.uint64(56))
        for place in range(length):
            byte = place + 1
            text[place] = (keys[row, byte // 8] >> np.uint64(56 - 8 * (byte % 8))) & np.uint64(255)
        shared = 0
        if length == state[_LENGTH]:
            while shared < length and text[shared] == last[shared]:
                shared += 1
            if shared == length:
                continue
            _close(
                shared + 1, labels, targets, offsets, slots, state,
                open_labels, open_targets, open_counts, open_sizes, roots, counts,
            )  # fmt: skip
        else:
            if state[_LENGTH]:
                _close(
                    0, labels, targets, offsets, slots, state,
                    open_labels, open_targets, open_counts, open_sizes, roots, counts,
                )  # fmt: skip
            state[_LENGTH] = length
        begins[row] = True
        state[_SERIALS] += 1
        for place in range(shared, length):
            edge = open_sizes[place]
            open_labels[place, edge] = text[place]
            open_targets[place, edge] = 0
            open_counts[place, edge] = 1
            open_sizes[place] = edge + 1
            last[place] = text[place]
            labels_at[length, place, text[place]] = True
        for place in range(length):
            digits[length, place] += text[place] <= _DIGITS
        state[_OPEN] += length - shared
    return len(keys)
