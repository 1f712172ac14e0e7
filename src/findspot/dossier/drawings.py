"""The paper's drawings, each made from claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.dossier.exposed import exposed_groups, group_name, shared_ties
from findspot.dossier.sentences import leading
from findspot.pictures.bars import Bar, share_bars
from findspot.pictures.network import Node, tie_network
from findspot.pictures.overlay import Mark
from findspot.pictures.strip import Cell, character_strip
from findspot.pictures.timeline import Band, Event, custody_timeline
from findspot.vocabulary.dates import Span, date_words, parse_span
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from findspot.dossier.plain import Json

_MOST_BARS = 10


def timeline(claims: Json) -> str:
    """Custody as declared and as seen, with the policies in force."""
    events = [
        Event(_step(event), date_words(event["on"]), on, seen=event["seen"], doubtful=bool(event["doubt"]))
        for event in claims["custody"]
        if (on := span_of(event["on"])) is not None
    ]
    bands = []
    for policy in claims["finding"]["policies"]:
        start, end = span_of(policy["in_force_from"]), span_of(policy["in_force_to"])
        bands.append(
            Band(
                policy["policy"],
                policy["kind"],
                None if start is None else start.earliest or start.latest,
                None if end is None else end.latest or end.earliest,
            )
        )
    return custody_timeline(events, bands)


def bars(claims: Json) -> str:
    """Candidates and *not in this register*; the rest of the register where it has any share."""
    shown = claims["candidates"][:_MOST_BARS]
    rows = [Bar(one["serial"], _described(one), one["posterior"]) for one in shown]
    outside = claims["not_in_register"] or 0.0
    rest = 1.0 - outside - sum(one["posterior"] for one in shown)
    if rest >= 0.0005:
        rows.append(Bar("other rows of the register", "", rest, words=True))
    rows.append(Bar("not in this register", "an item that none of its rows describes", outside, outside=True))
    return share_bars(rows)


def network(claims: Json) -> str:
    """What is touched, and by which shared attribute; records that are alike in one box."""
    nodes = [
        Node(
            group_name(group) if len(group) > 1 else _kind(group[0]),
            f"{group[0]['id']} and {len(group) - 1} more" if len(group) > 1 else group[0]["id"],
            tuple((tie["tie"], tie["value"]) for tie in shared_ties(group)),
        )
        for whole in exposed_groups(claims["exposure"])
        for group in ([whole] if shared_ties(whole) else [[one] for one in whole])
    ]
    lead = leading(claims)
    return tie_network(("item", lead["item"]) if lead else ("this trace", "what was seen"), nodes)


def strip(serial: Json) -> str:
    """The serial, character by character."""
    cells = [
        Cell(
            character["text"],
            character["p"],
            tuple((other["text"], other["p"]) for other in character["alternatives"]),
        )
        for character in serial["characters"][:96]
    ]
    return character_strip(cells)


def marks(exhibit: Json) -> list[Mark]:
    """The outlines of what was read in one exhibit, the serial as the main one."""
    found: list[Mark] = []
    for marking in exhibit["markings"]:
        serial = marking["serial"]
        if serial and serial["box"]:
            found.append(Mark(_corners(serial["box"]), f"read as serial: {serial['text']}", main=True))
        taken = serial["box"] if serial else None
        if marking["plate"]:
            found.append(Mark(_corners(marking["plate"]["box"]), "the plate"))
        others = [*marking["lines"], *marking["symbols"]]
        found += [Mark(_corners(one["box"])) for one in others[:60] if one["box"] and one["box"] != taken]
    return found


def span_of(text: str | None) -> Span | None:
    """The days of a date in the claims; None where it has none that can be understood."""
    try:
        span = parse_span(text) if text else None
    except BadInputError:
        return None
    return span if span and (span.earliest or span.latest) else None


def _step(event: Json) -> str:
    if event["to"] and event["to"] != event["from"] and event["to"] not in event["event"]:
        return f"{event['event']} to {event['to']}" if not event["seen"] else event["event"]
    return str(event["event"])


def _described(candidate: Json) -> str:
    parts = (f"item {candidate['item']}", candidate["permit"] and f"permit {candidate['permit']}")
    return " · ".join(part for part in parts if part)


def _kind(one: Json) -> str:
    return f"{one['kind']}, {one['status']}" if one["status"] else str(one["kind"])


def _corners(box: Json) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in box)
