"""Deliveries and their arrival, as events of shipping, receiving, making and tying tell of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from findspot.records.epcis.naming import item_of, one_transaction, party
from findspot.records.epcis.reporting import reporting
from findspot.records.epcis.saying import END_USER, HOLDER, OWNER, PERMIT, remark, said
from findspot.records.epcis.stated import Arrival, Consignment
from findspot.records.naming import fold_reference
from findspot.vocabulary.records import Delivery

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from findspot.records.epcis.events import Event
    from findspot.records.epcis.gathering import Background, Told
    from findspot.records.epcis.goods import Goods
    from findspot.records.epcis.left import Left
    from findspot.records.epcis.naming import Thing
    from findspot.records.epcis.reading import Document
    from findspot.records.problems import Report

_UNSERIALLED = "an item's identifier holds no serial, so the item was left out: add findspot:serial"
_UNDATED = "items of which no delivery is told, so that each was entered as a delivery without a date"
_UNTIED = "items of which the file tells no delivery, so nothing was entered"


@dataclass(slots=True)
class Deliveries:
    """The consignments that were told so far, and the arrivals, which are understood in the end."""

    document: Document
    background: Background
    goods: Goods
    left: Left
    consignments: list[Consignment] = field(default_factory=list)
    _of_item: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _arriving: list[tuple[Event, int]] = field(default_factory=list)
    _told: dict[Event, dict[str, Any]] = field(default_factory=dict)

    def permitted(self, event: Event) -> bool:
        """Whether the event names a permit, or another ties one of its items to one."""
        listed = event.peek("bizTransactionList") or ()
        if any(event.spelt(entry.get("type", "")) == PERMIT for entry in listed):
            return True
        return any(self._tied(item_of(event, uri)) for uri in event.peek("epcList"))

    def awaits(self, event: Event) -> bool:
        """Whether a delivery of one of the event's items was told."""
        return any(self._of_item.get(item_of(event, uri)) for uri in event.peek("epcList"))

    def deliver(self, event: Event) -> None:
        """Understand that items left. Raises BadInputError."""
        when, goods = event.when(), self.goods.of(event)
        permit = one_transaction(event, PERMIT)
        shared = self._shared(event, said(event, self.document))
        for thing in goods:
            under = permit or self._tied(thing.item)
            delivery = _delivery(thing, shared, permit=under, delivered_on=when)
            self._add(event, Consignment(delivery, shipped=True))

    def arrive(self, event: Event) -> None:
        """Hear that items arrived."""
        self._arriving.append((event, len(self.consignments)))

    def end(self, report: Report) -> None:
        """Understand what was only heard. ``report`` takes what cannot be."""
        for event, before in self._arriving:
            with reporting(report):
                self._arrive(event, before)
        for item, told in self.background.told.items():
            with reporting(report):
                self._settle(item, told)

    def _arrive(self, event: Event, before: int) -> None:
        """Understand an arrival that was heard after so many consignments."""
        when, goods = event.when(), self.goods.of(event)
        permit = one_transaction(event, PERMIT)
        if when is None:
            raise event.wrong("findspot:when", "an arrival has a date: write when it arrived.")
        common = said(event, self.document)
        extra, whole = event.remarks(), event.whole()
        shared = self._shared(event, common)
        for thing in goods:
            under = permit or self._tied(thing.item)
            at = self._awaited(thing.item, under, before)
            if at is None and not under:
                at = self._awaited(thing.item, None, before)
            if at is None:
                delivery = _delivery(thing, shared, permit=under)
                arrival = Arrival(**common, extra=extra, confirmed_on=when)
                self._add(event, Consignment(delivery, shipped=False, arrival=arrival))
                continue
            there = self.consignments[at].arrival
            if there is None:
                arrival = Arrival(**common, extra=extra | remark(thing), confirmed_on=when)
            else:
                arrival = _received_again(there, event, whole)
            self.consignments[at] = replace(self.consignments[at], arrival=arrival)

    def _awaited(self, item: str, permit: str | None, before: int) -> int | None:
        """The place of the delivery that arrived, under that permit or any: the last one told before.

        Where all told before have arrived it is the first after, else the last that arrived already.
        """
        fitting = [
            at
            for at in self._of_item.get(item, ())
            if permit is None
            or fold_reference(self.consignments[at].delivery.permit) == fold_reference(permit)
        ]
        waiting = [at for at in fitting if self.consignments[at].arrival is None]
        earlier = [at for at in waiting if at < before]
        return next(iter([*earlier[-1:], *waiting[:1], *fitting[-1:]]), None)

    def _settle(self, item: str, told: Sequence[Told]) -> None:
        """Add what was told of an item to its deliveries, or enter it as one without a date."""
        for one in told:
            self.goods.compare(one.event, one.thing)
        places = self._of_item.get(item, ())
        for at in places:
            self.consignments[at] = _with_told(self.consignments[at], told)
        if places:
            return
        under: set[str] = set()
        for one in told:
            if one.event not in self._told:
                self._told[one.event] = self._shared(one.event, said(one.event, self.document))
            for permit in one.permits:
                if fold_reference(permit) not in under:
                    under.add(fold_reference(permit))
                    delivery = _delivery(one.thing, self._told[one.event], permit=permit)
                    self._add(one.event, _with_told(Consignment(delivery, shipped=False), told))
            self.left.leave(_UNDATED if one.permits else _UNTIED, one.event.origin)

    def _add(self, event: Event, consignment: Consignment) -> None:
        if not consignment.delivery.serial:
            self.left.leave(_UNSERIALLED, event.origin)
            return
        self._of_item[consignment.delivery.item].append(len(self.consignments))
        self.consignments.append(consignment)

    def _tied(self, item: str) -> str:
        """The permit that other events tie an item to; "" where they name none, or several."""
        permits = {permit for told in self.background.told.get(item, ()) for permit in told.permits}
        return permits.pop() if len(permits) == 1 else ""

    def _shared(self, event: Event, common: Mapping[str, Any]) -> dict[str, Any]:
        """What all deliveries of an event have in common; it is taken of the event."""
        terms = {
            "exporter": party(event, "sourceList", "source", (OWNER, HOLDER), self.document),
            "end_user": party(event, "destinationList", "destination", (END_USER,), self.document),
            "consignee": party(event, "destinationList", "destination", (HOLDER, OWNER), self.document),
            "end_user_country": event.say("endUserCountry"),
            "integrator": event.say("integrator"),
            "platform": event.say("platform"),
            "signatory": event.say("signatory"),
        }
        return {**common, **terms, "extra": event.remarks()}


