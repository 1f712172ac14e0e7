"""Columns of costs along a path of a trie, within a share of the budget: the steps of ``halves``.

A column is that of ``costs.cost_of``: the cheapest way to read the first p places in the characters so far.
Of its states only those are kept that are to be followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.automaton.compiling import Whole, inside
from findspot.matching.automaton.costs import ADDED, MISSED, NEVER, SWAPPED
from findspot.matching.ends.charsets import ALL, DEAR, at_most

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs
    from findspot.matching.ends.charsets import Words

    Longs = NDArray[np.int64]

# The cells say of each depth and place: what the cheapest way there has cost, what it may have cost to be
# followed, what the rest costs at least, and what may have been paid to come to the split within its share.
PAID, ALLOWED, LEAST, SHARE = range(4)
CELLS = 4
# The path says of each depth: the next edge, the first text and how many there are, the last character, the
# most that is still of interest, the first and last place that is alive, what the cheapest way costs at least
# that is still being cut off at the beginning, what it costs to cut just so much, and how many edges whose
# characters share the last bit were passed.
EDGE, LOW, COUNT, LABEL, MOST, FIRST, FINAL, COMING, CUT, SHARED = range(10)
PATH_SIZE = 10


@inside
def _share_out(
    n: Whole, split: Whole, shares: Longs, most: Whole, steps: Longs, gaps: Costs, rest: Costs, cells: Longs
) -> None:
    """What may have been paid at each cell before the split, to come to some place there within its share.

    The share of a place is for all ways that first come to the split there. Read from the other end such a
    way may pass further places at the split before, which stand for no character: it had to pay for them too.
    """
    places = len(steps)
    for depth in range(split, -1, -1):
        for place in range(places, -1, -1):
            part = min(shares[place], most - rest[n, place, n - split])
            if depth < split:
                part = cells[SHARE, depth + 1, place] - gaps[MISSED, place]
            if place < places:
                part = max(part, cells[SHARE, depth, place + 1] - gaps[ADDED, place])
                if depth < split:
                    part = max(part, cells[SHARE, depth + 1, place + 1] - steps[place, 0])
            if place + 1 < places and depth < split and gaps[SWAPPED, place] < NEVER:
                # Of two swapped characters on either side of the split, one is read before it.
                if depth + 1 == split:
                    both = most - rest[n, place + 2, n - split - 1] - gaps[SWAPPED, place]
                    both = min(both, shares[place + 1])
                else:
                    both = cells[SHARE, depth + 2, place + 2] - gaps[SWAPPED, place] - steps[place, 0]
                part = max(part, both - steps[place + 1, 0])
            cells[SHARE, depth, place] = part


@inside
def measure(
    n: Whole, split: Whole, shares: Longs, most: Whole, first_cuts: Costs, steps: Longs, gaps: Costs,
    rest: Costs, ended: Costs, cells: Longs, path: Longs,
) -> None:  # fmt: skip
    """What states may have cost to be followed, for serials of this length.

    Two more rows are for the split itself, where a way would else be lost between the directions. Row n + 1:
    what a state may have cost to which a place leads that stands for no character; on the way such places may
    stand just there, and each direction must get past them with the whole budget. Row n + 2: what there may
    have been paid, without the swap, when of two swapped characters just one was read; the share is that of
    the place between the two.
    """
    places = len(steps)
    if split >= 0:
        _share_out(n, split, shares, most, steps, gaps, rest, cells)
    for depth in range(n + 1):
        for place in range(places + 1):
            one, two = np.int64(rest[n, place, n - depth]), np.int64(ended[n, place, n - depth])
            cells[LEAST, depth, place] = two
            cells[ALLOWED, depth, place] = most - two
            if split >= 0:
                cells[LEAST, depth, place] = min(one, two)
                part = min(most - one, cells[SHARE, depth, place]) if depth <= split else most - one
                cells[ALLOWED, depth, place] = max(part, most - two)
                if depth == split:
                    cells[ALLOWED, n + 1, place] = max(most - one, most - two)
                if depth == split + 1 and place > 1:
                    swapped = gaps[SWAPPED, place - 2]
                    part = max(min(most - one - swapped, shares[place - 1]), most - two - swapped)
                    cells[ALLOWED, n + 2, place - 2] = part
    coming = np.int64(NEVER)
    for depth in range(n, -1, -1):
        path[depth, COMING], path[depth, CUT] = coming, first_cuts[depth]
        if first_cuts[depth] <= cells[ALLOWED, depth, 0]:
            coming = min(coming, first_cuts[depth] + cells[LEAST, depth, 0])


@inside
def begin_column(
    n: Whole, split: Whole, first: Whole, gaps: Costs, cells: Longs, path: Longs, most: Whole
) -> bool:
    """The column before the first character; whether anything of this length is to be followed."""
    places = gaps.shape[1] - 1
    path[0, LABEL], path[0, MOST], path[0, FIRST], path[0, FINAL] = 0, most, places + 1, -1
    row = n + 1 if split == 0 else 0
    value = np.int64(first)
    for place in range(places + 1):
        if value > cells[ALLOWED, row, place]:
            break
        cells[PAID, 0, place] = value
        path[0, FIRST], path[0, FINAL] = 0, place
        value += gaps[ADDED, place]
    return bool(path[0, FINAL] >= 0 or path[0, COMING] <= most)


@inside
def _crossing(
    depth: Whole, n: Whole, split: Whole, place: Whole, gaps: Costs, cells: Longs, most: Whole
) -> Whole:
    """What may have been paid, without the swap, when the first of two swapped characters was read."""
    room: Whole = cells[ALLOWED, depth + 1, place + 2] - gaps[SWAPPED, place]
    if depth == split:
        room = cells[ALLOWED, n + 2, place]
    rest: Whole = most - cells[LEAST, depth + 1, place + 2] - gaps[SWAPPED, place]
    return min(room, rest)


@inside
def read(  # noqa: C901, PLR0912 - one loop, in machine code
    depth: Whole, n: Whole, split: Whole, gaps: Costs, costs: Costs, cells: Longs, path: Longs
) -> bool:
    """Work out the column of one more character, the depth-th; whether a way through it is followed."""
    places = len(costs)
    label, most = path[depth, LABEL], path[depth, MOST]
    low, high = path[depth - 1, FIRST], path[depth - 1, FINAL]
    begin, end = low, high + 1
    low_crossed, high_crossed = np.int64(places + 1), np.int64(-1)
    if depth > 1 and path[depth - 2, FIRST] <= path[depth - 2, FINAL]:
        low_crossed, high_crossed = path[depth - 2, FIRST] + 2, path[depth - 2, FINAL] + 2
        begin, end = min(begin, low_crossed), max(end, high_crossed)
    cut = path[depth, CUT]
    if cut < NEVER:
        begin, end = np.int64(0), max(end, np.int64(0))
    first, final = np.int64(places + 1), np.int64(-1)
    value = np.int64(NEVER)
    passing = n + 1 if depth == split else depth
    for place in range(begin, places + 1):
        added = value + gaps[ADDED, place - 1] if value < NEVER else np.int64(NEVER)
        value = added
        if low <= place <= high:
            value = min(value, cells[PAID, depth - 1, place] + gaps[MISSED, place])
        if low < place <= high + 1:
            value = min(value, cells[PAID, depth - 1, place - 1] + costs[place - 1, label])
        if low_crossed <= place <= high_crossed:
            crossed = cells[PAID, depth - 2, place - 2] + gaps[SWAPPED, place - 2]
            crossed += np.int64(costs[place - 2, label]) + costs[place - 1, path[depth - 1, LABEL]]
            value = min(value, crossed)
        if place == 0:
            value = min(value, cut)
        open_ = value <= cells[ALLOWED, depth, place] or added <= cells[ALLOWED, passing, place]
        if open_ and value + cells[LEAST, depth, place] <= most:
            first, final = min(first, np.int64(place)), np.int64(place)
        else:
            value = np.int64(NEVER)
            if place > end:
                break
        cells[PAID, depth, place] = value
    path[depth, FIRST], path[depth, FINAL] = first, final
    if first <= final or path[depth, COMING] <= most:
        return True
    if depth < n:
        # The first of two swapped characters may have been read.
        for place in range(low, min(high, places - 2) + 1):
            paid = cells[PAID, depth - 1, place] + costs[place + 1, label]
            if paid <= _crossing(depth, n, split, place, gaps, cells, most):
                return True
    return False


@inside
def following(
    depth: Whole, n: Whole, split: Whole, gaps: Costs, costs: Costs, steps: Longs, sets: Words, cells: Longs,
    path: Longs,
) -> np.uint64:  # fmt: skip
    """The characters after which a way may be followed further."""
    most = path[depth, MOST]
    if path[depth, COMING] <= most:
        return ALL
    places = len(costs)
    result = np.uint64(0)
    for place in range(path[depth, FIRST], path[depth, FINAL] + 1):
        paid = cells[PAID, depth, place]
        if paid >= NEVER:
            continue
        room = min(cells[ALLOWED, depth + 1, place], most - cells[LEAST, depth + 1, place])
        if paid + gaps[MISSED, place] <= room:
            return ALL
        if place < places:
            room = min(cells[ALLOWED, depth + 1, place + 1], most - cells[LEAST, depth + 1, place + 1])
            result |= at_most(steps, sets, place, room - paid)
        if place + 1 < places and depth + 2 <= n and gaps[SWAPPED, place] < NEVER:
            room = _crossing(depth + 1, n, split, place, gaps, cells, most)
            result |= at_most(steps, sets, place + 1, room - paid)
    if depth:
        label = path[depth, LABEL]
        for place in range(path[depth - 1, FIRST], min(path[depth - 1, FINAL], places - 2) + 1):
            paid = cells[PAID, depth - 1, place]
            if paid < NEVER and gaps[SWAPPED, place] < NEVER:
                room = min(cells[ALLOWED, depth + 1, place + 2], most - cells[LEAST, depth + 1, place + 2])
                room -= gaps[SWAPPED, place] + np.int64(costs[place + 1, label])
                result |= at_most(steps, sets, place, room - paid)
    return result


@inside
def most_dear(  # noqa: C901 - one loop, in machine code
    depth: Whole, n: Whole, gaps: Costs, costs: Costs, ended: Costs, cut: Whole, cells: Longs, path: Longs
) -> tuple[Whole, Whole, Whole]:
    """How many of the next characters, the last one aside, may be dear where they stand, at most.

    And from which to which place the next character may stand; one further each for those after it. A dear
    character costs ``DEAR``, or it is missed or cut off: then, unless there are more characters than places,
    a place stands for none. The first result is -2 where more than one may be cut off, and nothing is known.
    """
    most, places, left = path[depth, MOST], len(costs), n - depth
    lowest, highest, strange = np.int64(places), np.int64(0), np.int64(-1)
    if path[depth, COMING] <= most:
        return np.int64(-2), lowest, highest
    missed, added = np.int64(cut), np.int64(NEVER)
    before = depth - 1 if depth else depth
    for one in range(min(path[depth, FIRST], path[before, FIRST]), places + 1):
        missed = min(missed, np.int64(gaps[MISSED, one]))
        if one < places:
            added = min(added, np.int64(gaps[ADDED, one]))
    both = missed + added
    if both <= 0:
        return np.int64(-2), lowest, highest
    for crossed in range(2 if depth else 1):
        at = depth - crossed
        for one in range(path[at, FIRST], path[at, FINAL] + 1):
            paid, ending = cells[PAID, at, one], ended[n, one, left]
            place: Whole = np.int64(one)
            if crossed:
                # The first of two swapped characters was read.
                if one + 1 >= places or gaps[SWAPPED, one] >= NEVER or left == 0:
                    continue
                paid += gaps[SWAPPED, one] + np.int64(costs[one + 1, path[depth, LABEL]])
                place, ending = np.int64(one + 1), ended[n, one + 2, left - 1]
            if paid + ending <= most:
                return np.int64(-2), lowest, highest
            more = left - (places - place)
            room = most - paid - (more * missed if more > 0 else -more * added)
            if room < 0:
                continue
            strange = max(strange, max(more, 0) + room // min(both, np.int64(DEAR)))
            lowest = min(lowest, place - max(more, 0) - room // both - 1)
            highest = max(highest, place + max(-more, 0) + room // both + 1)
    return strange, lowest, highest
