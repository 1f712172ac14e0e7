"""The loops of the search over a recogniser's lattices: forward vectors along the automaton's paths.

As in ``findspot.matching.ctc`` a beginning of serials holds for each view two vectors over the frames: the
last frame shows its last character, or the blank. What a next character leads to at most is the likelihood of
all texts together that go on with it, in as many characters as remain, of those that stand at such a place in
the register. The likeliest child is followed first; one that lies below the limit is left with all its
serials.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FIRST_OTHER
from findspot.matching.automaton.compiling import Whole, compiled, inside
from findspot.matching.automaton.walking import DAMAGED, is_last, offset_of, target_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Longs = NDArray[np.int64]
    Reals = NDArray[np.float64]

#: Classes of codes: the blank, the folded characters, and all others together.
CLASSES = FIRST_OTHER + 1
# What the state says, by place.
STATUS, DEPTH, LENGTH, NEXT, FOUND = range(5)
STATE_SIZE = 5
# How a search stands.
FRESH, RUNNING, DONE, FULL, WRONG = range(5)
#: What rounding may take from a bound (natural logarithm).
ROUNDING = 1e-6
#: What subtraction may leave of a sum where it ought to leave nothing.
_LEAST_SHARE = 1e-14


def remainders(emitted: Reals, standing: NDArray[np.bool_], result: Reals) -> None:
    """The likelihood of all texts that go on so, for one view: ``result[n, c, t]``.

    The texts have n characters, the first of them class c, first shown at frame t; with n left, class c can
    stand where ``standing[n, c]``. ``emitted`` (classes, frames). See ``ctc.remainders``.
    """
    size = len(result)
    ended, blank = np.zeros((size, CLASSES)), np.zeros(size)
    ended[1:2], blank[1:2], result[:] = 1.0, 1.0, 0.0
    _remainders(emitted, standing, result, ended, blank, np.zeros(size))


@compiled
def _remainders(
    emitted: Reals, standing: NDArray[np.bool_], result: Reals, ended: Reals, blank: Reals, total: Reals
) -> None:
    """Fill what is 0 so far; ``ended`` and ``blank`` are what follows the last frame, ``total`` room."""
    longest, frames = result.shape[0] - 1, result.shape[2]
    for t in range(frames - 1, -1, -1):
        for n in range(1, longest + 1):
            total[n] = 0.0
            for c in range(1, CLASSES):
                if standing[n, c]:
                    result[n, c, t] = emitted[c, t] * ended[n, c]
                    total[n] += result[n, c, t]
        for n in range(1, longest + 1):
            after = total[n - 1]
            for c in range(1, CLASSES):
                other = after
                # A character follows itself only after a blank; of other scripts nobody knows which they are.
                if n > 1 and c < FIRST_OTHER:
                    other = max(after - result[n - 1, c, t], after * _LEAST_SHARE)
                ended[n, c] = emitted[c, t] * ended[n, c] + other + emitted[0, t] * blank[n]
            blank[n] = emitted[0, t] * blank[n] + after


@inside
def dot(one: Reals, two: Reals) -> float:
    """The sum of products, in four parts that the processor adds up at once."""
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    size = len(two)
    for t in range(0, size - 3, 4):
        a += one[t] * two[t]
        b += one[t + 1] * two[t + 1]
        c += one[t + 2] * two[t + 2]
        d += one[t + 3] * two[t + 3]
    for t in range(size - size % 4, size):
        a += one[t] * two[t]
    return (a + b) + (c + d)


@inside
def advance(emitted: Reals, same: bool, before: Reals, after: Reals) -> None:
    """The forward vectors once a character was added. Rows of each: ended, blank, both together."""
    after[0, 0], after[1, 0], after[2, 0] = 0.0, 0.0, 0.0
    for t in range(emitted.shape[1]):
        begun = before[1, t] if same else before[2, t]
        after[0, t + 1] = emitted[1, t] * (after[0, t] + begun)
        after[1, t + 1] = emitted[0, t] * (after[1, t] + after[0, t])
        after[2, t + 1] = after[0, t + 1] + after[1, t + 1]


@inside
def _open(  # noqa: C901, PLR0912 - one loop, in machine code
    edges: NDArray[np.uint64],
    offsets: NDArray[np.uint32],
    bits: Whole,
    texts: NDArray[np.uint8],
    node: Whole,
    start: Whole,
    width: Whole,
    low: Whole,
    count: Whole,
    depth: Whole,
    left: Whole,
    last: Whole,
    weights: Reals,
    rests: Reals,
    states: Reals,
    children: Longs,
    bounds: Reals,
    sizes: Longs,
    limit: float,
    together: bool,
    best: Reals,
) -> bool:
    """List the children that may lead to the limit, the likeliest last; False if an edge leads nowhere.

    What those left out can weigh in all is added to ``best[1]``, see ``lay``.

    Where texts without a node are read (see ``sparse``), ``start`` is where the next character of the first
    one stands, and each is ``width`` long.
    """
    size = 0
    edge = node
    offset: Whole = np.int64(0)
    ends: np.bool_ | bool = False
    views = len(weights)
    while not ends:
        if node == 0 and len(texts):
            label, after = np.int64(texts[start + offset * width]), offset + 1
            while after < count and texts[start + after * width] == label:
                after += 1
            ends = after == count
        else:
            label = np.int64(edges[edge] & np.uint64(255))
            ends = is_last(edges, edge)
            after = count if ends else offset_of(edges, offsets, bits, edge + 1)
        place = label if label < FIRST_OTHER else np.int64(FIRST_OTHER)
        bound = 0.0
        for view in range(views):
            begun = states[depth, view, 1] if label == last else states[depth, view, 2]
            likely = dot(begun, rests[view, left, place])
            one = np.log(likely) if likely > 0.0 else -np.inf
            bounds[depth, size, 1 + view] = one
            bound += weights[view] * one
        if bound > -np.inf and bound >= limit - ROUNDING:
            bounds[depth, size, 0] = bound
            child: Whole = np.int64(0)
            if left > 1 and not (node == 0 and len(texts)):
                child = target_of(edges, bits, edge)
                if child == DAMAGED or after <= offset or after > count:
                    return False
            children[depth, size, 0], children[depth, size, 1] = child, low + offset
            children[depth, size, 2], children[depth, size, 3] = after - offset, label
            size += 1
        else:
            best[1] += _weight(bound, after - offset, together)
        offset = after
        edge += 1
    # By bound, ascending: they are taken from the end.
    for at in range(1, size):
        to = at
        while to and bounds[depth, to, 0] < bounds[depth, to - 1, 0]:
            for column in range(4):
                keep = children[depth, to, column]
                children[depth, to, column] = children[depth, to - 1, column]
                children[depth, to - 1, column] = keep
            for column in range(1 + views):
                value = bounds[depth, to, column]
                bounds[depth, to, column] = bounds[depth, to - 1, column]
                bounds[depth, to - 1, column] = value
            to -= 1
    sizes[depth] = size
    return True


@inside
def _weight(bound: float, count: Whole, together: bool) -> float:
    """What so many serials below a bound weigh in all at most."""
    return float(np.exp(bound)) if together else count * float(np.exp(bound))


@compiled
def lay(  # noqa: C901, PLR0912 - one loop, in machine code
    edges: NDArray[np.uint64],
    offsets: NDArray[np.uint32],
    bits: Whole,
    texts: NDArray[np.uint8],
    starts: Longs,
    roots: Longs,
    counts: Longs,
    bases: Longs,
    order: Longs,
    dead: Longs,
    emitted: Reals,
    weights: Reals,
    rests: Reals,
    states: Reals,
    pair: Reals,
    children: Longs,
    bounds: Reals,
    sizes: Longs,
    found: Longs,
    scores: Reals,
    best: Reals,
    margin: float,
    least: float,
    together: bool,
    state: Longs,
    steps: Whole,
) -> None:
    """Begin, or search on, length by length in this ``order``, until done or so many nodes were opened.

    ``states[0]`` are the empty beginning's vectors. What is found goes to ``found`` (ranks) and ``scores``
    (weighted, then each view's); ``best[0]`` is the highest score so far, ``best[1]`` what all that was left
    out weighs at most, as a likelihood: the sum of bounds where each holds for all texts ``together``, else
    of bounds times counts. ``texts``, with those of each length from ``starts`` on, are empty where all texts
    end in the automaton.
    """
    if state[STATUS] == FRESH:
        state[STATUS], state[DEPTH], state[NEXT], state[FOUND] = RUNNING, -1, 0, 0
    views = len(weights)
    for _ in range(steps):
        limit = max(best[0] - margin, least)
        depth = state[DEPTH]
        if depth < 0:
            if state[NEXT] == len(order):
                state[STATUS] = DONE
                return
            length = order[state[NEXT]]
            state[NEXT] += 1
            state[LENGTH], state[DEPTH] = length, 0
            if not _open(
                edges, offsets, bits, texts, roots[length], starts[length], length, bases[length],
                counts[length], 0, length, 0,
                weights, rests, states, children, bounds, sizes, limit, together, best,
            ):  # fmt: skip
                state[STATUS] = WRONG
                return
            continue
        if sizes[depth] == 0:
            state[DEPTH] -= 1
            continue
        sizes[depth] -= 1
        at = sizes[depth]
        if bounds[depth, at, 0] < limit - ROUNDING:
            best[1] += _weight(bounds[depth, at, 0], children[depth, at, 2], together)
            continue
        left = state[LENGTH] - depth - 1
        low, label = children[depth, at, 1], children[depth, at, 3]
        if left == 0:
            if len(dead):
                near = np.searchsorted(dead, low)
                if near < len(dead) and dead[near] == low:
                    continue
            if state[FOUND] == len(found):
                sizes[depth] += 1
                state[STATUS] = FULL
                return
            found[state[FOUND]] = low
            for column in range(1 + views):
                scores[state[FOUND], column] = bounds[depth, at, column]
            state[FOUND] += 1
            best[0] = max(best[0], bounds[depth, at, 0])
            continue
        last = children[depth - 1, sizes[depth - 1], 3] if depth else np.int64(0)
        for view in range(views):
            for frame in range(emitted.shape[2]):
                pair[0, frame] = emitted[view, 0, frame]
                pair[1, frame] = emitted[view, min(label, np.int64(FIRST_OTHER)), frame]
            advance(pair, label == last, states[depth, view], states[depth + 1, view])
        state[DEPTH] = depth + 1
        length = state[LENGTH]
        column = starts[length] + (low - bases[length]) * length + depth + 1
        if not _open(
            edges, offsets, bits, texts, children[depth, at, 0], column, length, low, children[depth, at, 2],
            depth + 1, left, label,
            weights, rests, states, children, bounds, sizes, limit, together, best,
        ):  # fmt: skip
            state[STATUS] = WRONG
            return