def _delivery(thing: Thing, shared: dict[str, Any], **about: Any) -> Delivery:  # noqa: ANN401 - its fields
    return Delivery(
        item=thing.item,
        serial=thing.serial,
        model=thing.model,
        maker=thing.maker,
        part_number=thing.part_number,
        **shared | {"extra": shared["extra"] | remark(thing)} | about,
    )


def _received_again(arrival: Arrival, event: Event, whole: str) -> Arrival:
    """The arrival with a remark of another event that tells of it: received, then accepted."""
    return replace(arrival, extra={**arrival.extra, _untaken(event.type, arrival.extra): whole})


def _with_told(consignment: Consignment, told: Sequence[Told]) -> Consignment:
    """The consignment with what other events tell of its item, where its own leaves that open."""
    delivery = consignment.delivery
    for one in told:
        blank = {
            name: getattr(one.thing, name)
            for name in ("model", "maker", "part_number")
            if not getattr(delivery, name)
        }
        own = one.event.number == delivery.origin.row and one.event.file == delivery.origin.file
        more = {} if own else {_untaken(one.event.type, delivery.extra): one.text}
        delivery = replace(delivery, **blank, extra={**delivery.extra, **more})
    return replace(consignment, delivery=delivery)


def _untaken(name: str, taken: Mapping[str, str]) -> str:
    """The name of a remark that is not there yet."""
    wanted, count = f"epcis:{name}", 1
    while wanted in taken:
        count += 1
        wanted = f"epcis:{name} {count}"
    return wanted
