"""The loops of the search from both ends: a trie walked with a column of costs, within a part of the budget.

A way to read a query in a serial passes the serial's *split*, a number of characters from its beginning. What
it costs before the split and what it costs after it make up its cost together: either the one is within its
share of the budget, or the other within what remains of it. So the trie of the serials is walked with one
share as far as the split and with the whole budget beyond, and the trie of the reversed serials with the
other share from the other end: every serial that costs no more than the budget is met by one of the two
(Mihov and Schulz 2004, "Fast approximate search in large dictionaries", section 6). Each place of the query
at which a way may come to the split has shares of its own. What stands just at the split must not be lost
between the two: places without a character are passed there with the whole budget, and of two swapped
characters, one on either side, each direction reckons with its own (``columns.measure``).

Where more than one character was cut off, shares are of no use: whoever reads from that end does not know how
many, and would have to try all beginnings. Such ways are followed from the other end alone, with the whole
budget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.automaton.compiling import Whole, compiled, inside
from findspot.matching.automaton.costs import NEVER
from findspot.matching.automaton.fetching import fetch
from findspot.matching.automaton.ranges import living
from findspot.matching.automaton.walking import DAMAGED, is_last, offset_of, target_of
from findspot.matching.ends.charsets import ALL, BITS, LAST_BIT, bits_in, has, labels_of
from findspot.matching.ends.columns import (
    COUNT,
    EDGE,
    FINAL,
    FIRST,
    LABEL,
    LEAST,
    LOW,
    MOST,
    PAID,
    SHARED,
    begin_column,
    following,
    measure,
    most_dear,
    read,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs
    from findspot.matching.ends.charsets import Words

    Longs = NDArray[np.int64]

# What the state says, by place.
STATUS, LIMIT, WANTED, WITHIN, TIES, FOUND, LENGTH, DEPTH = range(8)
STATE_SIZE = 8
# How a search stands.
FRESH, RUNNING, DONE, FULL, WRONG = range(5)
#: Sets of characters for each depth: those after which a way may be followed; those that the node has; those
#: wanted that are still to come; those that are looked at one by one; and what comes next after the others.
_WANTED, _LABELS, _LEFT, _SINGLE, _THEN = range(5)
SETS = 5
#: Bytes that memory gives at once.
_LINE = 64


@inside
def _follow(
    depth: Whole, n: Whole, split: Whole, gaps: Costs, costs: Costs, steps: Longs, sets: Words, less: Words,
    flat: NDArray[np.bool_], cells: Longs, path: Longs, follow: Words,
) -> None:  # fmt: skip
    """Say which of the wanted characters are looked at one by one, and what has to follow the others."""
    follow[depth, _SINGLE], follow[depth, _THEN] = ALL, ALL
    if depth + 1 == n:
        return
    places = len(costs)
    before = max(depth - 1, 0)
    begin = min(path[depth, FIRST], path[before, FIRST])
    end = max(path[depth, FINAL], path[before, FINAL]) + 2
    single = np.uint64(0)
    for place in range(begin, min(end, places)):
        single |= less[place]
    if follow[depth, _WANTED] & ~single == np.uint64(0):
        return
    path[depth + 1, LABEL], path[depth + 1, MOST] = 0, path[depth, MOST]
    then = np.uint64(0)
    if read(depth + 1, n, split, gaps, costs, cells, path):
        final = path[depth + 1, FINAL]
        if final >= 0 and flat[final]:
            return
        then = following(depth + 1, n, split, gaps, costs, steps, sets, cells, path)
    follow[depth, _SINGLE], follow[depth, _THEN] = single, then


@inside
def _fetch_edges(node: Whole, labels: np.uint64, wanted: np.uint64, edges: Words, ahead: Words) -> None:
    """Ask memory for the edges of a node that have the wanted ones of its characters."""
    left = wanted
    while left:
        bit = left & (~left + np.uint64(1))
        left ^= bit
        edge = node + bits_in(labels & (bit - np.uint64(1)))
        fetch(edges, edge)
        fetch(ahead, edge)


@inside
def _settle(
    depth: Whole, low: Whole, count: Whole, ranks: NDArray[np.uint32], flat: NDArray[np.bool_], dead: Longs,
    cells: Longs, path: Longs, found: Longs, state: Longs,
) -> None:  # fmt: skip
    """Note the texts here if what they cost at most is settled, whatever their further characters are.

    Texts go as a range, or their ranks one by one, as many as are wanted. Below only what is cheaper is of
    interest.
    """
    cost = np.int64(NEVER)
    for place in range(path[depth, FINAL], path[depth, FIRST] - 1, -1):
        if not flat[place]:
            break
        cost = min(cost, cells[PAID, depth, place] + cells[LEAST, depth, place])
    if cost > path[depth, MOST]:
        return
    path[depth, MOST] = cost - 1
    some = np.int64(0)
    single = len(ranks) > 0
    for at in range(low, low + count if single else low + 1):
        rank, size = (np.int64(ranks[at]), np.int64(1)) if single else (low, count)
        alive = living(dead, rank, rank + size)
        if alive == 0:
            continue
        to = state[FOUND]
        if to == len(found):
            state[STATUS] = FULL
            return
        found[to, 0], found[to, 1], found[to, 2] = rank, size, cost
        state[FOUND] = to + 1
        some += alive
        if some >= state[WANTED] and not state[TIES]:
            break
    if some:
        state[LIMIT] = min(state[LIMIT], cost + state[WITHIN])
    if some >= state[WANTED]:
        state[LIMIT] = min(state[LIMIT], cost if state[TIES] else cost - 1)


@inside
def _dear(
    texts: NDArray[np.uint8], begin: Whole, end: Whole, lowest: Whole, highest: Whole, cheap: Words
) -> Whole:
    """How many of these characters of a text are dear in all places where they may stand."""
    dear = np.int64(0)
    for at in range(begin, end):
        low, high = lowest + at - begin, min(highest + at - begin, np.int64(BITS - 1))
        near = np.uint64(0)
        if low < BITS and high >= 0:
            near = (ALL << np.uint64(max(low, np.int64(0)))) & (ALL >> np.uint64(BITS - 1 - high))
        dear += cheap[texts[at]] & near == np.uint64(0)
    return dear


@inside
def _read_each(
    depth: Whole, n: Whole, split: Whole, low: Whole, count: Whole, base: Whole, start: Whole,
    texts: NDArray[np.uint8], ranks: NDArray[np.uint32], wanted: np.uint64, costs: Costs, cheap: Words,
    gaps: Costs, ended: Costs, cut: Whole, flat: NDArray[np.bool_], dead: Longs,
    cells: Longs, path: Longs, found: Longs, state: Longs,
) -> None:  # fmt: skip
    """Read on in each of these texts, which are too few for nodes of their own."""
    strange, lowest, highest = most_dear(depth, n, gaps, costs, ended, cut, cells, path)
    if strange == -1:
        return
    for text in range(low, low + count):
        at = start + text * n
        if not has(wanted, np.int64(texts[at + depth])):
            continue
        if strange >= 0 and _dear(texts, at + depth, at + n - 1, lowest, highest, cheap) > strange:
            continue
        for child in range(depth + 1, n + 1):
            path[child, LABEL] = texts[at + child - 1]
            path[child, MOST] = min(path[child - 1, MOST], state[LIMIT])
            if not read(child, n, split, gaps, costs, cells, path):
                break
            if flat[path[child, FINAL]]:
                _settle(child, base + text, np.int64(1), ranks, flat, dead, cells, path, found, state)
                if state[STATUS] != RUNNING:
                    return


@compiled
def explore(  # noqa: C901, PLR0912, PLR0915 - one loop, in machine code
    edges: Words, offsets: NDArray[np.uint32], ahead: Words, bits: Whole, roots: Longs, counts: Longs,
    texts: NDArray[np.uint8], starts: Longs, ranks: NDArray[np.uint32],
    costs: Costs, steps: Longs, sets: Words, less: Words, cheap: Words, gaps: Costs, first_cuts: Costs,
    cut: Whole, rest: Costs, ended: Costs, flat: NDArray[np.bool_], splits: Longs, shares: Longs,
    dead: Longs, cells: Longs, follow: Words, path: Longs, found: Longs, state: Longs, most_steps: Whole,
) -> None:  # fmt: skip
    """Begin, or go on, in one direction: note what costs no more than the limit, or do so many steps.

    ``found``: rows of rank, how many, cost. A serial may be noted more than once; the least cost is its own
    if the other direction was explored too. With what is found the limit falls: to the cost of as many as are
    wanted where one node holds them, and to what is ``within`` reach of the cheapest.
    """
    if state[STATUS] == FRESH:
        state[STATUS], state[LENGTH], state[DEPTH] = RUNNING, 0, -1
    n = state[LENGTH]
    base = np.int64(0)
    for one in range(n):
        base += counts[one]
    for _ in range(most_steps):
        depth = state[DEPTH]
        low: Whole = np.int64(0)
        count: Whole = np.int64(0)
        target: Whole = np.int64(0)
        after_it = ALL
        if depth < 0:
            # The next length.
            base += counts[n]
            n += 1
            if n == len(counts):
                state[STATUS] = DONE
                return
            state[LENGTH] = n
            if counts[n] == 0:
                continue
            measure(n, splits[n], shares[n], state[LIMIT], first_cuts, steps, gaps, rest, ended, cells, path)
            if not begin_column(n, splits[n], first_cuts[0], gaps, cells, path, state[LIMIT]):
                continue
            child, count, target = np.int64(0), counts[n], roots[n]
            if target:
                after_it = labels_of(edges, target)
        else:
            left = follow[depth, _LEFT]
            if left == np.uint64(0):
                state[DEPTH] = depth - 1
                continue
            # The next character after which a way may be followed, and its edge by how many come before.
            child = depth + 1
            bit = left & (~left + np.uint64(1))
            edge = path[depth, EDGE] + bits_in(follow[depth, _LABELS] & (bit - np.uint64(1)))
            if bit == LAST_BIT:
                edge += path[depth, SHARED]
                path[depth, SHARED] += 1
            if edge >= len(edges):
                state[STATUS] = WRONG
                return
            final = is_last(edges, edge)
            if bit != LAST_BIT or final:
                follow[depth, _LEFT] = left ^ bit
            after_it = ahead[edge]
            if follow[depth, _SINGLE] & bit == np.uint64(0) and after_it & follow[depth, _THEN] == np.uint64(
                0
            ):
                continue
            offset = offset_of(edges, offsets, bits, edge)
            after = path[depth, COUNT] if final else offset_of(edges, offsets, bits, edge + 1)
            low, count = path[depth, LOW] + offset, after - offset
            target = target_of(edges, bits, edge)
            path[child, LABEL] = np.int64(edges[edge] & np.uint64(255))
            if target == DAMAGED or count <= 0 or low + count > counts[n]:
                state[STATUS] = WRONG
                return
            path[child, MOST] = min(path[depth, MOST], state[LIMIT])
            if not read(child, n, splits[n], gaps, costs, cells, path):
                continue
        if target == 0:
            # These texts are read next: a few of them share a line of the processor's memory.
            at = starts[n] + low * n
            fetch(texts, at)
            fetch(texts, at + _LINE)
        _settle(child, base + low, count, ranks, flat, dead, cells, path, found, state)
        if state[STATUS] != RUNNING:
            return
        if child == n:
            continue
        # Go down.
        follow[child, _WANTED] = following(child, n, splits[n], gaps, costs, steps, sets, cells, path)
        if follow[child, _WANTED] & after_it == np.uint64(0):
            continue
        path[child, LOW], path[child, COUNT], path[child, EDGE] = low, count, target
        if target:
            follow[child, _LABELS], path[child, SHARED] = after_it, 0
            follow[child, _LEFT] = follow[child, _WANTED] & after_it
            _fetch_edges(target, after_it, follow[child, _LEFT], edges, ahead)
            _follow(child, n, splits[n], gaps, costs, steps, sets, less, flat, cells, path, follow)
            state[DEPTH] = child
        else:
            _read_each(
                child, n, splits[n], low, count, base, starts[n], texts, ranks, follow[child, _WANTED], costs,
                cheap, gaps, ended, cut,
                flat, dead, cells, path, found, state,
            )  # fmt: skip
            if state[STATUS] != RUNNING:
                return
