"""What the rest of a query can cost at least: bounds that no serial falls below, by which the search is led.

A bound knows the serial's length, which characters stand at each place of the serials of that length, and how
many of the serial's characters and of the query's places are left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.automaton.compiling import Whole, compiled, inside
from findspot.matching.automaton.costs import ADDED, MISSED, NEVER, SWAPPED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs

    Longs = NDArray[np.int64]

#: What a cell can do next: an exchange of one of four classes of cost, and ...
TIERS = 4
#: ... pass over a character, pass over a place, take two places in the other order.
MISS, ADD, SWAP = 4, 5, 6
MOVES = 7


@compiled
def floors(exchange: Costs, labels_at: NDArray[np.bool_], result: Costs) -> None:
    """The least that each sign can cost at each place: ``result[sign, length, place]``.

    ``labels_at[length, place, code]``: whether a serial of that length has the code there.
    """
    for sign in range(result.shape[0]):
        for length in range(result.shape[1]):
            for place in range(length):
                low = np.int64(NEVER)
                for code in range(1, exchange.shape[1]):
                    if labels_at[length, place, code]:
                        low = min(low, np.int64(exchange[sign, code]))
                result[sign, length, place] = low


@compiled
def prepare(
    signs: NDArray[np.int32],
    gaps: Costs,
    cuts: Costs,
    floor: Costs,
    even: NDArray[np.bool_],
    counts: Longs,
    rest: Costs,
    start: Costs,
    flat: NDArray[np.bool_],
) -> None:
    """What the rest costs at least: ``rest[n, p, k]``, with k of n characters left from place p on.

    ``start[n, j]``: of serials of n characters of which j are cut off at the beginning, or more.
    ``flat[p]``: all places from p on are even.
    """
    places = len(signs)
    flat[places] = True
    for p in range(places - 1, -1, -1):
        flat[p] = flat[p + 1] and even[signs[p]]
    for n in range(1, len(counts)):
        if counts[n] == 0:
            continue
        for k in range(n + 1):
            rest[n, places, k] = cuts[1, k]
            if k:
                rest[n, places, k] = min(
                    np.int64(cuts[1, k]), np.int64(gaps[MISSED, places]) + rest[n, places, k - 1]
                )
        for p in range(places - 1, -1, -1):
            sign = signs[p]
            rest[n, p, 0] = min(gaps[ADDED, p] + rest[n, p + 1, 0], NEVER)
            for k in range(1, n + 1):
                low = min(gaps[ADDED, p] + rest[n, p + 1, k], gaps[MISSED, p] + rest[n, p, k - 1])
                low = min(low, floor[sign, n, n - k] + rest[n, p + 1, k - 1])
                if k > 1 and p + 1 < places and gaps[SWAPPED, p] < NEVER:
                    both = floor[signs[p + 1], n, n - k] + floor[sign, n, n - k + 1]
                    low = min(low, min(gaps[SWAPPED, p] + both, NEVER) + rest[n, p + 2, k - 2])
                rest[n, p, k] = min(low, NEVER)
        start[n, n + 1] = NEVER
        for j in range(n, -1, -1):
            low = min(np.int64(start[n, j + 1]), NEVER)
            start[n, j] = min(low, np.int64(cuts[0, j]) + rest[n, 0, n - j])


@inside
def moves(
    spent: Whole,
    place: Whole,
    left: Whole,
    length: Whole,
    signs: NDArray[np.int32],
    tier_least: Costs,
    floor: Costs,
    gaps: Costs,
    rest: Costs,
    bounds: Longs,
) -> None:
    """What each move of a cell leads to at least."""
    places = len(signs)
    bounds[:] = NEVER
    if left:
        bounds[MISS] = spent + gaps[MISSED, place] + rest[length, place, left - 1]
    if place == places:
        return
    sign = signs[place]
    bounds[ADD] = spent + gaps[ADDED, place] + rest[length, place + 1, left]
    if left:
        least = np.int64(floor[sign, length, length - left])
        for tier in range(TIERS):
            one = max(np.int64(tier_least[sign, tier]), least)
            bounds[tier] = spent + one + rest[length, place + 1, left - 1]
    if left > 1 and place + 1 < places:
        both = np.int64(floor[signs[place + 1], length, length - left])
        both += floor[sign, length, length - left + 1]
        bounds[SWAP] = spent + gaps[SWAPPED, place] + both + rest[length, place + 2, left - 2]
