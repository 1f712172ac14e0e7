"""The page of a finished sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.cli.page.style import (
    BAD,
    FAINT,
    GOOD,
    OPEN,
    STRONG,
    bar,
    hanging,
    ink,
    line,
    sheet,
    table,
)
from findspot.pictures.shares import percent

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from findspot.cli.page.style import Marks
    from findspot.sweep.pipeline import Tally
    from findspot.sweep.rows import Row


def show_tally(tally: Tally, output: Path, seconds: float) -> None:
    """Print how many pictures were read, matched and refused, and where the rows are."""
    page = sheet()
    page.rule()
    whole = table("", "") if page.narrow else table("", "", "")
    whole.show_header = False
    whole.columns[0].justify = "right"
    rows = (
        (tally.registered, "likelier in the register than not", GOOD),
        (tally.read - tally.registered, "with a serial, likelier not in this register", OPEN),
        (tally.files - tally.read - tally.errors, "without a serial", FAINT),
        (tally.errors, "could not be used; the row says why", BAD),
    )
    for count, words, style in rows:
        drawn = [] if page.narrow else [bar(count / tally.files, 20, page.marks, style)]
        whole.add_row(ink(f"{count:,}"), *drawn, ink(words))
    if tally.files == len(tally.first):
        page.section("Each", *(_said_of(row, page.marks) for row in tally.first))
    rate = f"{tally.files / seconds:.1f} a second" if seconds > 0 else "at once"
    page.section(
        "Pictures", line((f"{tally.files:,}", STRONG), (f" in {seconds:.0f} s, {rate}", FAINT)), whole
    )
    page.section("Rows", line("written to ", (str(output), STRONG)))


def _said_of(row: Row, marks: Marks) -> RenderableType:
    """One picture: what was read and what that may be, or why it could not be used."""
    name = ink(row.file, STRONG)
    if row.error is not None:
        return hanging(ink(marks.contradicted, BAD), name, ink(row.error))
    if row.read is None:
        return hanging(ink(marks.bullet, FAINT), name, ink("no serial read", FAINT))
    if row.item is None or row.posterior is None:
        return hanging(
            ink(marks.not_excluded, OPEN),
            name,
            line("read ", (row.read, STRONG), ", near no row of the register"),
        )
    outside = row.not_in_register or 0.0
    registered = row.posterior > outside
    matched = line(f"{row.item} ", (row.serial or "", STRONG), f" {percent(row.posterior)}")
    said = (
        line("read ", (row.read, STRONG)),
        line(
            "likeliest " if registered else "nearest ", matched, f"; not in this register {percent(outside)}"
        ),
    )
    return hanging(
        ink(marks.declared if registered else marks.not_excluded, GOOD if registered else OPEN), name, *said
    )
