"""What was typed against registered serials with one character exchanged.

The columns (see ``tails``) of a serial with each of its characters exchanged lie side by side, and are filled
together. A character that is still to come makes no difference: until then they are the serial's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.automaton.compiling import Whole, compiled
from findspot.matching.automaton.costs import ADDED, MISSED, NEVER, SCALE, SWAPPED
from findspot.matching.outside.weighing import cutoff_of, owed_by, passed_over

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Reals = NDArray[np.float64]
    Floats = NDArray[np.float32]
    Codes = NDArray[np.uint8]


#: So many costs are worked out at once.
_VECTOR = 8


@compiled
def _lanes(
    columns: Floats,
    depth: Whole,
    lanes: Whole,
    exchange: Floats,
    two: tuple[Whole, Whole, Whole, Whole],
    gaps: Floats,
    begin: np.float32,
    swaps: bool,
) -> None:
    """The columns after one more character, side by side for each place that may be exchanged.

    ``columns[depth, p, k]`` is what it costs to have typed p places where character k, if it has come, is
    exchanged. ``two``: this character's code and what stands for any other, and those of the one before.
    """
    code, other, last, other_last = two
    now, before = columns[depth], columns[depth - 1]
    earlier = columns[depth - 2] if swaps else before
    for k in range(lanes):
        now[0, k] = begin
    for p in range(1, exchange.shape[1] + 1):
        missed, added, typing = gaps[MISSED, p], gaps[ADDED, p - 1], exchange[code, p - 1]
        crossed = swaps and p > 1
        swapped = gaps[SWAPPED, p - 2] + exchange[code, p - 2] + exchange[last, p - 1] if crossed else missed
        for k in range(lanes):
            best = before[p, k] + missed
            paid = now[p - 1, k] + added
            best = min(best, paid)
            paid = before[p - 1, k] + typing
            best = min(best, paid)
            now[p, k] = best
        if crossed:
            for k in range(lanes):
                paid = earlier[p - 2, k] + swapped
                now[p, k] = min(now[p, k], paid)
        # This character and the one before, where they are the ones exchanged.
        own, one = depth - 1, depth - 2
        best = min(
            before[p, own] + missed, now[p - 1, own] + added, before[p - 1, own] + exchange[other, p - 1]
        )
        if crossed:
            paid = gaps[SWAPPED, p - 2] + exchange[other, p - 2] + exchange[last, p - 1]
            best = min(best, earlier[p - 2, own] + paid)
        now[p, own] = best
        if crossed:
            best = min(before[p, one] + missed, now[p - 1, one] + added, before[p - 1, one] + typing)
            paid = gaps[SWAPPED, p - 2] + exchange[code, p - 2] + exchange[other_last, p - 1]
            now[p, one] = min(best, earlier[p - 2, one] + paid)


@compiled
def _bound(
    columns: Floats,
    depth: Whole,
    lanes: Whole,
    exchange: Floats,
    two: tuple[Whole, Whole, Whole, Whole],
    gaps: Floats,
    owed: Floats,
    left: Whole,
    bounds: Floats,
) -> None:
    """The least that all will cost by the columns at this depth, each for itself; see ``_lanes``."""
    now, before = columns[depth], columns[depth - 1]
    code, other = two[0], two[1]
    places = exchange.shape[1]
    bounds[:] = NEVER
    for p in range(places + 1):
        owing = owed[left, p]
        for k in range(lanes):
            paid = now[p, k] + owing
            bounds[k] = min(bounds[k], paid)
    if not left:
        return
    for p in range(places - 1):
        # The first of two neighbours in the other order, of which the second is to come.
        crossing = (
            min(exchange[code, p + 1], exchange[other, p + 1]) + gaps[SWAPPED, p] + owed[left - 1, p + 2]
        )
        for k in range(lanes):
            paid = before[p, k] + crossing
            bounds[k] = min(bounds[k], paid)


@compiled
def edits(
    exchange: Floats,
    gaps: Floats,
    cuts: Floats,
    codes: Codes,
    lengths: Codes,
    begun: NDArray[np.int64],
    weights: Reals,
    light: NDArray[np.int32],
    but: Whole,
    highest: Whole,
    least: float,
) -> float:
    """The likelihood of all serials with one character exchanged, each place as likely.

    ``begun`` and ``light`` (of serials) are what was ``gathered``. ``but`` plus a code, at most ``highest``,
    is any other of its class. What cannot add ``least`` is left out. Costs are whole numbers here too, which
    single precision holds exactly as far as they matter.
    """
    width, places = codes.shape[1], exchange.shape[1]
    # Lanes beyond a serial's length, up to a whole number of vectors, are those of the serial itself.
    widest = -(-width // _VECTOR) * _VECTOR
    columns = np.empty((width + 1, places + 1, widest), dtype=np.float32)
    # What it costs if all was typed before the last character.
    ended = np.empty((width + 1, widest), dtype=np.float32)
    bounds = np.empty(widest, dtype=np.float32)
    owed, cutoff, total = owed_by(gaps, width), cutoff_of(least), 0.0
    columns[0, 0], ended[0] = 0.0, NEVER
    for p in range(places):
        columns[0, p + 1] = columns[0, p] + gaps[ADDED, p]
    row: Whole = 0
    while row < len(codes):
        length = np.int64(lengths[row])
        lanes = -(-length // _VECTOR) * _VECTOR
        after = row + 1
        for depth in range(max(begun[row], 1), length + 1):
            left = length - depth
            code = np.int64(codes[row, depth - 1])
            last = np.int64(codes[row, depth - 2]) if depth > 1 else code
            two = (code, but + min(code, highest), last, but + min(last, highest))
            _lanes(columns, depth, lanes, exchange, two, gaps, cuts[0, depth], depth > 1)
            _bound(columns, depth, lanes, exchange, two, gaps, owed, left, bounds)
            least_of = cuts[0, depth + 1] + owed[left - 1, 0] if left else np.float32(NEVER)
            for k in range(lanes):
                ended[depth, k] = min(ended[depth - 1, k], columns[depth - 1, places, k] + cuts[1, left + 1])
                least_of = min(least_of, ended[depth, k], bounds[k])
            if least_of > cutoff - light[row, depth]:
                after = passed_over(begun, row, depth)
                break
        else:
            for k in range(length):
                paid = min(ended[length, k], columns[length, places, k])
                total += weights[row] / length * np.exp(-paid / SCALE)
        row = after
    return total
