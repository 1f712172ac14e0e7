"""The *tail* of the background where a recogniser's lattices are laid over an index (see ``background``).

The serials within reach lie before us as a small register; all others are counted along the index's paths.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from findspot.matching.automaton.beginnings import LENGTH, sum_beginnings
from findspot.matching.automaton.forward import CLASSES
from findspot.matching.automaton.forward import remainders as any_end
from findspot.matching.automaton.sparse import Sparse
from findspot.matching.automaton.walking import DAMAGED_SENTENCE, rank_of, spell
from findspot.matching.background import TailPrior, Tails, spread_over, with_other
from findspot.matching.ctc import remainders
from findspot.matching.index import SerialIndex, common_lengths
from findspot.matching.indexing.counting import branches
from findspot.matching.indexing.laying import padded
from findspot.matching.outside.weighing import rooted
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.ctc import Emissions
    from findspot.matching.indexing.index import Part, RegisterIndex
    from findspot.matching.parameters import BackgroundParameters

    Codes = NDArray[np.uint8]
    Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Near(SerialIndex):
    """Some serials of an index laid out as a register's; what else is registered is asked of ``whole``."""

    whole: RegisterIndex

    @property
    def size(self) -> int:
        """See ``SerialIndex``."""
        return len(self.whole)

    def registered(self, codes: Codes) -> NDArray[np.bool_]:
        """See ``SerialIndex``."""
        found = np.zeros(len(codes), dtype=np.bool_)
        for at, text in enumerate(codes):
            shown = text[: int(np.count_nonzero(text))]
            found[at] = any(rank_of(part.automaton, shown) is not None for part in self.whole.parts)
        return found


class IndexPrior:
    """q(s) under the tail alone, for the serials of an index as it was built; gathered once for an index."""

    def __init__(self, index: RegisterIndex, parameters: BackgroundParameters) -> None:
        self._parts = index.parts
        longest = max((len(part.automaton.counts) for part in self._parts), default=0)
        counts, digits = np.zeros(longest, dtype=np.int64), np.zeros((longest, longest), dtype=np.int64)
        for part in self._parts:
            own = part.automaton.digits
            counts[: len(part.automaton.counts)] += part.automaton.counts
            digits[: own.shape[0], : own.shape[1]] += own
        self._serials = int(counts.sum())
        shares = {
            length: (digits[length, :length] + 0.5) / (counts[length] + 1.0)
            for length in common_lengths(counts)
        }
        self.prior = TailPrior(shares, self._serials, parameters)
        self.registered_share = self._registered_share()

    def of(self, codes: Codes, lengths: Codes) -> Reals:
        """The prior of serials that are registered, each once."""
        order = np.lexsort((*codes.T[::-1], lengths))
        result = np.empty(len(codes))
        result[order] = self._of_sorted(codes[order], lengths[order])
        return result

    def _of_sorted(self, codes: Codes, lengths: Codes) -> Reals:
        if not len(codes):
            return np.zeros(0)
        counts = branches(self._parts, codes, lengths, *rooted(codes, lengths))
        return self.prior.of(codes, lengths, counts.alike)

    def _registered_share(self) -> float:
        """How much of q falls on registered serials, estimated from serials spread over each part."""
        step = spread_over(self._serials)
        found = [self._spread(part, step) for part in self._parts]
        prior = np.concatenate([np.zeros(0), *found])
        return float(prior.mean() * self._serials) if len(prior) else 0.0

    def _spread(self, part: Part, step: int) -> Reals:
        return self._of_sorted(*spell(part.automaton, np.arange(0, len(part.automaton), step)))


class IndexTails(Tails):
    """The tail's sum over all beginnings in an index that may lead to a text within reach.

    ``near``: the serials within reach; ``limit``: the weighted log-likelihood that is within reach. Raises
    BadInputError, one sentence, where the index was altered.
    """

    def __init__(self, near: Near, views: Sequence[Emissions], prior: IndexPrior, limit: float) -> None:
        super().__init__(near, len(views))
        self._prior = prior
        self._sum(near.whole.parts, views, limit)

    def prior_of(self, ranks: NDArray[np.intp]) -> Reals:
        """See ``Tails``."""
        return self._prior.of(self.index.codes[ranks], self.index.lengths[ranks])

    def registered_share(self) -> float:
        """See ``Tails``."""
        return self._prior.registered_share

    def _sum(self, parts: Sequence[Part], views: Sequence[Emissions], limit: float) -> None:
        prior = self._prior.prior
        lengths = list(prior.priors)
        paths = _paths(parts, lengths)
        longest = int(paths.roots[:, LENGTH].max(initial=0))
        emitted = padded([view.frames[:, :CLASSES].T for view in views])
        frames = emitted.shape[2]
        rests = np.empty((len(views), longest + 1, CLASSES, frames))
        for view in range(len(views)):
            any_end(emitted[view], np.ones((longest + 1, CLASSES), dtype=np.bool_), rests[view])
        free = np.zeros((len(lengths), longest, len(views), CLASSES - 1, frames))
        shares = np.zeros((len(lengths), longest))
        for place, length in enumerate(lengths):
            shares[place, :length] = prior.shares[length]
            for view, one in enumerate(views):
                ends = remainders(one, with_other(prior.priors[length]))
                free[place, :length, view, :, : ends.shape[1]] = ends.transpose(0, 2, 1)
        states = np.zeros((longest + 1, len(views), 3, frames + 1))
        states[0, :, 1, 0] = 1.0
        states[0, :, 1, 1:] = np.cumprod(emitted[:, 0], axis=1)
        states[0, :, 2] = states[0, :, 1]
        if not sum_beginnings(
            paths.edges, paths.offsets, paths.bits, paths.texts, paths.roots, emitted,
            np.array([view.weight for view in views]), rests, free.sum(axis=3), free, shares, limit, states,
            self.totals,
        ):  # fmt: skip
            raise BadInputError(DAMAGED_SENTENCE)


class _Paths(NamedTuple):
    """The edges of an index's automaton, its listed texts, and the roots of both; see ``beginnings``."""

    edges: NDArray[np.uint64]
    offsets: NDArray[np.uint32]
    bits: int
    texts: Codes
    roots: NDArray[np.int64]


def _paths(parts: Sequence[Part], lengths: Sequence[int]) -> _Paths:
    paths = _Paths(
        np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.uint32), 1, np.zeros(0, dtype=np.uint8),
        np.zeros((0, 5), dtype=np.int64),
    )  # fmt: skip
    roots = [paths.roots]
    for part in parts:
        one = part.automaton
        listed = isinstance(one, Sparse)
        there = np.flatnonzero(one.counts)
        if isinstance(one, Sparse):
            paths, first = paths._replace(texts=one.forward.texts), one.starts
        else:
            paths = paths._replace(edges=one.edges, offsets=one.offsets, bits=one.target_bits)
            first = one.roots
        modelled = [lengths.index(n) if n in lengths else -1 for n in there.tolist()]
        same = np.full(len(there), int(listed))
        roots.append(np.column_stack([there, same, first[there], one.counts[there], modelled]))
    return paths._replace(roots=np.concatenate(roots))
