"""The exact search for what a recogniser read in an opened index: all serials within a likelihood ratio."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from findspot.matching.automaton.forward import (
    CLASSES,
    DEPTH,
    DONE,
    FOUND,
    FRESH,
    FULL,
    NEXT,
    RUNNING,
    STATE_SIZE,
    STATUS,
    WRONG,
    lay,
    remainders,
)
from findspot.matching.automaton.sparse import Sparse, Trie
from findspot.matching.automaton.walking import DAMAGED_SENTENCE
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.ctc import Emissions
    from findspot.matching.indexing.index import Part, RegisterIndex

    Reals = NDArray[np.float64]

#: Nodes that are opened between two looks at the clock, a few milliseconds' worth.
_STEPS = 10_000
_FIRST_ROOM = 1 << 12
#: As many serials, and as many nodes, as are of use where a line was read so badly that it could be anything:
#: a tenth of a second's worth or two.
LIKELIEST, NODES = 10_000, 600_000
#: By so much (natural logarithm) a search goes deeper until what it leaves out weighs little.
_DEEPER = 5.0
#: Serials that a search may find; beyond, what it has found is partial.
_MOST_ROOM = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """The serials within reach of some lattices, in the order of part and rank.

    ``part``, ``rank``: which they are. ``scores``: log-likelihoods weighted over the views, ``by_view``
    (views, serials) each view's own. ``left_out``: no serial that is absent here has a higher weighted
    log-likelihood; all of them together have no more likelihood than ``weight_left``, as far as was searched.
    ``partial``: the search was stopped by its deadline or for want of memory, or there are more than wanted.
    """

    part: NDArray[np.int8]
    rank: NDArray[np.int64]
    scores: Reals
    by_view: Reals
    left_out: float
    weight_left: float
    partial: bool

    @property
    def best(self) -> float:
        """The highest log-likelihood; minus infinity where nothing was found."""
        return float(self.scores.max(initial=-np.inf))


def lay_lattices(
    index: RegisterIndex,
    views: Sequence[Emissions],
    *,
    margin: float,
    least: float = -np.inf,
    share: float | None = None,
    most: int | None = None,
    nodes: int | None = None,
    seconds: float | None = None,
) -> Laid:
    """All serials whose log-likelihood is within ``margin`` of the best one's and not below ``least``. Exact.

    With N serials and a margin of log(N / e), what is left out weighs less than the share e of the best.
    ``share``: fewer are enough, as soon as all others together are seen to weigh less than this share of
    those found. ``most``: no more than so many, the likeliest, marked partial where there are more.
    ``nodes``, ``seconds``: after about so many nodes, or so long, the best so far comes, marked partial; with
    ``share`` these are all as far as the search is through. Raises BadInputError, one sentence, where the
    automaton was altered.
    """
    ends = _Ends(nodes, seconds)
    weights = np.array([view.weight for view in views])
    # A view's frames as classes of codes: codes of other scripts have all the same likelihood.
    emitted = padded([view.frames[:, :CLASSES].T for view in views])
    parts = [_Part(part, emitted, weights) for part in index.parts]
    if share is None:
        return _lay(parts, _Limits(margin, least, most), ends)
    # Down from what all texts together weigh.
    limit = max((float(part.whole.max(initial=-np.inf)) for part in parts), default=-np.inf)
    before: Laid | None = None
    while True:
        limit = max(limit - _DEEPER, least)
        laid = _lay(parts, _Limits(margin, limit, most), ends)
        if ends.come and before is not None and len(before.rank):
            return replace(before, partial=True)
        if not len(laid.rank) and laid.weight_left == 0.0:
            return _lay(parts, _Limits(margin, least, most), ends)
        enough = laid.weight_left <= share * float(np.exp(laid.scores).sum())
        if laid.partial or limit <= max(laid.best - margin, least) or (enough and len(laid.rank)):
            return laid
        before = laid


class _Ends:
    """When a search stops: after so many nodes, or so long."""

    def __init__(self, nodes: int | None, seconds: float | None) -> None:
        self._nodes = nodes
        self._end = None if seconds is None else time.monotonic() + seconds
        self.come = False

    def after(self, nodes: int) -> bool:
        """Whether it stops after these further nodes."""
        if self._nodes is not None:
            self._nodes -= nodes
        out = self._nodes is not None and self._nodes <= 0
        self.come = out or (self._end is not None and time.monotonic() > self._end)
        return self.come


class _Limits(NamedTuple):
    """What ``lay_lattices`` is asked for."""

    margin: float
    least: float
    most: int | None


def _lay(parts: Sequence[_Part], limits: _Limits, ends: _Ends) -> Laid:
    """All that is within these limits, of all parts."""
    best, pending, least, each = np.array([-np.inf, 0.0]), -np.inf, limits.least, []
    for part in parts:
        ranks, scores, open_ = part.within(best, limits._replace(least=least), ends)
        each.append((ranks, scores))
        pending = max(pending, open_)
        if limits.most is not None and len(ranks) == limits.most:
            least = max(least, float(scores[:, 0].min()))
    scores = np.concatenate([scores for _, scores in each])
    limit = max(float(best[0]) - limits.margin, limits.least)
    kept = np.flatnonzero(scores[:, 0] >= limit)
    if limits.most is not None and len(kept) > limits.most:
        kept = kept[_likeliest(scores[kept, 0], limits.most)]
        pending = max(pending, float(scores[kept, 0].min()))
    part_of = np.repeat(np.arange(len(each), dtype=np.int8), [len(ranks) for ranks, _ in each])[kept]
    rank = np.concatenate([ranks for ranks, _ in each])[kept]
    order = np.lexsort((rank, part_of))
    weight = float(best[1] + np.exp(scores[:, 0]).sum() - np.exp(scores[kept, 0]).sum())
    return Laid(
        part=part_of[order],
        rank=rank[order],
        scores=scores[kept[order], 0],
        by_view=scores[kept[order], 1:].T,
        left_out=max(limit, pending),
        weight_left=weight,
        partial=pending > -np.inf,
    )


def _likeliest(scores: Reals, most: int) -> NDArray[np.intp]:
    """The places of so many scores, the highest, in their order."""
    return np.sort(np.argpartition(-scores, most)[:most])


class _Part:
    """A part of an index and some lattices, made ready for searches within any limits.

    ``whole``: what no serial of each length exceeds, in the order in which lengths are searched.
    """

    def __init__(self, part: Part, emitted: Reals, weights: Reals) -> None:
        automaton = part.automaton
        self._dead, self._emitted, self._weights = part.dead, emitted, weights
        trie = automaton.forward if isinstance(automaton, Sparse) else automaton
        starts = automaton.starts if isinstance(automaton, Sparse) else automaton.bases
        texts = trie.texts if isinstance(trie, Trie) else np.zeros(0, dtype=np.uint8)
        views, _, frames = emitted.shape
        longest = int(np.flatnonzero(automaton.counts).max(initial=0))
        self._rests = np.empty((views, longest + 1, CLASSES, frames))
        standing = _standing(part, longest)
        for view in range(views):
            remainders(emitted[view], standing, self._rests[view])
        states = np.zeros((longest + 1, views, 3, frames + 1))
        states[0, :, 1, 0] = 1.0
        states[0, :, 1, 1:] = np.cumprod(emitted[:, 0], axis=1)
        states[0, :, 2] = states[0, :, 1]
        counts = automaton.counts[: longest + 1]
        order, self.whole = _likely_lengths(counts, self._rests, states[0, :, 1], weights)
        # By Hölder's inequality a sum over texts is bounded like each text's score if weights sum to 1 or
        # more; texts that differ in characters of other scripts alone are told apart by none.
        self._together = bool(weights.sum() >= 1.0 and not standing[:, -1].any())
        self._read = (
            trie.edges, trie.offsets, trie.target_bits, texts, starts, trie.roots, automaton.counts,
            automaton.bases, order, part.dead, emitted, weights, self._rests, states, np.empty((2, frames)),
            np.empty((longest + 1, 256, 4), dtype=np.int64),
        )  # fmt: skip
        self._bounds = np.empty((longest + 1, 256, 1 + views))
        self._sizes = np.zeros(longest + 1, dtype=np.int64)

    def within(self, best: Reals, limits: _Limits, ends: _Ends) -> tuple[NDArray[np.int64], Reals, float]:
        """Ranks and scores, and what no serial that was passed over for want of time or room can exceed.

        ``best``: the highest score, and what all that was left out weighs; see ``forward.lay``.
        """
        margin, least, most = limits
        found = np.empty(_FIRST_ROOM, dtype=np.int64)
        scores = np.empty((_FIRST_ROOM, self._bounds.shape[2]))
        state = np.zeros(STATE_SIZE, dtype=np.int64)
        state[STATUS] = FRESH
        pending = -np.inf
        while state[STATUS] <= RUNNING:
            lay(
                *self._read, self._bounds, self._sizes, found, scores, best, margin, least, self._together,
                state, _STEPS,
            )  # fmt: skip
            if state[STATUS] == FULL and most is not None and len(found) >= 2 * most:
                # What is less likely than as many as are wanted is let go.
                kept = _likeliest(scores[:, 0], most)
                pending = least = float(scores[kept, 0].min())
                best[1] += np.exp(scores[:, 0]).sum() - np.exp(scores[kept, 0]).sum()
                found[:most], scores[:most] = found[kept], scores[kept]
                state[FOUND], state[STATUS] = most, RUNNING
            elif state[STATUS] == FULL and len(found) < _MOST_ROOM:
                found = np.concatenate([found, np.empty(len(found) * 3, dtype=np.int64)])
                scores = np.concatenate([scores, np.empty((len(scores) * 3, scores.shape[1]))])
                state[STATUS] = RUNNING
            if ends.after(_STEPS):
                break
        if state[STATUS] == WRONG:
            raise BadInputError(DAMAGED_SENTENCE)
        if state[STATUS] != DONE:
            depths = range(int(state[DEPTH]) + 1)
            open_ = [float(self._bounds[d, : self._sizes[d], 0].max(initial=-np.inf)) for d in depths]
            pending = max([pending, *open_, *self.whole[int(state[NEXT]) :].tolist()])
        size = int(state[FOUND])
        return found[:size], scores[:size], float(pending)


def padded(emitted: Sequence[Reals]) -> Reals:
    """The views' frames together; a shorter view is certainly blank at its end, which changes nothing."""
    frames = max(one.shape[1] for one in emitted)
    result = np.zeros((len(emitted), CLASSES, frames))
    result[:, 0] = 1.0
    for view, one in enumerate(emitted):
        result[view, :, : one.shape[1]] = one
    return result


def _standing(part: Part, longest: int) -> NDArray[np.bool_]:
    """Which classes of codes stand where so many characters are left: (longest + 1, classes)."""
    bits = np.unpackbits(part.automaton.labels_at[: longest + 1], axis=2, bitorder="little").astype(np.bool_)
    result = np.zeros((longest + 1, CLASSES), dtype=np.bool_)
    for length in range(1, longest + 1):
        for place in range(length):
            at = bits[length, place]
            result[length - place, : CLASSES - 1] |= at[: CLASSES - 1]
            result[length - place, -1] |= at[CLASSES - 1 :].any()
    return result


def _likely_lengths(
    counts: NDArray[np.int64], rests: Reals, blank: Reals, weights: Reals
) -> tuple[NDArray[np.int64], Reals]:
    """The lengths that serials have, the likeliest first, and what no serial of each can exceed."""
    lengths = np.flatnonzero(counts)
    with np.errstate(divide="ignore"):
        whole = np.log(np.einsum("vnct,vt->vn", rests[:, lengths], blank[:, :-1]))
    most = weights @ whole
    order = np.argsort(-most, kind="stable")
    return lengths[order], most[order]
