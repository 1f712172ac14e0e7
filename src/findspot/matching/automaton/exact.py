"""The loops of the exact search: the cheapest serials of an automaton for a query, best first.

A *cell* is a beginning of serials (a node, reached by one path) together with how many places of the query
have been read in it. Cells are taken in the order of what they have cost plus the least that the rest can
cost, given how many characters remain (A*, Hart, Nilsson and Raphael 1968); costs are whole numbers, so the
queue is one stack for each cost. A cell's dearer moves wait in the queue at what they cost at least, and
mostly are never made. Where the rest costs the same whatever it says, all serials below are found at once, as
a range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.automaton.bounds import ADD, MISS, MOVES, SWAP, TIERS, moves, prepare
from findspot.matching.automaton.compiling import Whole, compiled, inside
from findspot.matching.automaton.costs import ADDED, MISSED, NEVER, SWAPPED
from findspot.matching.automaton.ranges import living
from findspot.matching.automaton.walking import DAMAGED, is_last, offset_of, target_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs

    Longs = NDArray[np.int64]

#: Costs from here on are not searched: 65 natural logarithms are out of any reach.
HIGHEST = (1 << 16) - 1

# What the state says, by place.
STATUS, LIMIT, WANTED, WITHIN, TIES, COST, USED, SPARE, FOUND, ROWS, SEEN, STAMP, STEPS = range(13)
STATE_SIZE = 13
# How a search stands.
FRESH, RUNNING, DONE, FULL, WRONG = range(5)
# What a cell waits for: to be read on, the second of two swapped characters, more to be cut at the beginning.
_READ, _CROSS, _CUT = np.int64(0), np.int64(1), np.int64(2)
#: What a cell begins with.
_NOTHING = np.int64(0)


@inside
def _push(
    pool: Longs,
    heads: NDArray[np.int32],
    filled: NDArray[np.uint64],
    state: Longs,
    total: Whole,
    spent: Whole,
    kind: Whole,
    made: Whole,
    place: Whole,
    left: Whole,
    length: Whole,
    node: Whole,
    low: Whole,
    count: Whole,
) -> None:
    """Put a cell into the queue at ``total``; it has cost ``spent`` and made the moves ``made``."""
    if total > state[LIMIT]:
        return
    slot = state[SPARE]
    if slot >= 0:
        state[SPARE] = pool[slot, 0]
    elif state[USED] < len(pool):
        slot = state[USED]
        state[USED] += 1
    else:
        state[STATUS] = FULL
        return
    pool[slot, 0] = heads[total]
    pool[slot, 1] = spent | (place << 32) | (left << 39) | (length << 46) | (made << 53) | (kind << 61)
    pool[slot, 2] = node
    pool[slot, 3] = low
    pool[slot, 4] = count
    heads[total] = slot
    filled[total >> 6] |= np.uint64(1) << np.uint64(total & 63)


@inside
def _begin(
    roots: Longs,
    counts: Longs,
    start: Costs,
    pool: Longs,
    heads: NDArray[np.int32],
    filled: NDArray[np.uint64],
    state: Longs,
) -> None:
    """Empty the queue and put the roots into it."""
    for word in range(len(filled)):
        if filled[word]:
            heads[word * 64 : word * 64 + 64] = -1
            filled[word] = 0
    state[STATUS], state[COST], state[USED], state[SPARE] = RUNNING, 0, 0, -1
    state[FOUND], state[ROWS], state[SEEN], state[STEPS] = 0, 0, 0, 0
    state[STAMP] += 1
    low = np.int64(0)
    for n in range(1, len(roots)):
        if counts[n]:
            total = np.int64(start[n, 0])
            _push(
                pool,
                heads,
                filled,
                state,
                total,
                _NOTHING,
                _CUT,
                _NOTHING,
                _NOTHING,
                np.int64(n),
                np.int64(n),
                roots[n],
                low,
                counts[n],
            )
        low += counts[n]


@inside
def _new(seen: NDArray[np.uint64], stamps: NDArray[np.uint32], state: Longs, key: np.uint64) -> bool:
    """Whether the key was not there before; it is now."""
    mask = np.uint64(len(seen) - 1)
    slot = (key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20) & mask
    while stamps[slot] == np.uint32(state[STAMP]):
        if seen[slot] == key:
            return False
        slot = (slot + np.uint64(1)) & mask
    seen[slot] = key
    stamps[slot] = state[STAMP]
    state[SEEN] += 1
    if 2 * state[SEEN] > len(seen):
        state[STATUS] = FULL
    return True


@inside
def _keep(  # noqa: C901 - one loop, in machine code
    found: Longs, dead: Longs, state: Longs, low: Whole, count: Whole, total: Whole
) -> None:
    """Note a range of ranks at this cost, and whether the search has all that is wanted.

    Ranges lie within each other or apart; what was noted before costs no more.
    """
    fresh = living(dead, low, low + count)
    if fresh == 0:
        return
    if state[WANTED] < NEVER:
        for at in range(state[FOUND]):
            if found[at, 0] <= low and low + count <= found[at, 0] + found[at, 1]:
                return
            if low <= found[at, 0] and found[at, 0] + found[at, 1] <= low + count:
                fresh -= found[at, 3]
        if fresh == 0:
            return
    if state[FOUND] == len(found):
        state[STATUS] = FULL
        return
    at = state[FOUND]
    found[at, 0], found[at, 1], found[at, 2], found[at, 3] = low, count, total, fresh
    state[FOUND] += 1
    if state[ROWS] == 0:
        state[LIMIT] = min(state[LIMIT], total + state[WITHIN])
    state[ROWS] += fresh
    if state[ROWS] >= state[WANTED]:
        if state[TIES]:
            state[LIMIT] = min(state[LIMIT], total)
        else:
            state[STATUS] = DONE


@compiled
def search(  # noqa: C901, PLR0912, PLR0915 - one loop, in machine code
    edges: NDArray[np.uint64],
    offsets: NDArray[np.uint32],
    bits: Whole,
    roots: Longs,
    counts: Longs,
    signs: NDArray[np.int32],
    exchange: Costs,
    tiers: NDArray[np.uint8],
    tier_least: Costs,
    floor: Costs,
    even: NDArray[np.bool_],
    gaps: Costs,
    cuts: Costs,
    dead: Longs,
    rest: Costs,
    start: Costs,
    flat: NDArray[np.bool_],
    bounds: Longs,
    pool: Longs,
    heads: NDArray[np.int32],
    filled: NDArray[np.uint64],
    seen: NDArray[np.uint64],
    stamps: NDArray[np.uint32],
    found: Longs,
    state: Longs,
    steps: Whole,
) -> None:
    """Begin, or search on, until all that is wanted is found, room runs out, or so many cells were taken."""
    if state[STATUS] == FRESH:
        prepare(signs, gaps, cuts, floor, even, counts, rest, start, flat)
        _begin(roots, counts, start, pool, heads, filled, state)
    places = len(signs)
    total = state[COST]
    for _ in range(steps):
        # The next cell.
        while total <= state[LIMIT] and heads[total] < 0:
            ahead_of = filled[total >> 6] >> np.uint64(total & 63)
            if ahead_of == 0:
                total = ((total >> 6) + 1) << 6
                continue
            while ahead_of & np.uint64(255) == 0:
                ahead_of >>= np.uint64(8)
                total += 8
            while ahead_of & np.uint64(1) == 0:
                ahead_of >>= np.uint64(1)
                total += 1
        state[COST] = min(total, state[LIMIT] + 1)  # it may have leapt beyond
        if total > state[LIMIT]:
            state[STATUS] = DONE
        if state[STATUS] != RUNNING:
            return
        slot = np.int64(heads[total])
        heads[total] = pool[slot, 0]
        if heads[total] < 0:
            filled[total >> 6] &= ~(np.uint64(1) << np.uint64(total & 63))
        pool[slot, 0] = state[SPARE]
        state[SPARE] = slot
        packed, node, low, count = pool[slot, 1], pool[slot, 2], pool[slot, 3], pool[slot, 4]
        spent, place, left = packed & 0xFFFFFFFF, (packed >> 32) & 127, (packed >> 39) & 127
        length, made, kind = (packed >> 46) & 127, (packed >> 53) & 255, packed >> 61
        state[STEPS] += 1

        want = 0
        if kind == _READ:
            if made == 0:
                key = (np.uint64(low) << np.uint64(14)) | np.uint64(left << 7) | np.uint64(place)
                if not _new(seen, stamps, state, key):
                    continue
                if flat[place]:
                    _keep(found, dead, state, low, count, total)
                    continue
            moves(spent, place, left, length, signs, tier_least, floor, gaps, rest, bounds)
            later = np.int64(NEVER)
            for move in range(MOVES):
                if made & (1 << move):
                    continue
                if bounds[move] <= total:
                    want |= 1 << move
                else:
                    later = min(later, bounds[move])
            if later < NEVER:
                _push(
                    pool, heads, filled, state, later, spent, _READ, made | want | 128,
                    place, left, length, node, low, count,
                )  # fmt: skip
            if want & (1 << ADD):
                _push(
                    pool, heads, filled, state, bounds[ADD], spent + gaps[ADDED, place], _READ, _NOTHING,
                    place + 1, left, length, node, low, count,
                )  # fmt: skip
                want ^= 1 << ADD
            if want == 0:
                continue
        elif kind == _CUT and made == 0:
            now = np.int64(cuts[0, place]) + rest[length, 0, left]
            if now < NEVER:
                _push(
                    pool, heads, filled, state, now, np.int64(cuts[0, place]), _READ, _NOTHING,
                    _NOTHING, left, length, node, low, count,
                )  # fmt: skip
            if left and start[length, place + 1] < NEVER:
                _push(
                    pool, heads, filled, state, np.int64(start[length, place + 1]), _NOTHING, _CUT,
                    np.int64(1),
                    place, left, length, node, low, count,
                )  # fmt: skip
            continue

        # Along the edges.
        edge = node
        last: np.bool_ | bool = False
        offset: Whole = np.int64(0)
        while not last:
            label = edges[edge] & np.uint64(255)
            last = is_last(edges, edge)
            after = count if last else offset_of(edges, offsets, bits, edge + 1)
            child: Whole = np.int64(0)
            if left > 1:
                child = target_of(edges, bits, edge)
                if child == DAMAGED:
                    state[STATUS] = WRONG
                    return
            there, some = low + offset, after - offset
            offset = after
            edge += 1
            if kind == _READ:
                if place < places:
                    tier = tiers[signs[place], label]
                    if tier < TIERS and want & (1 << tier):
                        paid = spent + exchange[signs[place], label]
                        _push(
                            pool, heads, filled, state, paid + rest[length, place + 1, left - 1], paid, _READ,
                            _NOTHING, place + 1, left - 1, length, child, there, some,
                        )  # fmt: skip
                if want & (1 << MISS):
                    paid = spent + gaps[MISSED, place]
                    _push(
                        pool, heads, filled, state, paid + rest[length, place, left - 1], paid, _READ,
                        _NOTHING, place, left - 1, length, child, there, some,
                    )  # fmt: skip
                if want & (1 << SWAP):
                    paid = spent + gaps[SWAPPED, place] + exchange[signs[place + 1], label]
                    ahead = paid + floor[signs[place], length, length - left + 1]
                    ahead += rest[length, place + 2, left - 2]
                    _push(
                        pool, heads, filled, state, ahead, paid, _CROSS, _NOTHING,
                        place, left - 1, length, child, there, some,
                    )  # fmt: skip
            elif kind == _CROSS:
                paid = spent + exchange[signs[place], label]
                _push(
                    pool, heads, filled, state, paid + rest[length, place + 2, left - 1], paid, _READ,
                    _NOTHING, place + 2, left - 1, length, child, there, some,
                )  # fmt: skip
            else:
                _push(
                    pool, heads, filled, state, total, _NOTHING, _CUT, _NOTHING,
                    place + 1, left - 1, length, child, there, some,
                )  # fmt: skip
