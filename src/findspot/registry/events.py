"""EPCIS events into the registry and out of it: each delivery, arrival, installation and transfer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from findspot.records.epcis.left import Left
from findspot.records.epcis.meaning import understand
from findspot.records.epcis.reporting import misfit_of
from findspot.records.epcis.stated import Arrival, Consignment
from findspot.records.epcis.writing import arrival_event, delivery_event, installation_event, transfer_event
from findspot.records.naming import fold_reference
from findspot.records.problems import refuse
from findspot.records.tables import shown
from findspot.registry import models
from findspot.registry.importing import Counted, in_registry
from findspot.registry.kinds import KINDS
from findspot.registry.known import Knowledge
from findspot.registry.reading import records_of
from findspot.registry.stating import record
from findspot.registry.writing import key_of, proof_statement, statements_of
from findspot.vocabulary.dates import Answer, parse_span
from findspot.vocabulary.records import Origin

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from findspot.records.epcis.reading import Document
    from findspot.records.epcis.stated import Understood
    from findspot.records.epcis.writing import Event
    from findspot.records.problems import Report
    from findspot.records.tables import TableError
    from findspot.registry.models import Statement
    from findspot.registry.stating import Recorded
    from findspot.registry.writing import Stated
    from findspot.vocabulary.dates import Span
    from findspot.vocabulary.records import Installation, Transfer

S = TypeVar("S", bound="Statement")

_CARRIED = ("deliveries", "installations", "transfers")
_PROVED = (
    "the registry has another proof of that delivery, so nothing was entered: correct that one if it is wrong"
)
#: Statements that are fetched together.
_TOGETHER = 500


def understood_here(document: Document, report: Report = refuse) -> Understood:
    """What the events of a document state, with the platforms that the registry knows.

    See ``records.epcis.meaning.understand``.
    """
    platforms = Knowledge().of(models.Installation).values_list("platform_serial", flat=True)
    return understand(document, frozenset(platforms.distinct()).__contains__, report)


def doubts_of(understood: Understood) -> Iterator[TableError]:
    """Each event that names a permit or an item that neither the events nor the registry have.

    It is entered all the same: what it names may be entered later.
    """
    deliveries = [one.delivery for one in understood.consignments]
    if Knowledge().of(models.Permit).exists():
        yield from _absent("permits", [(one.permit, one.origin) for one in deliveries])
    delivered = {one.item for one in deliveries}
    moved: list[Installation | Transfer] = [*understood.installations, *understood.transfers]
    yield from _absent("items", [(one.item, one.origin) for one in moved if one.item not in delivered])


def _absent(what: str, named: Sequence[tuple[str, Origin]]) -> Iterator[TableError]:
    there = in_registry(what, {name for name, _ in named if name})
    for name, origin in named:
        if name and name not in there:
            why = f"{shown(name)} is not among the {what} of the register: add it, or correct it."
            yield misfit_of(origin.file, origin.row, what.removesuffix("s"), why)


def enter_events(
    understood: Understood, *, by: str, why: str, dry: bool = False, now: dt.datetime | None = None
) -> tuple[Recorded, tuple[str, ...]]:
    """Record all that events state, as one entry, and say what they tell besides; see ``stating.record``."""
    left = Left()
    done = record(stated(understood, left), by=by, why=why, files=understood.files, dry=dry, now=now)
    return done, (*understood.notes, *left.notes())


def stated(understood: Understood, left: Left) -> Iterator[Stated]:
    """The statements of what was understood; what is not stated since the registry has it goes to ``left``.

    What is known of a delivery without its leaving is about the one that the registry has, if it has one.
    """
    told_apart = Counted()
    proved: set[str] = set()
    for one in understood.consignments:
        about = None if one.shipped else _standing(one)
        if about is None:
            statements = list(statements_of("deliveries", one.delivery))
            if one.arrival is not None:
                key = key_of(KINDS["deliveries"], one.delivery)
                statements.append(proof_statement(key, one.arrival.confirmed_on, one.arrival))
            yield from told_apart(statements)
        elif one.arrival is not None:
            proof = proof_statement(about, one.arrival.confirmed_on, one.arrival)
            if about in proved or _proved_otherwise(proof):
                left.leave(_PROVED, one.arrival.origin)
            else:
                proved.add(about)
                yield proof
    for installation in understood.installations:
        yield from told_apart(statements_of("installations", installation))
    for transfer in understood.transfers:
        yield from told_apart(statements_of("transfers", transfer))


def _proved_otherwise(proof: Stated) -> bool:
    """Whether the registry has another proof of that delivery."""
    there = Knowledge().of(models.ProofOfDelivery).filter(key=proof.key).first()
    return there is not None and there.content != proof.content


def _standing(one: Consignment) -> str | None:
    """The key of the registry's delivery that this is of: the last that can have left by the arrival."""
    delivery = one.delivery
    rows = Knowledge().of(models.Delivery).filter(item=delivery.item)
    if delivery.permit:
        rows = rows.filter(permit_key=fold_reference(delivery.permit))
    arrived = None if one.arrival is None else one.arrival.confirmed_on
    fitting = [row for row in rows if _left_by(row.delivered_on, arrived)]
    best = max(
        fitting, key=lambda row: (row.permit == delivery.permit, _last_day(row.delivered_on)), default=None
    )
    return None if best is None else best.key


