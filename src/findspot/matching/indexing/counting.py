"""How many: the rows of ranks, and the serials that begin alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.automaton.compiling import Whole, compiled
from findspot.matching.automaton.sparse import Sparse
from findspot.matching.automaton.walking import DAMAGED, DAMAGED_SENTENCE, is_last, offset_of, target_of
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.automaton.packed import Automaton
    from findspot.matching.indexing.index import Part

    Longs = NDArray[np.int64]
    Codes = NDArray[np.uint8]


def living_rows(part: Part, low: Longs, size: Longs) -> Longs:
    """How many rows that are not withdrawn each of these ranges of ranks has."""
    first, end = part.rows.firsts(low), part.rows.firsts(low + size)
    counted = end - first
    if len(part.withdrawn):
        counted -= np.searchsorted(part.withdrawn, end) - np.searchsorted(part.withdrawn, first)
    return counted


def alike(parts: Sequence[Part], codes: Codes, lengths: Codes) -> Longs:
    """How many registered serials of the same length begin with the first 0, 1, 2 … codes of each of these.

    (serials, longest). A serial that stands in two parts counts twice. Raises BadInputError where the
    automaton was altered.
    """
    total = np.zeros(codes.shape, dtype=np.int64)
    for part in parts:
        low, count = _blocks(part.automaton, codes, lengths)
        if len(part.dead):
            count -= np.searchsorted(part.dead, low + count) - np.searchsorted(part.dead, low)
        total += count
    return total


def _blocks(automaton: Automaton | Sparse, codes: Codes, lengths: Codes) -> tuple[Longs, Longs]:
    """The first rank of those that begin with the first d codes, and how many they are, for each d."""
    low, count = np.zeros(codes.shape, dtype=np.int64), np.zeros(codes.shape, dtype=np.int64)
    if isinstance(automaton, Sparse):
        texts, starts = automaton.forward.texts, automaton.starts
        _listed_alike(texts, starts, automaton.counts, automaton.bases, codes, lengths, low, count)
        return low, count
    whole = _begin_alike(
        automaton.edges, automaton.offsets, automaton.target_bits, automaton.roots, automaton.counts,
        automaton.bases, codes, lengths, low, count,
    )  # fmt: skip
    if not whole:
        raise BadInputError(DAMAGED_SENTENCE)
    return low, count


@compiled
def _begin_alike(
    edges: NDArray[np.uint64],
    offsets: NDArray[np.uint32],
    bits: Whole,
    roots: Longs,
    counts: Longs,
    bases: Longs,
    codes: Codes,
    lengths: Codes,
    low: Longs,
    count: Longs,
) -> bool:
    nodes = np.zeros(codes.shape[1] + 1, dtype=np.int64)
    for row in range(len(codes)):
        length = np.int64(lengths[row])
        # What is known from the text before, which mostly begins like this one.
        depth = np.int64(0)
        if row and lengths[row - 1] == length:
            while depth + 1 < length and codes[row, depth] == codes[row - 1, depth]:
                depth += 1
            low[row, : depth + 1], count[row, : depth + 1] = (
                low[row - 1, : depth + 1],
                count[row - 1, : depth + 1],
            )
        else:
            low[row, 0], count[row, 0], nodes[0] = bases[length], counts[length], roots[length]
        while depth + 1 < length and count[row, depth]:
            edge: Whole = nodes[depth]
            while np.uint8(edges[edge] & np.uint64(255)) != codes[row, depth]:
                if is_last(edges, edge):
                    edge = -1
                    break
                edge += 1
            if edge < 0:
                break
            offset = offset_of(edges, offsets, bits, edge)
            after = count[row, depth]
            if not is_last(edges, edge):
                after = offset_of(edges, offsets, bits, edge + 1)
            low[row, depth + 1], count[row, depth + 1] = low[row, depth] + offset, after - offset
            nodes[depth + 1] = target_of(edges, bits, edge)
            if nodes[depth + 1] == DAMAGED:
                return False
            depth += 1
    return True


@compiled
def _listed_alike(
    texts: Codes,
    starts: Longs,
    counts: Longs,
    bases: Longs,
    codes: Codes,
    lengths: Codes,
    low: Longs,
    count: Longs,
) -> None:
    """The same of texts that are listed in order: those that go on alike are a range, found by halving."""
    for row in range(len(codes)):
        length = np.int64(lengths[row])
        first, end = np.int64(0), counts[length]
        for depth in range(length):
            low[row, depth], count[row, depth] = bases[length] + first, end - first
            if first == end:
                break
            code, column = codes[row, depth], starts[length] + depth
            left, right = first, end
            while left < right:
                middle = (left + right) >> 1
                if texts[column + middle * length] < code:
                    left = middle + 1
                else:
                    right = middle
            begin, right = left, end
            while left < right:
                middle = (left + right) >> 1
                if texts[column + middle * length] <= code:
                    left = middle + 1
                else:
                    right = middle
            first, end = begin, left


@compiled
def first_rows(begins: Codes, samples: NDArray[np.uint64], step: Whole, rows: Whole, ranks: Longs) -> Longs:
    """The first row of each rank: the place of its bit among ``begins``; ``rows`` for the one after the last.

    ``samples[k]``: how many bits are set in the first k times ``step`` bytes.
    """
    found = np.empty(len(ranks), dtype=np.int64)
    for at in range(len(ranks)):
        rank = np.int64(ranks[at])
        if rank >= np.int64(samples[-1]):
            found[at] = rows
            continue
        sample = np.searchsorted(samples, np.uint64(rank), side="right") - 1
        left = rank - np.int64(samples[sample])
        byte = np.int64(sample) * step
        while byte < len(begins):
            some = np.int64(0)
            value = begins[byte]
            while value:
                value &= value - np.uint8(1)
                some += 1
            if some > left:
                break
            left -= some
            byte += 1
        bit = np.int64(0)
        while bit < 8 and byte < len(begins):
            if begins[byte] >> np.uint8(bit) & np.uint8(1):
                if left == 0:
                    break
                left -= 1
            bit += 1
        found[at] = byte * 8 + bit
    return found
