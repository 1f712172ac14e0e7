"""From a serial to its rank and back, along the automaton's edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import LONGEST
from findspot.matching.automaton.compiling import Whole, compiled, inside
from findspot.matching.automaton.packed import FIXED_BITS
from findspot.matching.automaton.sparse import Sparse
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.packed import Automaton

#: What a walk answers where an edge leads out of the automaton: the file was altered.
DAMAGED = -2
DAMAGED_SENTENCE = "The index was altered after it was built: build it again."


def block_of(automaton: Automaton | Sparse, prefix: NDArray[np.uint8], length: int) -> tuple[int, int]:
    """The ranks of the texts of this length that begin with the prefix: the first, and the one after them.

    Both are the same where there are none. With the whole text as prefix it is the text's own rank. Raises
    BadInputError where the walk shows that the automaton was altered.
    """
    if not 0 < length <= LONGEST or len(prefix) > length or not automaton.counts[length]:
        return 0, 0
    if isinstance(automaton, Sparse):
        rows = automaton.forward.texts[automaton.starts[length] :][: length * automaton.counts[length]]
        rows = rows.reshape(-1, length)
        low, high = (_first_from(rows, prefix, after) for after in (False, True))
        base = int(automaton.bases[length])
        return (base + int(low), base + int(high)) if high > low else (0, 0)
    low, count = _descend(
        automaton.edges,
        automaton.offsets,
        automaton.target_bits,
        int(automaton.roots[length]),
        int(automaton.counts[length]),
        prefix,
        length,
    )
    if count == DAMAGED:
        raise BadInputError(DAMAGED_SENTENCE)
    low = int(low) + int(automaton.bases[length])
    return (low, low + int(count)) if count else (0, 0)


def rank_of(automaton: Automaton | Sparse, codes: NDArray[np.uint8]) -> int | None:
    """The rank of this text, None where it is not registered."""
    low, high = block_of(automaton, codes, len(codes))
    return low if high > low else None


def spell(
    automaton: Automaton | Sparse, ranks: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The texts of these ranks: uint8 (ranks, longest) filled up with 0, and their lengths.

    Raises IndexError for a rank that the automaton does not have.
    """
    if len(ranks) and not 0 <= int(ranks.min()) <= int(ranks.max()) < len(automaton):
        raise IndexError("no such rank")
    lengths = (np.searchsorted(np.cumsum(automaton.counts), ranks, side="right")).astype(np.uint8)
    codes = np.zeros((len(ranks), int(lengths.max(initial=0))), dtype=np.uint8)
    within = ranks - automaton.bases[lengths]
    if isinstance(automaton, Sparse):
        _copy(automaton.forward.texts, automaton.starts[lengths] + within * lengths, lengths, codes)
        return codes, lengths
    _spell(automaton.edges, automaton.offsets, automaton.target_bits, automaton.roots, within, lengths, codes)
    return codes, lengths


@inside
def offset_of(edges: NDArray[np.uint64], offsets: NDArray[np.uint32], bits: Whole, edge: Whole) -> Whole:
    """How many texts of the edge's node go through earlier edges."""
    if len(offsets):
        return np.int64(offsets[edge])
    return np.int64(edges[edge] >> np.uint64(FIXED_BITS + bits))


@inside
def target_of(edges: NDArray[np.uint64], bits: Whole, edge: Whole) -> Whole:
    """The first edge of the node to which the edge leads; ``DAMAGED`` where there is none."""
    mask = (np.uint64(1) << np.uint64(bits)) - np.uint64(1)
    target = np.int64((edges[edge] >> np.uint64(FIXED_BITS)) & mask)
    return target if target < len(edges) else DAMAGED


@inside
def is_last(edges: NDArray[np.uint64], edge: Whole) -> np.bool_ | bool:
    """Whether it is its node's last edge; beyond the end of a damaged automaton all are."""
    return edge + 1 >= len(edges) or (edges[edge] >> np.uint64(8)) & np.uint64(1) > 0


@compiled
def _descend(
    edges: NDArray[np.uint64],
    offsets: NDArray[np.uint32],
    bits: Whole,
    root: Whole,
    texts: Whole,
    prefix: NDArray[np.uint8],
    length: Whole,
) -> tuple[Whole, Whole]:
    node: Whole = root
    low: Whole = np.int64(0)
    count: Whole = np.int64(texts)
    for depth in range(len(prefix)):
        edge = node
        while np.uint8(edges[edge] & np.uint64(255)) != prefix[depth]:
            if is_last(edges, edge):
                return np.int64(0), np.int64(0)
            edge += 1
        offset = offset_of(edges, offsets, bits, edge)
        if not is_last(edges, edge):
            count = offset_of(edges, offsets, bits, edge + 1)
        count -= offset
        low += offset
        if depth + 1 < length:
            node = target_of(edges, bits, edge)
            if node == DAMAGED:
                return np.int64(0), np.int64(DAMAGED)
    return low, count


@compiled
def _spell(
    edges: NDArray[np.uint64],
    offsets: NDArray[np.uint32],
    bits: Whole,
    roots: NDArray[np.int64],
    within: NDArray[np.int64],
    lengths: NDArray[np.uint8],
    codes: NDArray[np.uint8],
) -> None:
    for row in range(len(within)):
        node, rest = roots[lengths[row]], within[row]
        for depth in range(lengths[row]):
            edge = node
            while not is_last(edges, edge) and offset_of(edges, offsets, bits, edge + 1) <= rest:
                edge += 1
            codes[row, depth] = np.uint8(edges[edge] & np.uint64(255))
            rest -= offset_of(edges, offsets, bits, edge)
            node = max(target_of(edges, bits, edge), np.int64(0))


@compiled
def _first_from(texts: NDArray[np.uint8], prefix: NDArray[np.uint8], after: bool) -> Whole:
    """The first of the texts, in ascending order, that begins with the prefix or lies behind all that do.

    ``after``: the first that lies behind them.
    """
    low, high = np.int64(0), np.int64(len(texts))
    while low < high:
        middle = (low + high) >> 1
        place = np.int64(0)
        while place < len(prefix) and texts[middle, place] == prefix[place]:
            place += 1
        above = place < len(prefix) and texts[middle, place] > prefix[place]
        if above or (place == len(prefix) and not after):
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def _copy(
    texts: NDArray[np.uint8],
    starts: NDArray[np.int64],
    lengths: NDArray[np.uint8],
    codes: NDArray[np.uint8],
) -> None:
    for row in range(len(starts)):
        for place in range(lengths[row]):
            codes[row, place] = texts[starts[row] + place]
