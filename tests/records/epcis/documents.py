"""EPCIS documents as tests need them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from findspot.records.epcis.meaning import understand
from findspot.records.epcis.reading import read_documents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from findspot.records.epcis.stated import Understood

ITEM = "urn:epc:id:sgtin:0614141.107346.2017"
SAME_ITEM = "https://id.gs1.org/01/10614141073464/21/2017"
OTHER = "urn:epc:id:sgtin:0614141.107346.2018"
PLATFORM = "urn:epc:id:giai:4000001.TB2-45"
MAKER, BUYER, THIRD = (f"urn:epc:id:pgln:4012345.0000{n}" for n in range(3))
PERMIT = {"type": "findspot:permit", "bizTransaction": "urn:findspot:permit:P-1"}


def event(kind: str = "ObjectEvent", **fields: Any) -> dict[str, Any]:
    """An event with all that EPCIS asks for; a field of None is left out."""
    made = {
        "type": kind,
        "eventTime": "2020-09-14T22:30:00Z",
        "eventTimeZoneOffset": "+02:00",
        "action": "OBSERVE",
        **fields,
    }
    return {name: value for name, value in made.items() if value is not None}


def shipping(*items: str, **fields: Any) -> dict[str, Any]:
    """Items that leave under the permit P-1, from the maker to the buyer."""
    about = {
        "bizStep": "shipping",
        "epcList": list(items or (ITEM,)),
        "bizTransactionList": [PERMIT],
        "sourceList": [{"type": "owning_party", "source": MAKER}],
        "destinationList": [{"type": "possessing_party", "destination": BUYER}],
    }
    return event(**{**about, **fields})


def document(*events: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A document with these events."""
    return {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2020-12-01T00:00:00Z",
        "epcisBody": {"eventList": list(events)},
        **fields,
    }


def written(folder: Path, value: Any, name: str = "events.jsonld") -> Path:
    """A file with this JSON."""
    path = folder / name
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def understood(
    folder: Path, *events: dict[str, Any], is_platform: Callable[[str], bool] = lambda _: False, **fields: Any
) -> Understood:
    """What a document with these events states."""
    return understand(read_documents([written(folder, document(*events, **fields))]), is_platform)
