"""A query as it is read from either end, for the search from both: see ``halves``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from findspot.matching.alphabet import LONGEST
from findspot.matching.automaton.bounds import floors, prepare
from findspot.matching.automaton.costs import ADDED, MISSED, NEVER, SWAPPED
from findspot.matching.ends.charsets import cheap_in, sets_of, with_common

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.matching.automaton.costs import Costs, Query, Table
    from findspot.matching.ends.charsets import Words

    Longs = NDArray[np.int64]


class Asked(NamedTuple):
    """A query from one end. Costs by place and code, and what follows from them: see ``charsets``.

    ``gaps`` as in ``costs.Query``. ``cuts[n]``: what it costs that just the first n characters were cut off,
    ``far_cut``: that one was at the far end. ``rest`` and ``ended``: what is left costs at least where at
    most one character is cut at the far end, and where more are, as ``bounds.prepare`` gives it; ``flat``:
    which places are. ``blind``: how many places at this end tell nothing of what stands there.
    """

    costs: Costs
    steps: Longs
    sets: Words
    less: Words
    cheap: Words
    gaps: Costs
    cuts: Costs
    far_cut: int
    rest: Costs
    ended: Costs
    flat: NDArray[np.bool_]
    blind: int


class Asker:
    """Reads queries to serials of these lengths, which have these characters at their places."""

    def __init__(self, counts: Longs, labels_at: NDArray[np.bool_]) -> None:
        ends = len(counts)
        turned = np.zeros_like(labels_at)
        for n in range(1, ends):
            turned[n, :n] = labels_at[n, :n][::-1]
        self._counts = counts
        self._labels_at = (labels_at, turned)
        self._table: Table | None = None
        self._floors: list[Costs] = []
        self._rests = np.empty((2, 2, ends, LONGEST + 1, ends), dtype=np.int32)
        self._start = np.empty((ends, ends + 1), dtype=np.int32)
        self._flat = np.empty((2, LONGEST + 1), dtype=np.bool_)

    def ways(self, query: Query) -> list[Asked]:
        """The query from the beginning, from the end, and from the end with more than one character cut.

        The last is left out where that cannot be. They are valid until the next query.
        """
        places = len(query)
        gaps = np.full_like(query.gaps, NEVER)
        gaps[ADDED, :places] = query.gaps[ADDED, :places][::-1]
        gaps[MISSED] = query.gaps[MISSED][::-1]
        gaps[SWAPPED, : places - 1] = query.gaps[SWAPPED, : places - 1][::-1]
        signs = np.ascontiguousarray(query.signs[::-1])
        forward = self._read(0, query.table, query.signs, query.gaps, query.cuts)
        backward = self._read(1, query.table, signs, gaps, query.cuts[::-1])
        more = _only(query.cuts[1], slice(2, None))
        return [forward, backward, *([backward._replace(cuts=more)] if more.min() < NEVER else [])]

    def least(self) -> int:
        """What any serial costs at least."""
        return int(min(self._rests[:, :, n, 0, n].min() for n in np.flatnonzero(self._counts)))

    def _read(self, end: int, table: Table, signs: NDArray[np.int32], gaps: Costs, cuts: Costs) -> Asked:
        for kind, some in enumerate((slice(0, 2), slice(2, None))):
            far = np.stack([_only(cuts[0], slice(0, 0)), _only(cuts[1], some)])
            prepare(
                signs, gaps, far, self._floor(table)[end], table.even, self._counts,
                self._rests[end, kind], self._start, self._flat[end],
            )  # fmt: skip
        exchange = table.exchange[signs]
        steps, sets = sets_of(exchange)
        costs, less = with_common(exchange, steps, sets)
        return Asked(
            costs=costs,
            steps=steps,
            sets=sets,
            less=less,
            cheap=cheap_in(exchange),
            gaps=gaps,
            cuts=_only(cuts[0], slice(0, 2)),
            far_cut=int(cuts[1, 1]),
            rest=self._rests[end, 0],
            ended=self._rests[end, 1],
            flat=self._flat[end, : len(signs) + 1],
            blind=int(np.argmin(np.append(table.even[signs], False))),
        )

    def _floor(self, table: Table) -> list[Costs]:
        if self._table is not table:
            self._table = table
            size = (len(table.exchange), len(self._counts), len(self._counts))
            self._floors = [np.empty(size, dtype=np.int32) for _ in range(2)]
            for floor, labels_at in zip(self._floors, self._labels_at, strict=True):
                floors(table.exchange, labels_at, floor)
        return self._floors


def _only(cuts: Costs, some: slice) -> Costs:
    """What it costs to cut so many characters, if no other number can be cut."""
    result = np.full(LONGEST + 1, NEVER, dtype=np.int32)
    result[some] = cuts[some]
    return result
