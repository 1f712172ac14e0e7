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
#: What is less likely is never typed.
_LEAST = 1e-300


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
def class_keys(codes: Codes, lengths: Codes) -> NDArray[np.uint64]:
    """A number for each serial by which those of a length stand with those of the same classes.

    None where they do so already. Its bits say which characters are letters.
    """
    keys = np.zeros(len(codes), dtype=np.uint64)
    ordered = True
    for row in range(len(codes)):
        for place in range(lengths[row]):
            if codes[row, place] > _DIGITS:
                keys[row] |= np.uint64(1) << np.uint64(63 - place)
        if row and lengths[row] == lengths[row - 1] and keys[row] < keys[row - 1]:
            ordered = False
    return keys[:0] if ordered else keys


@compiled
def rooted(codes: Codes, lengths: Codes) -> tuple[NDArray[np.int64], NDArray[np.int64], Whole]:
    """The tree of these serials, which stand by length, then classes, then characters: ``begun``, ``slots``.

    ``begun[i]``: the first depth at which serial i begins otherwise than the one before it; 0 where its
    length or classes are others. ``slots[i, d]``: where what may follow its first d characters has its
    places, one for each digit or one for each letter; and how many places there are in all.
    """
    size, width = codes.shape
    begun, slots = np.zeros(size, dtype=np.int64), np.zeros((size, width), dtype=np.int64)
    at = np.zeros(width, dtype=np.int64)
    whole: Whole = np.int64(0)
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
        for depth in range(begun[row], length):
            at[depth] = whole
            whole += _DIGITS if codes[row, depth] <= _DIGITS else _LETTERS
        slots[row] = at
    return begun, slots, whole


@compiled
def gathered(
    codes: Codes,
    lengths: Codes,
    begin: Reals,
    begun: NDArray[np.int64],
    slots: NDArray[np.int64],
    alike: NDArray[np.int64],
    following: NDArray[np.int64],
    shares: Reals,
) -> tuple[NDArray[np.int64], Reals, Reals, Reals, Reals, Reals, NDArray[np.int32]]:
    """What each beginning of serials weighs, gathered at the first serial that has it.

    ``begin[i, d]``: of serial i's first d characters; ``begun`` and ``slots``: of
    their tree; ``alike`` and ``following``: how many registered serials begin so and go on so
    (``counting.Branches``); ``shares[n, d]``: the chance that a serial of length n is free from d on. Given
    are

    - ``first[i, d]``: the first serial of those that begin with the first d characters of serial i;
    - ``open[i, d]``: what serial i adds to what that beginning weighs if a free end follows; nothing where
      all such ends are registered;
    - ``mass[i, d]``: the sum of these at the first serial;
    - ``onward[i, d]``: of all unregistered ends that the beginning one character shorter has, the share of
      this one;
    - ``aside``, by slot: of all unregistered ends that a beginning has, the share of those that go on with
      each character, but for characters with which serials of these go on; and ``apart[i, d]``, their sum;
    - the cost, in thousandths, that stands for all that weighs in free ends, from d on, of those that begin
      so.
    """
    size, width = codes.shape
    first = np.zeros((size, width), dtype=np.int64)
    open_, mass = np.zeros((size, width)), np.zeros((size, width))
    onward, apart = np.zeros((size, width)), np.zeros((size, width))
    aside = np.zeros(len(following))
    ends = np.zeros((size, width + 1))
    at = np.zeros(width + 1, dtype=np.int64)
    for row in range(size):
        length = np.int64(lengths[row])
        at[begun[row] :] = row
        first[row] = at[:width]
        possible, end = 1.0, 0.0
        for depth in range(length - 1, -1, -1):
            places = _DIGITS if codes[row, depth] <= _DIGITS else _LETTERS
            if depth >= begun[row]:
                some = slots[row, depth]
                _spread(aside[some : some + places], following[some : some + places], possible)
            possible *= places
            free = max(1.0 - alike[row, depth] / possible, 0.0)
            open_[row, depth] = begin[row, depth] * shares[length, depth] * (free > 0.0)
            mass[at[depth], depth] += open_[row, depth]
            end += open_[row, depth]
            ends[at[depth], depth] += end
        for depth in range(max(begun[row], 1), length):
            code = np.int64(codes[row, depth - 1])
            own = own_of(code)
            if own >= 0:
                one = slots[row, depth - 1] + own
                onward[row, depth], aside[one] = aside[one], 0.0
    flow = np.zeros(width)
    for row in range(size):
        for depth in range(begun[row], lengths[row]):
            places = _DIGITS if codes[row, depth] <= _DIGITS else _LETTERS
            some = slots[row, depth]
            apart[row, depth] = aside[some : some + places].sum()
            reaching = flow[depth - 1] * onward[row, depth] if depth else 0.0
            flow[depth] = mass[row, depth] + reaching
            ends[row, depth] += reaching
    return first, open_, mass, onward, aside, apart, _lightness(ends)


