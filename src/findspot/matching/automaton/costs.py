"""What it costs that one text was written for another, as whole numbers: the queries of the exact search.

A cost is a negative natural logarithm of a probability in thousandths, so that costs add up exactly and a
search and a check of it agree to the last digit. A query is a row of *places*: a character that was made out,
one of several with a probability each, an unreadable one, or an unknown run. A serial's cost is that of the
cheapest way to read the places in it; ``cost_of`` says exactly what that means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import LAST_OTHER, LONGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Costs = NDArray[np.int32]

#: Thousandths of a natural logarithm.
SCALE = 1000
#: The cost of what cannot be; anything from here on is impossible.
NEVER = 1 << 28
#: The rows of a query's gaps.
ADDED, MISSED, SWAPPED = 0, 1, 2
#: The codes that a serial can have, 0 (the end) among them.
CODES = LAST_OTHER + 1


def cost(log_probabilities: ArrayLike) -> Costs:
    """Natural logarithms as costs; minus infinity is ``NEVER``."""
    values = -np.asarray(log_probabilities, dtype=np.float64) * SCALE
    costs: Costs = np.minimum(np.rint(np.minimum(values, NEVER)), NEVER).astype(np.int32)
    return costs


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What each of some *signs* costs for each code: int32 (signs, 256), none below 0.

    Signs that different queries share, such as the characters that people type, are prepared once:
    ``tiers`` is the class of each cost by its distance from its sign's lowest, ``tier_least`` (signs, tiers)
    the lowest cost of each class, ``even`` says whether all codes cost a sign the same.
    """

    exchange: Costs
    tiers: NDArray[np.uint8]
    tier_least: Costs
    even: NDArray[np.bool_]

    @classmethod
    def of(cls, exchange: Costs) -> Table:
        """The table of these costs."""
        assert exchange.shape[1:] == (CODES,), "one cost a code"
        known = np.minimum(exchange, NEVER).astype(np.int32)
        known[:, 0] = NEVER
        least = known[:, 1:].min(axis=1)
        apart = known - least[:, None]
        tiers = np.searchsorted(_TIERS, apart, side="right").astype(np.uint8)
        tiers[known >= NEVER] = len(_TIERS)
        tier_least = np.full((len(known), len(_TIERS)), NEVER, dtype=np.int32)
        for tier in range(len(_TIERS)):
            tier_least[:, tier] = np.where(tiers == tier, known, NEVER).min(axis=1)
        even = known[:, 1:].max(axis=1) == least
        return cls(known, tiers, tier_least, even)


#: Where classes of costs end; a search looks at dearer classes only when cheaper ones are used up.
_TIERS = np.array([500, 3000, 6000, NEVER])


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """Places to be read in a serial; all costs int32.

    ``signs``: each place's row in ``table``. ``gaps`` (3, places + 1): row ``ADDED`` at p: place p stands for
    no character of the serial; row ``MISSED`` at p: a character of the serial stands before place p and in no
    place, at the last behind all; row ``SWAPPED`` at p: places p and p + 1 are two neighbours in the other
    order, on top of what the two cost. ``cuts`` (2, 65): at n, the first (row 0), the last (row 1) n
    characters of the serial are cut off.
    """

    table: Table
    signs: NDArray[np.int32]
    gaps: Costs
    cuts: Costs

    def __post_init__(self) -> None:
        assert 0 < len(self.signs) <= LONGEST, "a query has a place for each character, and not too many"
        assert self.gaps.shape == (3, len(self.signs) + 1), "one cost of each kind a place, one at the end"
        assert self.cuts.shape == (2, LONGEST + 1), "one cost a length"

    def __len__(self) -> int:
        return len(self.signs)


def cut_costs(first: float, more: float) -> Costs:
    """The costs of cutting 0, 1, 2 … characters: probability ``first``, times ``more`` for each after it."""
    with np.errstate(divide="ignore"):
        logs = np.log(first) + np.arange(LONGEST) * np.log(more)
    return np.concatenate([np.zeros(1, dtype=np.int32), cost(logs)])


def no_cut() -> Costs:
    """The costs where nothing may be cut."""
    costs = np.full(LONGEST + 1, NEVER, dtype=np.int32)
    costs[0] = 0
    return costs


def cost_of(query: Query, codes: Sequence[int] | NDArray[np.uint8]) -> int:
    """The cost of one serial, by dynamic programming over places and characters: what every search must find.

    ``best[p][j]`` is the cheapest way to read the first p places in the first j characters.
    """
    places, length = len(query), len(codes)
    exchange = query.table.exchange[query.signs].tolist()
    added, missed, swapped = query.gaps.tolist()
    begin, end = query.cuts.tolist()
    best = [[NEVER] * (length + 1) for _ in range(places + 1)]
    for p in range(places + 1):
        for j in range(length + 1):
            ways = [NEVER]
            if p == 0:
                ways.append(begin[j])
            if j:
                ways.append(best[p][j - 1] + missed[p])
            if p:
                ways.append(best[p - 1][j] + added[p - 1])
            if p and j:
                ways.append(best[p - 1][j - 1] + exchange[p - 1][codes[j - 1]])
            if p > 1 and j > 1:
                crossed = exchange[p - 2][codes[j - 1]] + exchange[p - 1][codes[j - 2]]
                ways.append(best[p - 2][j - 2] + crossed + swapped[p - 2])
            best[p][j] = min(ways)
    return int(min(NEVER, *(best[places][j] + end[length - j] for j in range(length + 1))))
