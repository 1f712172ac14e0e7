"""What was typed if its serial is not registered, over an index: ``typed`` without touching all rows.

Of the serials that stand for the register, the likeliest come from the search. The even sample of the ranks
is the same for every pattern: its serials, their rows, how many begin alike, and what each beginning weighs
are worked out once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.absence import (
    NOTHING,
    edited_of,
    free_text,
    mixed,
    open_shares,
    sampled,
)
from findspot.matching.alphabet import FOLDED_ALPHABET, LONGEST
from findspot.matching.automaton.costs import SCALE
from findspot.matching.channel import channel_costs
from findspot.matching.outside.exchanges import edits
from findspot.matching.outside.exchanges import room as edits_room
from findspot.matching.outside.serials import Spelled, standing
from findspot.matching.outside.tails import room as tails_room
from findspot.matching.outside.tails import tails
from findspot.matching.outside.weighing import owed_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from findspot.matching.absence import TypedBackground
    from findspot.matching.automaton.costs import Costs, Query
    from findspot.matching.channel import Channel
    from findspot.matching.indexing.index import Part
    from findspot.matching.outside.serials import Standing
    from findspot.matching.typed import Typed

    Longs = NDArray[np.int64]
    Reals = NDArray[np.float64]

_DIGITS = 10
#: What adds less than this share to the likelihood of an unregistered serial is left out of it.
_NEGLIGIBLE = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What was typed, place by place, at costs as in a ``Query``: (codes, places).

    ``owed``: see ``weighing.owed_by``. ``chance``: how likely each place is typed for each code;
    ``cheapest`` (2, places): what it costs at least for a digit, and for a letter.
    """

    exchange: Costs
    gaps: Costs
    cuts: Costs
    owed: Longs
    chance: Reals
    cheapest: Costs


