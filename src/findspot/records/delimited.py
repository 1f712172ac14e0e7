"""Text tables: commas, semicolons, tabs or bars; quoted fields; whatever encoding a spreadsheet wrote.

The form is RFC 4180's, with the other separators and any line end. A first line ``sep=;`` is obeyed.
"""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from itertools import compress, islice
from operator import itemgetter
from typing import TYPE_CHECKING, BinaryIO, TextIO

from findspot.records.encoding import encoding_of
from findspot.records.limits import BLOCK_BYTES, BLOCK_CELLS, BLOCK_ROWS, MAX_CELL, MAX_COLUMNS, MAX_ROWS
from findspot.records.problems import Report, refuse
from findspot.records.tables import Column, Table, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_DELIMITERS = (",", ";", "\t", "|")
_HEAD_BYTES = 2**20
#: Few enough that the cells of one portion stay in the processor's cache while they become columns.
_PORTION = 128
_PLAUSIBLE_HEADER_LINES = 50


def read_delimited(
    stream: BinaryIO,
    file: str,
    *,
    known: Callable[[str], bool],
    most_rows: int = MAX_ROWS,
    report: Report = refuse,
) -> Iterator[Table]:
    """The table that the bytes hold, block by block; every cell exactly as written.

    ``known`` says whether a header is that of a known column: it decides between separators. The first block
    comes even where the table has no rows. A row with more cells than the header is reported. Raises
    BadInputError, one sentence, where it is no such table or is over a limit.
    """
    stream.seek(0)
    _refuse_wide(stream.read(_HEAD_BYTES), file)
    encoding, note = encoding_of(stream, file)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        head = text.read(_HEAD_BYTES)
        begun = head.lstrip()
        while not begun:
            begun = text.read(_HEAD_BYTES)
            if not begun:
                raise refusal(file, "the table is empty: give a table with a header and rows.")
            begun = begun.lstrip()
        if begun[:200].casefold().startswith(("<!doctype html", "<html", "<table", "<?xml")):
            raise refusal(
                file, "this is a web page, not a table: open it in a spreadsheet and save it as CSV."
            )
        skipped, delimiter = _delimiter(head, known)
        text.seek(0)
        yield from _blocks(text, file, delimiter, skipped, most_rows, (note,) if note else (), report)
    except UnicodeDecodeError:
        raise refusal(file, "the file was changed while it was read: read it again.") from None
    finally:
        with suppress(ValueError):  # whoever opened the stream may have closed it already
            text.detach()


def _refuse_wide(head: bytes, file: str) -> None:
    """Refuse a header line with far too many columns before anything is decoded."""
    line = head.lstrip(b"\xef\xbb\xbf\r\n").split(b"\n", 1)[0]
    if any(line.count(delimiter.encode()) >= MAX_COLUMNS for delimiter in _DELIMITERS):
        raise _too_wide(file)


def _too_wide(file: str) -> Exception:
    return refusal(
        file, f"there are more than {MAX_COLUMNS:,} columns: remove those that are not needed.", row=1
    )


def _delimiter(text: str, known: Callable[[str], bool]) -> tuple[int, str]:
    """How many lines stand before the table, and the separator that makes most sense of its header."""
    first = text[: text.find("\n") + 1].strip().casefold() if "\n" in text else ""
    if len(first) == 5 and first.startswith("sep=") and first[4] in _DELIMITERS:
        return 1, first[4]
    if first == "sep=":  # "sep=" and a tab, stripped
        return 1, "\t"
    best, best_score = ",", (-1, -1)
    for delimiter in _DELIMITERS:
        header = _header(text, delimiter)
        score = (sum(map(known, header)), len(header))
        if score > best_score:
            best, best_score = delimiter, score
    return 0, best


def _header(text: str, delimiter: str) -> list[str]:
    lines = islice(io.StringIO(text, newline=""), _PLAUSIBLE_HEADER_LINES)
    try:
        for row in csv.reader(lines, delimiter=delimiter, strict=True):
            if _filled(row):
                return row
    except csv.Error:
        pass  # this separator makes no sense of the header; another may
    return []


def _filled(row: list[str]) -> bool:
    return any(cell and not cell.isspace() for cell in row)


def _none_blank(portion: list[list[str]]) -> bool:
    """Whether every row plainly begins with a text; seen at once for all, because few tables have others."""
    try:
        firsts = set(map(itemgetter(0), portion))
    except IndexError:
        return False
    return "" not in firsts and not any(map(str.isspace, firsts))


