"""What was typed against serials that begin like a registered one and end freely.

A *column* is what it costs to have typed so many places by a serial's first j characters (the dynamic
programming of ``costs.cost_of``). What a free end costs from each place on is worked out backwards, once for
all serials of the same classes, and joined with the columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.automaton.compiling import Whole, compiled, inside
from findspot.matching.automaton.costs import ADDED, MISSED, NEVER, SCALE, SWAPPED
from findspot.matching.channel import ANY_DIGIT, ANY_LETTER
from findspot.matching.outside.weighing import cutoff_of, emission, passed_over

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs

    Longs = NDArray[np.int64]
    Reals = NDArray[np.float64]
    Codes = NDArray[np.uint8]


_DIGITS = 10
_LETTERS = len(FOLDED_ALPHABET) - _DIGITS


@inside
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
    owed: Longs,
    left: Whole,
) -> Whole:
    """Fill the column ``now`` for one more character, and give the least that all will cost by it.

    ``two_before`` and ``before`` are the columns before it, the first below 0 where there is none; ``last``
    is the character before. ``begin``: that all up to here was cut. ``owed``: see ``weighing.owed_by``, for
    the ``left`` characters that follow.
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


@inside
def _crossing(
    columns: Costs, before: Whole, exchange: Costs, code: Whole, gaps: Costs, owed: Longs, left: Whole
) -> Whole:
    """The least that all will cost where this character and the next are neighbours in the other order."""
    least = np.int64(NEVER)
    previous, typing, swapped, owing = columns[before], exchange[code], gaps[SWAPPED], owed[left - 1]
    for p in range(exchange.shape[1] - 1):
        least = min(least, np.int64(previous[p]) + swapped[p] + typing[p + 1] + owing[p + 2])
    return least


@inside
def _first(columns: Costs, gaps: Costs) -> None:
    """Fill the first column, before any character."""
    columns[0, 0] = 0
    for p in range(columns.shape[1] - 1):
        columns[0, p + 1] = min(columns[0, p] + gaps[ADDED, p], NEVER)


@inside
def _free_ends(
    rest: Costs,
    cut: Costs,
    classes: Longs,
    length: Whole,
    exchange: Costs,
    gaps: Costs,
    cuts: Costs,
) -> None:
    """What it costs to type the places from p on by characters of these classes from j on: ``rest[j, p]``.

    ``cut[j]``: the same for all places where at least j characters are cut at the beginning.
    """
    places = exchange.shape[1]
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


@inside
def _joined(
    depth: Whole,
    last: Whole,
    columns: Costs,
    ended: Whole,
    rest: Costs,
    cut: Costs,
    classes: Longs,
    length: Whole,
    exchange: Costs,
    gaps: Costs,
    cuts: Costs,
    cheapest: Costs,
    chance: Reals,
    aside: Reals,
    slot: Whole,
) -> Whole:
    """What it costs to type all by a serial's first ``depth`` characters, one left aside, and a free end.

    ``ended``: the same if all was typed before the beginning's last character, and what follows is cut.
    ``cheapest``: what it costs at least to type each place for a digit and for a letter; of the one left
    ``aside``, the shares of its class's characters are those from ``slot`` on.
    """
    places, letter = exchange.shape[1], np.int64(classes[depth] == ANY_LETTER)
    size = np.int64(_LETTERS if letter else _DIGITS)
    best = min(np.int64(ended), np.int64(cut[depth + 1]))
    best = min(best, np.int64(columns[depth, places]) + cuts[1, length - depth])
    for p in range(places + 1):
        best = min(best, np.int64(columns[depth, p]) + gaps[MISSED, p] + rest[depth + 1, p])
    for p in range(places):
        # It is typed in its place; or before the last one; or after the next one.
        paid = np.int64(columns[depth, p]) + rest[depth + 1, p + 1]
        before = after = np.int64(NEVER)
        if p + 1 < places and gaps[SWAPPED, p] < NEVER and depth:
            before = np.int64(columns[depth - 1, p]) + exchange[last, p + 1] + gaps[SWAPPED, p]
            before += rest[depth + 1, p + 2]
        if p and gaps[SWAPPED, p - 1] < NEVER and depth + 1 < length:
            after = np.int64(columns[depth, p - 1]) + exchange[classes[depth + 1], p - 1]
            after += gaps[SWAPPED, p - 1] + rest[depth + 2, p + 1]
        paid = min(paid, before, after)
        if paid + cheapest[letter, p] < best:
            best = min(best, paid + emission(chance, aside, slot, size, p))
    return best


