"""What was typed against registered serials with one character exchanged.

The columns (see ``tails``) of a serial with each of its characters exchanged lie side by side, and are filled
together. A character that is still to come makes no difference: until then they are the serial's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.automaton.compiling import Whole, compiled, inside
from findspot.matching.automaton.costs import ADDED, MISSED, NEVER, SCALE, SWAPPED
from findspot.matching.outside.weighing import (
    cutoff_of,
    emission,
    loose_of,
    others_of,
    passed_over,
    whole_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Longs = NDArray[np.int64]
    Reals = NDArray[np.float64]
    Floats = NDArray[np.float32]
    Codes = NDArray[np.uint8]


_DIGITS = 10
_LETTERS = len(FOLDED_ALPHABET) - _DIGITS
#: So many costs are worked out at once.
_VECTOR = 8


@inside
def _lanes(
    columns: Floats,
    depth: Whole,
    lanes: Whole,
    exchange: Floats,
    two: tuple[Whole, Whole],
    others: Floats,
    gaps: Floats,
    begin: np.float32,
    swaps: bool,
) -> None:
    """The columns after one more character, side by side for each place that may be exchanged.

    ``columns[depth, p, k]`` is what it costs to have typed p places where character k, if it has come, is
    exchanged. ``two``: this character's code and that of the one before; ``others[k, p]``: what it costs to
    type place p for what character k is exchanged for.
    """
    code, last = two
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
        best = min(before[p, own] + missed, now[p - 1, own] + added, before[p - 1, own] + others[own, p - 1])
        if crossed:
            paid = gaps[SWAPPED, p - 2] + others[own, p - 2] + exchange[last, p - 1]
            best = min(best, earlier[p - 2, own] + paid)
        now[p, own] = best
        if crossed:
            best = min(before[p, one] + missed, now[p - 1, one] + added, before[p - 1, one] + typing)
            paid = gaps[SWAPPED, p - 2] + exchange[code, p - 2] + others[one, p - 1]
            now[p, one] = min(best, earlier[p - 2, one] + paid)


@inside
def _bound(
    columns: Floats,
    depth: Whole,
    lanes: Whole,
    exchange: Floats,
    code: Whole,
    others: Floats,
    gaps: Floats,
    owed: Floats,
    left: Whole,
    bounds: Floats,
) -> None:
    """The least that all will cost by the columns at this depth, each for itself; see ``_lanes``."""
    now, before = columns[depth], columns[depth - 1]
    places = exchange.shape[1]
    for k in range(lanes):
        bounds[k] = NEVER
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
            min(exchange[code, p + 1], others[depth - 1, p + 1]) + gaps[SWAPPED, p] + owed[left - 1, p + 2]
        )
        for k in range(lanes):
            paid = before[p, k] + crossing
            bounds[k] = min(bounds[k], paid)


@inside
def _emit(others: Floats, own: Whole, chance: Reals, shares: Reals, size: Whole, some: bool) -> None:
    """Fill what it costs to type each place for what a character is exchanged for, if for ``some``."""
    for p in range(others.shape[1]):
        others[own, p] = emission(chance, shares, np.int64(0), size, p) if some else np.int64(NEVER)


def room(places: int, width: int) -> tuple[Floats, Floats, Reals, Reals, Reals, Floats, Floats]:
    """What ``edits`` works in, for so many places and serials of so many characters at most.

    Lanes beyond a serial's length, up to a whole number of vectors, are those of the serial itself. The last
    but one is for what it costs if all was typed before the last character.
    """
    widest = -(-width // _VECTOR) * _VECTOR
    columns = np.empty((width + 1, places + 1, widest), dtype=np.float32)
    ended, bounds = np.empty((width + 1, widest), dtype=np.float32), np.empty(widest, dtype=np.float32)
    others = np.empty((width, places), dtype=np.float32)
    return columns, others, np.zeros(width), np.empty(_LETTERS), np.ones(width + 1), ended, bounds


@compiled
def edits(
    exchange: Floats,
    gaps: Floats,
    cuts: Floats,
    owed: Floats,
    chance: Reals,
    codes: Codes,
    lengths: Codes,
    begun: Longs,
    slots: Longs,
    following: Longs,
    weights: Reals,
    light: NDArray[np.int32],
    least: float,
    columns: Floats,
    others: Floats,
    worth: Reals,
    loose: Reals,
    possible: Reals,
    ended: Floats,
    bounds: Floats,
) -> float:
    """The likelihood of all serials with one character exchanged, each place as likely.

    ``begun``, ``slots`` and ``following`` are of the serials' tree; those that weigh nothing are passed over.
    ``owed`` and ``light``: see ``weighing.owed_by`` and ``lightness_of``; ``chance`` (codes, places): how
    likely each place is typed for each code. What cannot add ``least`` is left out. Costs are whole numbers
    here too, which single precision holds exactly as far as they matter. The last arrays are ``room``.
    """
    places, cutoff, total = exchange.shape[1], cutoff_of(least), 0.0
    for k in range(columns.shape[2]):
        columns[0, 0, k], ended[0, k] = 0.0, NEVER
        for p in range(places):
            columns[0, p + 1, k] = columns[0, p, k] + gaps[ADDED, p]
    row: Whole = np.int64(0)
    while row < len(codes):
        length = np.int64(lengths[row])
        lanes = -(-length // _VECTOR) * _VECTOR
        possible[length] = 1.0
        after = row + 1
        fresh = max(begun[row], np.int64(1))
        if fresh <= length and light[row, fresh] == NEVER:
            row = passed_over(begun, row, fresh)
            continue
        for depth in range(length, 0, -1):
            possible[depth - 1] = possible[depth] * (
                _DIGITS if codes[row, depth - 1] <= _DIGITS else _LETTERS
            )
        for depth in range(fresh, length + 1):
            left = length - depth
            code = np.int64(codes[row, depth - 1])
            last = np.int64(codes[row, depth - 2]) if depth > 1 else code
            size = loose_of(loose, following, slots[row, depth - 1], code, possible[depth])
            worth[depth - 1] = whole_of(loose, np.int64(0), size) / others_of(code)
            _emit(others, depth - 1, chance, loose, size, worth[depth - 1] > 0.0)
            _lanes(columns, depth, lanes, exchange, (code, last), others, gaps, cuts[0, depth], depth > 1)
            _bound(columns, depth, lanes, exchange, code, others, gaps, owed, left, bounds)
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
                total += weights[row] * worth[k] / length * np.exp(-paid / SCALE)
        row = after
    return total
