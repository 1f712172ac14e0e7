"""What the beginnings of serials weigh, gathered for the loops that weigh what was typed against families.

Serials come in the order of ranks, so that each begins like the one before: what holds for a beginning is
worked out once for all serials that have it (``tails`` for free ends, ``exchanges`` for one character
exchanged).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FOLDED_ALPHABET
from findspot.matching.automaton.compiling import Whole, compiled, inside
from findspot.matching.automaton.costs import ADDED, NEVER, SCALE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs

    Longs = NDArray[np.int64]
    Reals = NDArray[np.float64]
    Codes = NDArray[np.uint8]


_DIGITS = 10
_LETTERS = len(FOLDED_ALPHABET) - _DIGITS
#: What is less likely is never typed.
_LEAST = 1e-300


def sharing(codes: Codes, lengths: Codes) -> Longs:
    """How many of these serials, in the order of ranks, begin with the first d characters of each."""
    counts, starts = np.zeros(codes.shape, dtype=np.int64), np.zeros(codes.shape, dtype=np.int64)
    _sharing(codes, lengths, counts, starts)
    return counts


@compiled
def _sharing(codes: Codes, lengths: Codes, counts: Longs, starts: Longs) -> None:
    """Fill the counts; ``starts``: for each, the first serial that begins so."""
    size, width = codes.shape
    for row in range(size):
        depth: Whole = np.int64(0)
        if row and lengths[row - 1] == lengths[row]:
            depth = np.int64(1)
            while depth < width and codes[row, depth - 1] == codes[row - 1, depth - 1]:
                depth += 1
        for place in range(width):
            starts[row, place] = row if place >= depth else starts[row - 1, place]
            counts[starts[row, place], place] += 1
    for row in range(size):
        for place in range(width):
            counts[row, place] = counts[starts[row, place], place]


def class_keys(codes: Codes, lengths: Codes) -> NDArray[np.uint64]:
    """A number for each serial by which those of a length stand with those of the same classes.

    None where they do so already. Its bits say which characters are letters.
    """
    bits = np.uint64(1) << np.arange(63, 63 - codes.shape[1], -1, dtype=np.uint64)
    keys: NDArray[np.uint64] = np.where(codes > _DIGITS, bits, np.uint64(0)).sum(axis=1, dtype=np.uint64)
    ordered = (lengths[1:] != lengths[:-1]) | (keys[1:] >= keys[:-1])
    return keys[:0] if ordered.all() else keys


def rooted(codes: Codes, lengths: Codes) -> tuple[Longs, Longs, Whole]:
    """The tree of these serials, which stand by length, then classes, then characters: ``begun``, ``slots``.

    ``begun[i]``: the first depth at which serial i begins otherwise than the one before it; 0 where its
    length or classes are others. ``slots[i, d]``: where what may follow its first d characters has its
    places, one for each digit or one for each letter; and how many places there are in all.
    """
    begun, slots = np.zeros(len(codes), dtype=np.int64), np.zeros(codes.shape, dtype=np.int64)
    return begun, slots, _rooted(codes, lengths, begun, slots)


@compiled
def _rooted(codes: Codes, lengths: Codes, begun: Longs, slots: Longs) -> Whole:
    whole: Whole = np.int64(0)
    for row in range(len(codes)):
        length = np.int64(lengths[row])
        same = row > 0 and lengths[row - 1] == length
        if same:
            for place in range(length):
                if (codes[row, place] <= _DIGITS) != (codes[row - 1, place] <= _DIGITS):
                    same = False
        fresh = np.int64(0)
        if same:
            while fresh < length and codes[row, fresh] == codes[row - 1, fresh]:
                fresh += 1
            fresh += 1
        begun[row] = fresh
        for depth in range(min(fresh, length)):
            slots[row, depth] = slots[row - 1, depth]
        for depth in range(fresh, length):
            slots[row, depth] = whole
            whole += _size_of(codes[row, depth])
    return whole


def gathered(
    codes: Codes,
    lengths: Codes,
    begin: Reals,
    begun: Longs,
    slots: Longs,
    alike: Longs,
    following: Longs,
    shares: Reals,
) -> tuple[Longs, Reals, Reals, Reals, Reals, Reals, NDArray[np.int32]]:
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
    open_, mass, onward, apart = (np.zeros((size, width)) for _ in range(4))
    aside, ends, flow = np.zeros(len(following)), np.zeros((size, width + 1)), np.zeros(width)
    light = np.full(ends.shape, NEVER, dtype=np.int32)
    _gather(codes, lengths, begin, begun, slots, alike, following, shares, first, open_, mass, aside, ends)
    _go_on(codes, lengths, begun, slots, mass, onward, aside, apart, ends, flow)
    _lightness(ends, light)
    return first, open_, mass, onward, aside, apart, light


@compiled
def _gather(
    codes: Codes,
    lengths: Codes,
    begin: Reals,
    begun: Longs,
    slots: Longs,
    alike: Longs,
    following: Longs,
    shares: Reals,
    first: Longs,
    open_: Reals,
    mass: Reals,
    aside: Reals,
    ends: Reals,
) -> None:
    """Fill what serials add to their beginnings, and the shares of all characters, their own among them."""
    width = codes.shape[1]
    for row in range(len(codes)):
        length = np.int64(lengths[row])
        for depth in range(width):
            first[row, depth] = row if depth >= begun[row] else first[row - 1, depth]
        possible, end = 1.0, 0.0
        for depth in range(length - 1, -1, -1):
            places = _size_of(codes[row, depth])
            if depth >= begun[row]:
                _spread(aside, following, slots[row, depth], places, possible)
            possible *= places
            free = max(1.0 - alike[row, depth] / possible, 0.0)
            open_[row, depth] = begin[row, depth] * shares[length, depth] * (free > 0.0)
            mass[first[row, depth], depth] += open_[row, depth]
            end += open_[row, depth]
            ends[first[row, depth], depth] += end


@compiled
def _go_on(
    codes: Codes,
    lengths: Codes,
    begun: Longs,
    slots: Longs,
    mass: Reals,
    onward: Reals,
    aside: Reals,
    apart: Reals,
    ends: Reals,
    flow: Reals,
) -> None:
    """Take the characters with which serials go on from those ``aside``; add what reaches each beginning."""
    for row in range(len(codes)):
        for depth in range(max(begun[row], np.int64(1)), np.int64(lengths[row])):
            own = own_of(np.int64(codes[row, depth - 1]))
            if own >= 0:
                one = slots[row, depth - 1] + own
                onward[row, depth] = aside[one]
                aside[one] = 0.0
    for row in range(len(codes)):
        for depth in range(begun[row], np.int64(lengths[row])):
            apart[row, depth] = whole_of(aside, slots[row, depth], _size_of(codes[row, depth]))
            reaching = flow[depth - 1] * onward[row, depth] if depth else 0.0
            flow[depth] = mass[row, depth] + reaching
            ends[row, depth] += reaching


@inside
def _size_of(code: Whole) -> Whole:
    """How many characters a code's class has."""
    return np.int64(_DIGITS if code <= _DIGITS else _LETTERS)


