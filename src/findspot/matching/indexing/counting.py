"""How many: the rows of ranks, and the serials that begin alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.automaton.compiling import Whole, compiled
from findspot.matching.automaton.sparse import Sparse
from findspot.matching.automaton.walking import DAMAGED, DAMAGED_SENTENCE, is_last, offset_of, target_of
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.indexing.index import Part

    Longs = NDArray[np.int64]
    Codes = NDArray[np.uint8]

_DIGITS = 10
_LETTERS = len(FOLDED_ALPHABET) - _DIGITS


def living_rows(part: Part, low: Longs, size: Longs) -> Longs:
    """How many rows that are not withdrawn each of these ranges of ranks has."""
    first, end = part.rows.firsts(low), part.rows.firsts(low + size)
    counted = end - first
    if len(part.withdrawn):
        counted -= np.searchsorted(part.withdrawn, end) - np.searchsorted(part.withdrawn, first)
    return counted


@dataclass(frozen=True, slots=True, eq=False)
class Branches:
    """How many registered serials of its length begin like each of some serials, and how these go on.

    ``alike`` (serials, longest): those that begin with the first 0, 1, 2 … codes of each. ``next``: for every
    beginning, in the ``slots`` that are its own from there on, how many go on with each digit, or with each
    letter. What the serial itself has there decides which of the two.
    """

    alike: Longs
    next: Longs


def branches(
    parts: Sequence[Part], codes: Codes, lengths: Codes, begun: Longs, slots: Longs, size: Whole
) -> Branches:
    """The branches of the tree of registered serials along each of these.

    ``begun[i]``: from this depth on serial i's beginnings are none of the serial's before it.
    ``slots[i, d]``: where those that go on after its first d codes stand in ``next``, of this ``size``.
    A serial that stands in two parts counts twice. Raises BadInputError where the automaton was altered.
    """
    found = Branches(np.zeros(codes.shape, dtype=np.int64), np.zeros(size, dtype=np.int64))
    tree = (codes, lengths, begun, slots, found.alike, found.next)
    for part in parts:
        automaton = part.automaton
        if isinstance(automaton, Sparse):
            texts, starts = automaton.forward.texts, automaton.starts
            _listed_branches(texts, starts, automaton.counts, automaton.bases, part.dead, *tree)
        elif not _branches(
            automaton.edges, automaton.offsets, automaton.target_bits, automaton.roots, automaton.counts,
            automaton.bases, part.dead, *tree,
        ):  # fmt: skip
            raise BadInputError(DAMAGED_SENTENCE)
    return found


@compiled
def _living(dead: Longs, low: Whole, count: Whole) -> Whole:
    """How many of these ranks are not dead."""
    if not len(dead) or not count:
        return count
    return count - (np.searchsorted(dead, low + count) - np.searchsorted(dead, low))


@compiled
def _kept(codes: Codes, lengths: Codes, row: Whole) -> Whole:
    """How many characters a text has in common with the one before; -1 where that has another length."""
    if not row or lengths[row - 1] != lengths[row]:
        return np.int64(-1)
    depth, length = np.int64(0), np.int64(lengths[row])
    while depth < length and codes[row, depth] == codes[row - 1, depth]:
        depth += 1
    return depth


@compiled
def _counted(after: Longs, slot: Whole, code: Whole) -> Longs:
    """The places of those that go on with each character of this one's class."""
    return after[slot : slot + (_DIGITS if code <= _DIGITS else _LETTERS)]


@compiled
def _place(code: Whole, counted: Longs) -> Whole:
    """A code's place among these; -1 where it is of another class."""
    place = np.int64(code) - (1 if len(counted) == _DIGITS else _DIGITS + 1)
    return place if 0 <= place < len(counted) else np.int64(-1)


