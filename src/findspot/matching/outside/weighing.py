"""What the beginnings of serials weigh, gathered for the loops that weigh what was typed against families.

Serials come in the order of ranks, so that each begins like the one before: what holds for a beginning is
worked out once for all serials that have it (``tails`` for free ends, ``exchanges`` for one character
exchanged).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.automaton.compiling import Whole, compiled
from findspot.matching.automaton.costs import ADDED, NEVER, SCALE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Reals = NDArray[np.float64]
    Codes = NDArray[np.uint8]


_DIGITS = 10
_LETTERS = len(FOLDED_ALPHABET) - _DIGITS


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
def passed_over(begun: NDArray[np.int64], row: Whole, depth: Whole) -> Whole:
    """The next serial that does not begin with the first ``depth`` characters of this one."""
    row += 1
    while row < len(begun) and begun[row] > depth:
        row += 1
    return row


@compiled
def cutoff_of(least: float) -> Whole:
    """What costs more than this and weighs 1 adds less than ``least``."""
    return np.int64(-np.log(least) * SCALE) if least > 0.0 else np.int64(NEVER)


@compiled
def owed_by(gaps: NDArray[Any], longest: Whole) -> NDArray[Any]:
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