def room(places: int, width: int) -> tuple[Costs, Costs, Costs, Longs, Longs, Reals]:
    """What ``tails`` works in, for so many places and serials of so many characters at most."""
    columns, rest = (np.empty((width + more, places + 1), dtype=np.int32) for more in (1, 2))
    ended, classes = np.full(width + 1, NEVER, dtype=np.int64), np.zeros(width, dtype=np.int64)
    return columns, rest, np.empty(width + 2, dtype=np.int32), ended, classes, np.zeros(width)


@compiled
def tails(
    exchange: Costs,
    gaps: Costs,
    cuts: Costs,
    owed: Longs,
    chance: Reals,
    cheapest: Costs,
    codes: Codes,
    lengths: Codes,
    begun: Longs,
    slots: Longs,
    mass: Reals,
    onward: Reals,
    aside: Reals,
    apart: Reals,
    light: NDArray[np.int32],
    total: float,
    least: float,
    columns: Costs,
    rest: Costs,
    cut: Costs,
    ended: Longs,
    classes: Longs,
    flow: Reals,
) -> float:
    """The likelihood of all unregistered serials that begin like one of these and end freely, on ``total``.

    ``owed``: see ``weighing.owed_by``. ``chance`` (codes, places): how likely each place is typed for each
    code, and ``cheapest`` (2, places) what it costs at least for a digit and for a letter. ``begun`` and
    ``slots`` are of the serials' tree, ``mass``, ``onward``, ``aside``, ``apart`` and ``light`` (of free
    ends) what was ``gathered``; beginnings that together add less than the share ``least`` to the total are
    left out. The last arrays are ``room``.
    """
    places = exchange.shape[1]
    _first(columns, gaps)
    row: Whole = np.int64(0)
    while row < len(codes):
        length = np.int64(lengths[row])
        if begun[row] == 0:
            for place in range(length):
                classes[place] = ANY_DIGIT if codes[row, place] <= _DIGITS else ANY_LETTER
            _free_ends(rest, cut, classes, length, exchange, gaps, cuts)
        cutoff = cutoff_of(least * total)
        after = row + 1
        for depth in range(begun[row], length):
            flow[depth] = mass[row, depth] + (flow[depth - 1] * onward[row, depth] if depth else 0.0)
            if depth:
                code, left = np.int64(codes[row, depth - 1]), length - depth
                last = np.int64(codes[row, depth - 2]) if depth > 1 else np.int64(0)
                least_of = _column(
                    columns, depth - 2, depth - 1, depth, exchange, code, last, gaps, cuts[0, depth], owed,
                    left,
                )  # fmt: skip
                # Typed in full before this character; what follows is cut.
                ended[depth] = min(ended[depth - 1], np.int64(columns[depth - 1, places]) + cuts[1, left + 1])
                further = np.int64(cuts[0, depth + 1]) + owed[left - 1, 0]
                further = min(further, _crossing(columns, depth - 1, exchange, code, gaps, owed, left))
                if min(least_of, ended[depth], further) > cutoff - light[row, depth]:
                    after = passed_over(begun, row, depth)
                    break
            weight = flow[depth] * apart[row, depth]
            if weight > 0.0:
                last = np.int64(codes[row, depth - 1]) if depth else np.int64(0)
                paid = _joined(
                    depth, last, columns, ended[depth], rest, cut, classes, length, exchange, gaps, cuts,
                    cheapest, chance, aside, slots[row, depth],
                )  # fmt: skip
                total += weight * np.exp(-paid / SCALE)
        row = after
    return total