@compiled
def _branches(
    edges: NDArray[np.uint64],
    offsets: NDArray[np.uint32],
    bits: Whole,
    roots: Longs,
    counts: Longs,
    bases: Longs,
    dead: Longs,
    codes: Codes,
    lengths: Codes,
    begun: Longs,
    slots: Longs,
    alike: Longs,
    after: Longs,
) -> bool:
    """Add what an automaton's edges say; False where it was altered."""
    width = codes.shape[1]
    nodes, low = np.zeros(width + 1, dtype=np.int64), np.zeros(width + 1, dtype=np.int64)
    count, living = np.zeros(width + 1, dtype=np.int64), np.zeros(width + 1, dtype=np.int64)
    for row in range(len(codes)):
        length = np.int64(lengths[row])
        kept: Whole = _kept(codes, lengths, row)
        if kept < 0:
            kept = np.int64(0)
            low[0], count[0], nodes[0] = bases[length], counts[length], roots[length]
            living[0] = _living(dead, low[0], count[0])
        for depth in range(min(kept, begun[row]), length):
            known = depth < kept
            if not known:
                count[depth + 1] = living[depth + 1] = 0
            if not count[depth]:
                continue
            code = np.int64(codes[row, depth])
            counted = _counted(after, slots[row, depth], code) if depth >= begun[row] else after[:0]
            edge, begin, end = _edges_on(
                edges, offsets, bits, nodes[depth], low[depth], count[depth], dead, code, counted
            )
            if known or edge < 0:
                continue
            low[depth + 1], count[depth + 1] = low[depth] + begin, end - begin
            living[depth + 1] = _living(dead, low[depth + 1], count[depth + 1])
            nodes[depth + 1] = target_of(edges, bits, edge) if depth + 1 < length else np.int64(0)
            if nodes[depth + 1] == DAMAGED:
                return False
        alike[row, :length] += living[:length]
    return True


@compiled
def _edges_on(
    edges: NDArray[np.uint64],
    offsets: NDArray[np.uint32],
    bits: Whole,
    node: Whole,
    low: Whole,
    count: Whole,
    dead: Longs,
    code: Whole,
    counted: Longs,
) -> tuple[Whole, Whole, Whole]:
    """The node's edge with this code, -1 for none, and which of the node's texts go through it.

    How many living ones go through each edge is added to those ``counted``, if there are places for them.
    """
    edge: Whole = np.int64(node)
    own: Whole = np.int64(-1)
    begin: Whole = offset_of(edges, offsets, bits, edge)
    first: Whole = np.int64(0)
    after: Whole = np.int64(0)
    while True:
        one, last = np.int64(edges[edge] & np.uint64(255)), is_last(edges, edge)
        end = count if last else offset_of(edges, offsets, bits, edge + 1)
        if len(counted) and _place(one, counted) >= 0:
            counted[_place(one, counted)] += _living(dead, low + begin, end - begin)
        if one == code:
            own, first, after = edge, begin, end
        if last:
            return own, first, after
        edge, begin = edge + 1, end


@compiled
def _listed_branches(
    texts: Codes,
    starts: Longs,
    counts: Longs,
    bases: Longs,
    dead: Longs,
    codes: Codes,
    lengths: Codes,
    begun: Longs,
    slots: Longs,
    alike: Longs,
    after: Longs,
) -> None:
    """The same of texts that are listed in order: those that go on alike are a range."""
    width = codes.shape[1]
    low, count = np.zeros(width + 1, dtype=np.int64), np.zeros(width + 1, dtype=np.int64)
    living = np.zeros(width + 1, dtype=np.int64)
    for row in range(len(codes)):
        length = np.int64(lengths[row])
        kept: Whole = _kept(codes, lengths, row)
        if kept < 0:
            kept = np.int64(0)
            low[0], count[0] = 0, counts[length]
            living[0] = _living(dead, bases[length], count[0])
        own = texts[starts[length] : starts[length] + counts[length] * length]
        for depth in range(min(kept, begun[row]), length):
            known = depth < kept
            if not known:
                count[depth + 1] = living[depth + 1] = 0
            if not count[depth]:
                continue
            code = np.int64(codes[row, depth])
            counted = _counted(after, slots[row, depth], code) if depth >= begun[row] else after[:0]
            begin, end = low[depth], low[depth] + count[depth]
            begin, end = _range_on(own[depth::length], begin, end, bases[length], dead, code, counted)
            if not known:
                low[depth + 1], count[depth + 1] = begin, end - begin
                living[depth + 1] = _living(dead, bases[length] + begin, end - begin)
        alike[row, :length] += living[:length]


@compiled
def _range_on(
    column: Codes, low: Whole, high: Whole, base: Whole, dead: Longs, code: Whole, counted: Longs
) -> tuple[Whole, Whole]:
    """Which of these texts, by halving, go on with this code; how many with each is added to ``counted``."""
    first: Whole = np.int64(0)
    after: Whole = np.int64(0)
    while low < high:
        one = column[low]
        left, right = low + 1, high
        while left < right:
            middle = (left + right) >> 1
            if column[middle] <= one:
                left = middle + 1
            else:
                right = middle
        if len(counted) and _place(one, counted) >= 0:
            counted[_place(one, counted)] += _living(dead, base + low, left - low)
        if one == code:
            first, after = low, left
        low = left
    return first, after


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
