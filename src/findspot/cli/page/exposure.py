"""The exposure on the page: what else is touched, and why."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from findspot.cli.page.style import FAINT, STRONG, indented, ink, line, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from findspot.cli.page.style import Sheet
    from findspot.vocabulary.finding import Exposed, Tie

#: The page names so many records of one group; JSON names all.
SHOWN = 12
_PLURALS = {"permit": "permits", "application": "applications", "delivery": "deliveries", "party": "parties"}


def show_exposure(sheet: Sheet, exposure: Sequence[Exposed]) -> None:
    """Print what the finding touches; records of one kind with the same status and ties stand together."""
    if not exposure:
        return
    counts = [(sum(one.kind == kind for one in exposure), kind) for kind in _kinds(exposure)]
    words = [_counted(count, kind) for count, kind in counts]
    listed = " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
    parts: list[RenderableType] = [line("Tied to this item: ", listed)]
    for group in _groups(exposure):
        parts += [Text(""), *_group(sheet, group)]
    sheet.section("Exposure", *parts)


def _kinds(exposure: Sequence[Exposed]) -> list[str]:
    """The kinds in their usual order, others after them."""
    present = {one.kind for one in exposure}
    return [*(kind for kind in _PLURALS if kind in present), *sorted(present - set(_PLURALS))]


def _groups(exposure: Sequence[Exposed]) -> Iterator[list[Exposed]]:
    for kind in _kinds(exposure):
        of_kind = [one for one in exposure if one.kind == kind]
        # Each party has ties of its own; other records mostly share theirs.
        for _, group in groupby(of_kind, key=lambda one: (one.status, kind == "party" or one.ties)):
            yield list(group)


def _group(sheet: Sheet, group: Sequence[Exposed]) -> Iterator[RenderableType]:
    first = group[0]
    status = f", {first.status}" if first.status else ""
    yield line((_counted(len(group), first.kind), STRONG), status)
    shared = all(one.ties == first.ties for one in group)
    records = table("", "")
    records.show_header = False
    for one in group[:SHOWN]:
        summary = ink(one.summary, FAINT)
        about = summary if shared else Group(summary, _ties(one.ties))
        if sheet.narrow:
            yield indented(ink(one.id))
            yield indented(about, 4)
        else:
            records.add_row(ink(one.id), about)
    if records.row_count:
        yield indented(records)
    if len(group) > SHOWN:
        yield indented(ink(f"and {len(group) - SHOWN} more, all in --json and in the dossier", FAINT))
    if shared:
        yield indented(_ties(first.ties))


def _ties(ties: Sequence[Tie]) -> Text:
    text = ink("tied by ", FAINT)
    for number, tie in enumerate(ties):
        text.append_text(line((", " if number else "", FAINT), (f"{tie.tie} ", FAINT), tie.value))
    return text


def _counted(count: int, kind: str) -> str:
    return f"{count} {kind if count == 1 else _PLURALS.get(kind, kind)}"
