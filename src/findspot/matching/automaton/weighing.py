"""The loops that weigh what was typed against families of serials: free ends, and one character exchanged.

Serials come in the order of ranks, so that each begins like the one before: a *column* (what it costs to have
typed so many places by a serial's first j characters, the dynamic programming of ``costs.cost_of``) is worked
out once for all serials that begin so. What a free end costs from each place on is worked out backwards, once
for all serials of the same classes, and joined with the columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.automaton.compiling import Whole, compiled
from findspot.matching.automaton.costs import ADDED, MISSED, NEVER, SCALE, SWAPPED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs

    Reals = NDArray[np.float64]
    Floats = NDArray[np.float32]
    Codes = NDArray[np.uint8]

_DIGITS = 10
_LETTERS = len(FOLDED_ALPHABET) - _DIGITS
#: So many costs are worked out at once.
_VECTOR = 8


@compiled
def _column(
    columns: Costs,
    two_before: Whole,
    before: Whole,
    now: Whole,
    exchange: Costs,
    code: Whole,
    last: Whole,
    gaps: Costs,
    begin: Whole,
    owed: Costs,
    left: Whole,
) -> Whole:
    """Fill the column ``now`` for one more character, and give the least that all will cost by it.

    ``two_before`` and ``before`` are the columns before it, the first below 0 where there is none; ``last``
    is the character before. ``begin``: that all up to here was cut. ``owed``: see ``_owed``, for the ``left``
    characters that follow.
    """
    places = exchange.shape[1]
    filled, previous, typing = columns[now], columns[before], exchange[code]
    missed, added = gaps[MISSED], gaps[ADDED]
    for p in range(places):
        filled[p + 1] = min(previous[p + 1] + missed[p + 1], previous[p] + typing[p])
    if two_before >= 0:
        earlier, swapped, crossed = columns[two_before], gaps[SWAPPED], exchange[last]
        for p in range(places - 1):
            filled[p + 2] = min(filled[p + 2], earlier[p] + swapped[p] + typing[p] + crossed[p + 1])
    filled[0] = begin
    owing = owed[left]
    least: Whole = np.int64(begin) + np.int64(owing[0])
    for p in range(places):
        filled[p + 1] = min(filled[p + 1], filled[p] + added[p], NEVER)
        least = min(least, np.int64(filled[p + 1]) + np.int64(owing[p + 1]))
    return least


@compiled
def _crossing(
    columns: Costs, before: Whole, exchange: Costs, code: Whole, gaps: Costs, owed: Costs, left: Whole
) -> Whole:
    """The least that all will cost where this character and the next are neighbours in the other order."""
    least = np.int64(NEVER)
    previous, typing, swapped, owing = columns[before], exchange[code], gaps[SWAPPED], owed[left - 1]
    for p in range(exchange.shape[1] - 1):
        least = min(least, np.int64(previous[p]) + swapped[p] + typing[p + 1] + owing[p + 2])
    return least


@compiled
def _owed(gaps: NDArray[Any], longest: Whole) -> NDArray[Any]:
    """What it costs at least that more places follow than characters: by characters left, and place."""
    places = gaps.shape[1] - 1
    owed = np.zeros((longest + 1, places + 1), dtype=gaps.dtype)
    written, added = 0, np.int64(0)
    for p in range(places):
        added = max(added, np.int64(gaps[ADDED, p]))
    for p in range(places - 1, -1, -1):
        written += gaps[ADDED, p] > 0
        for left in range(min(written, longest + 1)):
            owed[left, p] = (written - left) * added
    return owed


@compiled
def _first(columns: Costs, gaps: Costs) -> None:
    """Fill the first column, before any character."""
    columns[0, 0] = 0
    for p in range(columns.shape[1] - 1):
        columns[0, p + 1] = min(columns[0, p] + gaps[ADDED, p], NEVER)


@compiled
def _free_ends(
    rest: Costs,
    cut: Costs,
    classes: NDArray[np.int64],
    exchange: Costs,
    gaps: Costs,
    cuts: Costs,
) -> None:
    """What it costs to type the places from p on by characters of these classes from j on: ``rest[j, p]``.

    ``cut[j]``: the same for all places where at least j characters are cut at the beginning.
    """
    places, length = exchange.shape[1], len(classes)
    cut[length + 1] = NEVER
    for j in range(length, -1, -1):
        for p in range(places, -1, -1):
            best = np.int64(NEVER)
            if p == places:
                best = np.int64(cuts[1, length - j])
            if p < places:
                best = min(best, rest[j, p + 1] + gaps[ADDED, p])
            if j < length:
                best = min(best, rest[j + 1, p] + gaps[MISSED, p])
                if p < places:
                    best = min(best, rest[j + 1, p + 1] + exchange[classes[j], p])
            if j + 1 < length and p + 1 < places and gaps[SWAPPED, p] < NEVER:
                crossed = exchange[classes[j + 1], p] + exchange[classes[j], p + 1]
                best = min(best, rest[j + 2, p + 2] + crossed + gaps[SWAPPED, p])
            rest[j, p] = min(best, np.int64(NEVER))
        cut[j] = min(cut[j + 1], cuts[0, j] + rest[j, 0], NEVER)


@compiled
def _joined(
    depth: Whole,
    last: Whole,
    columns: Costs,
    ended: Whole,
    rest: Costs,
    cut: Costs,
    classes: NDArray[np.int64],
    exchange: Costs,
    gaps: Costs,
) -> Whole:
    """What it costs to type all by a serial's first ``depth`` characters and a free end.

    ``ended``: the same if all was typed before the beginning's last character, and what follows is cut.
    """
    best = min(np.int64(ended), np.int64(cut[depth + 1]))
    for p in range(exchange.shape[1] + 1):
        best = min(best, np.int64(columns[depth, p]) + rest[depth, p])
        if depth and p + 1 < exchange.shape[1] and gaps[SWAPPED, p] < NEVER:
            crossed = exchange[classes[depth], p] + exchange[last, p + 1]
            best = min(
                best, np.int64(columns[depth - 1, p]) + crossed + gaps[SWAPPED, p] + rest[depth + 1, p + 2]
            )
    return best


@compiled
def sharing(codes: Codes, lengths: Codes) -> NDArray[np.int64]:
    """How many of these serials, in the order of ranks, begin with the first d characters of each."""
    size, width = codes.shape
    counts, starts = np.zeros((size, width), dtype=np.int64), np.zeros((size, width), dtype=np.int64)
    first = np.zeros(width, dtype=np.int64)
    for row in range(size):
        depth: Whole = 0
        if row and lengths[row - 1] == lengths[row]:
            depth = 1
            while depth < width and codes[row, depth - 1] == codes[row - 1, depth - 1]:
                depth += 1
        first[depth:] = row
        starts[row] = first
        for place in range(width):
            counts[first[place], place] += 1
    for row in range(size):
        for place in range(width):
            counts[row, place] = counts[starts[row, place], place]
    return counts


@compiled
def gathered(
    codes: Codes, lengths: Codes, weights: Reals, begin: Reals, alike: NDArray[np.int64], shares: Reals
) -> tuple[NDArray[np.int64], NDArray[np.int64], Reals, Reals, NDArray[np.int32], NDArray[np.int32]]:
    """What each beginning of serials weighs, gathered at the first serial that has it.

    ``weights``: of each serial; ``begin[i, d]``: of serial i's first d characters. Serials that follow each
    other and begin alike are weighed together. Given are

    - ``begun[i]``: the first depth at which serial i begins otherwise than the one before it; 0 where its
      length or classes are others;
    - ``first[i, d]``: the first serial of those that begin with the first d characters of serial i;
    - ``open[i, d]``: what serial i adds to what that beginning weighs if a free end follows. Of all such ends
      the share that is registered, by ``alike``, is left out; ``shares[n, d]`` is the chance that a serial of
      length n is free from d on;
    - ``mass[i, d]``: the sum of these at the first serial;
    - the costs, in thousandths, that stand for all that weighs in those who begin so: their free ends from d
      on, and they themselves.
    """
    size, width = codes.shape
    begun = np.zeros(size, dtype=np.int64)
    first = np.zeros((size, width), dtype=np.int64)
    open_, mass = np.zeros((size, width)), np.zeros((size, width))
    ends, under = np.zeros((size, width + 1)), np.zeros((size, width + 1))
    at = np.zeros(width + 1, dtype=np.int64)
    for row in range(size):
        length = np.int64(lengths[row])
        same = row > 0 and lengths[row - 1] == length
        if same:
            for place in range(length):
                if (codes[row, place] <= _DIGITS) != (codes[row - 1, place] <= _DIGITS):
                    same = False
        if same:
            while begun[row] < length and codes[row, begun[row]] == codes[row - 1, begun[row]]:
                begun[row] += 1
            begun[row] += 1
        at[begun[row] :] = row
        first[row] = at[:width]
        possible, end = 1.0, 0.0
        under[at[length], length] += weights[row]
        for depth in range(length - 1, -1, -1):
            possible *= _DIGITS if codes[row, depth] <= _DIGITS else _LETTERS
            free = max(1.0 - alike[row, depth] / possible, 0.0)
            open_[row, depth] = begin[row, depth] * shares[length, depth] * free
            mass[at[depth], depth] += open_[row, depth]
            end += open_[row, depth]
            ends[at[depth], depth] += end
            under[at[depth], depth] += weights[row]
    return begun, first, open_, mass, _lightness(ends), _lightness(under)


@compiled
def _lightness(weights: Reals) -> NDArray[np.int32]:
    """The costs that stand for these weights, in thousandths."""
    light = np.full(weights.shape, NEVER, dtype=np.int32)
    for row in range(weights.shape[0]):
        for depth in range(weights.shape[1]):
            if weights[row, depth] > 0.0:
                light[row, depth] = -np.log(weights[row, depth]) * SCALE
    return light


@compiled
def _next(begun: NDArray[np.int64], row: Whole, depth: Whole) -> Whole:
    """The next serial that does not begin with the first ``depth`` characters of this one."""
    row += 1
    while row < len(begun) and begun[row] > depth:
        row += 1
    return row


@compiled
def _cutoff(least: float) -> Whole:
    """What costs more than this and weighs 1 adds less than ``least``."""
    return np.int64(-np.log(least) * SCALE) if least > 0.0 else np.int64(NEVER)


@compiled
def tails(
    exchange: Costs,
    gaps: Costs,
    cuts: Costs,
    codes: Codes,
    lengths: Codes,
    begun: NDArray[np.int64],
    mass: Reals,
    light: NDArray[np.int32],
    any_digit: Whole,
    any_letter: Whole,
    total: float,
    least: float,
) -> float:
    """The likelihood of all serials that begin like one of these and end freely, on top of ``total``.

    ``begun``, ``mass`` and ``light`` (of free ends) are what was ``gathered``; beginnings that together add
    less than the share ``least`` to the total are left out.
    """
    width, places = codes.shape[1], exchange.shape[1]
    columns = np.empty((width + 1, places + 1), dtype=np.int32)
    rest = np.empty((width + 2, places + 1), dtype=np.int32)
    cut = np.empty(width + 2, dtype=np.int32)
    ended = np.full(width + 1, NEVER, dtype=np.int64)
    classes = np.empty(0, dtype=np.int64)
    owed = _owed(gaps, width)
    _first(columns, gaps)
    row: Whole = 0
    while row < len(codes):
        length = np.int64(lengths[row])
        if begun[row] == 0:
            classes = np.empty(length, dtype=np.int64)
            for place in range(length):
                classes[place] = any_digit if codes[row, place] <= _DIGITS else any_letter
            _free_ends(rest, cut, classes, exchange, gaps, cuts)
        cutoff = _cutoff(least * total)
        after = row + 1
        for depth in range(begun[row], length):
            if depth:
                code, left = np.int64(codes[row, depth - 1]), length - depth
                last = np.int64(codes[row, depth - 2]) if depth > 1 else np.int64(0)
                cheapest = _column(
                    columns, depth - 2, depth - 1, depth, exchange, code, last, gaps, cuts[0, depth], owed,
                    left,
                )  # fmt: skip
                # Typed in full before this character; what follows is cut.
                ended[depth] = min(ended[depth - 1], np.int64(columns[depth - 1, places]) + cuts[1, left + 1])
                further = np.int64(cuts[0, depth + 1]) + owed[left - 1, 0]
                further = min(further, _crossing(columns, depth - 1, exchange, code, gaps, owed, left))
                if min(cheapest, ended[depth], further) > cutoff - light[row, depth]:
                    after = _next(begun, row, depth)
                    break
            if mass[row, depth]:
                last = np.int64(codes[row, depth - 1]) if depth else np.int64(0)
                paid = _joined(depth, last, columns, ended[depth], rest, cut, classes, exchange, gaps)
                total += mass[row, depth] * np.exp(-paid / SCALE)
        row = after
    return total


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
    owed, cutoff, total = _owed(gaps, width), _cutoff(least), 0.0
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
                after = _next(begun, row, depth)
                break
        else:
            for k in range(length):
                paid = min(ended[length, k], columns[length, places, k])
                total += weights[row] / length * np.exp(-paid / SCALE)
        row = after
    return total
