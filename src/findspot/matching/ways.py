"""The machine's reading against a register: every way of choosing the serial among the texts read.

In each way the exact likelihood of every row's serial is weighed against that of an unregistered one (see
background).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.background import TailSum, background, free_part
from findspot.matching.ctc import best_free_reading, prepare
from findspot.matching.exhibits import hypotheses
from findspot.matching.search import search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.background import Tails
    from findspot.matching.ctc import Emissions
    from findspot.matching.exhibits import Hypothesis
    from findspot.matching.index import SerialIndex
    from findspot.matching.parameters import Parameters
    from findspot.matching.search import Found
    from findspot.vocabulary.reading import Reading

#: A row this much (natural logarithm) less likely than any text at all is not what was read.
_HOPELESS = 7.0


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One way: the lattices of the texts that are the serial, against a register.

    ``weight``: its probability. ``outside``: the log-likelihood if the serial is not in the register;
    ``free``: that of the best text of all.
    """

    weight: float
    views: tuple[Emissions, ...]
    found: Found
    outside: float
    free: float

    @property
    def ratios(self) -> NDArray[np.float64]:
        """The likelihood ratio of each rank found, against an unregistered serial."""
        return np.exp(np.minimum(self.found.scores - self.outside, 300.0))


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A way before a register is searched: all within ``margin`` of its best row are to be found.

    ``any_text``: the log-likelihood of any text at all, as much as it weighs. What lies below ``least`` is
    not what was read.
    """

    weight: float
    views: tuple[Emissions, ...]
    free: float
    any_text: float
    margin: float

    @property
    def least(self) -> float:
        """The log-likelihood that a row must have."""
        return self.any_text - _HOPELESS

    def against(self, found: Found, tails: Tails, parameters: Parameters) -> Way:
        """The way against a register, by what the search found in it.

        Its weight grows with the text's being of the register's own kind, and is not yet a share.
        """
        outside = background(self.views, tails, found, self.free, parameters.background)
        likelier = outside - (self.any_text - math.log(parameters.background.free))
        own_kind = math.exp(min(max(likelier, 0.0), math.log(parameters.hypotheses.own_kind)))
        return Way(self.weight * own_kind, self.views, found, outside, self.free)


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """All ways, likeliest first as read, and the probability that none of the texts is the serial."""

    ways: tuple[Way, ...]
    unread: float

    def ratios(self, ranks: NDArray[np.intp]) -> NDArray[np.float64]:
        """The likelihood ratio of each of these ranks; all that are within reach of a way are among them."""
        total = np.full(len(ranks), self.unread)
        for way in self.ways:
            total[np.searchsorted(ranks, way.found.ranks)] += way.weight * way.ratios
        return total

    @property
    def ranks(self) -> NDArray[np.intp]:
        """The ranks within reach of a way, ascending."""
        return np.unique(np.concatenate([np.zeros(0, dtype=np.intp), *(w.found.ranks for w in self.ways)]))

    @property
    def best_ratio(self) -> float | None:
        """The best row of the likeliest way against the best free reading (natural logarithm)."""
        if not self.ways:
            return None
        # The best text of all may be that row's, but for rounding.
        return min(0.0, round(self.ways[0].found.best - self.ways[0].free, 9))


def weigh_ways(readings: Sequence[Reading], index: SerialIndex, parameters: Parameters) -> Ways:
    """The ways of these readings of one item, against a register.

    A text that reads like the register's serials is likelier to be the serial, boundedly.
    """
    asked, none = ask(readings, index.size, parameters)
    weighed = []
    for one in asked:
        tails = TailSum(index, one.views, parameters.background)
        found = search(index, one.views, margin=one.margin, least=one.least, visit=tails.visit)
        weighed.append(one.against(found, tails, parameters))
    return shared_out(weighed, none)


def ask(readings: Sequence[Reading], size: int, parameters: Parameters) -> tuple[tuple[Asked, ...], float]:
    """What is asked of a register of so many rows, and the weight of none of the texts' being the serial."""
    every = hypotheses(readings, parameters.hypotheses)
    asked = tuple(_asked(way, size, parameters) for way in every if way.lattices)
    return asked, sum(way.weight for way in every if not way.lattices) if every else 1.0


def shared_out(weighed: Sequence[Way], none: float) -> Ways:
    """The ways with their weights as shares of all, with that of none of them."""
    whole = sum(way.weight for way in weighed) + none
    return Ways(tuple(replace(way, weight=way.weight / whole) for way in weighed), none / whole)


def _asked(way: Hypothesis, size: int, parameters: Parameters) -> Asked:
    views = _views(way, parameters)
    margin = math.log(max(size, 1) / parameters.search.left_out)
    _, free = best_free_reading(views)
    return Asked(way.weight, views, free, free_part(views, free, parameters.background), margin)


def _views(way: Hypothesis, parameters: Parameters) -> tuple[Emissions, ...]:
    figures = parameters.lattice
    return tuple(
        replace(
            prepare(weighed.lattice, temper=figures.temper, floor=figures.floor, thin=True),
            weight=weighed.exponent,
        )
        for weighed in way.lattices
    )