@compiled
def _spread(shares: Reals, registered: NDArray[np.int64], possible: float) -> None:
    """Fill the shares of all unregistered ends for each next character, after which so many are possible."""
    whole = 0.0
    for one in range(len(shares)):
        shares[one] = max(possible - registered[one], 0.0)
        whole += shares[one]
    if whole:
        for one in range(len(shares)):
            shares[one] /= whole


@compiled
def lightness_of(weights: Reals, lengths: Codes, begun: NDArray[np.int64], width: Whole) -> NDArray[np.int32]:
    """The cost that stands for what all weigh that begin with the first 0, 1, 2 … characters of each."""
    under = np.zeros((len(weights), width + 1))
    at = np.zeros(width + 1, dtype=np.int64)
    for row in range(len(weights)):
        at[begun[row] :] = row
        for depth in range(lengths[row] + 1):
            under[at[depth], depth] += weights[row]
    return _lightness(under)


@compiled
def spare_exchanges(
    codes: Codes, lengths: Codes, slots: NDArray[np.int64], following: NDArray[np.int64], weights: Reals
) -> float:
    """For how many rows serials with these weights stand, of each the unregistered share of its exchanges.

    Of what begins like a serial and goes on with another character, as much counts as registered as of all
    that goes on so; see ``loose_of``.
    """
    total, loose = 0.0, np.empty(_LETTERS)
    for row in range(len(codes)):
        length, possible = np.int64(lengths[row]), 1.0
        for depth in range(length - 1, -1, -1):
            if weights[row] > 0.0:
                size = loose_of(loose, following, slots[row, depth], codes[row, depth], possible)
                total += weights[row] * loose[:size].sum() / others_of(codes[row, depth]) / length
                possible *= size
    return total


@compiled
def loose_of(loose: Reals, following: NDArray[np.int64], slot: Whole, code: Whole, possible: float) -> Whole:
    """Fill the unregistered share of all ends that go on with each other character of the code's class.

    ``possible``: how many ends each has. Gives how many characters the class has; the code's own share is 0.
    """
    size = _DIGITS if code <= _DIGITS else _LETTERS
    for one in range(size):
        loose[one] = max(1.0 - following[slot + one] / possible, 0.0)
    if own_of(code) >= 0:
        loose[own_of(code)] = 0.0
    return size


@compiled
def others_of(code: Whole) -> Whole:
    """How many other characters the code's class has."""
    if code <= _DIGITS:
        return np.int64(_DIGITS - 1)
    return np.int64(_LETTERS - 1) if code <= _DIGITS + _LETTERS else np.int64(_LETTERS)


@compiled
def own_of(code: Whole) -> Whole:
    """The place of a character among those of its class; -1 if it is of another script."""
    if code <= _DIGITS:
        return np.int64(code) - 1
    return np.int64(code) - _DIGITS - 1 if code <= _DIGITS + _LETTERS else np.int64(-1)


@compiled
def emissions(costs: NDArray[np.float32], chance: Reals, shares: Reals) -> None:
    """Fill what it costs to type each place for one of several characters of a class; see ``emission``."""
    for place in range(len(costs)):
        costs[place] = emission(chance, shares, place)


@compiled
def emission(chance: Reals, shares: Reals, place: Whole) -> Whole:
    """What it costs to type a place for one of several characters of a class.

    ``chance`` (codes, places): how likely each place is typed for each code; ``shares``: of the characters.
    """
    begin = 1 if len(shares) == _DIGITS else _DIGITS + 1
    likely = whole = 0.0
    for one in range(len(shares)):
        likely += shares[one] * chance[begin + one, place]
        whole += shares[one]
    return np.int64(np.rint(-np.log(likely / whole) * SCALE)) if likely > _LEAST * whole else np.int64(NEVER)


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
