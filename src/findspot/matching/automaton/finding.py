"""The exact search for a query in an index: the cheapest serials, all within reach, or as time allows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import LONGEST
from findspot.matching.automaton.bounds import floors
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
from findspot.matching.automaton.walking import DAMAGED_SENTENCE
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs, Query, Table
    from findspot.matching.automaton.index import Part, RegisterIndex

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
        self._parts = [_ends(part) for part in index.parts]

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
        limits = (limit, some, NEVER if within is None else within, ties)
        each = [self._search(number, query, limits, end) for number in range(len(self._parts))]
        return each[0] if len(each) == 1 else _together(each, *limits[1:3])

    def _search(
        self, number: int, query: Query, limits: tuple[int, int, int, bool], end: float | None
    ) -> Found:
        part, roots, counts, _ = self._parts[number]
        automaton, table = part.automaton, query.table
        floor = self._floor(number, table)
        while True:
            room = self._room
            state = room.state
            state[:4] = FRESH, *limits[:3]
            state[TIES] = limits[3]
            while state[STATUS] <= RUNNING:
                search(
                    automaton.edges, automaton.offsets, automaton.target_bits, roots, counts, query.signs,
                    table.exchange, table.tiers, table.tier_least, floor, table.even,
                    query.gaps, query.cuts, part.dead, room.rest, room.start, room.flat,
                    room.pool, room.heads, room.filled, room.seen, room.stamps, room.found, state, _STEPS,
                )  # fmt: skip
                if end is not None and time.monotonic() > end:
                    break
            if state[STATUS] == WRONG:
                raise BadInputError(DAMAGED_SENTENCE)
            if state[STATUS] != FULL or 4 * len(room.pool) > _MOST_ROOM:
                return _result(number, room, part.dead)
            self._room = _Room(4 * len(room.pool))

    def _floor(self, number: int, table: Table) -> Costs:
        """What each sign of the table costs at least at each place of this part's serials."""
        if self._table is not table:
            self._table, self._floors = table, {}
        floor = self._floors.get(number)
        if floor is None:
            _, _, counts, labels_at = self._parts[number]
            floor = np.empty((len(table.exchange), len(counts), len(counts)), dtype=np.int32)
            floors(table.exchange, labels_at, floor)
            self._floors[number] = floor
        return floor


class _Room:
    """What a search works in, used again by the next."""

    def __init__(self, size: int) -> None:
        self.rest = np.empty((LONGEST + 1, LONGEST + 1, LONGEST + 1), dtype=np.int32)
        self.start = np.empty((LONGEST + 1, LONGEST + 2), dtype=np.int32)
        self.flat = np.empty(LONGEST + 1, dtype=np.bool_)
        self.pool = np.empty((size, 5), dtype=np.int64)
        self.heads = np.full(HIGHEST + 1, -1, dtype=np.int32)
        self.filled = np.zeros((HIGHEST + 1) // 64, dtype=np.uint64)
        self.seen = np.empty(2 * size, dtype=np.uint64)
        self.stamps = np.zeros(2 * size, dtype=np.uint32)
        self.found = np.empty((size, 4), dtype=np.int64)
        self.state = np.zeros(STATE_SIZE, dtype=np.int64)


def _ends(part: Part) -> tuple[Part, Longs, Longs, NDArray[np.bool_]]:
    """A part with the roots and counts of its serials up to the longest, and what stands at their places."""
    counts = part.automaton.counts
    ends = int(np.flatnonzero(counts).max(initial=0)) + 1
    bits = np.unpackbits(part.automaton.labels_at[:ends], axis=2, bitorder="little").astype(np.bool_)
    return part, np.ascontiguousarray(part.automaton.roots[:ends]), np.ascontiguousarray(counts[:ends]), bits


def _result(number: int, room: _Room, dead: Longs) -> Found:
    state = room.state
    made = apart(room.found[: state[FOUND]], dead)
    part = np.full(len(made), number, dtype=np.int8)
    partial = bool(state[STATUS] != DONE)
    return Found(part, made[:, 0], made[:, 1], made[:, 3], made[:, 2], int(state[COST]), partial)


def _together(each: list[Found], wanted: int, within: int) -> Found:
    """What was found in several parts, in the order of cost, as far as it is wanted of all of them."""
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
