"""The exact search: every row of a register within reach of a lattice, by branch and bound over prefixes.

Rows that begin alike share their prefix's forward vectors. A prefix is left when even the likelihood of
*all* texts that begin with it lies more than the margin below the best row: with N rows and a margin of
log(N / 1e-6), all that is left out weighs less than a millionth of the best row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.ctc import (
    Emissions,
    Prefixes,
    advance,
    empty_prefix,
    entering,
    log_likelihoods,
    logarithm,
    weighted,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from findspot.matching.index import SerialIndex

#: Prefixes that are extended together: enough to spare the interpreter, few enough for the cache.
_BLOCK = 2048

#: Prefixes kept at each depth by the first, narrow pass that finds a good row to prune against.
_NARROW = 48


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Some prefixes of one length with the ranks that begin so, from ``low`` to before ``high``.

    ``states`` are their forward vectors, one for each view; ``last`` their last codes.
    """

    depth: int
    low: NDArray[np.intp]
    high: NDArray[np.intp]
    last: NDArray[np.uint8]
    states: tuple[Prefixes, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The rows within reach: their ranks, ascending, and their log-likelihoods.

    ``scores`` are weighted over the views, ``by_view`` (views, rows) are each view's own.
    ``left_out``: no row that is absent here has a higher weighted log-likelihood than this.
    """

    ranks: NDArray[np.intp]
    scores: NDArray[np.float64]
    by_view: NDArray[np.float64]
    left_out: float

    @property
    def best(self) -> float:
        """The highest log-likelihood; minus infinity where nothing was found."""
        return float(self.scores.max(initial=-np.inf))


def search(
    index: SerialIndex,
    views: Sequence[Emissions],
    *,
    margin: float,
    visit: Callable[[Level], None] | None = None,
) -> Found:
    """All ranks whose log-likelihood is within ``margin`` of the best one's. Exact.

    ``visit`` is called with every group of prefixes that is within reach, complete ones included: the
    background is summed from the same walk.
    """
    walk = _Walk(index, views, margin, visit)
    if len(index):
        walk.narrow()
        if walk.fits():
            walk.all()
    return walk.found()


class _Walk:
    """One search: what it has found and what it prunes against."""

    def __init__(
        self,
        index: SerialIndex,
        views: Sequence[Emissions],
        margin: float,
        visit: Callable[[Level], None] | None,
    ) -> None:
        self._index = index
        self._views = views
        self._margin = margin
        self._visit = visit
        self._best = -np.inf
        self._weights = np.array([view.weight for view in views])
        self._complete: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]] = []

    def narrow(self) -> None:
        """Follow the best few prefixes of each length to a row that is likely near the best."""
        level = self._root()
        while True:
            self._finish(level, keep=False)
            parent, low, high, added = self._children(level)
            if not len(parent):
                return
            entered, bound = self._entered(level, parent, added)
            kept = np.sort(np.argsort(-bound, kind="stable")[:_NARROW])
            level = self._grown(level, low, high, added, entered, kept)

    def fits(self) -> bool:
        """Whether any row can be laid over the frames at all: a short strip holds no long serial.

        Where the narrow pass met only rows that are too long, the shortest rows decide.
        """
        if self._best == -np.inf:
            shortest = np.argsort(self._index.lengths, kind="stable")[:_NARROW]
            codes = self._index.codes[shortest]
            scores = sum(view.weight * log_likelihoods(view, codes) for view in self._views)
            self._best = float(np.max(scores))
        return self._best > -np.inf

    def all(self) -> None:
        """Visit every prefix that may lead to a row within reach, in blocks, depth first."""
        pending = [self._root()]
        while pending:
            level = pending.pop()
            if self._visit:
                self._visit(level)
            self._finish(level, keep=True)
            parent, low, high, added = self._children(level)
            for start in range(0, len(parent), _BLOCK):
                part = slice(start, start + _BLOCK)
                entered, bound = self._entered(level, parent[part], added[part])
                alive = np.flatnonzero(bound >= self._best - self._margin)
                if len(alive):
                    pending.append(self._grown(level, low[part], high[part], added[part], entered, alive))

    def found(self) -> Found:
        """What lies within the margin of the best row in the end."""
        limit = self._best - self._margin
        ranks, by_view = [np.zeros(0, dtype=np.intp)], [np.zeros((len(self._views), 0))]
        for low, high, scores in self._complete:
            within = self._weights @ scores >= limit
            sizes = (high - low)[within]
            ranks.append(_ranges(low[within], sizes))
            by_view.append(np.repeat(scores[:, within], sizes, axis=1))
        rank, each = np.concatenate(ranks), np.concatenate(by_view, axis=1)
        order = np.argsort(rank)
        each = each[:, order]
        return Found(rank[order], self._weights @ each, each, limit)

    def _root(self) -> Level:
        first = np.zeros(1, dtype=np.intp)
        states = tuple(empty_prefix(view) for view in self._views)
        return Level(0, first, first + len(self._index), np.zeros(1, dtype=np.uint8), states)

    def _finish(self, level: Level, *, keep: bool) -> None:
        """Take the rows that end at this depth."""
        if level.depth < self._index.codes.shape[1]:
            ends = np.flatnonzero(self._index.codes[level.low, level.depth] == 0)
        else:
            ends = np.arange(len(level.low))
        if not len(ends):
            return
        scores = np.array([logarithm(state.take(ends).complete) for state in level.states])
        self._best = max(self._best, float((self._weights @ scores).max()))
        if keep:
            low = level.low[ends]
            _, high = self._index.same_serial(low)
            self._complete.append((low, high, scores))

    def _children(
        self, level: Level
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], NDArray[np.uint8]]:
        """The prefixes one longer: whose child each is, its first rank, the rank after its last, its code."""
        none = np.zeros(0, dtype=np.intp)
        if level.depth >= self._index.codes.shape[1]:
            return none, none, none, none.astype(np.uint8)
        starts = self._index.starts[level.depth + 1]
        first = np.searchsorted(starts, level.low)
        sizes = np.searchsorted(starts, level.high) - first
        parent = np.repeat(np.arange(len(sizes)), sizes)
        place = _ranges(first, sizes)
        low = starts[place]
        high = starts[place + 1]
        added = self._index.codes[low, level.depth]
        grows = added != 0
        return parent[grows], low[grows], high[grows], added[grows]

    def _entered(
        self, level: Level, parent: NDArray[np.intp], added: NDArray[np.uint8]
    ) -> tuple[list[NDArray[np.float64]], NDArray[np.float64]]:
        """How each child is entered, by view, and the bound on all rows below it."""
        last = level.last[parent]
        entered = [
            entering(view, state, parent, last, added)
            for view, state in zip(self._views, level.states, strict=True)
        ]
        return entered, weighted([e.sum(axis=0) for e in entered], self._views)

    def _grown(
        self,
        level: Level,
        low: NDArray[np.intp],
        high: NDArray[np.intp],
        added: NDArray[np.uint8],
        entered: list[NDArray[np.float64]],
        kept: NDArray[np.intp],
    ) -> Level:
        """The children that are kept, with their forward vectors."""
        codes = added[kept]
        states = tuple(advance(view, e[:, kept], codes) for view, e in zip(self._views, entered, strict=True))
        return Level(level.depth + 1, low[kept], high[kept], codes, states)


def _ranges(first: NDArray[np.intp], sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    """The numbers ``first[i]`` to before ``first[i] + sizes[i]``, for all i one after the other."""
    total = int(sizes.sum())
    offset = np.repeat(first - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    result: NDArray[np.intp] = np.arange(total) + offset
    return result
