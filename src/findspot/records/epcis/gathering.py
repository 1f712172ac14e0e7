"""What must be known of a whole document before its events are understood one by one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from findspot.records.epcis.naming import item_of, known, things, transactions
from findspot.records.epcis.reporting import reporting
from findspot.records.epcis.saying import PERMIT
from findspot.records.epcis.vocabulary import own_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from findspot.records.epcis.events import Event
    from findspot.records.epcis.left import Left
    from findspot.records.epcis.naming import Thing
    from findspot.records.epcis.reading import Document
    from findspot.records.problems import Report

_BUILDING = frozenset({"installing", "assembling"})
_UNBUILDING = frozenset({"removing", "disassembling"})
#: What is not built into: a logistic unit, and a place; what is put into a returnable crate is mostly packed.
_NO_PLATFORMS, _CRATES = frozenset({"sscc", "sgln"}), frozenset({"grai"})
WITHDRAWN = "declared wrong, or void, by another event of the file, so nothing was entered"
DECLARES = (
    "an earlier event is declared wrong, or a shipment void; nothing was entered, and what the registry has "
    "of it stays: withdraw it there"
)
_UNNAMED = "no single items are named, so nothing was entered"


@dataclass(frozen=True, slots=True)
class Told:
    """What an event without a date of delivery tells of an item: that it was made, or tied to a permit."""

    event: Event
    thing: Thing
    permits: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Background:
    """What other events say of an event's items.

    ``told``: by item. ``platforms``: the forms of what items are built into. ``hear``: the events that are
    left to be understood.
    """

    told: dict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))
    platforms: set[str] = field(default_factory=set)
    hear: list[Event] = field(default_factory=list)


def gather(document: Document, left: Left, report: Report) -> Background:
    """The background of a document's events; those that state nothing go to ``left``.

    ``report`` takes what cannot be.
    """
    background = Background()
    wrong, void = _withdrawn(document.events, report)
    for event in document.events:
        with reporting(report):
            if event.peek("errorDeclaration") is not None or event.word("bizStep") == "void_shipping":
                left.leave(DECLARES, event.origin)
            elif event.peek("eventID") in wrong or (_is_shipment(event) and _items(event) & void):
                left.leave(WITHDRAWN, event.origin)
            elif is_tie(event) or is_making(event):
                _tell(event, document, background, left)
            else:
                if builds_in(event):
                    background.platforms.add(known(event, event.peek("parentID")).text)
                background.hear.append(event)
    return background


def is_tie(event: Event) -> bool:
    """Whether an event ties items to transactions."""
    return event.type == "TransactionEvent" and event.peek("action") == "ADD"


def is_making(event: Event) -> bool:
    """Whether an event tells that items were made, or given their numbers."""
    return (
        event.type == "ObjectEvent" and event.word("bizStep") == "commissioning" and "states" not in event.own
    )


def builds_in(event: Event) -> bool:
    """Whether an event tells that items were built into a platform."""
    if event.type not in ("AssociationEvent", "AggregationEvent") or event.peek("action") != "ADD":
        return False
    if not event.peek("parentID") or not event.peek("childEPCs"):
        return False
    scheme, step = known(event, event.peek("parentID")).scheme, event.word("bizStep")
    physical = event.type == "AssociationEvent" or step in _BUILDING or (not step and scheme not in _CRATES)
    return physical and scheme not in _NO_PLATFORMS


def is_association(event: Event) -> bool:
    """Whether an event tells of what is fixed to something, rather than put into it."""
    return event.type == "AssociationEvent" or event.word("bizStep") in _UNBUILDING


def _tell(event: Event, document: Document, background: Background, left: Left) -> None:
    _out_of_ilmd(event)
    uris = [*filter(None, [event.take("parentID")]), *(event.take("epcList") or ())]
    if not uris:
        left.leave(_UNNAMED, event.origin)
        return
    named, text = things(event, uris, document), event.whole()
    permits = tuple(transactions(event, PERMIT))
    for thing in named:
        background.told[thing.item].append(Told(event, thing, permits, text))


def _out_of_ilmd(event: Event) -> None:
    """Move findspot's terms out of what a making event says of the items it made."""
    said = event.take("ilmd") or {}
    for name in list(said):
        term = own_term(name, event.known)
        if term is not None and term not in event.own:
            event.own[term] = event.checked(term, name, said.pop(name))
    event.keep("ilmd", said)


def _withdrawn(events: Iterable[Event], report: Report) -> tuple[set[str], set[str]]:
    """The identifiers of events that are declared wrong, and the items of shipments that are void."""
    wrong: set[str] = set()
    void: set[str] = set()
    for event in events:
        if event.peek("errorDeclaration") is not None and event.peek("eventID"):
            wrong.add(event.peek("eventID"))
        if event.word("bizStep") == "void_shipping":
            with reporting(report):
                void |= _items(event)
    return wrong, void


def _is_shipment(event: Event) -> bool:
    return event.type == "ObjectEvent" and event.word("bizStep") == "shipping"


def _items(event: Event) -> set[str]:
    listed: Sequence[str] = event.peek("epcList") or ()
    return {item_of(event, uri) for uri in listed}
