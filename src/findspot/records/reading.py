"""One file of a register: which tables it holds, each read block by block under known columns."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from findspot.records.columns import Known, columns_found, is_known, know_columns, spellings, table_named
from findspot.records.delimited import read_delimited
from findspot.records.ftm.entities import are_entities, read_entities, read_head
from findspot.records.ftm.rows import Rows
from findspot.records.limits import MAX_FILE_BYTES, MAX_ROWS
from findspot.records.parquet import ENCRYPTED, MAGIC, read_parquet
from findspot.records.problems import Report, refuse
from findspot.records.tables import Table, refusal, shown
from findspot.records.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from io import BufferedReader
    from pathlib import Path

    from findspot.records.headings import Headings

_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a register is read: bytes of a file, None for any number, and rows of a table."""

    file_bytes: int | None
    rows: int


#: What is opened is held in memory.
OPENED = Bounds(MAX_FILE_BYTES, MAX_ROWS)


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file of a register: where it is, what sentences call it, its bytes and how many they are."""

    path: Path
    label: str
    stream: BufferedReader
    size: int

    def sha256(self) -> str:
        """The SHA-256 of its bytes, in hexadecimal."""
        self.stream.seek(0)
        return hashlib.file_digest(self.stream, "sha256").hexdigest()


@contextmanager
def opened(path: Path, label: str, bounds: Bounds) -> Iterator[TableFile]:
    """The file, while it is read. Raises BadInputError, one sentence, where it cannot be, or changes."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise refusal(label, "this is neither a file nor a folder: give a table.")
        stream = path.open("rb")
    except FileNotFoundError:
        raise refusal(str(path), "there is no such file: check the path.") from None
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
            raise refusal(f"{str(path)[:60]}…", "this is too long to be a file's name: check it.") from None
        raise refusal(str(path), "the file cannot be opened: check its name and permissions.") from None
    with stream:
        about = os.fstat(stream.fileno())
        file = TableFile(path, label, stream, about.st_size)
        if bounds.file_bytes is not None:
            refuse_large(file, bounds.file_bytes)
        if not file.size:
            raise refusal(label, "the file is empty: give a table with a header and rows.")
        yield file
        now = os.fstat(stream.fileno())
        if (now.st_size, now.st_mtime_ns) != (about.st_size, about.st_mtime_ns):
            raise refusal(label, "the file was changed while it was read: read it again.")


def refuse_large(file: TableFile, most: int) -> None:
    """Refuse a file of more bytes than that. Raises BadInputError."""
    if file.size > most:
        raise refusal(file.label, f"the file is larger than {most // 2**20} MiB: divide the table.")


def read_tables(
    file: TableFile,
    rows: int,
    notes: list[str],
    report: Report = refuse,
    headings: Headings | None = None,
) -> Iterator[tuple[str, Iterator[Known]]]:
    """The kind of each table of one file, and the table's blocks, to be taken before the next is asked for.

    What the file is, its bytes say; its name only says which table it is. ``rows`` is the most of a table;
    what is decided about the file goes to ``notes``, what is wrong with a row or a cell to ``report``;
    ``headings`` say what some of them mean. Raises BadInputError, one sentence, where a table cannot be read
    or is none of a register.
    """

    def known(blocks: Iterator[Table], label: str, stem: str) -> tuple[str, Iterator[Known]]:
        return _known(blocks, label, stem, report, headings)

    file.stream.seek(0)
    head = file.stream.read(8)
    if head.startswith((MAGIC, ENCRYPTED)):
        blocks = read_parquet(file.stream, file.label, most_rows=rows)
        yield known(blocks, file.label, file.path.stem)
    elif head.startswith(_WORKBOOK):
        refuse_large(file, MAX_FILE_BYTES)  # its sheets are in memory at once
        with read_workbook(file.stream, file.label) as sheets:
            for tables, name in _chosen(sheets, file, notes):
                yield known(tables, file.label, name)
    elif are_entities(read_head(file.stream)):
        entities = Rows(read_entities(file.stream, file.label, report), file.label, report)
        for kind, table in entities.tables():
            yield kind, _cleaned(table, iter(()), kind, report, None)
        notes.extend(entities.notes)
    else:

        def is_ours(header: str) -> bool:
            return is_known(header) or (headings is not None and headings.knows(header))

        blocks = read_delimited(file.stream, file.label, known=is_ours, most_rows=rows, report=report)
        yield known(blocks, file.label, file.path.stem)


def _chosen(
    sheets: Mapping[str, Iterator[Table]], file: TableFile, notes: list[str]
) -> Iterator[tuple[Iterator[Table], str]]:
    """The sheets that are tables of a register, and what names each."""
    named = [name for name in sheets if table_named(name)]
    if len(sheets) > 1 and named:
        left = [name for name in sheets if name not in named]
        if left:
            listed = ", ".join(map(shown, left))
            notes.append(f"{file.label}: the sheets {listed} are no tables of a register and were not read.")
        for name in named:
            label = f"{file.label}, sheet {shown(name)}"
            yield (replace(block, file=label) for block in sheets[name]), name
        return
    first, *others = sheets
    if others:
        notes.append(f"{file.label}: only the first sheet, {shown(first)}, was read, of {len(sheets)}.")
    yield sheets[first], file.path.stem


def _known(
    blocks: Iterator[Table], label: str, stem: str, report: Report, headings: Headings | None
) -> tuple[str, Iterator[Known]]:
    """The kind of table that these blocks are of, and the blocks under known columns."""
    blocks = _to_the_end(blocks, label)
    first = next(blocks)
    kind = table_named(stem)
    if kind is None:
        found = columns_found(first, headings)
        if "serial" not in found and len(found) > 1:
            names = ", ".join(spellings().columns)
            listed = ", ".join(shown(c.header) for c in first.columns[:12])
            raise refusal(
                first.file,
                f"the table has no column 'serial' (columns found: {listed}): name that column 'serial', or "
                f"name the file as another table of a register ({names}).",
            )
        kind = "deliveries"
    return kind, _cleaned(first, blocks, kind, report, headings)


def _to_the_end(blocks: Iterator[Table], label: str) -> Iterator[Table]:
    try:
        yield from blocks
    except OSError:
        raise refusal(label, "the file cannot be read to its end: copy it again.") from None


def _cleaned(
    first: Table, others: Iterator[Table], kind: str, report: Report, headings: Headings | None
) -> Iterator[Known]:
    known = know_columns(first, kind, report, headings)
    if kind == "deliveries" and not len(known):
        raise refusal(first.file, "the table has a header and no rows: give one with deliveries.")
    yield known
    for block in others:
        yield know_columns(block, kind, report, headings)
