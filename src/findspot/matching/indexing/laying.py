"""The exact search for what a recogniser read in an opened index: all serials within a likelihood ratio."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
#: Serials that a search may find; beyond, what it has found is partial.
_MOST_ROOM = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """The serials within reach of some lattices, in the order of part and rank.

    ``part``, ``rank``: which they are. ``scores``: log-likelihoods weighted over the views, ``by_view``
    (views, serials) each view's own. ``left_out``: no serial that is absent here has a higher weighted
    log-likelihood. ``partial``: the search was stopped by its deadline or for want of memory.
    """

    part: NDArray[np.int8]
    rank: NDArray[np.int64]
    scores: Reals
    by_view: Reals
    left_out: float
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
    seconds: float | None = None,
) -> Laid:
    """All serials whose log-likelihood is within ``margin`` of the best one's and not below ``least``. Exact.

    With N serials and a margin of log(N / e), what is left out weighs less than the share e of the best.
    ``seconds``: after that the best so far comes, marked partial. Raises BadInputError, one sentence, where
    the automaton was altered.
    """
    end = None if seconds is None else time.monotonic() + seconds
    weights = np.array([view.weight for view in views])
    # A view's frames as classes of codes: codes of other scripts have all the same likelihood.
    emitted = _padded([view.frames[:, :CLASSES].T for view in views])
    best = np.array([-np.inf])
    each = [_lay(part, emitted, views, weights, best, margin, least, end) for part in index.parts]
    limit = max(float(best[0]) - margin, least)
    scores = np.concatenate([scores for _, scores, _, _ in each])
    kept = np.flatnonzero(scores[:, 0] >= limit)
    part = np.repeat(np.arange(len(each), dtype=np.int8), [len(ranks) for ranks, _, _, _ in each])[kept]
    rank = np.concatenate([ranks for ranks, _, _, _ in each])[kept]
    order = np.lexsort((rank, part))
    return Laid(
        part=part[order],
        rank=rank[order],
        scores=scores[kept[order], 0],
        by_view=scores[kept[order], 1:].T,
        left_out=max([limit, *(pending for _, _, pending, _ in each)]),
        partial=any(partial for _, _, _, partial in each),
    )


def _padded(emitted: Sequence[Reals]) -> Reals:
    """The views' frames together; a shorter view is certainly blank at its end, which changes nothing."""
    frames = max(one.shape[1] for one in emitted)
    result = np.zeros((len(emitted), CLASSES, frames))
    result[:, 0] = 1.0
    for view, one in enumerate(emitted):
        result[view, :, : one.shape[1]] = one
    return result


def _lay(
    part: Part,
    emitted: Reals,
    views: Sequence[Emissions],
    weights: Reals,
    best: Reals,
    margin: float,
    least: float,
    end: float | None,
) -> tuple[NDArray[np.int64], Reals, float, bool]:
    """A part's ranks and scores, what no serial left out can exceed, and whether it is partial."""
    automaton = part.automaton
    trie = automaton.forward if isinstance(automaton, Sparse) else automaton
    starts = automaton.starts if isinstance(automaton, Sparse) else automaton.bases
    texts = trie.texts if isinstance(trie, Trie) else np.zeros(0, dtype=np.uint8)
    longest = int(np.flatnonzero(automaton.counts).max(initial=0))
    frames = emitted.shape[2]
    rests = np.empty((len(views), longest + 1, CLASSES, frames))
    standing = _standing(part, longest)
    for view in range(len(views)):
        remainders(emitted[view], standing, rests[view])
    states = np.zeros((longest + 1, len(views), 3, frames + 1))
    states[0, :, 1, 0] = 1.0
    states[0, :, 1, 1:] = np.cumprod(emitted[:, 0], axis=1)
    states[0, :, 2] = states[0, :, 1]
    order, roots = _likely_lengths(automaton.counts[: longest + 1], rests, states[0, :, 1], weights)
    children = np.empty((longest + 1, 256, 4), dtype=np.int64)
    bounds = np.empty((longest + 1, 256, 1 + len(views)))
    pair = np.empty((2, frames))
    sizes = np.zeros(longest + 1, dtype=np.int64)
    found = np.empty(_FIRST_ROOM, dtype=np.int64)
    scores = np.empty((_FIRST_ROOM, 1 + len(views)))
    state = np.zeros(STATE_SIZE, dtype=np.int64)
    state[STATUS] = FRESH
    while state[STATUS] <= RUNNING:
        lay(
            trie.edges, trie.offsets, trie.target_bits, texts, starts,
            trie.roots, automaton.counts, automaton.bases, order, part.dead,
            emitted, weights, rests, states, pair, children, bounds, sizes,
            found, scores, best, margin, least, state, _STEPS,
        )  # fmt: skip
        if state[STATUS] == FULL and len(found) < _MOST_ROOM:
            found = np.concatenate([found, np.empty(len(found) * 3, dtype=np.int64)])
            scores = np.concatenate([scores, np.empty((len(scores) * 3, scores.shape[1]))])
            state[STATUS] = RUNNING
        if end is not None and time.monotonic() > end:
            break
    if state[STATUS] == WRONG:
        raise BadInputError(DAMAGED_SENTENCE)
    pending = -np.inf
    if state[STATUS] != DONE:
        depths = range(int(state[DEPTH]) + 1)
        open_ = [float(bounds[depth, : sizes[depth], 0].max(initial=-np.inf)) for depth in depths]
        pending = max([*open_, *roots[int(state[NEXT]) :].tolist()], default=-np.inf)
    size = int(state[FOUND])
    return found[:size], scores[:size], float(pending), bool(state[STATUS] != DONE)


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
