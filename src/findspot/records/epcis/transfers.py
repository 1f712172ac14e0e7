"""Changes of hands, of an item or of the platform that holds it, as events of objects tell of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from findspot.records.epcis.naming import one_transaction, party
from findspot.records.epcis.saying import AUTHORITY, HOLDER, OWNER, remark, said
from findspot.records.epcis.vocabulary import DISPOSITIONS
from findspot.vocabulary.records import Transfer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from findspot.records.epcis.events import Event
    from findspot.records.epcis.goods import Goods
    from findspot.records.epcis.reading import Document

ARRIVING = frozenset({"receiving", "accepting", "arriving"})
_KINDS: Mapping[str, str] = {disposition: kind for kind, disposition in DISPOSITIONS.items()}


def kind_of(event: Event) -> str:
    """The kind of the transfer after which a thing is as the event says; "" where it says nothing of it."""
    lasting = (event.peek("persistentDisposition") or {}).get("set", ())
    found = (_KINDS.get(word) for word in (event.word("disposition"), *map(event.spelt, lasting)))
    return next(filter(None, found), "")


def changes_hands(event: Event) -> bool:
    """Whether the event names an owner or holder after it who is not the one before."""

    def parties(field: str, key: str) -> set[str]:
        return {entry[key] for entry in event.peek(field) or () if entry["type"] in (OWNER, HOLDER)}

    after = parties("destinationList", "destination")
    return bool(after) and after != parties("sourceList", "source")


@dataclass(slots=True)
class Transfers:
    """The transfers told so far. ``platform``: the serial of the platform that a URI is, "" for none."""

    document: Document
    goods: Goods
    platform: Callable[[Event, str], str]
    transfers: list[Transfer] = field(default_factory=list)
    _places: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def transfer(self, event: Event) -> None:
        """Understand that hands changed. Raises BadInputError."""
        kind, arrives = kind_of(event), event.word("bizStep") in ARRIVING
        when, uris = event.when(), event.take("epcList")
        platforms = {uri: serial for uri in uris if (serial := self.platform(event, uri))}
        event.keep("epcList", [uri for uri in uris if uri not in platforms])
        goods = self.goods.of(event) if event.peek("epcList") else []
        inside = event.say("platformSerial")
        common: dict[str, Any] = {
            **said(event, self.document),
            "from_party": party(event, "sourceList", "source", (HOLDER, OWNER), self.document),
            "to_party": party(event, "destinationList", "destination", (HOLDER, OWNER), self.document),
            "authority": one_transaction(event, AUTHORITY),
            "kind": event.say("transferKind") or kind or "retransfer",
            "transferred_on": when,
        }
        if event.word("disposition") in _KINDS:
            event.take("disposition")
        extra = event.remarks()
        for serial in platforms.values():
            of_it = Transfer(item="", platform=serial, extra=extra, **common)
            self._add(event, of_it, arrives=arrives)
        for thing in goods:
            of_it = Transfer(item=thing.item, platform=inside, extra=extra | remark(thing), **common)
            self._add(event, of_it, arrives=arrives)

    def _add(self, event: Event, transfer: Transfer, *, arrives: bool) -> None:
        """Keep a transfer; that the one hand received what the other gave is a remark of the same."""
        key = (transfer.item or transfer.platform, transfer.from_party, transfer.to_party)
        at = self._places.get(key) if arrives else None
        if at is None:
            self._places[key] = len(self.transfers)
            self.transfers.append(transfer)
        else:
            there = self.transfers[at]
            self.transfers[at] = replace(there, extra={**there.extra, "epcis:received": event.whole()})
