"""A reading against an index: the answer that ``matching`` gives from tables, found by searching.

The rows within reach are brought together into a small register of their own, against which everything goes
on as against all rows; what is asked of the others is counted in the index.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

from findspot.matching.alphabet import Encoded
from findspot.matching.automaton.costs import CODES, NEVER
from findspot.matching.automaton.walking import spell
from findspot.matching.by_eye import check_readings
from findspot.matching.channel import typed_costs
from findspot.matching.ctc import Emissions, best_free_reading
from findspot.matching.index import index_codes
from findspot.matching.indexed import search_costs
from findspot.matching.indexing.finding import Searcher
from findspot.matching.indexing.laying import lay_lattices
from findspot.matching.indexing.rows import SCHEMA
from findspot.matching.matching import match_ways
from findspot.matching.outside.lattices import IndexPrior, IndexTails, Near
from findspot.matching.parameters import load_parameters
from findspot.matching.pool import Pool
from findspot.matching.posterior import check_prior
from findspot.matching.search import Found
from findspot.matching.ways import Ways, ask, shared_out
from findspot.vocabulary.candidates import SerialColumns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from findspot.matching.channel import Tokens
    from findspot.matching.indexing.index import RegisterIndex
    from findspot.matching.indexing.laying import Laid
    from findspot.matching.pool import NamesAlike
    from findspot.matching.ways import Asked
    from findspot.vocabulary.by_eye import ReadByEye
    from findspot.vocabulary.candidates import Match
    from findspot.vocabulary.reading import Reading

    Longs = NDArray[np.int64]

#: Serials that are as near as the nearest, of which one row is shown.
_NEAREST = 1000
#: Serials whose costs are worked out at once.
_AT_ONCE = 1 << 18


class IndexMatcher:
    """An index as it was built from its tables, made ready for readings (see ``Matcher``).

    ``names``: what its register says of names. One thread at a time may use it.
    """

    def __init__(self, index: RegisterIndex, names: NamesAlike) -> None:
        self._index, self._names = index, names
        self._counts: dict[str, Counter[str]] = {}

    @property
    def rows(self) -> int:
        """How many rows the register has, those among them whose serial cannot be compared."""
        return len(self._index) + int(self._index.about["left_out"])

    def make_ready(self) -> None:
        """Do what is done once for all readings; loops that were not compiled before are compiled."""
        if len(self._index):
            frame = np.full((1, CODES), 1.0 / CODES)
            view = Emissions(frame)
            laid = lay_lattices(self._index, [view], margin=0.0)
            serials = _Serials.of(self._index, laid.part[:1].astype(np.int64), laid.rank[:1])
            IndexTails(serials.near, [view], self._prior, 0.0).prior_of(np.arange(len(serials.near)))

    def match(
        self,
        readings: Sequence[Reading],
        *,
        by_eye: Sequence[ReadByEye] = (),
        prior: float = 0.7,
        limit: int = 10,
    ) -> Match:
        """See ``Matcher``. Readings by eye are weighed against all rows, which are then held in memory.

        Raises BadInputError too where the index was altered.
        """
        check_prior(prior)
        check_readings(by_eye)
        parameters = load_parameters()
        asked, none = ask(readings, len(self._index), parameters)
        laid = [lay_lattices(self._index, one.views, margin=one.margin, least=one.least) for one in asked]
        part, rank = self._all_serials() if by_eye else self._reached(asked, laid)
        serials = _Serials.of(self._index, part, rank)
        weighed = []
        for one, found in zip(asked, laid, strict=True):
            within = max(found.best - one.margin, one.least)
            tails = IndexTails(serials.near, one.views, self._prior, within)
            weighed.append(one.against(serials.found(found), tails, parameters))
        ways = shared_out(weighed, none) if self.rows else Ways((), 1.0)
        pool = Pool(serials.columns(), serials.near, self.rows, self._names, self._counted)
        match = match_ways(readings, ways, pool, by_eye=by_eye, prior=prior, limit=limit)
        return replace(match, partial=any(found.partial for found in laid))

    def _counted(self, name: str) -> Counter[str]:
        """How many rows have each value of a column; counted once."""
        if name not in self._counts:
            self._counts[name] = sum((part.rows.values(name) for part in self._index.parts), Counter())
        return self._counts[name]

    @cached_property
    def _prior(self) -> IndexPrior:
        return IndexPrior(self._index, load_parameters().background)

    def _all_serials(self) -> tuple[Longs, Longs]:
        sizes = [len(part.automaton) for part in self._index.parts]
        part = np.repeat(np.arange(len(sizes)), sizes)
        return part, np.concatenate([np.zeros(0, dtype=np.int64), *map(np.arange, sizes)])

    def _reached(self, asked: Sequence[Asked], laid: Sequence[Laid]) -> tuple[Longs, Longs]:
        """Part and rank of all serials within reach of some way, or of those that are least unlike."""
        none = np.zeros((0, 2), dtype=np.int64)
        each = [np.column_stack([found.part.astype(np.int64), found.rank]) for found in laid]
        keys = np.unique(np.concatenate([none, *each]), axis=0)
        if not len(keys) and asked and len(self._index):
            keys = self._nearest(asked[0])
        return keys[:, 0], keys[:, 1]

    def _nearest(self, asked: Asked) -> Longs:
        """Part and rank of the serials that are least unlike what was read, where none is within reach."""
        codes, _ = best_free_reading([replace(asked.views[0], weight=1.0)])
        if not len(codes):
            return np.zeros((0, 2), dtype=np.int64)
        tokens = tuple(codes.tolist())
        searcher = Searcher(self._index)
        found = searcher.find(search_costs().query(tokens), wanted=1, ties=True)
        keys = [(part, rank) for part, rank, _ in found.serials(self._index, _NEAREST)]
        return np.array(keys or list(self._cheapest(tokens)), dtype=np.int64)

    def _cheapest(self, tokens: Tokens) -> Iterator[tuple[int, int]]:
        """The same where all cost more than a search goes up to: what each costs is worked out."""
        best, held = NEVER, []
        for number, part in enumerate(self._index.parts):
            for start in range(0, len(part.automaton), _AT_ONCE):
                ranks = np.arange(start, min(start + _AT_ONCE, len(part.automaton)))
                costs = typed_costs(tokens, *spell(part.automaton, ranks))
                held.append((number, ranks[costs == costs.min()][:_NEAREST], int(costs.min())))
                best = min(best, held[-1][2])
        for number, ranks, cost in held:
            if cost == best:
                yield from ((number, rank) for rank in ranks.tolist())


@dataclass(frozen=True, slots=True, eq=False)
class _Serials:
    """Serials of an index brought together: ``near`` is a register of their rows alone.

    ``keys``: part and rank of each serial, ascending. ``rows``: part and number of each row, those of one
    serial together; ``begins``: the place of each serial's first row, and at the end how many rows there are.
    ``places``: the rank of each row in ``near``.
    """

    near: Near
    keys: Longs
    rows: Longs
    begins: Longs
    places: NDArray[np.intp]

    @classmethod
    def of(cls, index: RegisterIndex, part: Longs, rank: Longs) -> Self:
        """Those of these parts and ranks."""
        sizes, first = np.zeros(len(rank), dtype=np.int64), np.zeros(len(rank), dtype=np.int64)
        spelled = []
        for number, one in enumerate(index.parts):
            some = part == number
            first[some] = one.rows.firsts(rank[some])
            sizes[some] = one.rows.firsts(rank[some] + 1) - first[some]
            spelled.append(spell(one.automaton, rank[some]))
        width = max((codes.shape[1] for codes, _ in spelled), default=0)
        padded = [np.pad(codes, ((0, 0), (0, width - codes.shape[1]))) for codes, _ in spelled]
        codes = np.concatenate([np.zeros((0, width), dtype=np.uint8), *padded])
        lengths = np.concatenate([np.zeros(0, dtype=np.uint8), *(own for _, own in spelled)])
        begins = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
        numbers = np.repeat(first - begins[:-1], sizes) + np.arange(int(begins[-1]))
        encoded = Encoded(np.repeat(codes, sizes, axis=0), np.repeat(lengths, sizes), index.others)
        alone = index_codes(encoded, len(numbers))
        near = Near(**{one.name: getattr(alone, one.name) for one in fields(alone)}, whole=index)
        places = np.argsort(alone.order)
        rows = np.column_stack([np.repeat(part, sizes), numbers])
        return cls(near, np.column_stack([part, rank]), rows, begins, places)

    def found(self, laid: Laid) -> Found:
        """What was found in the index, as found in ``near``."""
        at = _places_of(self.keys, np.column_stack([laid.part.astype(np.int64), laid.rank]))
        sizes = self.begins[at + 1] - self.begins[at]
        ends = np.cumsum(sizes)
        rows = np.repeat(self.begins[at] - (ends - sizes), sizes) + np.arange(int(sizes.sum()))
        ranks = self.places[rows]
        order = np.argsort(ranks)
        scores, by_view = np.repeat(laid.scores, sizes), np.repeat(laid.by_view, sizes, axis=1)
        return Found(ranks[order], scores[order], by_view[:, order], laid.left_out)

    def columns(self) -> SerialColumns:
        """What the index shows of their rows."""
        tables = [
            part.rows.taken(self.rows[self.rows[:, 0] == number, 1])
            for number, part in enumerate(self.near.whole.parts)
        ]
        whole = pa.concat_tables([SCHEMA.empty_table(), *tables])
        return SerialColumns(*(tuple(whole.column(one.name).to_pylist()) for one in fields(SerialColumns)))


def _places_of(keys: Longs, wanted: Longs) -> Longs:
    """The places of these among the keys, which are ascending and hold them all."""
    most = int(keys[:, 1].max(initial=0)) + 1
    return np.searchsorted(keys[:, 0] * most + keys[:, 1], wanted[:, 0] * most + wanted[:, 1])