@inside
def whole_of(values: Reals, begin: Whole, size: Whole) -> float:
    """The sum of so many of these."""
    whole = 0.0
    for one in range(begin, begin + size):
        whole += values[one]
    return whole


@inside
def _spread(shares: Reals, registered: Longs, slot: Whole, size: Whole, possible: float) -> None:
    """Fill the shares of all unregistered ends for each next character, after which so many are possible."""
    whole = 0.0
    for one in range(slot, slot + size):
        shares[one] = max(possible - registered[one], 0.0)
        whole += shares[one]
    if whole:
        for one in range(slot, slot + size):
            shares[one] /= whole


def lightness_of(weights: Reals, lengths: Codes, begun: Longs, width: Whole) -> NDArray[np.int32]:
    """The cost that stands for what all weigh that begin with the first 0, 1, 2 … characters of each."""
    under, at = np.zeros((len(weights), width + 1)), np.zeros(width + 1, dtype=np.int64)
    light = np.full(under.shape, NEVER, dtype=np.int32)
    _weigh(weights, lengths, begun, at, under)
    _lightness(under, light)
    return light


@compiled
def _weigh(weights: Reals, lengths: Codes, begun: Longs, at: Longs, under: Reals) -> None:
    """Add what serials weigh to their beginnings; ``at``: the first serial that begins so."""
    for row in range(len(weights)):
        for depth in range(begun[row], len(at)):
            at[depth] = row
        for depth in range(np.int64(lengths[row]) + 1):
            under[at[depth], depth] += weights[row]


