"""The exact search for a query in an index: the cheapest serials, all within reach, or as time allows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from findspot.matching.alphabet import LONGEST
from findspot.matching.automaton.bounds import MOVES, floors
from findspot.matching.automaton.costs import NEVER
from findspot.matching.automaton.exact import (
    COST,
    DONE,
    FOUND,
    FRESH,
    FULL,
    HIGHEST,
    RUNNING,
    STATE_SIZE,
    STATUS,
    TIES,
    WRONG,
    search,
)
from findspot.matching.automaton.ranges import apart, spread
from findspot.matching.automaton.sparse import Sparse
from findspot.matching.automaton.walking import DAMAGED_SENTENCE
from findspot.matching.ends.meeting import Limits, Meeter
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs, Query, Table
    from findspot.matching.automaton.packed import Automaton
    from findspot.matching.indexing.index import Part, RegisterIndex

    Longs = NDArray[np.int64]

#: Cells that are taken between two looks at the clock, a few milliseconds' worth.
_STEPS = 20_000
_FIRST_ROOM = 1 << 12
#: Cells that a search may keep, 44 bytes each; beyond, what it has found is partial.
_MOST_ROOM = 1 << 24


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Serials by cost, cheapest first, as ranges of ranks that do not overlap.

    ``part[i]``: in which part of the index; ``low[i]``, ``size[i]``: the ranks from ``low``, ``size`` of
    them, dead ones included; ``cost[i]``: what each of them costs; ``living[i]``: how many are not dead.
    ``complete``: no serial that is absent here costs less than this. ``partial``: the search was stopped by
    its deadline or for want of memory, so that there may be more.
    """

    part: NDArray[np.int8]
    low: Longs
    size: Longs
    living: Longs
    cost: Longs
    complete: int
    partial: bool

    @property
    def total(self) -> int:
        """How many serials were found."""
        return int(self.living.sum())

    @property
    def tied(self) -> int:
        """How many of those found cost as little as the first."""
        return int(self.living[self.cost == self.cost[0]].sum()) if len(self.cost) else 0

    def serials(self, index: RegisterIndex, most: int) -> list[tuple[int, int, int]]:
        """The first so many serials that are not dead: their part, rank and cost."""
        listed: list[tuple[int, int, int]] = []
        for part, low, size, cost in zip(self.part, self.low, self.size, self.cost, strict=True):
            left = most - len(listed)
            if left <= 0:
                break
            ranks = spread(index.parts[part].dead, int(low), int(size), left)
            listed += [(int(part), rank, int(cost)) for rank in ranks.tolist()]
        return listed


class Searcher:
    """Searches one index; keeps the memory that searches use. One thread at a time may use it."""

    def __init__(self, index: RegisterIndex) -> None:
        self._index = index
        self._room = _Room(_FIRST_ROOM)
        self._table: Table | None = None
        self._floors: dict[int, Costs] = {}
        self._parts: list[_Ends | Meeter] = [
            Meeter(part.automaton, part.dead)
            if isinstance(part.automaton, Sparse)
            else _ends(part, part.automaton)
            for part in index.parts
        ]

    def find(
        self,
        query: Query,
        *,
        wanted: int | None = 10,
        ties: bool = False,
        within: int | None = None,
        reach: int = HIGHEST,
        seconds: float | None = None,
    ) -> Found:
        """The ``wanted`` cheapest serials, or those ``within`` so much of the cheapest, or both limits.

        Costs are thousandths of a natural logarithm (see ``costs``). With ``ties`` all serials come that cost
        as little as the last one wanted; without, which of them come is not said. ``reach``: what costs more
        is not found. ``seconds``: after that the best so far comes, marked partial. Raises BadInputError, one
        sentence, where the automaton was altered.
        """
        end = None if seconds is None else time.monotonic() + seconds
        limit = min(reach, HIGHEST)
        some = NEVER if wanted is None else max(wanted, 1)
        limits = Limits(limit, some, NEVER if within is None else within, ties)
        first = self._search(0, query, limits, end)
        if len(self._parts) == 1 and isinstance(self._parts[0], _Ends):
            return first
        each = [first]
        for number in range(1, len(self._parts)):
            # In the other parts nothing is wanted that is dearer than what was found before.
            limits = limits._replace(limit=_reach(_together(each, limits), limits))
            each.append(self._search(number, query, limits, end))
        return _together(each, limits)

    def _search(self, number: int, query: Query, limits: Limits, end: float | None) -> Found:
        ends = self._parts[number]
        if isinstance(ends, Meeter):
            met = ends.find(query, limits, end)
            return _found(number, met.rows, met.complete, partial=met.partial)
        automaton, table = ends.automaton, query.table
        floor = self._floor(number, ends, table)
        while True:
            room = self._room
            state = room.state
            state[:4] = FRESH, *limits[:3]
            state[TIES] = limits[3]
            while state[STATUS] <= RUNNING:
                search(
                    automaton.edges, automaton.offsets, automaton.target_bits, ends.roots, ends.counts,
                    query.signs, table.exchange, table.tiers, table.tier_least, floor, table.even,
                    query.gaps, query.cuts, ends.dead, room.rest, room.start, room.flat,
                    room.bounds, room.pool, room.heads, room.filled, room.seen, room.stamps,
                    room.found, state, _STEPS,
                )  # fmt: skip
                if end is not None and time.monotonic() > end:
                    break
            if state[STATUS] == WRONG:
                raise BadInputError(DAMAGED_SENTENCE)
            if state[STATUS] != FULL or 4 * len(room.pool) > _MOST_ROOM:
                made = apart(room.found[: state[FOUND]], ends.dead)
                return _found(number, made, int(state[COST]), partial=bool(state[STATUS] != DONE))
            self._room = _Room(4 * len(room.pool))

    def _floor(self, number: int, ends: _Ends, table: Table) -> Costs:
        """What each sign of the table costs at least at each place of this part's serials."""
        if self._table is not table:
            self._table, self._floors = table, {}
        floor = self._floors.get(number)
        if floor is None:
            size = len(ends.counts)
            floor = np.empty((len(table.exchange), size, size), dtype=np.int32)
            floors(table.exchange, ends.labels_at, floor)
            self._floors[number] = floor
        return floor