def _blocks(
    text: TextIO,
    file: str,
    delimiter: str,
    skipped: int,
    most_rows: int,
    notes: tuple[str, ...],
    report: Report,
) -> Iterator[Table]:
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    header: list[str] = []
    row = 0
    for cells in _portions(reader, file, 1):
        row += 1
        if row > skipped and _filled(cells[0]):
            header = cells[0]
            break
    while header and not header[-1].strip():
        header.pop()
    if len(header) > MAX_COLUMNS:
        raise _too_wide(file)
    block, begun = _Block(header, file, report), text.buffer.tell()
    full = min(BLOCK_ROWS, BLOCK_CELLS // max(len(header), 1))
    taken, first = 0, True
    for portion in _portions(reader, file, _PORTION, row):
        taken += block.add(portion, row)
        row += len(portion)
        if taken > most_rows:
            raise refusal(file, f"there are more than {most_rows:,} rows: divide the table.")
        if len(block.rows) >= full or text.buffer.tell() - begun > BLOCK_BYTES:
            yield block.table(notes if first else ())
            block, begun, first = _Block(header, file, report), text.buffer.tell(), False
    if first or block.rows:
        yield block.table(notes if first else ())


class _Block:
    """Rows of a text table that become columns."""

    def __init__(self, header: list[str], file: str, report: Report) -> None:
        self._header, self._file, self._report = header, file, report
        self._columns: list[tuple[list[str], dict[str, str]]] = [([], {}) for _ in header]
        self.rows: list[int] = []

    def add(self, portion: list[list[str]], row: int) -> int:
        """Take the rows after this one, without the blank ones; how many they were."""
        numbers: Sequence[int] = range(row + 1, row + 1 + len(portion))
        if not _none_blank(portion):
            filled = [_filled(cells) for cells in portion]
            portion, numbers = list(compress(portion, filled)), list(compress(numbers, filled))
        self.rows.extend(numbers)
        width = len(self._header)
        if set(map(len, portion)) - {width}:
            portion = [self._fitted(cells, width, at) for cells, at in zip(portion, numbers, strict=True)]
        for (texts, distinct), part in zip(self._columns, zip(*portion, strict=True), strict=bool(portion)):
            # One object a text: a register repeats its makers and permits thousands of times.
            texts.extend(map(distinct.setdefault, part, part))
        return len(portion)

    def _fitted(self, cells: list[str], width: int, row: int) -> list[str]:
        if _filled(cells[width:]):
            why = (
                f"the row has {len(cells)} cells and the header {width}: put cells that hold a separator in "
                "quotation marks, or name the missing columns."
            )
            self._report(refusal(self._file, why, row=row))
        return cells[:width] + [""] * (width - len(cells))

    def table(self, notes: tuple[str, ...]) -> Table:
        """The rows that were taken."""
        rows = self.rows
        steady = bool(rows) and rows[-1] - rows[0] + 1 == len(rows)
        numbers = range(rows[0], rows[-1] + 1) if steady else rows
        columns = tuple(
            _column(name, *cells, self._file, numbers)
            for name, cells in zip(self._header, self._columns, strict=True)
        )
        return Table(self._file, columns, numbers, notes)


def _portions(reader: Iterator[list[str]], file: str, size: int, row: int = 0) -> Iterator[list[list[str]]]:
    """The rows, ``size`` at a time; a slip in the quoting becomes a sentence."""
    while True:
        portion: list[list[str]] = []
        try:
            portion.extend(islice(reader, size))
        except csv.Error as error:
            raise _misquoted(file, str(error), row + len(portion) + 1) from None
        if not portion:
            return
        row += len(portion)
        yield portion


def _misquoted(file: str, said: str, row: int) -> Exception:
    if "field larger" in said:
        why = f"a cell has over {MAX_CELL:,} characters: shorten it, or close the quotation mark before it."
    elif "unexpected end" in said:
        why = "a quotation mark is never closed: close it, or get the whole file if it was cut short."
    else:
        why = "text follows a closing quotation mark: double the quotation marks inside a quoted cell."
    return refusal(file, why, row=row)


def _column(
    name: str, cells: list[str], distinct: dict[str, str], file: str, rows: range | list[int]
) -> Column:
    column = Column(name.strip(), cells, distinct=distinct.keys())
    if column.longest > MAX_CELL:
        at = next(i for i, cell in enumerate(cells) if len(cell) > MAX_CELL)
        raise refusal(
            file,
            f"a cell is longer than {MAX_CELL:,} characters: shorten it.",
            row=rows[at],
            field=name.strip()[:60],
        )
    return column
