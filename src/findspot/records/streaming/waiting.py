"""A register whose deliveries wait on disk: read once, and looked at when something is asked of them.

The tables must be those of which an index was built: what only the building compares is not compared again.
"""

from __future__ import annotations

import hashlib
import tempfile
import weakref
from array import array
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.records.deliveries import Deliveries, settle_items
from findspot.records.limits import MAX_STREAMED_ROWS
from findspot.records.opening import no_deliveries, register_of, table_files
from findspot.records.problems import refuse
from findspot.records.reading import Bounds, opened
from findspot.records.streaming.items import COLUMNS, Items
from findspot.records.streaming.passing import Survey, passed
from findspot.records.streaming.repeats import RowSet, repeated_rows
from findspot.records.streaming.spooling import Spool
from findspot.vocabulary.candidates import SerialColumns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence, Set  # noqa: PYI025 - the abstract set

    from numpy.typing import NDArray

    from findspot.records.deliveries import Shown
    from findspot.records.naming import Names
    from findspot.records.register import TableRegister
    from findspot.records.streaming.surveying import Surveyed
    from findspot.vocabulary.records import Delivery

    Longs = NDArray[np.int64]

_READ = Bounds(None, MAX_STREAMED_ROWS)


def open_waiting(paths: Sequence[Path], items: int) -> TableRegister:
    """The register that these paths name, of so many items; its deliveries wait in a file without a name.

    Raises BadInputError as ``passing`` does before the first item passes.
    """
    with ExitStack() as files:
        spool = Spool(Path(tempfile.gettempdir()))
        files.callback(spool.close)
        survey, digests = Survey(spool, None), []
        for path, label in table_files(paths):
            with opened(path, label, _READ) as file:
                digests.append((label, file.sha256()))
                survey.read(file)
        name = ", ".join(map(str, paths))
        if not survey.deliveries:
            raise no_deliveries(name)
        survey.check()

        def waiting(names: Names) -> Deliveries:
            return WaitingDeliveries(
                parts=(), items=(), unique=False, tables=tuple(survey.deliveries), names=names, count=items
            )

        register = register_of(name, digests, survey.others, waiting, [], refuse)
        weakref.finalize(register.deliveries, files.pop_all().close)
    return replace(register, notice=survey.notice)


