"""Custody: what was declared of the item and what was seen of it, in the order of time, with doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.records.naming import fold_reference
from findspot.tracing.case import time_key
from findspot.tracing.facts.names import FactName, Facts
from findspot.tracing.facts.sources import answers_on_pictures, relevant_answers
from findspot.tracing.wording import dated, listed
from findspot.vocabulary.dates import Answer as Reply
from findspot.vocabulary.finding import CustodyEvent
from findspot.vocabulary.records import AuthenticationOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from findspot.tracing.case import Case
    from findspot.vocabulary.dates import Span
    from findspot.vocabulary.records import (
        Answer,
        Authentication,
        Check,
        Delivery,
        Permit,
        Record,
        Undertaking,
    )
    from findspot.vocabulary.sighting import Sighting


def custody_line(case: Case, facts: Facts) -> tuple[CustodyEvent, ...]:
    """The steps of custody, declared and seen, in time order; undated ones stand last.

    What was declared is shown only while the plate is more likely of that item than not: a record that
    the plate may have nothing to do with would look like a finding.
    """
    events = list(_seen(case, facts))
    if case.candidate is not None and case.candidate.posterior >= case.rules.likely:
        events = [*_declared(case, facts), *events, *_answered(relevant_answers(case))]
    else:
        events += _answered(answers_on_pictures(case))
    return tuple(sorted(events, key=lambda event: time_key(event.on)))


def _declared(case: Case, facts: Facts) -> Iterator[CustodyEvent]:
    record = case.record
    assert record is not None
    yield from _promised(case)
    for permit in record.permits:
        yield from _permit(case, permit, facts)
    for delivery in record.deliveries:
        yield from _delivered(case, delivery, facts)
    for installation in record.installations:
        other = facts[FactName.BUILT_IN_AS_PERMITTED].answer is Reply.NO
        named = f"{case.permit_name} names another integrator, {case.declared('integrator')}"
        yield CustodyEvent(
            f"built into a {installation.platform}", installation.integrator, "", installation.installed_on,
            _source(installation), place=installation.place,
            doubt=named if other else "",
        )  # fmt: skip
    yield from (_checked(check) for check in record.checks if check.done)
    for transfer in record.transfers:
        doubt = "" if transfer.authority else "no authority is recorded"
        kind = f"{transfer.kind} of the {transfer.platform}" if transfer.platform else transfer.kind
        authorised = f" (authorised by {transfer.authority})" if transfer.authority else ""
        yield CustodyEvent(
            f"{kind}{authorised}", transfer.from_party, transfer.to_party, transfer.transferred_on,
            _source(transfer), doubt=doubt,
        )  # fmt: skip


def _promised(case: Case) -> Iterator[CustodyEvent]:
    """One event for each statement, not for each promise in it."""
    assert case.record is not None
    statements: dict[str, list[Undertaking]] = {}
    for undertaking in case.record.undertakings:
        statements.setdefault(undertaking.statement or undertaking.undertaking, []).append(undertaking)
    for name, promises in statements.items():
        first = promises[0]
        verbal = first.form.casefold() == "verbal"
        kinds = listed(str(promise.kind) for promise in promises)
        channel = f" by {first.channel}" if first.channel else ""
        event = f"verbal assurance{channel}" if verbal else f"end-use statement {name}: {kinds}"
        doubt = "verbal; its words are not recorded in writing" if verbal else ""
        if not verbal and not first.authentication:
            doubt = _authenticity(case.record.authentications, name)
        yield CustodyEvent(event, first.given_by, "", first.given_on, _source(first), doubt=doubt)


def _authenticity(authentications: Sequence[Authentication], statement: str) -> str:
    """Why a statement may not be genuine: what was answered when it was asked; "" where it was confirmed."""
    wanted = fold_reference(statement)
    asked = [one for one in authentications if fold_reference(one.statement) == wanted]
    if not asked:
        return "nobody is recorded to have authenticated it"
    outcomes = {one.outcome for one in asked}
    if AuthenticationOutcome.NOT_GENUINE in outcomes:
        asked = [one for one in asked if one.outcome is AuthenticationOutcome.NOT_GENUINE]
    elif AuthenticationOutcome.GENUINE in outcomes:
        return ""
    said = (
        f"{one.checked_by} asked {one.asked_of or 'whether it is genuine'} {dated(one.asked_on)}, "
        f"answered: {one.outcome}"
        for one in asked
    )
    return "; ".join(said)


def _checked(check: Check) -> CustodyEvent:
    event = f"post-shipment check: {check.result or 'what it found is not recorded'}"
    return CustodyEvent(event, check.checked_by, "", check.done_on, _source(check), place=check.place)


def _permit(case: Case, permit: Permit, facts: Facts) -> Iterator[CustodyEvent]:
    under_ban = facts[FactName.BAN_AT_ISSUE].answer is Reply.YES
    excepted = facts[FactName.EXCEPTION_COVERS].answer is Reply.YES
    own = case.permit is not None and permit.permit == case.permit.permit
    doubt = facts[FactName.EXCEPTION_COVERS].reason if own and under_ban and not excepted else ""
    steps: tuple[tuple[str, Span | None, str], ...] = (
        ("issued", permit.issued_on, doubt),
        ("suspended", permit.suspended_on, ""),
        ("cancelled", permit.cancelled_on, ""),
        ("expired", permit.expires_on, ""),
    )
    for word, when, why in steps:
        if when is not None or word == "issued":
            hands = (permit.exporter, permit.end_user) if word == "issued" else ("", "")
            yield CustodyEvent(f"permit {permit.permit} {word}", *hands, when, _source(permit), doubt=why)


def _delivered(case: Case, delivery: Delivery, facts: Facts) -> Iterator[CustodyEvent]:
    receiver = delivery.consignee or delivery.end_user or case.declared("consignee")
    sender = delivery.exporter or case.declared("exporter")
    doubts = [
        facts[name].reason
        for name in (FactName.SEEN_BEFORE_DELIVERY, FactName.PERMIT_ENDED, FactName.RECORDS_DISAGREE)
        if delivery is case.delivery and facts[name].answer is Reply.YES
    ]
    if delivery.confirmed_on is None:
        doubts.append("No proof of delivery is recorded.")
    yield CustodyEvent(
        f"delivered under {delivery.permit}" if delivery.permit else "delivered",
        sender, receiver, delivery.delivered_on, _source(delivery), doubt=" ".join(doubts),
    )  # fmt: skip
    if delivery.confirmed_on is not None:
        yield CustodyEvent("delivery confirmed", receiver, sender, delivery.confirmed_on, _source(delivery))


def _answered(answers: Sequence[Answer]) -> Iterator[CustodyEvent]:
    for answer in answers:
        about = f" about {answer.subject}" if answer.subject else ""
        event = f"asked{about}, answered: {answer.outcome}"
        yield CustodyEvent(event, answer.by, "", answer.answered_on or answer.asked_on, _source(answer))


def _seen(case: Case, facts: Facts) -> Iterator[CustodyEvent]:
    for sighting in case.sightings:
        event = f"seen on a {sighting.platform}" if sighting.platform else "seen"
        if sighting.used_by:
            event += f" in use by {sighting.used_by}"
        if sighting.recovered_by:
            event += f", recovered by {sighting.recovered_by}"
        source = sighting.source or "source not stated"
        if sighting.grade:
            source += f", graded {sighting.grade}"
        yield CustodyEvent(
            event, sighting.used_by, sighting.recovered_by, sighting.found_on, source, seen=True,
            place=_place(sighting), doubt=" ".join(_doubts(case, sighting, facts)),
        )  # fmt: skip


def _place(sighting: Sighting) -> str:
    parts = dict.fromkeys(part for part in (sighting.found_at, sighting.country) if part)
    return ", ".join(parts)


def _doubts(case: Case, sighting: Sighting, facts: Facts) -> Iterator[str]:
    if case.rules.grade_level(sighting.grade) == 0:
        yield "The source is too weak for a finding to rest on it."
    sent = case.delivery.delivered_on if case.delivery else None
    if sent is not None and sighting.found_on is not None and sighting.found_on.before(sent) is Reply.YES:
        yield f"This lies before the delivery {dated(sent)}."
    if facts[FactName.TWO_COUNTRIES].answer is Reply.YES and sighting in case.weighed:
        yield facts[FactName.TWO_COUNTRIES].reason
    if facts[FactName.EXHIBIT_TWO_DATES].answer is Reply.YES:
        yield facts[FactName.EXHIBIT_TWO_DATES].reason


def _source(record: Record) -> str:
    """Who says so, and else the row that does."""
    return record.source or f"{record.origin.file}, row {record.origin.row}"
