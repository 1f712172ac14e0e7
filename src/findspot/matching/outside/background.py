"""What was typed if its serial is not registered, over an index: ``typed`` without touching all rows.

Of the serials that stand for the register, the likeliest come from the search. The even sample of the ranks
is the same for every pattern: its serials, their rows, how many begin alike, and what each beginning weighs
are worked out once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FOLDED_ALPHABET, LONGEST
from findspot.matching.automaton.walking import spell
from findspot.matching.channel import ANY_DIGIT, ANY_LETTER, BUT, channel_costs
from findspot.matching.indexing.counting import alike, living_rows
from findspot.matching.outside.exchanges import edits
from findspot.matching.outside.tails import tails
from findspot.matching.outside.weighing import gathered, sharing
from findspot.matching.typed import edited_of, free_text, mixed, open_shares, sampled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs, Query
    from findspot.matching.channel import Channel
    from findspot.matching.indexing.index import Part
    from findspot.matching.typed import Typed, TypedBackground

    _Floats = NDArray[np.float32]
    Longs = NDArray[np.int64]
    Reals = NDArray[np.float64]

#: What adds less than this share to the likelihood of an unregistered serial is left out of it.
_NEGLIGIBLE = 1e-7
#: Shares below this are what rounding leaves of nothing.
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class _Serials:
    """Serials, a number for each that tells it from all others, and what was gathered of their beginnings.

    ``weights``: how many rows each stands for. Of the others see ``weighing.gathered``; ``ends`` and
    ``light`` are the costs for free ends and for the serials themselves.
    """

    keys: Longs
    codes: NDArray[np.uint8]
    lengths: NDArray[np.uint8]
    weights: Reals
    begun: Longs
    first: Longs
    open_: Reals
    mass: Reals
    ends: NDArray[np.int32]
    light: NDArray[np.int32]

    @property
    def rows(self) -> float:
        """How many rows they stand for."""
        return float(self.weights.sum())

    def without(self, places: Longs) -> _Serials:
        """The same without what these of them weigh."""
        if not len(places):
            return self
        weights, mass = self.weights.copy(), self.mass.copy()
        weights[places] = 0.0
        depths = np.broadcast_to(np.arange(mass.shape[1]), (len(places), mass.shape[1]))
        np.subtract.at(mass, (self.first[places], depths), self.open_[places])
        return replace(self, weights=weights, mass=np.maximum(mass, 0.0))


class IndexBackground:
    """The serials that unregistered items may bear, by the families of an index's serials.

    ``parts``: of an index that has a row. ``channel``: None for the one in force.
    """

    def __init__(self, parts: Sequence[Part], channel: Channel | None, figures: TypedBackground) -> None:
        self._parts = parts
        self._figures = figures
        self._exchange = channel_costs(channel).exchange
        self._shares = np.zeros((LONGEST + 1, LONGEST))
        for length in range(1, LONGEST + 1):
            self._shares[length, :length] = open_shares(length)
        self._width = max(int(np.flatnonzero(part.automaton.counts).max(initial=0)) for part in parts)
        self._starts = np.cumsum([0, *(len(part.automaton) for part in parts)])
        self._living = int(self._starts[-1]) - sum(len(part.dead) for part in parts)
        self._rows = float(sum(len(part.rows) - len(part.withdrawn) for part in parts))
        keys = sampled(int(self._starts[-1]), figures.sample)
        self._sampled = len(keys) < self._starts[-1]
        self._sample = self._keyed(keys)
        self._edited = self._keyed(edited_of(keys, int(self._starts[-1])))
        # What all beginnings with free ends weigh.
        self._open = float(self._sample.mass.sum()) * self._rows / self._sample.rows

    def log_likelihood(
        self, typed: Typed, query: Query, part: Longs, rank: Longs, *, all_near: bool
    ) -> float:
        """The logarithm of the likelihood of one text, its ``query`` having found these likeliest serials.

        ``all_near``: these are all that are within reach. Raises BadInputError where the automaton was
        altered.
        """
        alone = all_near and self._sampled
        likeliest, figures = self._serials(part, rank, alone=alone), self._figures
        asked = (np.ascontiguousarray(self._exchange[query.signs].T), query.gaps, query.cuts)
        tail, free = self._tails(asked, likeliest, alone=alone), free_text(typed, figures)
        so_far = figures.free * math.exp(free) + figures.tail * (tail or 0.0)
        exchange, gaps, cuts = (costs.astype(np.float32) for costs in asked)
        edited = self._edits((exchange, gaps, cuts), likeliest, so_far / figures.edited, alone=alone)
        return mixed(None if tail is None else _log(tail), _log(edited), free, figures)

    def _tails(self, asked: tuple[Costs, Costs, Costs], likeliest: _Serials, *, alone: bool) -> float | None:
        """The mean likelihood of serials that begin like a registered one and end freely; None if none do."""
        total = whole = 0.0
        for some, scale in self._standing(likeliest, None if alone else self._sample):
            total = scale * tails(
                *asked, some.codes, some.lengths, some.begun, some.mass, some.ends,
                ANY_DIGIT, ANY_LETTER, total / scale, _NEGLIGIBLE,
            )  # fmt: skip
            whole += scale * float(some.mass.sum())
        whole = self._open if alone else whole
        return total / whole if whole > _NOTHING * self._rows else None

    def _edits(
        self, asked: tuple[_Floats, _Floats, _Floats], likeliest: _Serials, so_far: float, *, alone: bool
    ) -> float:
        """The mean likelihood of registered serials with one character exchanged.

        ``so_far``: what the other parts come to, against which what is negligible is left out.
        """
        total = whole = 0.0
        for some, scale in self._standing(likeliest, None if alone else self._edited):
            least = _NEGLIGIBLE * (so_far * self._rows + total) / scale
            total += scale * edits(
                *asked, some.codes, some.lengths, some.begun, some.weights, some.light,
                BUT, len(FOLDED_ALPHABET), least,
            )  # fmt: skip
            whole += scale * some.rows
        return total / (self._rows if alone else whole)

    def _standing(self, likeliest: _Serials, sample: _Serials | None) -> list[tuple[_Serials, float]]:
        """The serials that stand for all, and for how many rows each of their rows does.

        The likeliest stand for their own rows, the sample, if there is one, for all others.
        """
        if sample is None:
            return [(likeliest, 1.0)]
        others = sample.without(_places(sample.keys, likeliest.keys))
        scale = max(self._rows - likeliest.rows, 0.0) / others.rows if others.rows else 0.0
        return [(likeliest, 1.0), (others, scale)] if scale else [(likeliest, 1.0)]

    def _keyed(self, keys: Longs) -> _Serials:
        """The serials of these numbers, ascending."""
        part = np.searchsorted(self._starts, keys, side="right") - 1
        return self._serials(part, keys - self._starts[part])

    def _serials(self, part: Longs, rank: Longs, *, alone: bool = False) -> _Serials:
        """These serials, in the order of part and rank.

        ``alone``: their beginnings stand for all serials that begin so, not for themselves.
        """
        order = np.lexsort((rank, part))
        part, rank = part[order], rank[order]
        codes = np.zeros((len(rank), self._width), dtype=np.uint8)
        lengths, rows = np.zeros(len(rank), dtype=np.uint8), np.zeros(len(rank))
        for number, one in enumerate(self._parts):
            some = slice(*np.searchsorted(part, (number, number + 1)))
            spelled, lengths[some] = spell(one.automaton, rank[some])
            codes[some, : spelled.shape[1]] = spelled
            rows[some] = living_rows(one, rank[some], np.ones_like(rank[some]))
        keys = self._starts[part] + rank
        if alone and len(self._parts) > 1:
            order = np.lexsort((*codes.T[::-1], lengths))
            keys, codes, lengths, rows = keys[order], codes[order], lengths[order], rows[order]
        counts = alike(self._parts, codes, lengths)
        begin = np.broadcast_to(rows[:, None], codes.shape)
        if alone:
            begin = counts / sharing(codes, lengths) * (self._rows / self._living)
        begin = np.ascontiguousarray(begin)
        beginnings = gathered(codes, lengths, rows, begin, counts, self._shares)
        return _Serials(keys, codes, lengths, rows, *beginnings)


def _log(likelihood: float) -> float:
    return math.log(likelihood) if likelihood > 0.0 else -math.inf


def _places(among: Longs, keys: Longs) -> Longs:
    """Where these keys stand among others, ascending, those that do."""
    place = np.searchsorted(among, keys)
    place[place == len(among)] = 0
    found: Longs = place[among[place] == keys]
    return found
