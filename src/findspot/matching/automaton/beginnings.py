"""The loop that sums over all beginnings of an index's serials, each with free ends (see ``background``).

Serials of all lengths are walked along together, so that a beginning is looked at once, with how many serials
of each length begin so: it is left where no text of any of these lengths can lead to the limit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FIRST_OTHER
from findspot.matching.automaton.compiling import Whole, compiled, inside
from findspot.matching.automaton.forward import ROUNDING, advance, dot
from findspot.matching.automaton.walking import DAMAGED, is_last, offset_of, target_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.uint8]
    Longs = NDArray[np.int64]
    Reals = NDArray[np.float64]

#: What is known of each root, by column: the length of its serials, whether they are listed (1) or have
#: edges (0), its first edge or where its texts begin, how many serials it has, its place among the lengths
#: that have a background (-1 for none).
LENGTH, LISTED, ROOT, COUNT, MODELLED = range(5)
# Of a beginning in a root: its node, or its first text; how many serials begin so.
_NODE, _ALIKE = range(2)
_LABELS = 256


@inside
def _follow(
    edges: NDArray[np.uint64],
    offsets: NDArray[np.uint32],
    bits: Whole,
    texts: Codes,
    roots: Longs,
    here: Longs,
    depth: Whole,
    slots: Longs,
    labels: Longs,
    children: Longs,
) -> Whole:
    """List what follows a beginning, by character, with its serials in each root; how many characters.

    -1 where an edge leads nowhere. ``slots`` (labels) is -1 throughout before and after.
    """
    size = 0
    for root in range(len(roots)):
        left: Whole = roots[root, LENGTH] - depth
        count: Whole = here[root, _ALIKE]
        if left <= 0 or count == 0:
            continue
        node: Whole = here[root, _NODE]
        at: Whole = np.int64(0)
        while at < count:
            if roots[root, LISTED]:
                column = roots[root, ROOT] + depth
                label = np.int64(texts[column + (node + at) * roots[root, LENGTH]])
                target: Whole = node + at
                after: Whole = at + 1
                beyond: Whole = count
                while after < beyond:  # the first that goes on otherwise, by halving
                    middle = (after + beyond) >> 1
                    if texts[column + (node + middle) * roots[root, LENGTH]] == label:
                        after = middle + 1
                    else:
                        beyond = middle
            else:
                label = np.int64(edges[node] & np.uint64(255))
                last = is_last(edges, node)
                after = count if last else offset_of(edges, offsets, bits, node + 1)
                target = target_of(edges, bits, node) if left > 1 else np.int64(0)
                if target == DAMAGED or after <= at or after > count:
                    return np.int64(-1)
                node += 1
            slot = slots[label]
            if slot < 0:
                slot, slots[label], labels[size] = size, size, label
                children[slot, :, _ALIKE] = 0
                size += 1
            children[slot, root, _NODE], children[slot, root, _ALIKE] = target, after - at
            at = after
    for slot in range(size):
        slots[labels[slot]] = -1
    return np.int64(size)


@compiled
def sum_beginnings(  # noqa: C901, PLR0912 - one loop, in machine code
    edges: NDArray[np.uint64],
    offsets: NDArray[np.uint32],
    bits: Whole,
    texts: Codes,
    roots: Longs,
    emitted: Reals,
    weights: Reals,
    rests: Reals,
    whole: Reals,
    free: Reals,
    shares: Reals,
    limit: float,
    states: Reals,
    totals: Reals,
) -> bool:
    """Add to each view's total what every beginning weighs that may lead to the limit.

    ``rests[view, n, c, t]``: the likelihood of frames t and after by any n characters of which the first, of
    class c, is first shown at t. ``free[n, d, view, c, t]``: the same of a free end from place d on, for the
    n-th length that has a background; ``whole[n, d, view, t]``: of all classes. ``shares[n, d]``: what a
    beginning of d characters weighs for each serial that begins so. ``states[0]``: the empty beginning's
    forward vectors. False if an edge leads nowhere.
    """
    views, longest = len(weights), len(states) - 1
    children = np.zeros((longest + 1, _LABELS, len(roots), 2), dtype=np.int64)
    labels, sizes = np.zeros((longest + 1, _LABELS), dtype=np.int64), np.zeros(longest + 1, dtype=np.int64)
    slots = np.full(_LABELS, -1, dtype=np.int64)
    pair = np.empty((2, emitted.shape[2]))
    here = np.empty((len(roots), 2), dtype=np.int64)
    for root in range(len(roots)):
        here[root, _NODE] = np.int64(0) if roots[root, LISTED] else roots[root, ROOT]
        here[root, _ALIKE] = roots[root, COUNT]
    depth, label = np.int64(0), np.int64(0)
    while True:
        for view in range(views):
            for root in range(len(roots)):
                modelled, alike = roots[root, MODELLED], here[root, _ALIKE]
                if modelled < 0 or alike == 0 or roots[root, LENGTH] <= depth:
                    continue
                begun = dot(states[depth, view, 2], whole[modelled, depth, view])
                if depth:
                    place = min(label, np.int64(FIRST_OTHER)) - 1
                    begun -= dot(states[depth, view, 0], free[modelled, depth, view, place])
                totals[view] += alike * shares[modelled, depth] * begun
        size = _follow(edges, offsets, bits, texts, roots, here, depth, slots, labels[depth], children[depth])
        if size < 0:
            return False
        kept = np.int64(0)
        for slot in range(size):
            place = min(labels[depth, slot], np.int64(FIRST_OTHER))
            best, onward = -np.inf, False
            for root in range(len(roots)):
                if children[depth, slot, root, _ALIKE] == 0:
                    continue
                left = roots[root, LENGTH] - depth
                onward = onward or left > 1
                bound = 0.0
                for view in range(views):
                    begun_at = states[depth, view, 1 if labels[depth, slot] == label else 2]
                    likely = dot(begun_at, rests[view, left, place])
                    bound += weights[view] * np.log(likely) if likely > 0.0 else -np.inf
                best = max(best, bound)
            if onward and best > -np.inf and best >= limit - ROUNDING:
                labels[depth, kept] = labels[depth, slot]
                children[depth, kept] = children[depth, slot]
                kept += 1
        sizes[depth] = kept
        while sizes[depth] == 0:
            depth -= 1
            if depth < 0:
                return True
        sizes[depth] -= 1
        at = sizes[depth]
        here[:] = children[depth, at]
        label = labels[depth, at]
        last = labels[depth - 1, sizes[depth - 1]] if depth else np.int64(0)
        for view in range(views):
            for frame in range(emitted.shape[2]):
                pair[0, frame] = emitted[view, 0, frame]
                pair[1, frame] = emitted[view, min(label, np.int64(FIRST_OTHER)), frame]
            advance(pair, label == last, states[depth, view], states[depth + 1, view])
        depth += 1
