"""What is overdue, was never checked or does not add up: a compliance team's daily list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.records.naming import fold_reference
from findspot.registry import models
from findspot.registry.known import Knowledge
from findspot.registry.quantities import Quantities, used_up
from findspot.registry.reading import records_of
from findspot.vocabulary.dates import Span, parse_span
from findspot.vocabulary.records import AuthenticationOutcome, Outcome, Status

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from findspot.vocabulary.records import Answer, Authentication, Check, Permit, Undertaking

#: A proof of delivery is due so many days after the last day on which the item can have left.
PROOF_AFTER = 90
PROOF, CHECK = "proof of delivery", "post-shipment check"
UNCHECKED, UNCONFIRMED = "statement never authenticated", "authentication unanswered"
UNANSWERED = "question unanswered"
EXCEEDED, USED_UP = "more delivered than licensed", "permit used up, not recorded as exhausted"
EXPIRED = "permit past its last day, not recorded as expired"
_STANDING = (Status.APPROVED, Status.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to see to: ``what`` it is, of which ``subject``, since which day, how many days ago.

    ``since`` and ``days`` are None where no day is known. ``detail`` says more in words, "" where there is no
    more to say. ``remarks`` are the columns of its row that findspot does not know.
    """

    what: str
    subject: str
    permit: str
    party: str
    since: dt.date | None
    days: int | None
    remarks: Mapping[str, str]
    detail: str = ""


def due(on: dt.date, known: Knowledge | None = None) -> list[Due]:
    """What is due on a day, the longest overdue first; as the registry knows it, or knew it then."""
    known = known or Knowledge()
    every = [
        *_proofs(on, known),
        *_checks(on, known),
        *_unchecked(on, known),
        *_unconfirmed(on, known),
        *_unanswered(on, known),
        *_permits(on, known),
    ]
    return sorted(every, key=lambda one: (-(one.days or 0), one.what, one.subject))


def _proofs(on: dt.date, known: Knowledge) -> Iterator[Due]:
    """Deliveries without a proof; those of one permit, party and day together would hide the items."""
    proven = known.of(models.ProofOfDelivery).values("about")
    rows = known.of(models.Delivery).exclude(key__in=proven).exclude(delivered_on="")
    for row in rows.iterator(chunk_size=2000):
        left = _edge(parse_span(row.delivered_on))
        if left is not None and (on - left).days > PROOF_AFTER:
            late = (on - left).days - PROOF_AFTER
            yield Due(PROOF, row.item, row.permit, row.consignee or row.end_user, left, late, row.extra)


def _checks(on: dt.date, known: Knowledge) -> Iterator[Due]:
    """Post-shipment checks that were not done by the last day on which they were due."""
    rows = known.of(models.PostShipmentCheck).exclude(due_on="")
    every: Iterator[Check] = records_of("checks", rows, known)
    for one in every:
        last = None if one.due_on is None else one.due_on.latest
        if not one.done and last is not None and last < on:
            about = f"{one.reference}, {one.item}" if one.item else one.reference
            late = (on - last).days
            yield Due(CHECK, about, one.permit, one.checked_by, last, late, one.extra, one.place)


def _unchecked(on: dt.date, known: Knowledge) -> Iterator[Due]:
    """Written statements of which nobody asked whether they are genuine."""
    rows = known.of(models.Undertaking).filter(authentication="", form="written")
    asked = known.of(models.Authentication).values_list("statement_key", flat=True)
    seen = set(asked)
    every: Iterator[Undertaking] = records_of("undertakings", rows, known)
    for one in every:
        name = one.statement or one.undertaking
        if fold_reference(name) not in seen:
            seen.add(fold_reference(name))
            since, days = _since(one.given_on, on)
            permit = one.permit or one.application
            yield Due(UNCHECKED, name, permit, one.given_by, since, days, one.extra)


def _unconfirmed(on: dt.date, known: Knowledge) -> Iterator[Due]:
    """Authentications that nobody answered."""
    every: Iterator[Authentication] = records_of("authentications", known.of(models.Authentication), known)
    for one in every:
        if one.outcome is not AuthenticationOutcome.NONE_YET:
            continue
        since, days = _since(one.asked_on, on)
        detail = f"asked by {one.checked_by}" + (f", {one.channel}" if one.channel else "")
        yield Due(UNCONFIRMED, one.statement, "", one.asked_of, since, days, one.extra, detail)


def _unanswered(on: dt.date, known: Knowledge) -> Iterator[Due]:
    every: Iterator[Answer] = records_of(
        "answers", known.of(models.Answer).filter(outcome=Outcome.SILENT), known
    )
    for one in every:
        since, days = _since(one.asked_on, on)
        yield Due(UNANSWERED, one.question or one.answer, one.permit, one.by, since, days, one.extra)


def _permits(on: dt.date, known: Knowledge) -> Iterator[Due]:
    """Permits whose deliveries or last day and recorded status do not agree."""
    quantities = Quantities(known)
    permits: Iterator[Permit] = records_of("permits", known.of(models.Permit), known)
    for permit in permits:
        of = quantities.of(permit)
        party = permit.consignee or permit.end_user
        over = [one for one in of if one.exceeded]
        if over:
            detail = "; ".join(
                f"{one.delivered:,} of {one.licensed:,} {one.part_number or one.model or 'items'}"
                for one in over
            )
            yield Due(EXCEEDED, permit.permit, permit.permit, party, None, None, permit.extra, detail)
        if permit.status not in _STANDING:
            continue
        last = None if permit.expires_on is None else permit.expires_on.latest
        if last is not None and last < on:
            late = (on - last).days
            yield Due(EXPIRED, permit.permit, permit.permit, party, last, late, permit.extra)
        elif used_up(of):
            yield Due(USED_UP, permit.permit, permit.permit, party, None, None, permit.extra)


def _edge(span: Span | None) -> dt.date | None:
    """The last day of a time, the first where the last is open."""
    return None if span is None else span.latest or span.earliest


def _since(span: Span | None, on: dt.date) -> tuple[dt.date | None, int | None]:
    """The last day of a time, and how many days ago that was, 0 where it is to come."""
    since = _edge(span)
    return since, None if since is None else max((on - since).days, 0)
