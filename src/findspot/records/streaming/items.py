"""The items of rows that share one with others: told apart and put together as when a register is opened.

Rows of one item, and rows without one that share a serial, come into one part, which memory holds. The name
that a serial gets in brackets may be that of a row elsewhere; then all such rows are looked at together.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

from findspot.records.deliveries import Deliveries, contradictions, joined, settle_items
from findspot.records.limits import MAX_SHARING_ROWS
from findspot.records.streaming.repeats import keyed, keys, numbers_of
from findspot.records.streaming.spooling import Parted
from findspot.records.tables import refusal, shown
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from findspot.records.naming import Names
    from findspot.records.streaming.repeats import RowSet
    from findspot.records.streaming.surveying import Surveyed

#: What is passed on of each item: the columns that matching takes.
COLUMNS = ("item", "serial", "model", "maker", "part_number", "permit")
#: Rows that are looked at together, about.
_TOGETHER = 1 << 17
#: Items are given back by the place of their first row: so many places lie in one part.
PLACES = 1 << 18


class Items:
    """The items of the rows in ``sharing``, one row an item as matching takes it; a context manager.

    Rows that turn out to bear on these are added to ``sharing``. Raises BadInputError, naming file, row and
    field, for an item with contradictory serial, maker or part number, and for too many rows of one.
    """

    def __init__(self, tables: Sequence[Surveyed], sharing: RowSet, names: Names, folder: Path) -> None:
        self._tables, self._sharing, self._names, self._folder = tables, sharing, names, folder
        self._rows = sum(surveyed.rows for surveyed in tables)
        self._settled: Parted | None = None
        parts = len(sharing) // _TOGETHER + 1
        try:
            while not self._settle(parts):
                parts = 1
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._settled is not None:
            self._settled.__exit__(*error)

    def of(self, part: int) -> pa.Table | None:
        """The items whose first row, ``at``, lies in this part of all rows, by that row; None for none."""
        assert self._settled is not None, "it was settled when it was made"
        found = self._settled.part(part)
        return None if found is None else found.sort_by("at")

    def _settle(self, parts: int) -> bool:
        """Settle the items part by part; whether these bear on no rows but their own."""
        self.__exit__()
        self._settled = Parted(self._folder, self._rows // PLACES + 1)
        given: list[NDArray[np.int64]] = []
        wrong: list[tuple[int, BadInputError]] = []
        with Parted(self._folder, parts) as parted:
            self._gather(parted)
            for part in range(parts):
                if parted.rows(part) > MAX_SHARING_ROWS:
                    raise self._too_many(parted.some(part))
                rows = parted.part(part)
                if rows is not None:
                    given.append(self._settle_part(rows, self._settled, wrong))
        met = self._met(np.concatenate([*given, np.zeros(0, np.int64)]), parts)
        if met is not None:
            self._sharing.add(met)
            return False
        if wrong:
            raise min(wrong, key=lambda found: found[0])[1]
        return True

    def _gather(self, parted: Parted) -> None:
        """Bring the rows that share something into parts."""
        for number, surveyed in enumerate(self._tables):
            named = surveyed.tables(("item", "serial"))
            for (at, block), (_, names) in zip(surveyed.tables(), named, strict=True):
                rows = np.arange(at, at + len(block))
                there = self._sharing.has(rows)
                if not there.any():
                    continue
                some = block.filter(pa.array(there))
                some = some.append_column("table", pa.array(np.full(len(some), number)))
                some = some.append_column("at", pa.array(rows[there]))
                parted.add(some, keys(names.filter(pa.array(there))) % len(parted))

    def _settle_part(
        self, rows: pa.Table, settled: Parted, wrong: list[tuple[int, BadInputError]]
    ) -> NDArray[np.int64]:
        """Keep the items of these rows; the numbers of the names that serials got in brackets."""
        held = self._by_table(rows)
        parts = [self._tables[number].part(some) for number, some in held]
        tables, items, unique, _ = settle_items([part.table for part in parts])
        kept = [replace(part, table=table) for part, table in zip(parts, tables, strict=True)]
        deliveries = Deliveries(tuple(kept), items, unique)
        at = np.concatenate(
            [_places(some, table.rows) for (_, some), table in zip(held, tables, strict=True)]
        )
        for row, found in contradictions(deliveries, self._names):
            if isinstance(found, BadInputError):
                wrong.append((int(at[row]), found))
                break
        firsts = at[list(deliveries.first.values())]
        columns = {name: getattr(deliveries.serials, name) for name in COLUMNS}
        texts = {name: pa.array(cells, pa.string()) for name, cells in columns.items()}
        settled.add(pa.table({"at": firsts, **texts}), firsts // PLACES)
        declared, serials = joined(tables, "item"), joined(tables, "serial")
        named = {
            item
            for item, own, serial in zip(items, declared, serials, strict=True)
            if not own and item != serial
        }
        return numbers_of(named, len(named))

    def _by_table(self, rows: pa.Table) -> list[tuple[int, pa.Table]]:
        """The rows by the number of the table in which they stand."""
        number = rows.column("table").to_numpy()
        return [(one, rows.filter(pa.array(number == one))) for one in np.unique(number).tolist()]

    def _too_many(self, rows: pa.Table) -> BadInputError:
        """The refusal of rows that are too many to be looked at together, by the commonest name of some."""
        named = [
            (item or serial, "item" if item else "serial", part.table.file, row)
            for part in (self._tables[number].part(some) for number, some in self._by_table(rows))
            for row, item, serial in zip(
                part.table.rows, *(joined([part.table], name) for name in ("item", "serial")), strict=True
            )
        ]
        ((name, _),) = Counter(name for name, *_ in named).most_common(1)
        _, field, file, row = next(place for place in named if place[0] == name)
        return refusal(
            file,
            f"more than {MAX_SHARING_ROWS:,} rows share their item or serial, such as {shown(name)}, and so "
            "many are not told apart: give each item a name of its own in a column 'item'.",
            row=row,
            field=field,
        )

    def _met(self, given: NDArray[np.int64], parts: int) -> NDArray[np.int64] | None:
        """The further rows that go by one of these names; None where all was looked at that bears on them."""
        if not len(given):
            return None
        hit = [np.zeros(0, dtype=np.int64)]
        hit += [at[np.isin(numbers, given)] for numbers, at in keyed(self._tables)]
        rows = np.concatenate(hit)
        further: NDArray[np.int64] = rows[~self._sharing.has(rows)]
        twice = len(np.unique(given)) < len(given)
        return further if len(further) or (parts > 1 and (len(rows) or twice)) else None


def _places(held: pa.Table, rows: Sequence[int]) -> NDArray[np.int64]:
    """The place among all rows of those of one table that were kept, given by their rows in the file."""
    kept = np.isin(held.column("row").to_numpy(), np.asarray(rows, dtype=np.int64))
    at: NDArray[np.int64] = held.column("at").to_numpy()[kept]
    return at
