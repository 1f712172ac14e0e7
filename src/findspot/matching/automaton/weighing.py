"""The loops that weigh what was typed against families of serials: free ends, and one character exchanged.

Serials come in the order of ranks, so that each begins like the one before: a *column* (what it costs to have
typed so many places by a serial's first j characters, the dynamic programming of ``costs.cost_of``) is worked
out once for all serials that begin so. What a free end costs from each place on is worked out backwards, once
for all serials of the same classes, and joined with the columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.automaton.compiling import Whole, compiled
from findspot.matching.automaton.costs import ADDED, MISSED, NEVER, SCALE, SWAPPED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs

    Reals = NDArray[np.float64]
    Codes = NDArray[np.uint8]

_DIGITS = 10
_LETTERS = len(FOLDED_ALPHABET) - _DIGITS


@compiled
def _column(
    two_before: Costs,
    before: Costs,
    now: Costs,
    exchange: Costs,
    crossed: Costs,
    gaps: Costs,
    begin: Whole,
    owed: Costs,
    swaps: bool,
) -> Whole:
    """The column after one more character, and the least that all will cost by it and what follows.

    ``exchange``: what it costs to type each place for this character; ``crossed``: for the one before.
    ``begin``: that all up to here was cut. ``owed``: see ``_owed``, for the characters that follow.
    ``swaps``: whether a character stands before.
    """
    places = len(exchange)
    missed, added, swapped = gaps[MISSED], gaps[ADDED], gaps[SWAPPED]
    for p in range(places):
        now[p + 1] = min(before[p + 1] + missed[p + 1], before[p] + exchange[p])
    if swaps:
        for p in range(places - 1):
            paid = two_before[p] + swapped[p] + exchange[p] + crossed[p + 1]
            now[p + 2] = min(now[p + 2], paid)
    now[0] = begin
    least: Whole = np.int64(now[0]) + np.int64(owed[0])
    for p in range(places):
        now[p + 1] = min(now[p + 1], now[p] + added[p], NEVER)
        least = min(least, np.int64(now[p + 1]) + np.int64(owed[p + 1]))
    return least


@compiled
def _crossing(before: Costs, exchange: Costs, gaps: Costs, owed: Costs) -> Whole:
    """The least that all will cost where this character and the next are neighbours in the other order."""
    least = np.int64(NEVER)
    swapped = gaps[SWAPPED]
    for p in range(len(exchange) - 1):
        least = min(least, np.int64(before[p]) + swapped[p] + exchange[p + 1] + owed[p + 2])
    return least


@compiled
def _owed(gaps: Costs, longest: Whole) -> Costs:
    """What it costs at least that more places follow than characters: by characters left, and place."""
    places = gaps.shape[1] - 1
    owed = np.zeros((longest + 1, places + 1), dtype=np.int32)
    written, added = 0, np.int64(0)
    for p in range(places):
        added = max(added, np.int64(gaps[ADDED, p]))
    for p in range(places - 1, -1, -1):
        written += gaps[ADDED, p] > 0
        for left in range(min(written, longest + 1)):
            owed[left, p] = (written - left) * added
    return owed


@compiled
def _first(now: Costs, gaps: Costs) -> None:
    """The column before the first character."""
    now[0] = 0
    for p in range(1, len(now)):
        now[p] = min(now[p - 1] + gaps[ADDED, p - 1], NEVER)


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
def gathered(  # noqa: C901 - one loop, in machine code
    codes: Codes, lengths: Codes, weights: Reals, alike: NDArray[np.int64], shares: Reals
) -> tuple[NDArray[np.int64], Reals, NDArray[np.int32]]:
    """What each beginning of serials weighs, gathered at the first serial that has it: begun, mass and light.

    Serials that follow each other and begin alike are weighed together. ``begun[i]``: the first depth at
    which serial i begins otherwise than the one before it; 0 where its length or classes are others.
    ``mass[i, d]``: what the beginning of d characters weighs if a free end follows; of all such ends the
    share that is registered, by ``alike``, is left out, and ``shares[n, d]`` is the chance that one of length
    n is free from d on. ``light[i, d]``: the cost, in thousandths, that stands for what all that begin so
    weigh.
    """
    size, width = codes.shape
    begun = np.zeros(size, dtype=np.int64)
    mass = np.zeros((size, width))
    under = np.zeros((size, width + 1))
    first = np.zeros(width + 1, dtype=np.int64)
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
        first[begun[row] :] = row
        possible = 1.0
        under[first[length], length] += abs(weights[row])
        for depth in range(length - 1, -1, -1):
            possible *= _DIGITS if codes[row, depth] <= _DIGITS else _LETTERS
            free = max(1.0 - alike[row, depth] / possible, 0.0)
            mass[first[depth], depth] += weights[row] * shares[length, depth] * free
            under[first[depth], depth] += abs(weights[row])
    light = np.full((size, width + 1), NEVER, dtype=np.int32)
    for row in range(size):
        for depth in range(begun[row], np.int64(lengths[row]) + 1):
            if under[row, depth] > 0.0:
                light[row, depth] = -np.log(under[row, depth]) * SCALE
    return begun, mass, light


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

    ``begun``, ``mass`` and ``light`` are what was ``gathered``; the beginnings that together add less than
    the share ``least`` to the total are each left out.
    """
    width, places = codes.shape[1], exchange.shape[1]
    columns = np.empty((width + 1, places + 1), dtype=np.int32)
    rest = np.empty((width + 2, places + 1), dtype=np.int32)
    cut = np.empty(width + 2, dtype=np.int32)
    ended = np.full(width + 1, NEVER, dtype=np.int64)
    classes = np.empty(0, dtype=np.int64)
    owed = _owed(gaps, width)
    _first(columns[0], gaps)
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
                typing, left = exchange[codes[row, depth - 1]], length - depth
                cheapest = _column(
                    columns[max(depth - 2, 0)], columns[depth - 1], columns[depth], typing,
                    exchange[codes[row, max(depth - 2, 0)]], gaps, cuts[0, depth], owed[left], depth > 1,
                )  # fmt: skip
                # Typed in full before this character; what follows is cut.
                ended[depth] = min(ended[depth - 1], np.int64(columns[depth - 1, places]) + cuts[1, left + 1])
                further = np.int64(cuts[0, depth + 1]) + owed[left - 1, 0]
                further = min(further, _crossing(columns[depth - 1], typing, gaps, owed[left - 1]))
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
def edits(  # noqa: C901, PLR0912, PLR0915 - one loop, in machine code
    exchange: Costs,
    gaps: Costs,
    cuts: Costs,
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

    ``begun`` and ``light`` are what was ``gathered``. ``but`` plus a code, at most ``highest``, is any other
    of its class. What cannot add ``least`` is left out.
    """
    width, places = codes.shape[1], exchange.shape[1]
    columns = np.empty((width + 1, places + 1), dtype=np.int32)
    # By the place that was exchanged: columns, what it costs if all was typed, and whether it is followed.
    edited = np.empty((width, width + 1, places + 1), dtype=np.int32)
    ended = np.empty((width, width + 1), dtype=np.int64)
    followed = np.zeros((width, width + 1), dtype=np.bool_)
    plain = np.full(width + 1, NEVER, dtype=np.int64)
    # Whether serials that begin so need be looked at for exchanges further on.
    open_ = np.ones(width + 1, dtype=np.bool_)
    owed, cutoff, total = _owed(gaps, width), _cutoff(least), 0.0
    _first(columns[0], gaps)
    row: Whole = 0
    while row < len(codes):
        length = np.int64(lengths[row])
        after = row + 1
        for depth in range(max(begun[row], 1), length + 1):
            limit = cutoff - light[row, depth]
            left, second = length - depth, max(depth - 2, 0)
            typing, crossed = exchange[codes[row, depth - 1]], exchange[codes[row, second]]
            begin, further = np.int64(cuts[0, depth]), np.int64(NEVER)
            if left:
                further = np.int64(cuts[0, depth + 1]) + owed[left - 1, 0]
            alive = False
            for spot in range(depth - 1):
                followed[spot, depth] = False
                if not followed[spot, depth - 1]:
                    continue
                last, now = edited[spot, depth - 1], edited[spot, depth]
                if spot == second:
                    other = exchange[but + min(np.int64(codes[row, spot]), highest)]
                    cheapest = _column(
                        columns[spot], last, now, typing, other, gaps, begin, owed[left], depth > 1
                    )
                else:
                    two = edited[spot, second]
                    cheapest = _column(two, last, now, typing, crossed, gaps, begin, owed[left], depth > 1)
                ended[spot, depth] = min(ended[spot, depth - 1], np.int64(last[places]) + cuts[1, left + 1])
                cheapest = min(cheapest, further, ended[spot, depth])
                if left and cheapest > limit:
                    cheapest = min(cheapest, _crossing(last, typing, gaps, owed[left - 1]))
                followed[spot, depth] = cheapest <= limit
                alive |= followed[spot, depth]
            followed[depth - 1, depth] = open_[depth] = False
            if open_[depth - 1]:
                last, two = columns[depth - 1], columns[second]
                plain[depth] = min(plain[depth - 1], np.int64(last[places]) + cuts[1, left + 1])
                ended[depth - 1, depth] = plain[depth]
                further = min(further, plain[depth])
                other = exchange[but + min(np.int64(codes[row, depth - 1]), highest)]
                now = edited[depth - 1, depth]
                cheapest = _column(two, last, now, other, crossed, gaps, begin, owed[left], depth > 1)
                if left:
                    cheapest = min(cheapest, _crossing(last, other, gaps, owed[left - 1]))
                followed[depth - 1, depth] = min(cheapest, further) <= limit
                now = columns[depth]
                cheapest = _column(two, last, now, typing, crossed, gaps, begin, owed[left], depth > 1)
                if left:
                    cheapest = min(cheapest, _crossing(last, typing, gaps, owed[left - 1]))
                open_[depth] = min(cheapest, further) <= limit
            if not alive and not followed[depth - 1, depth] and not open_[depth]:
                after = _next(begun, row, depth)
                break
        else:
            for spot in range(length):
                if followed[spot, length]:
                    paid = min(ended[spot, length], np.int64(edited[spot, length, places]))
                    total += weights[row] / length * np.exp(-paid / SCALE)
        row = after
    return total
