"""Brute force: every serial of a register weighed for every query, the measure of what a search may miss."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from benchmarks.matching.exactness import costs_of_all
from benchmarks.matching.measuring import Taken, fair, spelled, timed
from findspot.matching import channel
from findspot.matching.automaton.walking import spell
from findspot.matching.ctc import log_likelihoods
from findspot.matching.indexed import search_costs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from benchmarks.matching.measuring import Levels, Queries
    from findspot.matching.ctc import Emissions
    from findspot.matching.indexing.index import RegisterIndex

#: Serials that are weighed at once: few enough for the processor's cache.
_BLOCK = 16_384
#: Log-likelihoods that are no further apart than this tie; rounding takes less.
_ALIKE = 1e-9


class Serials:
    """All serials of an unchanged index, spelled out, in blocks of one length."""

    def __init__(self, index: RegisterIndex) -> None:
        codes, lengths = spell(index.parts[0].automaton, np.arange(len(index.parts[0].automaton)))
        self._ranks = np.argsort(lengths, kind="stable")
        self._blocks = [
            (start, np.ascontiguousarray(codes[self._ranks[start : start + _BLOCK]], dtype=np.uint8))
            for start in range(0, len(codes), _BLOCK)
        ]
        self._lengths = lengths[self._ranks]
        self._index = index

    def texts(self) -> list[str]:
        """The folded serials, by rank."""
        return spelled(self._index, np.arange(len(self._ranks)))

    def costs(self, text: str) -> NDArray[np.int64]:
        """What each serial costs, by rank, if this was typed for it."""
        query = search_costs().query(channel.parse_pattern(text))
        costs = np.empty(len(self._ranks), dtype=np.int64)
        for start, block in self._blocks:
            lengths = self._lengths[start : start + len(block)]
            for length in np.unique(lengths).tolist():
                some = np.flatnonzero(lengths == length)
                costs[self._ranks[start + some]] = costs_of_all(query, block[some, :length])
        return costs

    def likelihoods(self, view: Emissions) -> NDArray[np.float64]:
        """The log-likelihood of each serial, by rank, under a lattice."""
        result = np.empty(len(self._ranks))
        for start, block in self._blocks:
            result[self._ranks[start : start + len(block)]] = log_likelihoods(view, block)
        return result


def by_costs(serials: Serials, queries: Queries) -> Levels:
    """Every serial by the costs that the search has."""
    result = {}
    for level, asked in queries.items():
        taken = result[level] = Taken()
        for one in asked:
            costs, milliseconds = timed(partial(serials.costs, one.text))
            taken.times.append(milliseconds)
            taken.count(among(-costs, one.rank))
    return result


def by_edits(serials: Sequence[str], queries: Queries) -> Levels:
    """Every serial, in the order of rank, by its edit distance; an unreadable character is one edit."""
    result = {}
    for level, asked in queries.items():
        taken = result[level] = Taken()
        for one in asked:
            distances, milliseconds = timed(partial(_distances, one.text, serials))
            taken.times.append(milliseconds)
            taken.count(among(-distances, one.rank))
    return result


def _distances(text: str, serials: Sequence[str]) -> NDArray[np.int64]:
    found = process.cdist([text], serials, scorer=OSA.distance, dtype=np.int64)
    return np.asarray(found[0], dtype=np.int64)


def among(scores: NDArray[np.int64] | NDArray[np.float64], place: int) -> tuple[float, float]:
    """The chance that the one at this place is first, and among the first ten, where the highest wins."""
    true = scores[place]
    if true == -np.inf:
        return 0.0, 0.0
    before = int(np.count_nonzero(scores > true + _ALIKE))
    return fair(before, int(np.count_nonzero(scores >= true - _ALIKE)) - before)
