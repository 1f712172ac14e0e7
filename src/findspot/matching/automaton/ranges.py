"""Ranges of ranks: without overlap, without the dead, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.automaton.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Longs = NDArray[np.int64]

#: So few are sorted by putting each in its place.
_FEW = 48
_END = 1 << 62


def spread(dead: Longs, low: int, size: int, most: int) -> Longs:
    """The first so many ranks of a range that are not dead."""
    near = dead[np.searchsorted(dead, low) : np.searchsorted(dead, low + size)]
    ranks = np.arange(low, low + min(size, most + len(near)), dtype=np.int64)
    return ranks[~np.isin(ranks, near)][:most] if len(near) else ranks[:most]


@compiled
def apart(found: Longs, dead: Longs) -> Longs:
    """Ranges that lie within each other or apart, as ranges apart, in the order of cost and rank.

    ``found``: rows of low, size and cost. The result has rows of low, size, cost and how many ranks are not
    dead; each rank has the lowest cost of the ranges that hold it.
    """
    made = np.empty((2 * len(found) + 1, 4), dtype=np.int64)
    size = _divided(found[_order(found[:, 0], -found[:, 1], found[:, 2])], made)
    made = made[:size]
    for row in range(size):
        low, high = made[row, 0], made[row, 0] + made[row, 1]
        made[row, 3] = made[row, 1]
        if len(dead):
            made[row, 3] -= np.searchsorted(dead, high) - np.searchsorted(dead, low)
    return made[_order(made[:, 2], made[:, 0], made[:, 1])]


@compiled
def _order(first: Longs, second: Longs, third: Longs) -> Longs:
    """The order by three columns."""
    size = len(first)
    order = np.arange(size)
    if size > _FEW:
        order = np.argsort(third, kind="mergesort")
        order = order[np.argsort(second[order], kind="mergesort")]
        return order[np.argsort(first[order], kind="mergesort")]
    for at in range(1, size):
        row, to = order[at], at
        while to and (
            (first[row], second[row], third[row])
            < (first[order[to - 1]], second[order[to - 1]], third[order[to - 1]])
        ):
            order[to] = order[to - 1]
            to -= 1
        order[to] = row
    return order


@compiled
def _divided(found: Longs, made: Longs) -> int:
    """Give ranges in the order of low, larger ones first, out as ranges apart; how many were made."""
    ends = np.empty(len(found), dtype=np.int64)
    costs = np.empty(len(found), dtype=np.int64)
    depth, size = 0, 0
    at = np.int64(0)  # up to here the innermost open range has been given out
    for row in range(len(found) + 1):
        low = found[row, 0] if row < len(found) else np.int64(_END)
        while depth and ends[depth - 1] <= low:
            if at < ends[depth - 1]:
                made[size, 0], made[size, 1], made[size, 2] = at, ends[depth - 1] - at, costs[depth - 1]
                size += 1
            at = ends[depth - 1]
            depth -= 1
        if row == len(found):
            break
        if depth:
            if costs[depth - 1] <= found[row, 2]:
                continue
            if at < low:
                made[size, 0], made[size, 1], made[size, 2] = at, low - at, costs[depth - 1]
                size += 1
        at = low
        ends[depth], costs[depth] = low + found[row, 1], found[row, 2]
        depth += 1
    return size
