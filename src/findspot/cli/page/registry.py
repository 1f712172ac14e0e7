"""The pages of a registry: the history of one number, and what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from findspot.cli.page.style import BAD, FAINT, GOOD, STRONG, hanging, ink, line, sheet
from findspot.vocabulary.notices import INVENTED, says_invented

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from findspot.cli.page.style import Sheet
    from findspot.registry.due import Due
    from findspot.registry.history import Told
    from findspot.registry.listings import Match
    from findspot.registry.quantities import Quantity

#: The page names so many things that are due; JSON names all.
_SHOWN = 40


def show_history(
    reference: str,
    told: Sequence[Told],
    quantities: Sequence[Quantity],
    matches: Sequence[Match],
    on: dt.date | None,
) -> None:
    """Print who lists it, what a permit releases, and every statement in the order in which it was known."""
    page = sheet()
    page.rule()
    _notice(page, told)
    page.section("Number", ink(f"{reference}, as known on {on}" if on else reference, STRONG))
    for match in matches:
        page.section("Listed", *_listed(match))
    if any(one.licensed is not None or one.delivered for one in quantities):
        page.section("Quantity", *map(_quantity, quantities))
    for one in told:
        page.section(f"{one.known_from:%Y-%m-%d}" if one.known_from.year > 1 else "", *_told(one, on))
    page.put(Text(""))


def _listed(match: Match) -> Iterator[RenderableType]:
    """By which list, under which name, and how exactly that is the name that was asked for."""
    until = f", to {match.listed_to}" if match.listed_to else ""
    since = f" from {match.listed_from}" if match.listed_from else ""
    yield line((match.list or "a list without a name", STRONG), (f"{since}{until}", BAD))
    yield ink(f"{match.name}{', an alias there' if match.alias else ''}: the name asked for, {match.match}")
    about = (match.kind, ", ".join(match.programmes), match.reference, match.citation, match.withheld_as)
    yield ink("; ".join(filter(None, about)), FAINT)


def _notice(page: Sheet, shown: Sequence[Told | Due]) -> None:
    """Say that numbers are invented where a remark of a row that is shown says so."""
    if any(says_invented(text) for one in shown for text in one.remarks.values()):
        page.put(hanging(Text("!", f"{STRONG} {BAD}"), ink(INVENTED, STRONG)))


def _quantity(one: Quantity) -> RenderableType:
    """What a line releases, what was delivered of it, and what remains."""
    what = ", ".join(part for part in (one.line and f"line {one.line}", one.model, one.part_number) if part)
    if one.licensed is None:
        return line(f"{one.delivered:,} delivered, no quantity stated  ", (what, FAINT))
    over = f", {one.exceeded:,} more than licensed" if one.exceeded else ""
    left = f", {one.remaining:,} remain" if not one.exceeded else ""
    return line(f"{one.delivered:,} of {one.licensed:,} delivered", (over, BAD), f"{left}  ", (what, FAINT))


def _told(one: Told, on: dt.date | None) -> Iterator[RenderableType]:
    state = " is withdrawn" if one.withdrawn else " (corrected since)" if one.corrected else ""
    yield line((one.kind, STRONG), (state, BAD))
    yield _said(one.said)
    yield from (ink(f"{name}: {text}") for name, text in one.remarks.items())
    learnt = f"learnt {one.learnt_on}" if one.learnt_on else "learnt: not stated"
    late = f", after {on or 'it was known'}" if one.recorded_later else ""
    yield ink(f"{learnt}; recorded {one.recorded_at:%Y-%m-%d} by {one.recorded_by}{late}: {one.why}", FAINT)
    yield ink(f"{one.source or 'no source'}; {one.file}, row {one.row}", FAINT)


def _said(said: Mapping[str, str]) -> Text:
    """What is stated: an event as a sentence has it, all else field by field."""
    if "happened" in said:
        return line((said["happened"], STRONG), f" on {said['happened_on']}" if "happened_on" in said else "")
    parts: list[str | Text | tuple[str, str]] = []
    for name, value in said.items():
        parts += [("; " if parts else "", FAINT), (f"{name.replace('_', ' ')} ", FAINT), value]
    return line(*parts)


def show_due(on: dt.date, found: Sequence[Due]) -> None:
    """Print what is due on a day, the longest overdue first."""
    page = sheet()
    page.rule()
    _notice(page, found)
    page.section("Due", line((f"{len(found):,}", STRONG), f" on {on}"))
    for what in dict.fromkeys(one.what for one in found):
        those = [one for one in found if one.what == what]
        parts: list[RenderableType] = [_due(one, page.marks.bullet) for one in those[:_SHOWN]]
        if len(those) > _SHOWN:
            parts.append(ink(f"and {len(those) - _SHOWN:,} more", FAINT))
        page.section("", ink(what, STRONG), *parts)
    if not found:
        page.section("", ink("Nothing is overdue.", GOOD))
    page.put(Text(""))


def _due(one: Due, bullet: str) -> RenderableType:
    late = "" if one.days is None else f"  {one.days:,} days"
    permit = "" if one.permit == one.subject else one.permit
    about = ", ".join(part for part in (permit, one.party, one.detail) if part)
    return hanging(ink(bullet, FAINT), line((one.subject, STRONG), (late, BAD)), ink(about, FAINT))
