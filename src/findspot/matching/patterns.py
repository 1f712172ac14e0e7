"""A typed pattern against a register: belief in its rows, level by level of what they cost.

Rows come in levels that cost the same, cheapest first, and within a level in the order of an index: by the
folded serial's length, then its characters, then by the serial as it is written and the item.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from findspot.matching.automaton.costs import SCALE
from findspot.matching.channel import channel_costs, parse_pattern
from findspot.matching.index import index_serials
from findspot.matching.posterior import LARGEST_SET, check_prior, rounded
from findspot.matching.slips import Slips
from findspot.matching.standing import TableBackground
from findspot.matching.typed import Typed, typed_scores, within_reach
from findspot.vocabulary.candidates import Candidate, Match

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from findspot.vocabulary.candidates import FieldEvidence, SerialColumns
    from findspot.vocabulary.register import Register

    #: Item, serial, model, maker, part number and permit of some rows, and the items of some.
    Named = tuple[Sequence[Sequence[str]], Sequence[str]]

_Number = TypeVar("_Number", np.int64, np.float64)

#: A credible set holds so much of all belief.
_LEVEL = 0.95


class Finder(Protocol):
    """A register made ready for typed patterns."""

    @property
    def notice(self) -> str:
        """What whoever is shown its identifiers must be told; "" where there is nothing."""
        ...

    def find(
        self, pattern: str, *, prior: float = 0.7, limit: int = 10, seconds: float | None = None
    ) -> Match:
        """The rows that a typed pattern may be: ``?`` one unreadable character, ``*`` an unknown run.

        ``seconds``: after about so long the best so far comes, marked partial. Raises BadInputError, one
        sentence, for a pattern without a letter, digit, ``?`` or ``*``, for one that is too long, and for a
        prior that is no probability between 0 and 1.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Rows within reach: ``rows[i]`` of them cost ``costs[i]`` thousandths, cheapest first.

    ``outside``: the log-likelihood if the serial is not registered. ``register_rows``: all rows.
    """

    costs: NDArray[np.int64]
    rows: NDArray[np.int64]
    outside: float
    register_rows: int
    partial: bool = False


def no_levels(register_rows: int) -> Levels:
    """Where no row has a serial to be compared."""
    none = np.zeros(0, dtype=np.int64)
    return Levels(none, none, 0.0, register_rows)


def no_rows(_shown: int, _members: int) -> Named:
    """What is shown of no rows."""
    return (), ()


def match_levels(
    levels: Levels, named: Callable[[int, int], Named], slips: Slips, *, prior: float, limit: int
) -> Match:
    """The posterior over these rows and *not in this register*.

    ``named`` is asked for all that is shown of the first so many rows, and for the items of so many.
    """
    ratios = levels.costs / -SCALE - levels.outside
    top = max(0.0, float(ratios.max(initial=0.0)))
    weights = np.exp(ratios - top) * (prior / max(levels.register_rows, 1))
    outside = (1.0 - prior) * math.exp(-top)
    whole = float(weights @ levels.rows) + outside
    absent = outside / whole if levels.register_rows else 1.0
    shares = _first(weights / whole, levels.rows, max(limit, LARGEST_SET))
    place, members = _smallest_set(shares[:LARGEST_SET], absent)
    shown, of_set = named(min(limit, len(shares)), members)
    items: list[str | None] = list(of_set)
    if place is not None:
        items.insert(place, None)
    return Match(
        candidates=tuple(
            _candidate(row, p, slips.evidence(row[1], cost, levels.outside))
            for row, p, cost in zip(
                shown, shares.tolist(), _first(levels.costs, levels.rows, limit).tolist(), strict=False
            )
        ),
        not_in_register=rounded(absent),
        prior=prior,
        credible_set=tuple(items),
        tied=int(levels.rows[levels.costs == levels.costs[0]].sum()) if len(levels.costs) else 0,
        matched=int(levels.rows.sum()),
        partial=levels.partial,
        register_rows=levels.register_rows,
    )


def _candidate(row: Sequence[str], p: float, evidence: tuple[FieldEvidence, ...]) -> Candidate:
    item, serial, model, maker, part_number, permit = row
    return Candidate(item, serial, model, maker, part_number, permit, rounded(p), evidence)


def _first(each: NDArray[_Number], rows: NDArray[np.int64], most: int) -> NDArray[_Number]:
    """What is given of each level, for each of the first so many rows."""
    enough = int(np.searchsorted(np.cumsum(rows), most)) + 1
    return np.repeat(each[:enough], np.minimum(rows[:enough], most))[:most]


def _smallest_set(shares: NDArray[np.float64], absent: float) -> tuple[int | None, int]:
    """The smallest set that holds enough belief: where *not in this register* stands in it, and its rows.

    None where it does not belong to it; no rows and None where no set of at most ``LARGEST_SET`` does.
    """
    place = int(np.searchsorted(-shares, -absent, side="right"))
    held = np.cumsum(np.insert(shares, place, absent)[:LARGEST_SET])
    last = int(np.searchsorted(held, _LEVEL))
    if last == len(held):
        return None, 0
    return (place, last) if place <= last else (None, last + 1)


class TableFinder:
    """The rows of a register of tables, each weighed for every pattern."""

    def __init__(self, columns: SerialColumns, notice: str = "") -> None:
        self.notice = notice
        self._columns = columns
        self._index = index_serials(self._columns.serial)
        self._background = TableBackground(self._index) if len(self._index) else None

    def find(
        self, pattern: str, *, prior: float = 0.7, limit: int = 10, seconds: float | None = None
    ) -> Match:
        """See ``Finder``; all rows are weighed however long it takes."""
        del seconds
        check_prior(prior)
        index = self._index
        tokens = parse_pattern(pattern, index.others)
        slips = Slips(tokens, channel_costs(), index.others)
        total = len(self._columns)
        if not len(index):
            return match_levels(no_levels(total), no_rows, slips, prior=prior, limit=limit)
        typed = typed_scores(Typed((tokens,)), index, self._background)
        ranks = within_reach(typed)
        costs = np.rint(-SCALE * typed.scores[ranks]).astype(np.int64)
        order = np.lexsort((ranks, index.lengths[ranks], costs))
        ranks, costs = ranks[order], costs[order]
        levels = Levels(costs, np.ones(len(ranks), dtype=np.int64), typed.outside, total)
        return match_levels(levels, lambda *most: self._named(ranks, *most), slips, prior=prior, limit=limit)

    def _named(self, ranks: NDArray[np.intp], shown: int, members: int) -> Named:
        """The first rows of these ranks; those of one serial follow each other."""
        index, columns, most = self._index, self._columns, max(shown, members)
        if not len(ranks):
            return (), ()
        _, end = index.same_serial(ranks[most - 1 : most])
        ranks = ranks[: most + int(end[0]) - 1 - int(ranks[most - 1])]
        first, _ = index.same_serial(ranks)
        place = np.cumsum(np.diff(first, prepend=first[0]) != 0).tolist()
        rows = [
            (at, columns.serial[row], columns.item[row], row)
            for at, row in zip(place, index.order[ranks].tolist(), strict=True)
        ]
        rows = sorted(rows)[:most]
        others = (columns.model, columns.maker, columns.part_number, columns.permit)
        texts = [(item, serial, *(column[row] for column in others)) for _, serial, item, row in rows[:shown]]
        return texts, [item for _, _, item, _ in rows[:members]]


def match_pattern(pattern: str, register: Register, *, prior: float = 0.7, limit: int = 10) -> Match:
    """The rows of this register that a typed pattern may be; see ``Finder``."""
    return TableFinder(register.serials()).find(pattern, prior=prior, limit=limit)
