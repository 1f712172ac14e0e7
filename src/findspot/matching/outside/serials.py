"""Serials of an index that stand for others where what was typed is weighed against families."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from findspot.matching.absence import exchanged_rows
from findspot.matching.automaton.walking import spell
from findspot.matching.indexing.counting import branches, living_rows
from findspot.matching.outside.weighing import (
    class_keys,
    gathered,
    lightness_of,
    rooted,
    sharing,
    spare_exchanges,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.matching.indexing.index import Part

    Codes = NDArray[np.uint8]
    Longs = NDArray[np.int64]
    Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Spelled:
    """Serials of an index's parts: their texts, their rows that are not withdrawn, and what they stand for.

    ``exchanged``: for how many rows each stands where one of its characters is exchanged.
    """

    part: Longs
    rank: Longs
    codes: Codes
    lengths: Codes
    rows: Reals
    exchanged: Reals

    @classmethod
    def of(cls, parts: Sequence[Part], part: Longs, rank: Longs, width: int) -> Self:
        """The serials of these ranks; characters are exchanged in all of them."""
        codes = np.zeros((len(rank), width), dtype=np.uint8)
        lengths, rows = np.zeros(len(rank), dtype=np.uint8), np.zeros(len(rank))
        for number, one in enumerate(parts):
            some = slice(None) if len(parts) == 1 else np.flatnonzero(part == number)
            spelled, lengths[some] = spell(one.automaton, rank[some])
            codes[some, : spelled.shape[1]] = spelled
            rows[some] = living_rows(one, rank[some], np.ones_like(rank[some]))
        return cls(part, rank, codes, lengths, rows, rows)

    def fewer(self, most: int) -> Self:
        """The same, likeliest first, with characters exchanged in at most so many."""
        return replace(self, exchanged=exchanged_rows(self.rows, most))

    def of_these(self, some: NDArray[np.bool_]) -> Self:
        """The same with characters exchanged in these alone."""
        return replace(self, exchanged=self.rows * some)

    def sorted_by(self, *keys: NDArray[np.integer]) -> Self:
        """The same in the order of these keys, the last counting most."""
        order = np.lexsort(keys)
        return type(self)(*(getattr(self, field.name)[order] for field in fields(self)))


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Serials by length, classes and characters, and what was gathered of their beginnings.

    ``keys``: a number for each that tells it from all others. ``weights``: for how many rows it stands, and
    ``exchanged`` where one of its characters is exchanged. Of the others see ``weighing``; ``ends`` and
    ``light`` are the costs for free ends and for exchanges.
    """

    keys: Longs
    codes: Codes
    lengths: Codes
    weights: Reals
    exchanged: Reals
    begun: Longs
    slots: Longs
    following: Longs
    light: NDArray[np.int32]
    first: Longs
    open_: Reals
    mass: Reals
    onward: Reals
    aside: Reals
    apart: Reals
    ends: NDArray[np.int32]

    def without(self, keys: Longs) -> Standing:
        """The same without what those of these keys weigh."""
        places = np.flatnonzero(np.isin(self.keys, keys))
        if not len(places):
            return self
        weights, exchanged, mass = self.weights.copy(), self.exchanged.copy(), self.mass.copy()
        weights[places] = exchanged[places] = 0.0
        depths = np.broadcast_to(np.arange(mass.shape[1]), (len(places), mass.shape[1]))
        np.subtract.at(mass, (self.first[places], depths), self.open_[places])
        return replace(self, weights=weights, exchanged=exchanged, mass=np.maximum(mass, 0.0))

    @property
    def spare(self) -> float:
        """For how many rows they stand, of each the unregistered share of its exchanges."""
        return float(spare_exchanges(self.codes, self.lengths, self.slots, self.following, self.exchanged))


def standing(
    parts: Sequence[Part], serials: Spelled, starts: Longs, shares: Reals, each: float = 0.0
) -> Standing:
    """The serials with what was gathered of their beginnings.

    ``starts``: the key of each part's first serial. ``shares``: see ``weighing.gathered``. ``each``: how many
    rows a registered serial has in the mean, if the beginnings of these stand for all serials that begin so;
    0 if they stand for their own rows. Raises BadInputError where the automaton was altered.
    """
    if len(parts) == 1:
        serials = serials.sorted_by(serials.rank)
    else:
        serials = serials.sorted_by(*serials.codes.T[::-1], serials.lengths)
    shared = sharing(serials.codes, serials.lengths) if each else None
    classes = class_keys(serials.codes, serials.lengths)
    if len(classes):
        serials = serials.sorted_by(classes, serials.lengths)
        shared = shared[np.lexsort((classes, serials.lengths))] if shared is not None else None
    codes, lengths = serials.codes, serials.lengths
    begun, slots, size = rooted(codes, lengths)
    counts = branches(parts, codes, lengths, begun, slots, size)
    begin = np.repeat(serials.rows, codes.shape[1]).reshape(codes.shape)
    if shared is not None:
        begin = counts.alike / shared * each
    return Standing(
        starts[serials.part] + serials.rank, codes, lengths, serials.rows, serials.exchanged, begun, slots,
        counts.next, lightness_of(serials.exchanged, lengths, begun, codes.shape[1]),
        *gathered(codes, lengths, begin, begun, slots, counts.alike, counts.next, shares),
    )  # fmt: skip
