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
def gathered(  # noqa: C901 - one loop, in machine code
    codes: Codes, lengths: Codes, weights: Reals, alike: NDArray[np.int64], shares: Reals
) -> tuple[NDArray[np.int64], NDArray[np.int64], Reals, Reals, NDArray[np.int32]]:
    """What each beginning of serials weighs, gathered at the first serial that has it.

    Serials that follow each other and begin alike are weighed together. Given are

    - ``begun[i]``: the first depth at which serial i begins otherwise than the one before it; 0 where its
      length or classes are others;
    - ``first[i, d]``: the first serial of those that begin with the first d characters of serial i;
    - ``open[i, d]``: what serial i adds to what that beginning weighs if a free end follows. Of all such ends
      the share that is registered, by ``alike``, is left out; ``shares[n, d]`` is the chance that a serial of
      length n is free from d on;
    - ``mass[i, d]``: the sum of these at the first serial;
    - ``light[i, d]``: the cost, in thousandths, that stands for all that those who begin so weigh.
    """
    size, width = codes.shape
    begun = np.zeros(size, dtype=np.int64)
    first = np.zeros((size, width), dtype=np.int64)
    open_, mass = np.zeros((size, width)), np.zeros((size, width))
    under = np.zeros((size, width + 1))
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
        possible = 1.0
        under[at[length], length] += weights[row]
        for depth in range(length - 1, -1, -1):
            possible *= _DIGITS if codes[row, depth] <= _DIGITS else _LETTERS
            free = max(1.0 - alike[row, depth] / possible, 0.0)
            open_[row, depth] = weights[row] * shares[length, depth] * free
            mass[at[depth], depth] += open_[row, depth]
            under[at[depth], depth] += weights[row]
    light = np.full((size, width + 1), NEVER, dtype=np.int32)
    for row in range(size):
        for depth in range(begun[row], np.int64(lengths[row]) + 1):
            if under[row, depth] > 0.0:
                light[row, depth] = -np.log(under[row, depth]) * SCALE
    return begun, first, open_, mass, light


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
    # Those of a serial itself, then, by the place that was exchanged, those of the others.
    columns = np.empty(((width + 1) * (width + 1), places + 1), dtype=np.int32)
    # What it costs if all was typed before, and whether the columns are followed.
    ended = np.empty((width, width + 1), dtype=np.int64)
    followed = np.zeros((width, width + 1), dtype=np.bool_)
    plain = np.full(width + 1, NEVER, dtype=np.int64)
    # Whether serials that begin so need be looked at for exchanges further on.
    open_ = np.ones(width + 1, dtype=np.bool_)
    owed, cutoff, total = _owed(gaps, width), _cutoff(least), 0.0
    _first(columns, gaps)
    row: Whole = 0
    while row < len(codes):
        length = np.int64(lengths[row])
        after = row + 1
        for depth in range(max(begun[row], 1), length + 1):
            limit, left = cutoff - light[row, depth], length - depth
            code = np.int64(codes[row, depth - 1])
            last = np.int64(codes[row, depth - 2]) if depth > 1 else np.int64(0)
            begin, further = np.int64(cuts[0, depth]), np.int64(NEVER)
            if left:
                further = np.int64(cuts[0, depth + 1]) + owed[left - 1, 0]
            codes_before: tuple[Whole, Whole] = (last, but + min(last, highest))
            alive = False
            for spot in range(depth - 1):
                followed[spot, depth] = False
                if not followed[spot, depth - 1]:
                    continue
                here = (spot + 1) * (width + 1) + depth
                two, before = here - 2, codes_before[0]
                if spot == depth - 2:
                    two, before = np.int64(spot), codes_before[1]
                cheapest = _column(
                    columns, two, here - 1, here, exchange, code, before, gaps, begin, owed, left
                )
                ended[spot, depth] = min(
                    ended[spot, depth - 1], np.int64(columns[here - 1, places]) + cuts[1, left + 1]
                )
                cheapest = min(cheapest, further, ended[spot, depth])
                if left and cheapest > limit:
                    crossing = _crossing(columns, here - 1, exchange, code, gaps, owed, left)
                    cheapest = min(cheapest, crossing)
                followed[spot, depth] = cheapest <= limit
                alive |= followed[spot, depth]
            followed[depth - 1, depth] = open_[depth] = False
            if open_[depth - 1]:
                plain[depth] = min(plain[depth - 1], np.int64(columns[depth - 1, places]) + cuts[1, left + 1])
                ended[depth - 1, depth] = plain[depth]
                further = min(further, plain[depth])
                here = depth * (width + 1) + depth
                for one, now in ((but + min(code, highest), here), (code, depth)):
                    cheapest = _column(
                        columns, depth - 2, depth - 1, now, exchange, one, last, gaps, begin, owed, left
                    )
                    cheapest = min(cheapest, further)
                    if left and cheapest > limit:
                        crossing = _crossing(columns, depth - 1, exchange, one, gaps, owed, left)
                        cheapest = min(cheapest, crossing)
                    if now == here:
                        followed[depth - 1, depth] = cheapest <= limit
                    else:
                        open_[depth] = cheapest <= limit
            if not alive and not followed[depth - 1, depth] and not open_[depth]:
                after = _next(begun, row, depth)
                break
        else:
            for spot in range(length):
                if followed[spot, length]:
                    at_end = np.int64(columns[(spot + 1) * (width + 1) + length, places])
                    paid = min(ended[spot, length], at_end)
                    total += weights[row] / length * np.exp(-paid / SCALE)
        row = after
    return total