def _left_by(delivered_on: str, arrived: Span | None) -> bool:
    """Whether what left then can have arrived by that time."""
    if not delivered_on or arrived is None:
        return True
    return arrived.before(parse_span(delivered_on)) is not Answer.YES


def _last_day(delivered_on: str) -> str:
    """By what deliveries are told late from early; one without a date comes first."""
    span = parse_span(delivered_on) if delivered_on else None
    day = None if span is None else span.latest or span.earliest
    return "" if day is None else day.isoformat()


@dataclass(slots=True)
class Export:
    """The registry's deliveries, installations and transfers as events.

    ``written`` counts the records by table, when the events were taken.
    """

    known: Knowledge
    written: Counter[str] = field(default_factory=Counter)

    def events(self) -> Iterator[Event]:
        """All of them, a delivery's arrival directly after it, each kind in the order of recording."""
        yield from self._deliveries()
        for row, installation in self._told("installations"):
            yield installation_event(installation, row.entry.recorded_at)
        for row, transfer in self._told("transfers"):
            yield transfer_event(transfer, row.entry.recorded_at)

    def _deliveries(self) -> Iterator[Event]:
        for some in self._some(models.Delivery):
            about = self.known.of(models.ProofOfDelivery).filter(about__in=[row.key for row in some])
            proofs = {proof.about: proof for proof in about.select_related("entry")}
            for row, delivery in zip(some, records_of("deliveries", some, self.known), strict=True):
                consignment = Consignment(replace(delivery, confirmed_on=None), shipped=True)
                self.written["deliveries"] += 1
                yield delivery_event(consignment, row.entry.recorded_at)
                proof = proofs.get(row.key)
                if proof is not None:
                    yield arrival_event(consignment, _arrival(proof), proof.entry.recorded_at)

    def _told(self, table: str) -> Iterator[tuple[Statement, Any]]:
        """The rows of a table, each with the record that it is."""
        for some in self._some(KINDS[table].model):
            self.written[table] += len(some)
            yield from zip(some, records_of(table, some, self.known), strict=True)

    def _some(self, model: type[S]) -> Iterator[list[S]]:
        """The rows that are known, some at a time, each with its entry."""
        rows = self.known.of(model).select_related("entry").iterator(chunk_size=_TOGETHER)
        while some := list(islice(rows, _TOGETHER)):
            yield some


def not_carried(known: Knowledge) -> dict[str, int]:
    """How many records of each other table the registry has, of which there is no event."""
    others: dict[str, type[Statement]] = {
        table: kind.model for table, kind in KINDS.items() if table not in _CARRIED
    }
    others["sightings"] = models.Sighting
    counts = {table: known.of(model).count() for table, model in others.items()}
    return {table: count for table, count in counts.items() if count}


def _arrival(proof: models.ProofOfDelivery) -> Arrival:
    """What a proof of delivery states, with its own times and source."""
    return Arrival(
        origin=Origin(proof.file, proof.row),
        source=proof.source,
        learnt_on=parse_span(proof.learnt_on) if proof.learnt_on else None,
        extra=proof.extra,
        confirmed_on=parse_span(proof.confirmed_on),
    )
