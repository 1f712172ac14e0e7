"""Ranges of ranks: without overlap, without the dead, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.automaton.compiling import Whole, compiled, inside

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Longs = NDArray[np.int64]

_END = 1 << 62


def spread(dead: Longs, low: int, size: int, most: int) -> Longs:
    """The first so many ranks of a range that are not dead."""
    near = dead[np.searchsorted(dead, low) : np.searchsorted(dead, low + size)]
    ranks = np.arange(low, low + min(size, most + len(near)), dtype=np.int64)
    return ranks[~np.isin(ranks, near)][:most] if len(near) else ranks[:most]


def apart(found: Longs, dead: Longs) -> Longs:
    """Ranges that lie within each other or apart, as ranges apart, in the order of cost and rank.

    ``found``: rows of low, size and cost. The result has rows of low, size, cost and how many ranks are not
    dead; each rank has the lowest cost of the ranges that hold it.
    """
    made = np.empty((2 * len(found) + 1, 4), dtype=np.int64)
    size = _apart(found, dead, np.empty((len(found), 3), dtype=np.int64), np.empty_like(found), made)
    return made[:size]


@compiled
def _apart(found: Longs, dead: Longs, ordered: Longs, open_: Longs, made: Longs) -> Whole:
    """Write the ranges into ``made``; how many they are. ``ordered`` and ``open_``: room to work in."""
    for row in range(len(found)):
        # Of those that begin alike the larger one comes first.
        ordered[row, 0], ordered[row, 1], ordered[row, 2] = found[row, 0], -found[row, 1], found[row, 2]
    _sort(ordered, np.int64(len(found)), np.int64(0), np.int64(1))
    size = _divided(ordered, open_, made)
    for row in range(size):
        made[row, 3] = living(dead, made[row, 0], made[row, 0] + made[row, 1])
    _sort(made, size, np.int64(2), np.int64(0))
    return size


@inside
def before(ranks: Longs, rank: Whole) -> Whole:
    """How many of these ranks, ascending, are below this one."""
    low, high = np.int64(0), np.int64(len(ranks))
    while low < high:
        middle = (low + high) >> 1
        if ranks[middle] < rank:
            low = middle + 1
        else:
            high = middle
    return low


@inside
def living(dead: Longs, low: Whole, high: Whole) -> Whole:
    """How many ranks from ``low`` to before ``high`` are not dead."""
    if not len(dead):
        return high - low
    return high - low - (before(dead, high) - before(dead, low))


@inside
def _sort(rows: Longs, size: Whole, first: Whole, second: Whole) -> None:
    """Put the first so many rows in the order of two columns: Shell's sort, which is quick for few."""
    columns, gap = rows.shape[1], np.int64(1)
    while gap < size:
        gap = 3 * gap + 1
    while gap > 1:
        gap //= 3
        for at in range(gap, size):
            to: Whole = np.int64(at)
            while to >= gap and _precedes(rows, to, to - gap, first, second):
                for column in range(columns):
                    value = rows[to, column]
                    rows[to, column] = rows[to - gap, column]
                    rows[to - gap, column] = value
                to -= gap


@inside
def _precedes(rows: Longs, one: Whole, two: Whole, first: Whole, second: Whole) -> bool:
    """Whether a row comes before another in the order of two columns."""
    if rows[one, first] != rows[two, first]:
        return bool(rows[one, first] < rows[two, first])
    return bool(rows[one, second] < rows[two, second])


@inside
def _divided(found: Longs, open_: Longs, made: Longs) -> Whole:
    """Give ranges in the order of low, larger ones first, out as ranges apart; how many were made.

    ``found``: rows of low, what size is below 0, and cost. ``open_``: where the ranges end that hold the
    next one, and their costs.
    """
    depth, size = np.int64(0), np.int64(0)
    at = np.int64(0)  # up to here the innermost open range has been given out
    for row in range(len(found) + 1):
        low = found[row, 0] if row < len(found) else np.int64(_END)
        while depth and open_[depth - 1, 0] <= low:
            if at < open_[depth - 1, 0]:
                _give(made, size, at, open_[depth - 1, 0], open_[depth - 1, 1])
                size += 1
            at = open_[depth - 1, 0]
            depth -= 1
        if row == len(found):
            break
        if depth:
            if open_[depth - 1, 1] <= found[row, 2]:
                continue
            if at < low:
                _give(made, size, at, low, open_[depth - 1, 1])
                size += 1
        at = low
        open_[depth, 0], open_[depth, 1] = low - found[row, 1], found[row, 2]
        depth += 1
    return size


@inside
def _give(made: Longs, row: Whole, low: Whole, high: Whole, cost: Whole) -> None:
    """Write down a range at its cost."""
    made[row, 0], made[row, 1], made[row, 2] = low, high - low, cost