@dataclass(frozen=True)
class WaitingDeliveries(Deliveries):
    """Deliveries on disk, none of which is held in memory; rows are counted with those that repeat others.

    ``tables``: where they wait; ``names``: how names are linked; ``count``: of how many items they are.
    """

    tables: tuple[Surveyed, ...]
    names: Names
    count: int

    def __len__(self) -> int:
        return sum(surveyed.rows for surveyed in self.tables)

    def column(self, name: str) -> Sequence[str]:
        """The texts of a known column, brought into memory."""
        blocks = (block for surveyed in self.tables for _, block in surveyed.tables((name,)))
        return [cell for block in blocks for cell in block.column(name).to_pylist()]

    def of(self, item: str) -> tuple[Shown, tuple[Delivery, ...]]:
        """See ``Deliveries``."""
        return self._alike({item, *(item[:at] for at in range(len(item)) if item.startswith(" (", at))}).of(
            item
        )

    def having(self, wanted: Mapping[str, Callable[[str], bool]]) -> Sequence[int]:
        """See ``Deliveries``; rows that repeat others are left out."""
        rows = self._having(wanted)
        return array("q", rows[~self._again.has(rows)].tobytes())

    def build(self, at: int) -> Delivery:
        """See ``Deliveries``."""
        surveyed = next(one for one in reversed(self.tables) if one.start <= at)
        held = surveyed.rows_at(np.array([at]))
        part = surveyed.part(held)
        (item,) = part.table.columns["item"].cells if "item" in part.table.columns else ("",)
        (serial,) = part.table.columns["serial"].cells
        if not item:
            shared = bool(self._sharing.has(np.array([at]))[0])
            place = (part.table.file, part.table.rows[0])
            item = self._item_at(self._alike({serial}), place) if shared else serial
        return Deliveries((part,), (item,), unique=True).build(0)

    def has(self, item: str) -> bool:
        """Whether any row is of this item."""
        try:
            self.of(item)
        except KeyError:
            return False
        return True

    @cached_property
    def serials(self) -> SerialColumns:
        """See ``Deliveries``: all items, brought into memory."""
        folder = Path(tempfile.gettempdir())
        sharing = repeated_rows(self.tables, folder)
        with Items(self.tables, sharing, self.names, folder) as items:
            whole = pa.concat_tables(passed(self.tables, sharing, items))
        return SerialColumns(*(tuple(whole.column(name).to_pylist()) for name in COLUMNS))

    def _having(self, wanted: Mapping[str, Callable[[str], bool]]) -> Longs:
        """The rows of which any of these columns has a text that fits, repeated ones too."""
        fitting: dict[str, dict[str, bool]] = {column: {"": False} for column in wanted}
        found = [np.zeros(0, dtype=np.int64)]
        for surveyed in self.tables:
            for at, block in surveyed.tables(tuple(wanted)):
                fits = np.zeros(len(block), dtype=np.bool_)
                for column, fitted in wanted.items():
                    texts = pa.concat_arrays(block.column(column).chunks).dictionary_encode()
                    known, distinct = fitting[column], texts.dictionary.to_pylist()
                    known |= {text: fitted(text) for text in distinct if text not in known}
                    fits |= np.array([known[text] for text in distinct])[texts.indices.to_numpy()]
                found.append(np.flatnonzero(fits) + at)
        return np.concatenate(found)

    def _alike(self, names: Set[str]) -> Deliveries:
        """The deliveries whose item or serial is one of these, or one of these with more in brackets."""
        rows = np.concatenate([np.zeros(0, dtype=np.int64), *self._called(names)])
        parts = [
            surveyed.part(surveyed.rows_at(own))
            for surveyed in self.tables
            if len(own := rows[(rows >= surveyed.start) & (rows < surveyed.start + surveyed.rows)])
        ]
        tables, items, unique, _ = settle_items([part.table for part in parts])
        kept = tuple(replace(part, table=table) for part, table in zip(parts, tables, strict=True))
        return Deliveries(kept, items, unique)

    def _called(self, names: Set[str]) -> Iterator[Longs]:
        """Block by block the rows of ``_alike``."""
        exactly = pa.array(sorted(names), pa.string())
        for surveyed in self.tables:
            for at, block in surveyed.tables(("item", "serial")):
                fits = [pc.is_in(column, value_set=exactly) for column in block.columns]
                fits += [pc.starts_with(column, f"{name} (") for column in block.columns for name in names]
                yield np.flatnonzero(np.logical_or.reduce([one.to_numpy() for one in fits])) + at

    def _item_at(self, some: Deliveries, place: tuple[str, int]) -> str:
        """The item of the row at this place in its file."""
        return next(item for at, item in enumerate(some.items) if some.place(at) == place)

    @cached_property
    def _sharing(self) -> RowSet:
        """The rows that share their item, or their serial where they name none."""
        return repeated_rows(self.tables, Path(tempfile.gettempdir()))

    @cached_property
    def _again(self) -> RowSet:
        """The rows that wholly repeat an earlier one of their item."""
        again = RowSet(len(self))
        if len(self) == self.count:  # each row is an item of its own
            return again
        seen: set[bytes] = set()
        for surveyed in self.tables:
            for at, block in surveyed.tables():
                rows = np.flatnonzero(self._sharing.has(np.arange(at, at + len(block))))
                cells = block.drop_columns("row").take(pa.array(rows)).to_pylist() if len(rows) else []
                for row, named in zip(rows.tolist(), cells, strict=True):
                    told = repr(sorted((name, cell) for name, cell in named.items() if cell))
                    digest = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).digest()
                    if digest in seen:
                        again.add(np.array([at + row]))
                    seen.add(digest)
        return again
