"""A typed pattern against an index: the answer that ``patterns`` gives from tables, found by searching."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.absence import typed_background
from findspot.matching.automaton.compiling import announced, is_kept
from findspot.matching.automaton.costs import CODES
from findspot.matching.automaton.ranges import spread
from findspot.matching.automaton.typed import TypedCosts
from findspot.matching.automaton.walking import spell
from findspot.matching.channel import UNREADABLE, channel_costs, parse_pattern, sign_of
from findspot.matching.indexing.counting import living_rows
from findspot.matching.indexing.finding import Searcher
from findspot.matching.indexing.index import RegisterIndex
from findspot.matching.outside.background import IndexBackground
from findspot.matching.patterns import Levels, match_levels, no_levels, no_rows
from findspot.matching.posterior import check_prior
from findspot.matching.slips import Slips
from findspot.matching.typed import FURTHEST, REACH, Typed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from findspot.matching.absence import TypedBackground
    from findspot.matching.channel import Channel
    from findspot.matching.indexing.finding import Found
    from findspot.matching.indexing.index import Part
    from findspot.matching.patterns import Named
    from findspot.vocabulary.candidates import Match

    Longs = NDArray[np.int64]

#: A pattern for which every loop is needed, and how long it is looked for once these are compiled.
_ANY, _MOMENT = "AB12?4*", 1.0


def search_costs(figures: Channel | None = None) -> TypedCosts:
    """A typed channel, by default the one in force, as an index is searched by it."""
    channel = channel_costs(figures)
    return TypedCosts.of(
        channel.exchange[:CODES, :CODES],
        channel.exchange[sign_of(UNREADABLE), :CODES],
        added=channel.added,
        missed=channel.missed,
        swapped=channel.swapped,
        begin=channel.cut,
        end=channel.cut,
    )


def make_ready(path: Path, say: Callable[[str], None] | None = None) -> None:
    """Compile what finding in this index takes, so that the first who asks it does not wait.

    It is kept on disk; where nothing can be kept, nothing is done. ``say`` is told if it takes long.
    """
    if not is_kept():
        return
    with announced(say):
        IndexFinder(RegisterIndex.open(path)).find(_ANY, seconds=_MOMENT)


class IndexFinder:
    """An index made ready for typed patterns (see ``patterns.Finder``). One thread at a time may use it.

    ``channel`` and ``background``: figures to try in place of those in force.
    """

    def __init__(
        self,
        index: RegisterIndex,
        *,
        channel: Channel | None = None,
        background: TypedBackground | None = None,
    ) -> None:
        self._index = index
        self._searcher = Searcher(index)
        self._figures = background or typed_background()
        self._background = IndexBackground(index.parts, channel, self._figures) if len(index) else None
        self._channel, self._costs = channel_costs(channel), search_costs(channel)
        self._register_rows = len(index) + int(index.about["left_out"])

    @property
    def notice(self) -> str:
        """See ``Finder``."""
        return self._index.notice

    def find(
        self, pattern: str, *, prior: float = 0.7, limit: int = 10, seconds: float | None = None
    ) -> Match:
        """See ``Finder``. Raises BadInputError too where the index was altered."""
        check_prior(prior)
        tokens = parse_pattern(pattern, self._index.others)
        slips = Slips(tokens, self._channel, self._index.others)
        query = self._costs.query(tokens)
        if self._background is None:
            return match_levels(no_levels(self._register_rows), no_rows, slips, prior=prior, limit=limit)
        found = self._searcher.find(query, wanted=None, within=REACH, reach=FURTHEST, seconds=seconds)
        rows = self._living_rows(found)
        all_near = not found.partial and found.total <= self._figures.serials
        outside = self._background.log_likelihood(
            Typed((tokens,)), query, *self._likeliest(found), all_near=all_near
        )
        levels = Levels(found.cost, rows, outside, self._register_rows, partial=found.partial)
        return match_levels(levels, lambda *most: self._named(found, *most), slips, prior=prior, limit=limit)

    def _living_rows(self, found: Found) -> Longs:
        parts = self._index.parts
        if len(parts) == 1:
            return living_rows(parts[0], found.low, found.size)
        rows = np.empty(len(found.low), dtype=np.int64)
        for number, part in enumerate(parts):
            which = found.part == number
            rows[which] = living_rows(part, found.low[which], found.size[which])
        return rows

    def _cheapest(self, found: Found, number: int, most: int) -> tuple[Longs, Longs]:
        """Rank and cost of the cheapest serials of a part that are not dead, in order; at most so many."""
        low, size, cost, living = found.low, found.size, found.cost, found.living
        if len(self._index.parts) > 1:
            own = found.part == number
            low, size, cost, living = low[own], size[own], cost[own], living[own]
        enough = int(np.searchsorted(np.cumsum(living), most)) + 1
        low, size, cost = low[:enough], size[:enough], cost[:enough]
        dead = self._index.parts[number].dead
        if len(dead):
            ranks = [spread(dead, *some, most) for some in zip(low.tolist(), size.tolist(), strict=True)]
            size = np.array([len(some) for some in ranks], dtype=np.int64)
            rank = np.concatenate(ranks) if ranks else low
        else:
            size = np.minimum(size, most)
            ends = np.cumsum(size)
            rank = np.repeat(low - (ends - size), size) + np.arange(int(size.sum()))
        return rank[:most], np.repeat(cost, size)[:most]

    def _likeliest(self, found: Found) -> tuple[Longs, Longs]:
        """Part and rank of the cheapest serials of all parts."""
        most = self._figures.serials
        each = [self._cheapest(found, number, most) for number in range(len(self._index.parts))]
        rank, cost = (np.concatenate(column) for column in zip(*each, strict=True))
        part = np.repeat(np.arange(len(each)), [len(ranks) for ranks, _ in each])
        if len(each) > 1:
            kept = np.argsort(cost, kind="stable")[:most]
            return part[kept], rank[kept]
        return part, rank

    def _named(self, found: Found, shown: int, members: int) -> Named:
        """What is shown of the first so many rows, and the items of the first so many."""
        parts = self._index.parts
        rows = self._first_rows(found, max(shown, members))
        texts = [parts[part].rows.texts(row) for part, row in rows[:shown]]
        items = [row[0] for row in texts[:members]]
        for part, some in itertools.groupby(rows[shown:members], key=lambda row: row[0]):
            items += parts[part].rows.items([row for _, row in some])
        return texts, items

    def _first_rows(self, found: Found, most: int) -> list[tuple[int, int]]:
        """Part and number of the first so many rows, in the order that ``patterns`` has."""
        serials: list[tuple[int, bytes, list[tuple[int, int]]]] = []
        for number, part in enumerate(self._index.parts):
            ranks, costs = self._cheapest(found, number, most)
            spelled = _spelled(part, ranks) if len(self._index.parts) > 1 else [b""] * len(ranks)
            serials += zip(costs.tolist(), spelled, _numbered(number, part, ranks), strict=True)
        if len(self._index.parts) > 1:
            serials = _joined(serials)
        rows: list[tuple[int, int]] = []
        for _, _, some in serials:
            if len(some) > 1:
                some.sort(key=lambda row: self._index.parts[row[0]].rows.texts(row[1])[1::-1])
            rows += some
            if len(rows) >= most:
                break
        return rows[:most]


def _numbered(number: int, part: Part, ranks: Longs) -> list[list[tuple[int, int]]]:
    """Part and number of each rank's rows that are not withdrawn."""
    spans = zip(part.rows.firsts(ranks).tolist(), part.rows.firsts(ranks + 1).tolist(), strict=True)
    if not len(part.withdrawn):
        return [[(number, row) for row in range(first, end)] for first, end in spans]
    gone = set(part.withdrawn.tolist())
    return [[(number, row) for row in range(first, end) if row not in gone] for first, end in spans]


def _spelled(part: Part, ranks: Longs) -> list[bytes]:
    """The length and codes of serials, which put those of several parts in order."""
    codes, lengths = spell(part.automaton, ranks)
    return [bytes((length, *text)) for length, text in zip(lengths.tolist(), codes.tolist(), strict=True)]


def _joined(
    serials: list[tuple[int, bytes, list[tuple[int, int]]]],
) -> list[tuple[int, bytes, list[tuple[int, int]]]]:
    """Serials of several parts in order, one that stands in two with the rows of both."""
    whole: dict[bytes, tuple[int, bytes, list[tuple[int, int]]]] = {}
    for cost, spelled, rows in sorted(serials):
        whole.setdefault(spelled.rstrip(b"\0"), (cost, spelled, []))[2].extend(rows)
    return list(whole.values())
