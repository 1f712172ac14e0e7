"""Dates as tables write them: ISO 8601, local forms, months in words; a column settles its own order.

14/09/2020 can only be day first. 03/04/2020 can be two days: another cell of the same column may show
the order, and else it is refused, never guessed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from findspot.records.columns import spellings
from findspot.records.limits import FIRST_YEAR, LAST_YEAR
from findspot.records.naming import fold_name
from findspot.records.tables import refusal, shown
from findspot.vocabulary.dates import Span, parse_span
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from findspot.records.columns import Known

_CLOCK = re.compile(
    r"(?<=\d)(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\s*[+-]\d{2}:?\d{2}|\s*[AP]M)?$", re.IGNORECASE
)
_YEAR_FIRST = re.compile(r"(\d{4})([./])(\d{1,2})\2(\d{1,2})\.?$")
_LOCAL = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})\.?$")
_MONTH_YEAR = re.compile(r"(\d{1,2})[./](\d{4})$")
_SHORT = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2}$")
_IN_WORDS = re.compile(r"(?:(\d{1,2})(?:er|st|nd|rd|th)?[.\s-]+)?([^\W\d_]+)[.,]?[\s-]+(\d{4})$")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)[.]?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_HOW = "write it as 2020-09-14"


def read_dates(table: Known, column: str) -> tuple[dict[str, Span], tuple[str, ...]]:
    """The time that each distinct cell of a date column states, and notes; "" is left out.

    Raises BadInputError, naming file, row and field, for the first cell that states none.
    """
    cells = table.columns[column].cells
    spans: dict[str, Span] = {}
    waiting: list[str] = []
    for cell in dict.fromkeys(cells):
        if not cell:
            continue
        text = _CLOCK.sub("", cell)
        local = _LOCAL.match(text)
        if local and local[2] != ".":
            waiting.append(cell)
            continue
        try:
            spans[cell] = _span(text)
        except BadInputError as error:
            raise _at(table, column, cell, error.sentence) from None
    if not waiting:
        return spans, ()
    order, note = _order(table, column, waiting)
    for cell in waiting:
        first, _, second, year = _local_parts(cell)
        day, month = (first, second) if order == "day" else (second, first)
        try:
            spans[cell] = _bounded(f"{year}-{month:02d}-{day:02d}", cell)
        except BadInputError as error:
            raise _at(table, column, cell, error.sentence) from None
    return spans, (note,) if note else ()


def _order(table: Known, column: str, cells: list[str]) -> tuple[str, str | None]:
    """Whether the column writes the day or the month first, and the note that says so."""
    parts = {cell: _local_parts(cell) for cell in cells}
    day_first = [cell for cell, (first, _, second, _) in parts.items() if first > 12 >= second]
    month_first = [cell for cell, (first, _, second, _) in parts.items() if second > 12 >= first]
    if day_first and month_first:
        raise _at(
            table,
            column,
            month_first[0],
            f"{shown(month_first[0])} has the month first and {shown(day_first[0])} in row "
            f"{_row(table, column, day_first[0])} the day first: {_HOW}.",
        )
    open_cells = [cell for cell, (first, _, second, _) in parts.items() if first <= 12 and second <= 12]
    telling = [cell for cell in open_cells if parts[cell][0] != parts[cell][2]]
    shown_by = day_first or month_first
    if telling and not shown_by:
        first, _, second, year = parts[telling[0]]
        raise _at(
            table,
            column,
            telling[0],
            f"{shown(telling[0])} may be {year}-{second:02d}-{first:02d} or {year}-{first:02d}-{second:02d}, "
            f"and no other row of the column shows which: {_HOW}.",
        )
    order = "month" if month_first else "day"
    if not telling:
        return order, None
    row = _row(table, column, shown_by[0])
    where = f"{table.file}, {table.field(column)}"
    return order, f"{where}: dates were read {order} first, as row {row} ({shown_by[0]}) shows."


def _local_parts(cell: str) -> tuple[int, str, int, int]:
    form = _LOCAL.match(_CLOCK.sub("", cell))
    assert form is not None, "only local forms are kept waiting"
    return int(form[1]), form[2], int(form[3]), int(form[4])


def _span(text: str) -> Span:
    year_first = _YEAR_FIRST.match(text)
    if year_first:
        return _bounded(f"{year_first[1]}-{int(year_first[3]):02d}-{int(year_first[4]):02d}", text)
    dotted = _LOCAL.match(text)
    if dotted:
        return _bounded(f"{dotted[4]}-{int(dotted[3]):02d}-{int(dotted[1]):02d}", text)
    month_year = _MONTH_YEAR.match(text)
    if month_year:
        return _bounded(f"{month_year[2]}-{int(month_year[1]):02d}", text)
    if _SHORT.match(text):
        raise BadInputError(f"The year of {shown(text)} has two digits: {_HOW}.")
    words = _IN_WORDS.match(text)
    if words and (month := spellings().months.get(fold_name(words[2]))):
        day = f"-{int(words[1]):02d}" if words[1] else ""
        return _bounded(f"{words[3]}-{month:02d}{day}", text)
    turned = _MONTH_FIRST.match(text)
    if turned and (month := spellings().months.get(fold_name(turned[1]))):
        return _bounded(f"{turned[3]}-{month:02d}-{int(turned[2]):02d}", text)
    if text.isdigit() and len(text) != 4:
        raise BadInputError(f"{shown(text)} is a spreadsheet's number for a day, not a date: {_HOW}.")
    return _bounded(text, text)


def _bounded(iso: str, written: str) -> Span:
    try:
        span = parse_span(iso)
    except BadInputError as error:
        # The sentence shows what stands in the file, not what was made of it.
        raise BadInputError(error.sentence.replace(repr(iso[:40]), shown(written))) from None
    for day in (span.earliest, span.latest):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise BadInputError(
                f"The date {shown(written)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}: correct it."
            )
    return span


def _row(table: Known, column: str, cell: str) -> int:
    return table.rows[list(table.columns[column].cells).index(cell)]


def _at(table: Known, column: str, cell: str, sentence: str) -> BadInputError:
    lowered = sentence[0].lower() + sentence[1:]
    return refusal(table.file, lowered, row=_row(table, column, cell), field=table.field(column))


def spans_of(
    table: Known, columns: frozenset[str]
) -> tuple[Mapping[str, Mapping[str, Span]], tuple[str, ...]]:
    """For each of the date columns that the table has, the span of each cell; and all notes."""
    spans: dict[str, Mapping[str, Span]] = {}
    notes: list[str] = []
    for column in table.columns:
        if column in columns:
            spans[column], said = read_dates(table, column)
            notes += said
    return spans, tuple(notes)
