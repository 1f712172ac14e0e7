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
from findspot.records.problems import Report, refuse
from findspot.records.tables import placed, shown
from findspot.vocabulary.dates import Span, parse_span
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
#: So many different cells of a column are kept with what they state.
_KEPT = 2**17
_HOW = "write it as 2020-09-14"


class DateReading:
    """The dates of one column, taken block by block: what each states is sure when all were seen."""

    def __init__(self, file: str, field: str) -> None:
        self._file, self._field = file, field
        self._spans: dict[str, Span] = {}
        self._waiting: dict[str, None] = {}
        self._order = ""
        #: The first cell of each kind that bears on the order of day and month, with its row.
        self._first: dict[str, tuple[str, int]] = {}
        self._none: BadInputError | None = None
        self._none_in: dict[str, BadInputError] = {}

    def take(self, cells: Sequence[str], rows: Sequence[int]) -> None:
        """Add cells with their rows; "" is left out."""
        for cell in dict.fromkeys(cells):
            if not cell or cell in self._spans or cell in self._waiting:
                continue
            local = _LOCAL.match(_CLOCK.sub("", cell))
            if local and local[2] != ".":
                self._wait(cell, cells, rows)
            elif self._none is None:
                try:
                    self._spans[cell] = _span(_CLOCK.sub("", cell))
                except BadInputError as error:
                    self._none = self._at(rows[cells.index(cell)], error.sentence)
        # Times of the day can make as many texts as rows.
        for kept in (self._spans, self._waiting):
            if len(kept) > _KEPT:
                kept.clear()

    def settle(self, report: Report = refuse) -> str | None:
        """Decide the order of day and month; a note where another cell showed it.

        Reported, with file, row and field, is the first cell that states no time, and what leaves the order
        undecided.
        """
        if self._none is not None:
            report(self._none)
        day, month, telling = (self._first.get(kind) for kind in ("day", "month", "telling"))
        if day and month:
            why = (
                f"{shown(month[0])} has the month first and {shown(day[0])} in row {day[1]} the day first: "
                f"{_HOW}."
            )
            report(self._at(month[1], why))
            return None
        seen = day or month
        if telling and not seen:
            first, _, second, year = _local_parts(telling[0])
            why = (
                f"{shown(telling[0])} may be {year}-{second:02d}-{first:02d} or "
                f"{year}-{first:02d}-{second:02d}, and no other row of the column shows which: {_HOW}."
            )
            report(self._at(telling[1], why))
            return None
        self._order = "month" if month else "day"
        if self._order in self._none_in:
            report(self._none_in[self._order])
        if not telling or not seen:
            return None
        return (
            f"{self._file}, {self._field}: dates were read {self._order} first, as row {seen[1]} ({seen[0]}) "
            "shows."
        )

    def spans(self, cells: Sequence[str], rows: Sequence[int], report: Report = refuse) -> dict[str, Span]:
        """The time that each different cell states, when the order is settled; "" is left out.

        A cell that states none is reported at each of its rows. Where the order stayed undecided, cells that
        wait for it are left out too.
        """
        found: dict[str, Span] = {}
        wrong: dict[str, BadInputError] = {}
        for cell in dict.fromkeys(cells):
            try:
                span = self._span(cell) if cell else None
            except BadInputError as error:
                wrong[cell] = error
                continue
            if span is not None:
                found[cell] = span
        if wrong:
            for row, cell in zip(rows, cells, strict=True):
                if cell in wrong:
                    report(self._at(row, wrong[cell].sentence))
        return found

    def _span(self, cell: str) -> Span | None:
        span = self._spans.get(cell)
        if span is not None:
            return span
        text = _CLOCK.sub("", cell)
        local = _LOCAL.match(text)
        if local and local[2] != ".":
            return _local(cell, self._order) if self._order else None
        return _span(text)

    def _wait(self, cell: str, cells: Sequence[str], rows: Sequence[int]) -> None:
        """Keep what a local form says of the order, and whether it is no date in either."""
        self._waiting[cell] = None
        first, _, second, _ = _local_parts(cell)
        kinds = {
            "day": first > 12 >= second,
            "month": second > 12 >= first,
            "telling": first <= 12 and second <= 12 and first != second,
        }
        for kind, so in kinds.items():
            if so and kind not in self._first:
                self._first[kind] = cell, rows[cells.index(cell)]
        for order in ("day", "month"):
            if order not in self._none_in:
                try:
                    _local(cell, order)
                except BadInputError as error:
                    self._none_in[order] = self._at(rows[cells.index(cell)], error.sentence)

    def _at(self, row: int, sentence: str) -> BadInputError:
        return placed(BadInputError(sentence), self._file, row, self._field)


def read_dates(table: Known, column: str, report: Report = refuse) -> tuple[dict[str, Span], tuple[str, ...]]:
    """The time that each distinct cell of a date column states, and notes; "" is left out.

    A cell that states none is reported with file, row and field.
    """
    cells = table.columns[column].cells
    reading = DateReading(table.file, table.field(column))
    reading.take(cells, table.rows)
    note = reading.settle(report)
    return reading.spans(cells, table.rows, report), (note,) if note else ()


def _local_parts(cell: str) -> tuple[int, str, int, int]:
    form = _LOCAL.match(_CLOCK.sub("", cell))
    assert form is not None, "only local forms are kept waiting"
    return int(form[1]), form[2], int(form[3]), int(form[4])


def _local(cell: str, order: str) -> Span:
    """A local form with the day, or the month, first."""
    first, _, second, year = _local_parts(cell)
    day, month = (first, second) if order == "day" else (second, first)
    return _bounded(f"{year}-{month:02d}-{day:02d}", cell)


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


def spans_of(
    table: Known, columns: frozenset[str], report: Report = refuse
) -> tuple[Mapping[str, Mapping[str, Span]], tuple[str, ...]]:
    """For each of the date columns that the table has, the span of each cell; and all notes."""
    spans: dict[str, Mapping[str, Span]] = {}
    notes: list[str] = []
    for column in table.columns:
        if column in columns:
            spans[column], said = read_dates(table, column, report)
            notes += said
    return spans, tuple(notes)