class _Room:
    """What a search works in, used again by the next."""

    def __init__(self, size: int) -> None:
        self.rest = np.empty((LONGEST + 1, LONGEST + 1, LONGEST + 1), dtype=np.int32)
        self.start = np.empty((LONGEST + 1, LONGEST + 2), dtype=np.int32)
        self.flat = np.empty(LONGEST + 1, dtype=np.bool_)
        self.bounds = np.empty(MOVES, dtype=np.int64)
        self.pool = np.empty((size, 5), dtype=np.int64)
        self.heads = np.full(HIGHEST + 1, -1, dtype=np.int32)
        self.filled = np.zeros((HIGHEST + 1) // 64, dtype=np.uint64)
        self.seen = np.empty(2 * size, dtype=np.uint64)
        self.stamps = np.zeros(2 * size, dtype=np.uint32)
        self.found = np.empty((size, 4), dtype=np.int64)
        self.state = np.zeros(STATE_SIZE, dtype=np.int64)


class _Ends(NamedTuple):
    """An automaton, with what there is of it up to the longest serial."""

    automaton: Automaton
    dead: Longs
    roots: Longs
    counts: Longs
    labels_at: NDArray[np.bool_]


def _ends(part: Part, automaton: Automaton) -> _Ends:
    ends = int(np.flatnonzero(automaton.counts).max(initial=0)) + 1
    bits = np.unpackbits(automaton.labels_at[:ends], axis=2, bitorder="little").astype(np.bool_)
    roots, counts = (np.ascontiguousarray(array[:ends]) for array in (automaton.roots, automaton.counts))
    return _Ends(automaton, part.dead, roots, counts, bits)


def _found(number: int, rows: Longs, complete: int, *, partial: bool) -> Found:
    """What one part holds, from rows of low, size, cost and how many are not dead."""
    part = np.full(len(rows), number, dtype=np.int8)
    return Found(part, rows[:, 0], rows[:, 1], rows[:, 3], rows[:, 2], complete, partial)


def _reach(found: Found, limits: Limits) -> int:
    """The dearest that is still wanted beside what was found."""
    if not len(found.cost):
        return limits.limit
    enough = found.total >= limits.wanted
    return min(limits.limit, int(found.cost[0]) + limits.within, int(found.cost[-1]) if enough else NEVER)


def _together(each: list[Found], limits: Limits) -> Found:
    """What was found in several parts, in the order of cost, as far as it is wanted of all of them."""
    wanted, within = limits.wanted, limits.within
    cost = np.concatenate([found.cost for found in each])
    part = np.concatenate([found.part for found in each])
    low = np.concatenate([found.low for found in each])
    size = np.concatenate([found.size for found in each])
    living = np.concatenate([found.living for found in each])
    order = np.lexsort((low, part, cost))
    kept, complete = order, min(found.complete for found in each)
    if len(order):
        enough = int(np.searchsorted(np.cumsum(living[order]), wanted))
        last = cost[order[min(enough, len(order) - 1)]]
        kept = order[cost[order] <= min(last, cost[order[0]] + within)]
        if len(kept) < len(order):
            complete = min(complete, int(cost[order[len(kept)]]))
    partial = any(found.partial for found in each)
    return Found(part[kept], low[kept], size[kept], living[kept], cost[kept], complete, partial)
