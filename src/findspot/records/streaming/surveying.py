"""One table of deliveries, read once: its cells on disk, and what only all of them together say."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.records.cells import check_serials, without_noughts
from findspot.records.columns import Known, spellings
from findspot.records.dating import DateReading
from findspot.records.deliveries import Part
from findspot.records.tables import Column
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from findspot.records.streaming.spooling import Spool

_KNOWN, _EXTRA = "known ", "extra "
_KEPT = 4


class Surveyed:
    """A table of deliveries whose blocks are kept in ``spool``.

    ``start`` is the number of its first row among those of all tables.
    """

    def __init__(self, spool: Spool, start: int) -> None:
        self.start, self.rows = start, 0
        self._spool = spool
        self._blocks: list[int] = []
        self._ends: list[int] = []
        #: The blocks that single rows were taken of last.
        self._whole = lru_cache(_KEPT)(self._block)
        self._first: Known | None = None
        self._noughts: frozenset[str] = frozenset()
        self._dates: dict[str, DateReading] = {}
        #: What is wrong with a serial, as it stands and when 417.0 means 417.
        self._wrong: dict[bool, BadInputError] = {}

    def take(self, block: Known) -> None:
        """Keep the next block."""
        if self._first is None:
            self._first, self._noughts = block, block.noughts
            dated = [name for name in block.columns if name in spellings().dates]
            self._dates = {name: DateReading(block.file, block.field(name)) for name in dated}
        self._noughts &= block.noughts
        for name, reading in self._dates.items():
            reading.take(block.columns[name].cells, block.rows)
        self._check_serials(block)
        columns = {"row": pa.array(block.rows, pa.int64())}
        columns |= {_KNOWN + name: _texts(column) for name, column in block.columns.items()}
        columns |= {_EXTRA + name: _texts(column) for name, column in block.extra.items()}
        self._blocks.append(self._spool.add(pa.table(columns)))
        self.rows += len(block)
        self._ends.append(self.rows)

    def settle(self) -> None:
        """Refuse serials and dates that cannot be. Raises BadInputError, naming file, row and field."""
        if (error := self._wrong.get("serial" in self._noughts)) is not None:
            raise error
        for reading in self._dates.values():
            reading.settle()

    def tables(self, columns: Sequence[str] | None = None) -> Iterator[tuple[int, pa.Table]]:
        """Its blocks with the number of each one's first row: ``row``, the row in the file, and all cells.

        ``columns`` are the known columns that are asked for, without ``row``; one that the table lacks is "".
        """
        at = self.start
        for number in range(len(self._blocks)):
            block = self._block(number, columns)
            yield at, block
            at += len(block)

    def rows_at(self, rows: NDArray[np.int64]) -> pa.Table:
        """Some of its rows as ``tables`` has them, by their numbers among those of all tables, ascending."""
        found = []
        which = np.searchsorted(self._ends, rows - self.start, side="right")
        for number in np.unique(which).tolist():
            begin = self.start + (self._ends[number - 1] if number else 0)
            found.append(self._whole(number).take(pa.array(rows[which == number] - begin)))
        return pa.concat_tables(found, promote_options="default")

    def _block(self, number: int, columns: Sequence[str] | None = None) -> pa.Table:
        asked = None if columns is None else [_KNOWN + name for name in columns]
        block = self._spool.table(self._blocks[number], asked)
        cells = dict(zip(block.column_names, block.columns, strict=True))
        for name in self._noughts:
            if (column := cells.get(_KNOWN + name)) is not None:
                cells[_KNOWN + name] = pc.utf8_slice_codeunits(column, 0, -2)
        if columns is not None:
            absent = pa.repeat("", len(block))
            cells = {name: cells.get(_KNOWN + name, absent) for name in columns}
        return pa.table(cells)

    def part(self, rows: pa.Table) -> Part:
        """Some of its rows, given as ``tables`` gives them, as they are when a register is opened."""
        assert self._first is not None, "what has rows had a first block"
        columns = {
            name: _column(column.header, rows, _KNOWN + name) for name, column in self._first.columns.items()
        }
        extra = {
            name.removeprefix(_EXTRA): _column(name, rows, name)
            for name in rows.column_names
            if name.startswith(_EXTRA)
        }
        numbers = tuple(rows.column("row").to_pylist())
        known = Known("deliveries", self._first.file, numbers, columns, extra, self._first.written, ())
        spans = {name: reading.spans(columns[name].cells, numbers) for name, reading in self._dates.items()}
        return Part(known, spans)

    def _check_serials(self, block: Known) -> None:
        serial = block.columns["serial"]
        meanings = {False: serial}
        if "serial" in block.noughts:
            meanings[True] = without_noughts(serial)
        for meant, column in meanings.items():
            if meant not in self._wrong:
                try:
                    check_serials(column, block.rows, block.file, block.field("serial"))
                except BadInputError as error:
                    self._wrong[meant] = error


def _texts(column: Column) -> pa.Array:
    return pa.array(column.cells, pa.string())


def _column(header: str, rows: pa.Table, name: str) -> Column:
    return Column(header, [cell or "" for cell in rows.column(name).to_pylist()])