class IndexBackground:
    """The serials that unregistered items may bear, by the families of an index's serials.

    ``parts``: of an index that has a row. ``channel``: None for the one in force.
    """

    def __init__(self, parts: Sequence[Part], channel: Channel | None, figures: TypedBackground) -> None:
        self._parts = parts
        self._figures = figures
        self._exchange = channel_costs(channel).exchange
        known = self._exchange[:, : len(FOLDED_ALPHABET) + 1]
        self._chance = np.exp(known / -SCALE)
        classes = known[:, 1 : _DIGITS + 1], known[:, _DIGITS + 1 :]
        self._cheapest = np.stack([some.min(axis=1) for some in classes])
        self._shares = np.zeros((LONGEST + 1, LONGEST))
        for length in range(1, LONGEST + 1):
            self._shares[length, :length] = open_shares(length)
        self._width = max(int(np.flatnonzero(part.automaton.counts).max(initial=0)) for part in parts)
        self._starts = np.cumsum([0, *(len(part.automaton) for part in parts)])
        self._rows = float(sum(len(part.rows) - len(part.withdrawn) for part in parts))
        self._each = self._rows / (int(self._starts[-1]) - sum(len(part.dead) for part in parts))
        self._sampled = figures.sample < self._starts[-1]
        self._sample = sample = self._even_sample()
        # What all beginnings with free ends weigh, and for how many rows unregistered exchanges stand.
        self._open = float(sample.mass.sum()) * self._rows / max(float(sample.weights.sum()), 1.0)
        self._spare = sample.spare * self._rows / max(float(sample.exchanged.sum()), 1.0)

    def _even_sample(self) -> Standing:
        """An even sample of all ranks."""
        serials = int(self._starts[-1])
        keys = sampled(serials, self._figures.sample)
        part = np.searchsorted(self._starts, keys, side="right") - 1
        spelled = Spelled.of(self._parts, part, keys - self._starts[part], self._width)
        fewer = spelled.of_these(np.isin(keys, edited_of(keys)))
        return standing(self._parts, fewer, self._starts, self._shares)

    def log_likelihood(
        self, typed: Typed, query: Query, part: Longs, rank: Longs, *, all_near: bool
    ) -> float:
        """The logarithm of the likelihood of one text, for which its ``query`` found these serials.

        They come likeliest first. ``all_near``: these are all that are within reach. Raises BadInputError
        where the automaton was altered.
        """
        alone, figures = all_near and self._sampled, self._figures
        spelled = Spelled.of(self._parts, part, rank, self._width).fewer(figures.exchanged)
        each = self._each if alone else 0.0
        likeliest = standing(self._parts, spelled, self._starts, self._shares, each)
        asked = self._asked(query)
        # The likeliest stand for their own rows, the sample for all others.
        weighed = [likeliest] if alone else [likeliest, self._sample.without(likeliest.keys)]
        free = free_text(typed.texts, typed.exponents, figures)
        tail = self._tails(asked, weighed, alone=alone)
        so_far = figures.free * math.exp(free) + figures.tail * (tail or 0.0)
        edited = self._edits(asked, weighed, so_far / figures.edited, alone=alone)
        return mixed(_log(tail), _log(edited), free, figures)

    def _asked(self, query: Query) -> _Asked:
        signs = query.signs
        exchange, chance = (np.ascontiguousarray(table[signs].T) for table in (self._exchange, self._chance))
        cheapest = np.ascontiguousarray(self._cheapest[:, signs])
        owed = owed_by(query.gaps, self._width)
        return _Asked(exchange, query.gaps, query.cuts, owed, chance, cheapest)

    def _scaled(
        self, weighed: Sequence[Standing], weights: Sequence[Reals]
    ) -> Iterator[tuple[Standing, float]]:
        """Each with how many rows one of these weights of its serials stands for."""
        left = self._rows
        for some, own in zip(weighed, weights, strict=True):
            whole = float(own.sum())
            scale = 1.0 if some is weighed[0] else max(left, 0.0) / max(whole, 1.0)
            left -= whole
            if scale and whole:
                yield some, scale

    def _tails(self, asked: _Asked, weighed: Sequence[Standing], *, alone: bool) -> float | None:
        """The mean likelihood of serials that begin like a registered one and end freely; None if none do."""
        total, whole, room = 0.0, 0.0, tails_room(asked.exchange.shape[1], self._width)
        for some, scale in self._scaled(weighed, [some.weights for some in weighed]):
            total = scale * tails(
                asked.exchange, asked.gaps, asked.cuts, asked.owed, asked.chance, asked.cheapest, some.codes,
                some.lengths, some.begun, some.slots, some.mass, some.onward, some.aside, some.apart,
                some.ends, total / scale, _NEGLIGIBLE, *room,
            )  # fmt: skip
            whole += scale * float(some.mass.sum())
        whole = self._open if alone else whole
        return total / whole if whole > NOTHING * self._rows else None

    def _edits(
        self, asked: _Asked, weighed: Sequence[Standing], so_far: float, *, alone: bool
    ) -> float | None:
        """The mean likelihood of registered serials with one character exchanged; None if all are registered.

        ``so_far``: what the other parts come to, against which what is negligible is left out.
        """
        total = whole = 0.0
        costs = (asked.exchange, asked.gaps, asked.cuts, asked.owed)
        exchange, gaps, cuts, owed = (table.astype(np.float32) for table in costs)
        room = edits_room(exchange.shape[1], self._width)
        for some, scale in self._scaled(weighed, [some.exchanged for some in weighed]):
            least = _NEGLIGIBLE * (so_far * self._rows + total) / scale
            total += scale * edits(
                exchange, gaps, cuts, owed, asked.chance, some.codes, some.lengths, some.begun, some.slots,
                some.following, some.exchanged, some.light, least, *room,
            )  # fmt: skip
            if not alone:
                whole += scale * some.spare
        whole = self._spare if alone else whole
        return total / whole if whole > NOTHING * self._rows else None


def _log(likelihood: float | None) -> float | None:
    if likelihood is None:
        return None
    return math.log(likelihood) if likelihood > 0.0 else -math.inf
