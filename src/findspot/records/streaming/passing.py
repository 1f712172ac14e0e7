"""A register's items as columns, passed on in blocks in bounded memory: the same as when it is opened."""

from __future__ import annotations

import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.records.building import RECORDS
from findspot.records.columns import Known, join_blocks, spellings
from findspot.records.limits import MAX_FILE_BYTES, MAX_ROWS, MAX_STREAMED_ROWS
from findspot.records.naming import Names
from findspot.records.opening import no_deliveries, records_of, sightings_of, table_files
from findspot.records.reading import Bounds, opened, read_tables, refuse_large
from findspot.records.remarks import notice_of
from findspot.records.streaming.items import COLUMNS, PLACES, Items
from findspot.records.streaming.repeats import RowSet, repeated_rows
from findspot.records.streaming.spooling import Spool
from findspot.records.streaming.surveying import Surveyed
from findspot.records.tables import refusal
from findspot.vocabulary.records import Alias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from findspot.records.reading import TableFile

    Progress: TypeAlias = Callable[[str, int, int | None], None]

#: What passes through is bounded by the disk and by its rows; tables that do not are bounded by memory.
_PASSING = Bounds(None, MAX_STREAMED_ROWS)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read: its path, its SHA-256 in hexadecimal, its size in bytes."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Passing:
    """The items of a register, which pass once: Arrow tables of ``items.COLUMNS``, and the files read.

    ``notice``: what whoever is shown its identifiers must be told; "" where there is nothing.
    """

    files: tuple[ReadFile, ...]
    notice: str
    tables: Iterator[pa.Table]


@contextmanager
def passing(paths: Sequence[Path], folder: Path, progress: Progress | None = None) -> Iterator[Passing]:
    """The items of the register that these paths name, in the order in which it has them when it is opened.

    All tables are read and checked before the first item passes. What waits meanwhile does so in files
    without a name in ``folder``. Tables that are not of deliveries are held in memory. ``progress`` is called
    with *reading* or *comparing* and the rows done. Raises BadInputError, one sentence with file, row and
    field as far as they apply, for whatever is refused when a register is opened, for more than 200 million
    rows, and where the disk has no room.
    """
    with ExitStack() as files:
        survey = Survey(files.enter_context(Spool(folder)), progress)
        read = []
        for path, label in table_files(paths):
            with opened(path, label, _PASSING) as file:
                _refuse_full(folder, file.size, label)
                read.append(ReadFile(path, file.sha256(), file.size))
                survey.read(file)
        if not survey.deliveries:
            raise no_deliveries(", ".join(map(str, paths)))
        names = survey.check()
        if progress:
            progress("comparing", 0, survey.rows)
        sharing = repeated_rows(survey.deliveries, folder)
        items = files.enter_context(Items(survey.deliveries, sharing, names, folder))
        survey.check_others()
        yield Passing(tuple(read), survey.notice, passed(survey.deliveries, sharing, items))


class Survey:
    """All tables of a register: those of deliveries on disk, the ``others`` in memory."""

    def __init__(self, spool: Spool, progress: Progress | None) -> None:
        self.deliveries: list[Surveyed] = []
        self.rows = 0
        self.notice = ""
        self.others: dict[str, list[Known]] = {table: [] for table in spellings().tables.values()}
        self._spool, self._progress = spool, progress

    def read(self, file: TableFile) -> None:
        """Read the tables of one file. Raises BadInputError."""
        for kind, blocks in read_tables(file, MAX_STREAMED_ROWS, []):
            if kind == "deliveries":
                self._survey(blocks, file.label)
            else:
                refuse_large(file, MAX_FILE_BYTES)
                self.others[kind].append(join_blocks(list(_few(blocks))))
                if kind == "permits":
                    self.notice = self.notice or notice_of(self.others[kind][-1:])

    def check(self) -> Names:
        """Refuse what cannot be of all tables, apart from contradictions between deliveries.

        How names are linked. Raises BadInputError, naming file, row and field.
        """
        aliases = records_of("aliases", Alias, self.others, [])
        sightings_of(self.others, [])
        for surveyed in self.deliveries:
            surveyed.settle()
        return Names((alias.alias, alias.name) for alias in aliases)

    def check_others(self) -> None:
        """Refuse what cannot be of the tables that are not of deliveries. Raises BadInputError."""
        for table, record in RECORDS.items():
            records_of(table, record, self.others, [])

    def _survey(self, blocks: Iterator[Known], label: str) -> None:
        surveyed = Surveyed(self._spool, self.rows)
        self.deliveries.append(surveyed)
        for block in blocks:
            surveyed.take(block)
            self.notice = self.notice or notice_of((block,))
            self.rows += len(block)
            if self.rows > MAX_STREAMED_ROWS:
                raise refusal(label, f"there are more than {MAX_STREAMED_ROWS:,} rows: divide the register.")
            if self._progress:
                self._progress("reading", self.rows, None)


def _few(blocks: Iterator[Known]) -> Iterator[Known]:
    """The blocks of a table that is held in memory."""
    rows = 0
    for block in blocks:
        rows += len(block)
        if rows > MAX_ROWS:
            raise refusal(block.file, f"there are more than {MAX_ROWS:,} rows: divide the table.")
        yield block


def _refuse_full(folder: Path, size: int, label: str) -> None:
    """Refuse to begin where the table's cells would not find room; a copy of them takes about as much."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise refusal(
            label,
            f"building takes at least {size / 2**20:,.0f} MiB in {folder}, where {free / 2**20:,.0f} MiB are "
            "free: make room, or write the index elsewhere.",
        )


def passed(tables: Sequence[Surveyed], sharing: RowSet, items: Items) -> Iterator[pa.Table]:
    """One row an item, in the order of first rows."""
    part, waiting = -1, None
    for surveyed in tables:
        for at, block in surveyed.tables(COLUMNS):
            rows = np.arange(at, at + len(block))
            shared = sharing.has(rows)
            alone = _alone(block)
            if not shared.any():
                yield alone
                continue
            found = [alone.filter(pa.array(~shared)).append_column("at", pa.array(rows[~shared]))]
            for needed in range(at // PLACES, rows[-1] // PLACES + 1):
                if needed != part:
                    part, waiting = needed, items.of(needed)
                if waiting is not None:
                    first, last = np.searchsorted(waiting.column("at").to_numpy(), (at, at + len(block)))
                    found.append(waiting.slice(first, last - first).select(found[0].column_names))
            yield pa.concat_tables(found).sort_by("at").drop_columns("at")


def _alone(block: pa.Table) -> pa.Table:
    """Rows that share their item with no other: an item that is not declared goes by its serial."""
    item, serial = block.column("item"), block.column("serial")
    return block.set_column(0, "item", pc.if_else(pc.equal(item, ""), serial, item))
