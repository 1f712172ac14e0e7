"""The exact search among serials without pattern: from both ends, with a budget that grows.

Nobody knows beforehand what the cheapest serials cost. So the budget grows step by step until what is wanted
was found; since the work grows many times with each step, all but the last cost little.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from findspot.matching.alphabet import LONGEST
from findspot.matching.automaton.costs import NEVER
from findspot.matching.automaton.ranges import apart
from findspot.matching.automaton.walking import DAMAGED_SENTENCE
from findspot.matching.ends import halves
from findspot.matching.ends.asking import Asker
from findspot.matching.ends.columns import CELLS, PATH_SIZE
from findspot.matching.ends.halves import DONE, FRESH, FULL, RUNNING, STATUS, WRONG, explore
from findspot.matching.ends.splitting import Sharer, widths_of
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Query
    from findspot.matching.automaton.sparse import Sparse, Trie
    from findspot.matching.ends.asking import Asked

    Longs = NDArray[np.int64]

#: The first budget, beyond what any serial costs: what is found by it without or with one mistake mostly is
#: all within reach.
_FIRST = 13_000
#: By this much the budget grows until something is found; a mistake costs some 9 000.
_STEP = 7000
#: Steps that are done between two looks at the clock, some milliseconds' worth.
_STEPS = 20_000
_FIRST_ROOM = 1 << 12
#: Serials and ranges that a search may note, 24 bytes each; beyond, what it has found is partial.
_MOST_ROOM = 1 << 24


class Limits(NamedTuple):
    """No serial that costs more than ``limit``, the ``wanted`` cheapest, ``within`` so much of the best.

    With ``ties`` also all that cost as little as the last one wanted.
    """

    limit: int
    wanted: int
    within: int
    ties: bool


class Met(NamedTuple):
    """Rows of low, size, cost and how many are not dead, cheapest first; see ``finding.Found``."""

    rows: Longs
    complete: int
    partial: bool


class Meeter:
    """Searches the serials of one part; keeps the memory that searches use."""

    def __init__(self, serials: Sparse, dead: Longs) -> None:
        ends = int(np.flatnonzero(serials.counts).max(initial=0)) + 1
        self._dead = dead
        self._counts = np.ascontiguousarray(serials.counts[:ends])
        starts = serials.starts[:ends].copy()
        self._sides = (
            _side(serials.forward, self._counts, starts, serials.ranks[:0]),
            _side(serials.backward, self._counts, starts, serials.ranks),
        )
        bits = np.unpackbits(serials.labels_at[:ends], axis=2, bitorder="little").astype(np.bool_)
        self._asker = Asker(self._counts, bits)
        lengths = np.arange(ends)
        self._splits = np.stack([lengths // 2, lengths - lengths // 2, np.full(ends, -1)])
        self._sharer = Sharer(self._counts, self._splits, widths_of(bits))
        self._room = (
            np.empty((CELLS, ends + 2, LONGEST + 1), dtype=np.int64),
            np.empty((ends + 1, halves.SETS), dtype=np.uint64),
            np.empty((ends + 1, PATH_SIZE), dtype=np.int64),
        )
        self._found = np.empty((_FIRST_ROOM, 3), dtype=np.int64)

    def find(self, query: Query, limits: Limits, end: float | None) -> Met:
        """What is within these limits, and perhaps more; see ``finding.Searcher.find``.

        What was found comes complete up to a cost, or as it was when the time was up or memory ran out.
        """
        ways = self._asker.ways(query)
        lowest = self._asker.least()
        rows = np.zeros((0, 4), dtype=np.int64)
        complete, limit = 0, limits.limit
        while complete <= limit:
            if complete and end is not None and time.monotonic() > end:
                return Met(rows, complete, partial=True)
            # Once the best is known, so is how far to go.
            known = len(rows) > 0 and limits.within < NEVER
            # Against the clock steps are small from the first, so that there is an answer early.
            step = _STEP if complete or end is not None else _FIRST
            most = limit if known else min(max(complete, lowest) + step, limit)
            made, reached = self._within(ways, limits._replace(limit=most), lowest, end)
            if made is None:
                return Met(rows, complete, partial=True)
            rows, complete = made, reached + 1
            if len(rows):
                if int(rows[:, 3].sum()) >= limits.wanted:
                    break
                limit = min(limit, int(rows[0, 2]) + limits.within)
        return Met(rows, complete, partial=False)

    def _within(
        self, ways: list[Asked], limits: Limits, lowest: int, end: float | None
    ) -> tuple[Longs | None, int]:
        """All that costs no more than the limit, and the limit, which falls where enough was found.

        ``lowest``: what any serial costs at least. None where there was no time or memory.
        """
        shares = self._shares(ways, limits.limit, lowest)
        # What is found first may bring the limit down: first the end that tells more.
        order = range(len(ways)) if ways[0].blind <= ways[1].blind else range(len(ways))[::-1]
        while True:
            state = np.zeros(halves.STATE_SIZE, dtype=np.int64)
            state[halves.LIMIT], state[halves.WANTED] = limits.limit, limits.wanted
            state[halves.WITHIN], state[halves.TIES] = limits.within, limits.ties
            for number in order:
                state[STATUS] = FRESH
                read: tuple[Any, ...] = (*self._sides[min(number, 1)], *ways[number][:-1])
                read += (self._splits[number], shares[min(number, 1)], self._dead)
                read += (*self._room, self._found, state, _STEPS)
                while state[STATUS] <= RUNNING:
                    explore(*read)
                    if end is not None and state[STATUS] <= RUNNING and time.monotonic() > end:
                        return None, 0
                if state[STATUS] != DONE:
                    break
            if state[STATUS] == WRONG:
                raise BadInputError(DAMAGED_SENTENCE)
            if state[STATUS] == DONE:
                return apart(self._found[: state[halves.FOUND]], self._dead), int(state[halves.LIMIT])
            assert state[STATUS] == FULL
            if 4 * len(self._found) > _MOST_ROOM:
                return None, 0
            self._found = np.empty((4 * len(self._found), 3), dtype=np.int64)

    def _shares(self, ways: list[Asked], most: int, lowest: int) -> Longs:
        """What each direction may spend of the budget before the split; see ``Sharer``."""
        return self._sharer.shares(most, lowest, ways[:2])


class _Side(NamedTuple):
    """Texts with their trie, as ``halves.explore`` takes them; no ranks where texts are in their order."""

    edges: NDArray[np.uint64]
    offsets: NDArray[np.uint32]
    ahead: NDArray[np.uint64]
    target_bits: int
    roots: Longs
    counts: Longs
    texts: NDArray[np.uint8]
    starts: Longs
    ranks: NDArray[np.uint32]


def _side(trie: Trie, counts: Longs, starts: Longs, ranks: NDArray[np.uint32]) -> _Side:
    roots = np.ascontiguousarray(trie.roots[: len(counts)])
    return _Side(
        trie.edges, trie.offsets, trie.ahead, trie.target_bits, roots, counts, trie.texts, starts, ranks
    )
