"""How many: the rows of ranks, and the serials that begin alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.automaton.compiling import Whole, compiled, inside
from findspot.matching.automaton.ranges import living
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
    room = [np.zeros(codes.shape[1] + 1, dtype=np.int64) for _ in range(4)]
    for part in parts:
        automaton = part.automaton
        if isinstance(automaton, Sparse):
            texts, starts = automaton.forward.texts, automaton.starts
            _listed_branches(texts, starts, automaton.counts, automaton.bases, part.dead, *tree, *room[1:])
        elif not _branches(
            automaton.edges, automaton.offsets, automaton.target_bits, automaton.roots, automaton.counts,
            automaton.bases, part.dead, *tree, *room,
        ):  # fmt: skip
            raise BadInputError(DAMAGED_SENTENCE)
    return found


@inside
def _kept(codes: Codes, lengths: Codes, row: Whole) -> Whole:
    """How many characters a text has in common with the one before; -1 where that has another length."""
    if not row or lengths[row - 1] != lengths[row]:
        return np.int64(-1)
    depth, length = np.int64(0), np.int64(lengths[row])
    while depth < length and codes[row, depth] == codes[row - 1, depth]:
        depth += 1
    return depth


@inside
def _place(code: Whole, like: Whole) -> Whole:
    """A code's place among the digits or the letters, whichever ``like`` is of; -1 where it is neither."""
    first, size = (1, _DIGITS) if like <= _DIGITS else (_DIGITS + 1, _LETTERS)
    place = np.int64(code) - first
    return place if 0 <= place < size else np.int64(-1)


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
    nodes: Longs,
    low: Longs,
    count: Longs,
    alive: Longs,
) -> bool:
    """Add what an automaton's edges say; False where it was altered.

    By depth along a serial: ``nodes``, the first rank and the ``count`` of its texts, and how many are
    ``alive``.
    """
    for row in range(len(codes)):
        length = np.int64(lengths[row])
        kept: Whole = _kept(codes, lengths, row)
        if kept < 0:
            kept = np.int64(0)
            low[0], count[0], nodes[0] = bases[length], counts[length], roots[length]
            alive[0] = living(dead, low[0], low[0] + count[0])
        for depth in range(min(kept, begun[row]), length):
            known = depth < kept
            if not known:
                count[depth + 1] = alive[depth + 1] = 0
            if not count[depth]:
                continue
            code = np.int64(codes[row, depth])
            slot = slots[row, depth] if depth >= begun[row] else np.int64(-1)
            edge, begin, end = _edges_on(
                edges, offsets, bits, nodes[depth], low[depth], count[depth], dead, code, after, slot
            )
            if known or edge < 0:
                continue
            low[depth + 1], count[depth + 1] = low[depth] + begin, end - begin
            alive[depth + 1] = living(dead, low[depth + 1], low[depth + 1] + count[depth + 1])
            nodes[depth + 1] = target_of(edges, bits, edge) if depth + 1 < length else np.int64(0)
            if nodes[depth + 1] == DAMAGED:
                return False
        for depth in range(length):
            alike[row, depth] += alive[depth]
    return True


@inside
def _edges_on(
    edges: NDArray[np.uint64],
    offsets: NDArray[np.uint32],
    bits: Whole,
    node: Whole,
    low: Whole,
    count: Whole,
    dead: Longs,
    code: Whole,
    after: Longs,
    slot: Whole,
) -> tuple[Whole, Whole, Whole]:
    """The node's edge with this code, -1 for none, and which of the node's texts go through it.

    How many living ones go through each edge is added to the slots of the code's class, of which ``slot`` is
    the first; to none where it is -1.
    """
    edge: Whole = np.int64(node)
    own: Whole = np.int64(-1)
    begin: Whole = offset_of(edges, offsets, bits, edge)
    first: Whole = np.int64(0)
    beyond: Whole = np.int64(0)
    while True:
        one, last = np.int64(edges[edge] & np.uint64(255)), is_last(edges, edge)
        end = count if last else offset_of(edges, offsets, bits, edge + 1)
        place = _place(one, code) if slot >= 0 else np.int64(-1)
        if place >= 0:
            after[slot + place] += living(dead, low + begin, low + end)
        if one == code:
            own, first, beyond = edge, begin, end
        if last:
            return own, first, beyond
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
    low: Longs,
    count: Longs,
    alive: Longs,
) -> None:
    """The same of texts that are listed in order: those that go on alike are a range."""
    for row in range(len(codes)):
        length = np.int64(lengths[row])
        kept: Whole = _kept(codes, lengths, row)
        if kept < 0:
            kept = np.int64(0)
            low[0], count[0] = 0, counts[length]
            alive[0] = living(dead, bases[length], bases[length] + count[0])
        for depth in range(min(kept, begun[row]), length):
            known = depth < kept
            if not known:
                count[depth + 1] = alive[depth + 1] = 0
            if not count[depth]:
                continue
            code = np.int64(codes[row, depth])
            slot = slots[row, depth] if depth >= begun[row] else np.int64(-1)
            begin, end = low[depth], low[depth] + count[depth]
            begin, end = _range_on(
                texts, starts[length] + depth, length, begin, end, bases[length], dead, code, after, slot
            )
            if not known:
                low[depth + 1], count[depth + 1] = begin, end - begin
                alive[depth + 1] = living(dead, bases[length] + begin, bases[length] + end)
        for depth in range(length):
            alike[row, depth] += alive[depth]


@inside
def _range_on(
    texts: Codes,
    start: Whole,
    step: Whole,
    low: Whole,
    high: Whole,
    base: Whole,
    dead: Longs,
    code: Whole,
    after: Longs,
    slot: Whole,
) -> tuple[Whole, Whole]:
    """Which of these texts, by halving, go on with this code; how many with each is added to the slots.

    See ``_edges_on``. The codes with which they go on lie at ``start``, then each ``step`` further on.
    """
    first: Whole = np.int64(0)
    end: Whole = np.int64(0)
    while low < high:
        one = texts[start + low * step]
        left, right = low + 1, high
        while left < right:
            middle = (left + right) >> 1
            if texts[start + middle * step] <= one:
                left = middle + 1
            else:
                right = middle
        place = _place(one, code) if slot >= 0 else np.int64(-1)
        if place >= 0:
            after[slot + place] += living(dead, base + low, base + left)
        if one == code:
            first, end = low, left
        low = left
    return first, end


def first_rows(begins: Codes, samples: NDArray[np.uint64], step: Whole, rows: Whole, ranks: Longs) -> Longs:
    """The first row of each rank: the place of its bit among ``begins``; ``rows`` for the one after the last.

    ``samples[k]``: how many bits are set in the first k times ``step`` bytes.
    """
    found = np.full(len(ranks), rows, dtype=np.int64)
    sample = np.searchsorted(samples, ranks.astype(np.uint64), side="right") - 1
    _first_rows(begins, samples, step, ranks, sample, found)
    return found


@compiled
def _first_rows(
    begins: Codes, samples: NDArray[np.uint64], step: Whole, ranks: Longs, sample: Longs, found: Longs
) -> None:
    """Fill the first row of each rank, from its ``sample`` on; ranks after the last are left as they are."""
    for at in range(len(ranks)):
        if ranks[at] >= np.int64(samples[-1]):
            continue
        left = ranks[at] - np.int64(samples[sample[at]])
        byte = sample[at] * step
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
