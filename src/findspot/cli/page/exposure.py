"""The exposure on the page: what else is touched, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from findspot.cli.page.style import FAINT, STRONG, indented, ink, line, table
from findspot.dossier.exposed import exposed_groups, exposed_words, group_name, shared_ties

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from findspot.cli.page.style import Sheet
    from findspot.dossier.plain import Json

#: The page names so many records of one group; JSON names all.
SHOWN = 12


def show_exposure(sheet: Sheet, exposure: Sequence[Json]) -> None:
    """Print what the finding touches, from its claims, in groups of records that are alike."""
    if not exposure:
        return
    parts: list[RenderableType] = [line("Tied to this item: ", exposed_words(exposure))]
    for group in exposed_groups(exposure):
        parts += [Text(""), *_group(sheet, group)]
    sheet.section("Exposure", *parts)


def _group(sheet: Sheet, group: Sequence[Json]) -> Iterator[RenderableType]:
    name, comma, status = group_name(group).partition(",")
    yield line((name, STRONG), f"{comma}{status}")
    shared = shared_ties(group)
    records = table("", "")
    records.show_header = False
    for one in group[:SHOWN]:
        summary = ink(one["summary"], FAINT)
        about = summary if shared else Group(summary, _ties(one["ties"]))
        if sheet.narrow:
            yield indented(ink(one["id"]))
            yield indented(about, 4)
        else:
            records.add_row(ink(one["id"]), about)
    if records.row_count:
        yield indented(records)
    if len(group) > SHOWN:
        yield indented(ink(f"and {len(group) - SHOWN} more, all in --json and in the dossier", FAINT))
    if shared:
        yield indented(_ties(shared))


def _ties(ties: Sequence[Json]) -> Text:
    text = ink("tied by ", FAINT)
    for number, tie in enumerate(ties):
        text.append_text(line((", " if number else "", FAINT), (f"{tie['tie']} ", FAINT), tie["value"]))
    return text
