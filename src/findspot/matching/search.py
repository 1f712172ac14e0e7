"""The exact search: every row of a register within reach of a lattice, by branch and bound over prefixes.

Rows that begin alike share their prefix's forward vectors. A prefix is left when even the likelihood of
*all* texts together that begin with it and are as long as a registered serial below it lies more than the
margin below the best row: with N rows and a margin of log(N / e), all that is left out weighs less than the
share e of the best row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FIRST_OTHER
from findspot.matching.ctc import (
    Emissions,
    Prefixes,
    advance,
    empty_prefix,
    entering,
    log_likelihoods,
    logarithm,
    prefix_likelihoods,
    remainders,
    weighted,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from findspot.matching.index import SerialIndex

#: Prefixes that are extended together: enough to spare the interpreter, few enough for the cache.
_BLOCK = 4096

#: What rounding may take from a bound (natural logarithm).
_ROUNDING = 1e-6

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
class _Children:
    """The prefixes one longer than a level's: whose child each is, its ranks as in Level, its last code."""

    parent: NDArray[np.intp]
    low: NDArray[np.intp]
    high: NDArray[np.intp]
    added: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.parent)

    def take(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> _Children:
        """Some of them."""
        return _Children(self.parent[which], self.low[which], self.high[which], self.added[which])


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
    least: float = -np.inf,
    visit: Callable[[Level], None] | None = None,
) -> Found:
    """All ranks whose log-likelihood is within ``margin`` of the best one's and not below ``least``. Exact.

    ``least`` is where a row stops to matter whatever the others are: a text that is like no row at all is
    not worth the long search for the row that it is least unlike. ``visit`` is called with every group of
    prefixes that is within reach, complete ones included: the background is summed from the same walk.
    """
    walk = _Walk(index, views, margin, least, visit)
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
        least: float,
        visit: Callable[[Level], None] | None,
    ) -> None:
        self._index = index
        self._views = views
        self._margin = margin
        self._least = least
        self._visit = visit
        self._best = -np.inf
        self._weights = np.array([view.weight for view in views])
        self._rests = {length: [_rests(view, length) for view in views] for length in index.counts}
        self._complete: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]] = []

    def narrow(self) -> None:
        """Follow the best few prefixes of each length to a row that is likely near the best."""
        level = self._root()
        while True:
            self._finish(level, keep=False)
            children = self._children(level)
            if not len(children):
                return
            bound = self._bounds(level, children)
            level = self._grown(level, children.take(np.sort(np.argsort(-bound, kind="stable")[:_NARROW])))

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
            children = self._children(level)
            if not len(children):
                continue
            alive = np.flatnonzero(self._bounds(level, children) >= self._limit - _ROUNDING)
            blocks = (alive[start : start + _BLOCK] for start in range(0, len(alive), _BLOCK))
            pending += [self._grown(level, children.take(block)) for block in blocks]

    def found(self) -> Found:
        """What lies within the margin of the best row in the end."""
        limit = self._limit
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

    @property
    def _limit(self) -> float:
        """What lies below this is out of reach."""
        return max(self._best - self._margin, self._least)

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
        scores = np.array([logarithm(state.complete[ends]) for state in level.states])
        self._best = max(self._best, float((self._weights @ scores).max()))
        if keep:
            low = level.low[ends]
            _, high = self._index.same_serial(low)
            self._complete.append((low, high, scores))

    def _children(self, level: Level) -> _Children:
        none = np.zeros(0, dtype=np.intp)
        if level.depth >= self._index.codes.shape[1]:
            return _Children(none, none, none, none.astype(np.uint8))
        starts = self._index.starts[level.depth + 1]
        first = np.searchsorted(starts, level.low)
        sizes = np.searchsorted(starts, level.high) - first
        place = _ranges(first, sizes)
        low = starts[place]
        added = self._index.codes[low, level.depth]
        every = _Children(np.repeat(np.arange(len(sizes)), sizes), low, starts[place + 1], added)
        return every.take(added != 0)

    def _bounds(self, level: Level, children: _Children) -> NDArray[np.float64]:
        """The bound on all rows below each child: that of the best of their lengths."""
        bound = np.full(len(children), -np.inf)
        for length, rests in self._rests.items():
            before = self._index.counts[length]
            has = np.flatnonzero(before[children.high] > before[children.low])
            if not len(has):
                continue
            some = children.take(has)
            place = level.depth if length else 0
            begun = [
                prefix_likelihoods(state, rest[place], level.last, some.parent, some.added)
                for state, rest in zip(level.states, rests, strict=True)
            ]
            bound[has] = np.maximum(bound[has], weighted(begun, self._views))
        return bound

    def _grown(self, level: Level, children: _Children) -> Level:
        """These children with their forward vectors."""
        parent, added = children.parent, children.added
        last = level.last[parent]
        states = tuple(
            advance(view, entering(view, state, parent, last, added), added)
            for view, state in zip(self._views, level.states, strict=True)
        )
        return Level(level.depth + 1, children.low, children.high, added, states)


def _rests(view: Emissions, length: int) -> NDArray[np.float64]:
    """The likelihood of all that texts of ``length`` characters may go on with; see ``remainders``.

    Length 0 stands for any length: whatever follows the character, for which its own frames are enough.
    """
    if length:
        return remainders(view, np.ones((length, FIRST_OTHER)))
    return view.frames[None, :, 1 : FIRST_OTHER + 1]


def _ranges(first: NDArray[np.intp], sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    """The numbers ``first[i]`` to before ``first[i] + sizes[i]``, for all i one after the other."""
    total = int(sizes.sum())
    offset = np.repeat(first - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    result: NDArray[np.intp] = np.arange(total) + offset
    return result
