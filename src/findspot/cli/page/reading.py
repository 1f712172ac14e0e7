"""The page of one reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from findspot.cli.page.exhibit import show_exhibit
from findspot.cli.page.style import BAD, FAINT, STRONG, ink, sheet, table
from findspot.pictures.shares import percent

if TYPE_CHECKING:
    from findspot.cli.page.style import Sheet
    from findspot.vocabulary.reading import Reading


def show_reading(file: str, reading: Reading | None, sentence: str | None) -> None:
    """Print what was read from one file, or the sentence that says why nothing was."""
    page = sheet()
    page.rule()
    if reading is None:
        page.section("Exhibit", ink(file, STRONG), ink(sentence or "It was not read.", BAD))
    else:
        show_exhibit(page, reading)
        _lines(page, reading)
    page.put(Text(""))


def _lines(page: Sheet, reading: Reading) -> None:
    whole = table("sure", "text")
    whole.columns[0].justify = "right"
    for marking in reading.markings:
        for entry in marking.lines:
            whole.add_row(ink(percent(entry.p), FAINT), ink(entry.text))
    if whole.row_count:
        page.section("Lines", whole)
