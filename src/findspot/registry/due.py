"""What is overdue or was never checked: a compliance team's daily list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.registry import models
from findspot.registry.known import Knowledge
from findspot.registry.reading import records_of
from findspot.vocabulary.dates import parse_span
from findspot.vocabulary.records import Outcome

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from findspot.vocabulary.records import Answer, Undertaking

#: A proof of delivery is due so many days after the last day on which the item can have left.
PROOF_AFTER = 90
PROOF, UNCHECKED, UNANSWERED = "proof of delivery", "statement never authenticated", "question unanswered"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to see to: ``what`` it is, of which ``subject``, since which day, how many days ago.

    ``since`` and ``days`` are None where no day is known. ``remarks`` are the columns of its row that
    findspot does not know.
    """

    what: str
    subject: str
    permit: str
    party: str
    since: dt.date | None
    days: int | None
    remarks: Mapping[str, str]


def due(on: dt.date, known: Knowledge | None = None) -> list[Due]:
    """What is due on a day, the longest overdue first; as the registry knows it, or knew it then."""
    known = known or Knowledge()
    every = [*_proofs(on, known), *_unchecked(on, known), *_unanswered(on, known)]
    return sorted(every, key=lambda one: (-(one.days or 0), one.what, one.subject))


def _proofs(on: dt.date, known: Knowledge) -> Iterator[Due]:
    """Deliveries without a proof; those of one permit, party and day together would hide the items."""
    proven = known.of(models.ProofOfDelivery).values("about")
    rows = known.of(models.Delivery).exclude(key__in=proven).exclude(delivered_on="")
    for row in rows.iterator(chunk_size=2000):
        span = parse_span(row.delivered_on)
        left = span.latest or span.earliest
        if left is not None and (on - left).days > PROOF_AFTER:
            late = (on - left).days - PROOF_AFTER
            yield Due(PROOF, row.item, row.permit, row.consignee or row.end_user, left, late, row.extra)


def _unchecked(on: dt.date, known: Knowledge) -> Iterator[Due]:
    rows = known.of(models.Undertaking).filter(authentication="", form="written")
    seen: set[str] = set()
    every: Iterator[Undertaking] = records_of("undertakings", rows, known)
    for one in every:
        name = one.statement or one.undertaking
        if name not in seen:
            seen.add(name)
            since = None if one.given_on is None else one.given_on.latest or one.given_on.earliest
            yield Due(
                UNCHECKED,
                name,
                one.permit or one.application,
                one.given_by,
                since,
                None if since is None else max((on - since).days, 0),
                one.extra,
            )


def _unanswered(on: dt.date, known: Knowledge) -> Iterator[Due]:
    every: Iterator[Answer] = records_of(
        "answers", known.of(models.Answer).filter(outcome=Outcome.SILENT), known
    )
    for one in every:
        since = None if one.asked_on is None else one.asked_on.latest or one.asked_on.earliest
        days = None if since is None else max((on - since).days, 0)
        yield Due(UNANSWERED, one.question or one.answer, one.permit, one.by, since, days, one.extra)