def spare_exchanges(codes: Codes, lengths: Codes, slots: Longs, following: Longs, weights: Reals) -> float:
    """For how many rows serials with these weights stand, of each the unregistered share of its exchanges.

    Of what begins like a serial and goes on with another character, as much counts as registered as of all
    that goes on so; see ``loose_of``.
    """
    return _spare(codes, lengths, slots, following, weights, np.empty(_LETTERS))


@compiled
def _spare(
    codes: Codes, lengths: Codes, slots: Longs, following: Longs, weights: Reals, loose: Reals
) -> float:
    total = 0.0
    for row in range(len(codes)):
        length, possible = np.int64(lengths[row]), 1.0
        for depth in range(length - 1, -1, -1):
            if weights[row] > 0.0:
                code = np.int64(codes[row, depth])
                size = loose_of(loose, following, slots[row, depth], code, possible)
                total += weights[row] * whole_of(loose, np.int64(0), size) / others_of(code) / length
                possible *= size
    return total


@inside
def loose_of(loose: Reals, following: Longs, slot: Whole, code: Whole, possible: float) -> Whole:
    """Fill the unregistered share of all ends that go on with each other character of the code's class.

    ``possible``: how many ends each has. Gives how many characters the class has; the code's own share is 0.
    """
    size = _size_of(code)
    for one in range(size):
        loose[one] = max(1.0 - following[slot + one] / possible, 0.0)
    if own_of(code) >= 0:
        loose[own_of(code)] = 0.0
    return size


@inside
def others_of(code: Whole) -> Whole:
    """How many other characters the code's class has."""
    if code <= _DIGITS:
        return np.int64(_DIGITS - 1)
    return np.int64(_LETTERS - 1) if code <= _DIGITS + _LETTERS else np.int64(_LETTERS)


@inside
def own_of(code: Whole) -> Whole:
    """The place of a character among those of its class; -1 if it is of another script."""
    if code <= _DIGITS:
        return np.int64(code) - 1
    return np.int64(code) - _DIGITS - 1 if code <= _DIGITS + _LETTERS else np.int64(-1)


@inside
def emission(chance: Reals, shares: Reals, slot: Whole, size: Whole, place: Whole) -> Whole:
    """What it costs to type a place for one of several characters of a class.

    ``chance`` (codes, places): how likely each place is typed for each code. The characters' shares are
    those from ``slot`` on; there are as many as the class has characters, ``size``.
    """
    begin = 1 if size == _DIGITS else _DIGITS + 1
    likely = whole = 0.0
    for one in range(size):
        likely += shares[slot + one] * chance[begin + one, place]
        whole += shares[slot + one]
    return np.int64(np.rint(-np.log(likely / whole) * SCALE)) if likely > _LEAST * whole else np.int64(NEVER)


@compiled
def _lightness(weights: Reals, light: NDArray[np.int32]) -> None:
    """Fill the costs that stand for these weights, in thousandths, where they weigh anything."""
    for row in range(weights.shape[0]):
        for depth in range(weights.shape[1]):
            if weights[row, depth] > 0.0:
                light[row, depth] = -np.log(weights[row, depth]) * SCALE


@inside
def passed_over(begun: Longs, row: Whole, depth: Whole) -> Whole:
    """The next serial that does not begin with the first ``depth`` characters of this one."""
    row += 1
    while row < len(begun) and begun[row] > depth:
        row += 1
    return row


@inside
def cutoff_of(least: float) -> Whole:
    """What costs more than this and weighs 1 adds less than ``least``."""
    return np.int64(-np.log(least) * SCALE) if least > 0.0 else np.int64(NEVER)


def owed_by(gaps: Costs, longest: int) -> Longs:
    """What it costs at least that more places follow than characters: by characters left, and place."""
    costs = gaps[ADDED, :-1]
    written = np.append(np.cumsum(costs[::-1] > 0)[::-1], 0)
    owed: Longs = np.maximum(written - np.arange(longest + 1)[:, None], 0) * int(costs.max(initial=0))
    return owed
