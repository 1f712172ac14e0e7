"""The custody line on the page: what was declared and what was seen, in one course of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from findspot.cli.page.style import BAD, FAINT, OPEN, STRONG, hanging, ink, line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from findspot.cli.page.style import Sheet
    from findspot.vocabulary.finding import CustodyEvent
    from findspot.vocabulary.records import Policy


_PERMITS = 6
_DATES = 18


def show_custody(sheet: Sheet, events: Sequence[CustodyEvent]) -> None:
    """Print the events from top to bottom, in the order given."""
    if not events:
        return
    marks = sheet.marks
    grid = Table.grid(padding=0)
    if not sheet.narrow:
        grid.add_column(width=_DATES, overflow="fold")
    grid.add_column(width=3, no_wrap=True)
    grid.add_column(overflow="fold")
    room = sheet.room - 3 - (0 if sheet.narrow else _DATES)
    for number, event in enumerate(events):
        mark = Text(marks.seen, f"{STRONG} {OPEN}") if event.seen else Text(marks.declared, STRONG)
        date, body = _date(event), _event(event, marks.arrow)
        dated = [] if sheet.narrow else [date]
        body = [date, *body] if sheet.narrow else body
        stem = _stem(sheet, mark, body, room, last=number == len(events) - 1)
        grid.add_row(*dated, stem, Group(*body))
    key = line(
        (marks.declared, STRONG), (" declared   ", FAINT), (marks.seen, f"{STRONG} {OPEN}"), (" seen", FAINT)
    )
    sheet.section("Custody", key, Text(""), grid)


def _date(event: CustodyEvent) -> Text:
    return ink("no date", FAINT) if event.on is None else ink(str(event.on))


def _event(event: CustodyEvent, arrow: str) -> list[Text]:
    hands = [party for party in (event.from_party, event.to_party) if party]
    parties = f" {arrow} ".join(hands) if event.from_party or not hands else f"{arrow} {hands[0]}"
    if all(party in event.event for party in hands):  # the event names them itself
        parties = ""
    body = [line((event.event, STRONG), ("  " if parties else "", ""), parties)]
    where = ", ".join(text for text in (event.place, event.source) if text)
    if where:
        body.append(ink(where, FAINT))
    if event.doubt:
        body.append(line(("but ", BAD), event.doubt))
    return body


def _stem(sheet: Sheet, mark: Text, body: Sequence[Text], width: int, *, last: bool) -> Text:
    """The mark with the line below it, as long as the event's text is tall."""
    height = sum(len(part.wrap(sheet.console, width)) for part in body)
    stem = mark.copy()
    for _ in range(height - 1):
        stem.append("\n")
        stem.append(" " if last else sheet.marks.line, FAINT)
    return stem


def show_policies(sheet: Sheet, policies: Sequence[Policy]) -> None:
    """Print the policies in force, each exception named with what it sets aside."""
    sheet.section("Policies", *(_policy(sheet, policy) for policy in policies))


def _policy(sheet: Sheet, policy: Policy) -> RenderableType:
    since = f"from {policy.in_force_from}" if policy.in_force_from else ""
    until = f"to {policy.in_force_to}" if policy.in_force_to else ""
    about = [policy.country, since, until]
    if policy.permits:
        more = " and more" if len(policy.permits) > _PERMITS else ""
        about.append(f"permits {', '.join(policy.permits[:_PERMITS])}{more}")
    if policy.exception_to:
        about.append(f"sets aside {policy.exception_to}")
    terms = "".join(f", {term}" for term in about if term)
    head = line((str(policy.kind), STRONG), f" {policy.policy}", (terms, FAINT))
    return hanging(Text(sheet.marks.bullet, FAINT), head, *([ink(policy.text, FAINT)] if policy.text else []))
