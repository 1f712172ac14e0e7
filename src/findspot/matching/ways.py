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
        return self.ways[0].found.best - self.ways[0].free if self.ways else None


def weigh_ways(readings: Sequence[Reading], index: SerialIndex, parameters: Parameters) -> Ways:
    """The ways of these readings of one item, against a register.

    A text that reads like the register's serials is likelier to be the serial, boundedly.
    """
    every = hypotheses(readings, parameters.hypotheses)
    if not every:
        return Ways((), 1.0)
    none = sum(way.weight for way in every if not way.lattices)
    weighed = [_weigh(way, index, parameters) for way in every if way.lattices]
    whole = sum(way.weight for way in weighed) + none
    return Ways(tuple(replace(way, weight=way.weight / whole) for way in weighed), none / whole)


def _weigh(way: Hypothesis, index: SerialIndex, parameters: Parameters) -> Way:
    """The way; its weight grows with the text's being of the register's own kind, and is not yet a share."""
    views = _views(way, parameters)
    margin = math.log(max(len(index), 1) / parameters.search.left_out)
    tails = TailSum(index, views, parameters.background)
    _, free = best_free_reading(views)
    any_text = free_part(views, free, parameters.background)
    found = search(index, views, margin=margin, least=any_text - _HOPELESS, visit=tails.visit)
    outside = background(views, index, tails, found, free, parameters.background)
    likelier = outside - (any_text - math.log(parameters.background.free))
    own_kind = math.exp(min(max(likelier, 0.0), math.log(parameters.hypotheses.own_kind)))
    return Way(way.weight * own_kind, views, found, outside, free)


def _views(way: Hypothesis, parameters: Parameters) -> tuple[Emissions, ...]:
    figures = parameters.lattice
    return tuple(
        replace(
            prepare(weighed.lattice, temper=figures.temper, floor=figures.floor, thin=True),
            weight=weighed.exponent,
        )
        for weighed in way.lattices
    )
