"""A query as it is read from either end, for the search from both: see ``halves``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from findspot.matching.alphabet import LONGEST
from findspot.matching.automaton.bounds import floors, prepare
from findspot.matching.automaton.costs import ADDED, MISSED, NEVER, SWAPPED
from findspot.matching.ends.charsets import Signs

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        self._known: _Known | None = None
        self._rests = np.empty((2, 2, ends, LONGEST + 1, ends), dtype=np.int32)
        self._start = np.empty((ends, ends + 1), dtype=np.int32)
        self._flat = np.empty((2, LONGEST + 1), dtype=np.bool_)

    def ways(self, query: Query) -> list[Asked]:
        """The query from the beginning, from the end, and from the end with more than one character cut.

        The last is left out where that cannot be. They are valid until the next query.
        """
        known = self._known = _known(query, self._known, self._counts, self._labels_at)
        places = len(query)
        gaps = np.full_like(query.gaps, NEVER)
        gaps[ADDED, :places] = query.gaps[ADDED, :places][::-1]
        gaps[MISSED] = query.gaps[MISSED][::-1]
        gaps[SWAPPED, : places - 1] = query.gaps[SWAPPED, : places - 1][::-1]
        signs = np.ascontiguousarray(query.signs[::-1])
        forward = self._read(0, known, query.signs, query.gaps)
        backward = self._read(1, known, signs, gaps)
        more = known.more[1]
        return [forward, backward, *([backward._replace(cuts=more)] if more.min() < NEVER else [])]

    def least(self) -> int:
        """What any serial costs at least."""
        return int(min(self._rests[:, :, n, 0, n].min() for n in np.flatnonzero(self._counts)))

    def _read(self, end: int, known: _Known, signs: NDArray[np.int32], gaps: Costs) -> Asked:
        even = known.table.even
        for kind in range(2):
            prepare(
                signs, gaps, known.far[end, kind], known.floors[end], even, self._counts,
                self._rests[end, kind], self._start, self._flat[end],
            )  # fmt: skip
        flat = self._flat[end, : len(signs) + 1]
        return Asked(
            **known.signs.at(signs)._asdict(),
            gaps=gaps,
            cuts=known.near[end],
            far_cut=int(known.cuts[1 - end, 1]),
            rest=self._rests[end, 0],
            ended=self._rests[end, 1],
            flat=flat,
            blind=int(np.argmin(np.append(even[signs], False))),
        )


class _Known(NamedTuple):
    """What queries have in common that share a table and what cuts cost: it is worked out once.

    By the end from which is read: ``floors`` of the table's signs; ``near``, what cutting no more than one
    character there costs, ``more``, cutting more; ``far``, at the other end, the first by what ``rest`` and
    ``ended`` are worked out with.
    """

    table: Table
    cuts: Costs
    signs: Signs
    floors: list[Costs]
    near: list[Costs]
    more: list[Costs]
    far: Costs


def _known(
    query: Query, before: _Known | None, counts: Longs, labels_at: Sequence[NDArray[np.bool_]]
) -> _Known:
    """What is known of the query, which is what was known ``before`` where nothing of it has changed."""
    table, cuts = query.table, query.cuts
    if before is not None and before.table is table:
        if before.cuts is cuts:
            return before
        signs, least = before.signs, before.floors
    else:
        size = (len(table.exchange), len(counts), len(counts))
        signs, least = Signs.of(table.exchange), [np.empty(size, dtype=np.int32) for _ in range(2)]
        for floor, labels in zip(least, labels_at, strict=True):
            floors(table.exchange, labels, floor)
    near, more = ([_only(one, some) for one in cuts] for some in (slice(0, 2), slice(2, None)))
    never = _only(cuts[0], slice(0, 0))
    far = np.stack([[np.stack([never, some[1 - end]]) for some in (near, more)] for end in range(2)])
    return _Known(table, cuts, signs, least, near, more, far)


def _only(cuts: Costs, some: slice) -> Costs:
    """What it costs to cut so many characters, if no other number can be cut."""
    result = np.full(LONGEST + 1, NEVER, dtype=np.int32)
    result[some] = cuts[some]
    return result
