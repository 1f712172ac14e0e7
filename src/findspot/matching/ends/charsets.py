"""Sets of characters as bits of a word, by what they cost the places of a query.

Codes up to 62 have a bit of their own; those above share the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from findspot.matching.automaton.compiling import Whole, inside
from findspot.matching.automaton.costs import CODES, NEVER
from findspot.matching.automaton.walking import is_last

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs

    Longs = NDArray[np.int64]
    Words = NDArray[np.uint64]

BITS = 64
ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
LAST_BIT = np.uint64(1 << 63)
#: Characters that cost so much more than the cheapest of a place are common.
_COMMON = 6000
#: What costs a place less than this is not dear.
DEAR = 7000


class Signs(NamedTuple):
    """What each sign of a table costs, row by row; it is worked out once for all queries that share it.

    ``steps``: what characters cost, ascending (64), and ``sets`` those that cost up to each. To most
    characters a place is dear, and about equally: what they lead to is looked at once for all of them.
    ``costs`` are the table's, with what *any common character* costs as code 0, which no serial has;
    ``less``: those that cost less. ``cheap``: 1 for those that cost less than ``DEAR``.
    """

    costs: Costs
    steps: Longs
    sets: Words
    less: Words
    cheap: Words

    @classmethod
    def of(cls, exchange: Costs) -> Signs:
        """Those of this table of costs (signs, 256)."""
        known = exchange[:, :BITS].astype(np.int64)
        known[:, -1] = exchange[:, BITS - 1 : CODES].min(axis=1)
        order = np.argsort(known, axis=1, kind="stable")
        steps = np.take_along_axis(known, order, axis=1)
        sets = np.bitwise_or.accumulate(np.uint64(1) << order.astype(np.uint64), axis=1)
        signs = np.arange(len(exchange))
        dear = np.minimum((steps < steps[:, :1] + _COMMON).sum(axis=1), BITS - 1)
        none = steps[signs, dear] >= NEVER  # all that can stand here are about equal
        costs = exchange.copy()
        costs[:, 0] = np.where(none, steps[:, 0], steps[signs, dear])
        less = np.where(none, np.uint64(0), sets[signs, dear - 1])
        return cls(costs, steps, sets, less, (exchange < DEAR).astype(np.uint64))

    def at(self, signs: NDArray[np.int32]) -> Signs:
        """The same for the places of a query; ``cheap`` by code then: in which places, as bits."""
        places = np.arange(len(signs), dtype=np.uint64)
        cheap = np.bitwise_or.reduce(self.cheap[signs] << places[:, None], axis=0)
        return Signs(self.costs[signs], self.steps[signs], self.sets[signs], self.less[signs], cheap)


@inside
def at_most(steps: Longs, sets: Words, place: Whole, cost: Whole) -> np.uint64:
    """The characters that cost the place no more than this."""
    if cost < steps[place, 0]:
        return np.uint64(0)
    low, high = 0, BITS
    while high - low > 1:
        middle = (low + high) >> 1
        if steps[place, middle] <= cost:
            low = middle
        else:
            high = middle
    return np.uint64(sets[place, low])


@inside
def has(wanted: np.uint64, label: Whole) -> bool:
    """Whether the character is in the set."""
    bit = label if label < BITS else np.int64(BITS - 1)
    return bool((wanted >> np.uint64(bit)) & np.uint64(1))


@inside
def bits_in(word: np.uint64) -> Whole:
    """How many bits are set."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@inside
def labels_of(edges: Words, node: Whole) -> np.uint64:
    """The characters of a node's edges."""
    result = np.uint64(0)
    edge = node
    final: np.bool_ | bool = False
    while not final:
        label = np.int64(edges[edge] & np.uint64(255))
        result |= np.uint64(1) << np.uint64(label if label < BITS else np.int64(BITS - 1))
        final = is_last(edges, edge)
        edge += 1
    return result
