"""What a register states as EPCIS 2.0 events; reading and understanding them gives the same records again.

What EPCIS has a field for stands there, the rest in findspot's own terms (``vocabulary.jsonld``). An event
has one time: of a date that is not known to the day it is the first day, or the last where the first is open,
of one that is not known at all the time of its recording; ``findspot:when`` says what is known.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

from findspot.records.epcis.identifiers import identifier
from findspot.records.epcis.saying import AUTHORITY, END_USER, PERMIT
from findspot.records.epcis.shapes import is_uri
from findspot.records.epcis.vocabulary import CONTEXT, DISPOSITIONS, uri_of
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from findspot.records.epcis.stated import Arrival, Consignment
    from findspot.vocabulary.dates import Span
    from findspot.vocabulary.records import Installation, Record, Transfer

_GS1_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
#: Names that are identifiers already: they stand as they are.
_IDENTIFIER = re.compile(r"(?:https?|urn|ni):")

#: Terms of which null says that nothing is known.
_MAYBE_UNKNOWN = frozenset({"findspot:when", "findspot:learntOn"})

Event = dict[str, Any]


def document(events: Iterable[Event], created: dt.datetime) -> Iterator[str]:
    """The text of an EPCISDocument with these events, piece by piece."""
    head = {
        "@context": [_GS1_CONTEXT, CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": _moment(created),
    }
    yield json.dumps(head, ensure_ascii=False, indent=2)[:-2]
    yield ',\n  "epcisBody": {"eventList": ['
    before = "\n"
    for event in events:
        yield before + json.dumps(event, ensure_ascii=False)
        before = ",\n"
    yield "\n  ]}\n}\n"


def delivery_event(consignment: Consignment, recorded: dt.datetime) -> Event:
    """The event of a delivery. ``recorded``: when that was recorded."""
    delivery = consignment.delivery
    return _filled(
        {
            **_times("ObjectEvent", "delivery", delivery.delivered_on, delivery, recorded),
            "action": "OBSERVE",
            "bizStep": "shipping",
            "disposition": "in_transit",
            "epcList": [_uri("item", delivery.item)],
            "bizTransactionList": _transactions(PERMIT, "permit", delivery.permit),
            "sourceList": _parties("source", ("owning_party", delivery.exporter)),
            "destinationList": _parties(
                "destination", ("possessing_party", delivery.consignee), (END_USER, delivery.end_user)
            ),
            "findspot:serial": delivery.serial,
            "findspot:model": delivery.model,
            "findspot:maker": delivery.maker,
            "findspot:partNumber": delivery.part_number,
            "findspot:endUserCountry": delivery.end_user_country,
            "findspot:integrator": delivery.integrator,
            "findspot:platform": delivery.platform,
            "findspot:signatory": delivery.signatory,
        },
        delivery,
    )


def arrival_event(consignment: Consignment, arrival: Arrival, recorded: dt.datetime) -> Event:
    """The event of a delivery's arrival; it is to stand directly after that of the delivery."""
    return _filled(
        {
            **_times("ObjectEvent", "arrival", arrival.confirmed_on, arrival, recorded),
            "action": "OBSERVE",
            "bizStep": "receiving",
            "disposition": "in_progress",
            "epcList": [_uri("item", consignment.delivery.item)],
            "bizTransactionList": _transactions(PERMIT, "permit", consignment.delivery.permit),
            "findspot:serial": consignment.delivery.serial,
        },
        arrival,
    )


def installation_event(installation: Installation, recorded: dt.datetime) -> Event:
    """The event of an installation."""
    serial = installation.platform_serial
    parent = _uri("platform", serial) if serial else uri_of("platform_model", installation.platform)
    return _filled(
        {
            **_times("AssociationEvent", "installation", installation.installed_on, installation, recorded),
            "action": "ADD",
            "bizStep": "installing",
            "parentID": parent,
            "childEPCs": [_uri("item", installation.item)],
            "readPoint": {"id": _uri("place", installation.place)} if installation.place else None,
            "findspot:platform": installation.platform,
            "findspot:integrator": installation.integrator,
        },
        installation,
    )


def transfer_event(transfer: Transfer, recorded: dt.datetime) -> Event:
    """The event of a transfer."""
    moved = _uri("item", transfer.item) if transfer.item else _uri("platform", transfer.platform)
    return _filled(
        {
            **_times("ObjectEvent", "transfer", transfer.transferred_on, transfer, recorded),
            "action": "OBSERVE",
            "disposition": DISPOSITIONS.get(transfer.kind),
            "epcList": [moved],
            "bizTransactionList": _transactions(AUTHORITY, "authority", transfer.authority),
            "sourceList": _parties("source", ("possessing_party", transfer.from_party)),
            "destinationList": _parties("destination", ("possessing_party", transfer.to_party)),
            "findspot:transferKind": transfer.kind,
            "findspot:item": transfer.item,  # a platform may be an item too
            "findspot:platformSerial": transfer.platform,
        },
        transfer,
    )


def _times(kind: str, states: str, when: Span | None, record: Record, recorded: dt.datetime) -> Event:
    """What an event is, what it states, and its times."""
    day = None if when is None else when.earliest or when.latest
    return {
        "type": kind,
        "eventTime": _moment(recorded) if day is None else f"{day.isoformat()}T00:00:00Z",
        "eventTimeZoneOffset": "+00:00",
        "recordTime": _moment(recorded),
        "findspot:states": states,
        "findspot:when": None if when is None else when.text,
        "findspot:learntOn": None if record.learnt_on is None else record.learnt_on.text,
    }


def _filled(event: Event, record: Record) -> Event:
    """The event without what is empty, and with what the record says besides."""
    kept = {name: value for name, value in event.items() if value or name in _MAYBE_UNKNOWN}
    if record.source:
        kept["findspot:source"] = record.source
    if record.extra:
        kept["findspot:remarks"] = dict(record.extra)
    return kept


def _uri(sort: str, name: str) -> str:
    """The URI of something of that name: the name itself where it is an identifier in its one form."""
    if _IDENTIFIER.match(name) and not name.startswith("urn:findspot:") and is_uri(name):
        try:
            if identifier(name).text == name:
                return name
        except BadInputError:
            pass
    return uri_of(sort, name)


def _transactions(kind: str, sort: str, number: str) -> list[Mapping[str, str]]:
    return [{"type": kind, "bizTransaction": _uri(sort, number)}] if number else []


def _parties(key: str, *parties: tuple[str, str]) -> list[Mapping[str, str]]:
    return [{"type": kind, key: _uri("party", name)} for kind, name in parties if name]


def _moment(time: dt.datetime) -> str:
    """A time as EPCIS writes it, in UTC, to the millisecond."""
    return time.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
