"""Cells as written into cells as meant: spaces, formulas that hide a text, numbers that were serials."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from findspot.records.limits import MAX_SERIAL
from findspot.records.problems import Report, refuse
from findspot.records.tables import refusal, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from findspot.records.tables import Column

#: A text that a spreadsheet was told to leave alone: ="00417".
_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"$', re.DOTALL)
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
_ERRORS = frozenset(
    {
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#NV",
        "#BEZUG!",
        "#WERT!",
        "#YOK",
        "#BAŞV!",
    }
)
_MANGLED = re.compile(r"-?\d(?:[.,]\d+)?E\+\d+$", re.IGNORECASE)
_POINT_NOUGHT = re.compile(r"\d+\.0$")


def clean_column(column: Column, *, identity: bool) -> Column:
    """The column with its cells as they are meant.

    Spaces and invisible marks around a cell go, ``="00417"`` and ``'00417`` are 00417; no formula is
    ever calculated. ``identity``: the column holds identifiers, where any leading apostrophe is a
    spreadsheet's.
    """
    if not column.signs() & {" ", "'", "=", "\n"}:
        return column
    changes = {cell: meant for cell in column.distinct if (meant := _meant(cell, identity=identity)) != cell}
    if not changes:
        return column
    return replace(column, cells=[changes.get(cell, cell) for cell in column.cells], distinct=frozenset())


def all_noughts(column: Column) -> bool:
    """Whether no cell is other than 417.0: then the column was once one of whole numbers."""
    return all(_POINT_NOUGHT.match(cell) for cell in column.distinct if cell)


def without_noughts(column: Column) -> Column:
    """A column of nothing but 417.0 as one of 417."""
    return replace(column, cells=[cell[:-2] for cell in column.cells], distinct=frozenset())


def _meant(cell: str, *, identity: bool) -> str:
    text = cell.strip().strip(_INVISIBLE).strip()
    hidden = _TEXT_FORMULA.match(text)
    if hidden:
        return hidden[1].replace('""', '"').strip()
    if text.startswith("'") and (identity or text[1:2].isdigit() or text[1:2] in ("=", "+", "-", "@")):
        return text[1:].strip()
    return text


def wrong_rows(
    column: Column, rows: Sequence[int], wrong: Callable[[str], bool]
) -> Iterator[tuple[int, str]]:
    """The row and text of each cell that is wrong."""
    bad = {cell for cell in column.distinct if wrong(cell)}
    if bad:
        yield from ((row, cell) for row, cell in zip(rows, column.cells, strict=True) if cell in bad)


def check_column(
    column: Column, rows: Sequence[int], file: str, field: str, *, identity: bool, report: Report = refuse
) -> None:
    """Report cells that cannot be what a known column holds."""
    signs = column.signs()

    def check(wrong: Callable[[str], bool], why: str) -> None:
        for row, cell in wrong_rows(column, rows, wrong):
            report(refusal(file, f"{shown(cell)} {why}", row=row, field=field))

    if "#" in signs:
        for row, cell in wrong_rows(column, rows, lambda cell: cell.upper() in _ERRORS):
            why = f"{cell} is a spreadsheet's error, not a value: correct or empty the cell."
            report(refusal(file, why, row=row, field=field))
    if not identity:
        return
    if column.date_at is not None:
        report(
            refusal(
                file,
                f"{shown(column.cells[column.date_at])} stands there as a date, so the spreadsheet changed "
                "what was typed: set the column to text and type it again.",
                row=rows[column.date_at],
                field=field,
            )
        )
    if "+" in signs:
        check(
            lambda cell: bool(_MANGLED.match(cell)),
            "is a number that lost its last digits in a spreadsheet: set the column to text and type it "
            "again.",
        )
    if signs & {"\n", "\ufffd"}:
        check(
            lambda cell: not cell.isprintable() or "\ufffd" in cell,
            "holds a line break or a lost character: type it again.",
        )


def check_serials(
    column: Column, rows: Sequence[int], file: str, field: str, report: Report = refuse
) -> None:
    """Report serials that are absent or longer than any serial."""
    if "" in column.distinct:
        why = (
            "the serial is missing (a formula that was never calculated is empty too): write it, or remove "
            "the row."
        )
        for row, _ in wrong_rows(column, rows, lambda cell: not cell):
            report(refusal(file, why, row=row, field=field))
    if column.longest > MAX_SERIAL:
        for row, cell in wrong_rows(column, rows, lambda cell: len(cell) > MAX_SERIAL):
            why = f"{shown(cell)} has more than {MAX_SERIAL} characters, which no serial has: correct it."
            report(refusal(file, why, row=row, field=field))
