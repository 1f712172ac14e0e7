"""Events into what a register states: deliveries and their arrival, installations, transfers.

What an event tells and no statement holds is a remark of the statement; an event that tells nothing that a
register states is named in a note. The rules are those of docs/epcis.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.records.epcis.deliveries import Deliveries
from findspot.records.epcis.gathering import builds_in, gather, is_association
from findspot.records.epcis.goods import Goods
from findspot.records.epcis.installations import Installations
from findspot.records.epcis.left import Left
from findspot.records.epcis.naming import known
from findspot.records.epcis.reporting import reporting
from findspot.records.epcis.stated import Understood
from findspot.records.epcis.transfers import ARRIVING, Transfers, changes_hands, kind_of
from findspot.records.epcis.vocabulary import name_in
from findspot.records.problems import refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from findspot.records.epcis.events import Event
    from findspot.records.epcis.reading import Document
    from findspot.records.problems import Report

_LEAVING = frozenset({"shipping", "departing", "consigning"})
_NOTHING = "nothing that a register states (no permit, no change of hands), so nothing was entered"
_NO_TYPE = "of a type of which a register has no statement, so nothing was entered"
_PACKED = "what a unit or place holds, and no installation; used only to know what is in a unit"
_REMOVED = "something was taken out of a platform, of which a register has no statement; nothing was entered"


def understand(
    document: Document, is_platform: Callable[[str], bool] = lambda _: False, report: Report = refuse
) -> Understood:
    """What the events of a document state.

    ``is_platform``: whether that is the serial of a platform that is known already. ``report`` takes what
    cannot be, of each event the first thing; without it that is raised as BadInputError, one sentence with
    file, event and field.
    """
    meaning = _Meaning(document, is_platform, report)
    for event in meaning.background.hear:
        with reporting(report):
            meaning.hear(event)
    return meaning.end(report)


class _Meaning:
    """Hears one event after the other."""

    def __init__(self, document: Document, is_platform: Callable[[str], bool], report: Report) -> None:
        self._is_platform = is_platform
        self._left, self._goods = Left(), Goods(document)
        self.background = gather(document, self._left, report)
        self._deliveries = Deliveries(document, self.background, self._goods, self._left)
        self._installations = Installations(document, self._goods)
        self._transfers = Transfers(document, self._goods, self._platform)
        self._document = document

    def hear(self, event: Event) -> None:
        """Understand one event, an arrival only in the end. Raises BadInputError."""
        if builds_in(event):
            self._installations.install(event)
        elif event.type in ("AssociationEvent", "AggregationEvent"):
            self._apart(event)
        elif event.type == "ObjectEvent" and event.peek("epcList"):
            self._object(event)
        else:
            ours = event.type in ("ObjectEvent", "TransactionEvent")
            self._left.leave(_NOTHING if ours else _NO_TYPE, event.origin)

    def end(self, report: Report) -> Understood:
        """All that was understood."""
        self._deliveries.end(report)
        return Understood(
            tuple(self._deliveries.consignments),
            tuple(self._installations.installations),
            tuple(self._transfers.transfers),
            self._document.files,
            (*self._document.notes, *self._left.notes(), *self._goods.notes()),
        )

    def _apart(self, event: Event) -> None:
        if event.peek("parentID"):
            self._goods.pack(event)
        removed = event.peek("action") == "DELETE" and is_association(event)
        self._left.leave(_REMOVED if removed else _PACKED, event.origin)

    def _object(self, event: Event) -> None:
        match event.say("states") or self._inferred(event):
            case "delivery":
                self._deliveries.deliver(event)
            case "arrival":
                self._deliveries.arrive(event)
            case "transfer":
                self._transfers.transfer(event)
            case "":
                self._left.leave(_NOTHING, event.origin)
            case _:
                why = "an ObjectEvent states delivery, arrival or transfer: write one of these."
                raise event.wrong("findspot:states", why)

    def _inferred(self, event: Event) -> str:
        """What an object's event states, by its step and by what it names; "" for nothing."""
        step, permitted = event.word("bizStep"), self._deliveries.permitted(event)
        if event.peek("action") == "DELETE":
            return ""
        if kind_of(event):
            return "transfer"
        if step in _LEAVING and permitted:
            return "delivery"
        if step in ARRIVING and (permitted or self._deliveries.awaits(event)):
            return "arrival"
        return "transfer" if changes_hands(event) else ""

    def _platform(self, event: Event, uri: str) -> str:
        """The serial of the platform that a URI is of, "" where it is of no platform."""
        called = name_in("platform", uri)
        if called is not None or "item" in event.own:
            return called or ""
        text = known(event, uri).text
        stated = event.own.get("platformSerial") == text
        return text if stated or text in self.background.platforms or self._is_platform(text) else ""
