"""The life of a permit or an application: what may happen to it, and recording that it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.records.naming import fold_reference
from findspot.registry import models
from findspot.registry.known import Knowledge
from findspot.registry.stating import alone, record
from findspot.registry.writing import REINSTATED, Stated
from findspot.vocabulary.dates import Answer, parse_span
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.records import Origin, Status

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from findspot.registry.models import Statement
    from findspot.registry.models.permits import LifeEvent
    from findspot.registry.stating import Recorded
    from findspot.vocabulary.dates import Span

_ENDS = (Status.CANCELLED, Status.EXPIRED, Status.EXHAUSTED)
#: What may happen to a permit of each status; where nothing is known of it, anything may.
PERMIT_MAY: Mapping[str, tuple[str, ...]] = {
    Status.UNKNOWN: (Status.APPROVED, Status.SUSPENDED, *_ENDS),
    Status.APPROVED: (Status.SUSPENDED, *_ENDS),
    Status.SUSPENDED: (REINSTATED, *_ENDS),
    REINSTATED: (Status.SUSPENDED, *_ENDS),
}
#: The same of an application.
APPLICATION_MAY: Mapping[str, tuple[str, ...]] = {
    Status.SUBMITTED: (Status.APPROVED, Status.REFUSED, Status.CANCELLED),
}


@dataclass(frozen=True, slots=True)
class _Life:
    model: type[Statement]
    events: type[LifeEvent]
    may: Mapping[str, tuple[str, ...]]
    before: Status
    called: str

    @property
    def table(self) -> str:
        return f"{self.called}s"


_LIVES = (
    _Life(models.Permit, models.PermitEvent, PERMIT_MAY, Status.UNKNOWN, "permit"),
    _Life(models.Application, models.ApplicationEvent, APPLICATION_MAY, Status.SUBMITTED, "application"),
)


def happen(
    reference: str,
    happened: str,
    *,
    on: Span | None,
    by: str,
    why: str,
    source: str = "",
    learnt_on: Span | None = None,
    now: dt.datetime | None = None,
) -> Recorded:
    """Record that this happened to the permit or application of that number.

    It is known from ``learnt_on``, or from the day on which it happened where nothing is claimed, and no
    earlier than what happened before it. ``by``: the office that decided, ``why``: its reason. Raises
    BadInputError, one sentence, for a number that the registry does not have, for what cannot happen to one
    of its status, and for a day before the last event.
    """
    with alone():
        stated = _next(reference, happened, on, learnt_on or on, source, {"by": by, "why": why})
        return record([stated], by=by, why=why, now=now)


def last_event(table: str, reference: str) -> LifeEvent | None:
    """What happened last to the permit or application of that number; None where nothing did.

    Raises BadInputError, one sentence, for another table and for a number that the registry does not have.
    """
    life = next((life for life in _LIVES if life.table == table), None)
    if life is None:
        raise BadInputError(f"The {table} have no events: give permits or applications.")
    row = Knowledge().of(life.model).filter(key=fold_reference(reference)).first()
    if row is None:
        raise BadInputError(f"{reference}: the registry has no such {life.called}: check the number.")
    return next(reversed(_events(life, row)), None)


def _events(life: _Life, row: Statement) -> list[LifeEvent]:
    return list(Knowledge().of(life.events).filter(about=row.key).order_by("step"))


def _next(
    reference: str,
    happened: str,
    on: Span | None,
    learnt_on: Span | None,
    source: str,
    said: Mapping[str, str],
) -> Stated:
    """The statement that this happened next."""
    life, row = _named(reference)
    events = _events(life, row)
    status = events[-1].happened if events else life.before
    may = life.may.get(status, ())
    if happened not in may:
        ways = " or ".join(may) if may else "nothing more"
        raise BadInputError(
            f"{reference}: a {life.called} that is {status} cannot be {happened}; record of it {ways}."
        )
    _check_order(reference, events, on)
    step = len(events)
    values = {
        "about": row.key,
        "happened": str(happened),
        "happened_on": "" if on is None else on.text,
        "step": step,
    }
    days = [day for span in (learnt_on, on) if span is not None and (day := span.latest or span.earliest)]
    if days and events:
        days.append(events[-1].known_from)
    return Stated(
        model=life.events,
        key=f"{row.key}\x1f{step}",
        values=values,
        learnt_on=learnt_on,
        since=max(days, default=None),
        source=source,
        origin=Origin("findspot registry decide", step),
        extra=said,
    )


def _named(reference: str) -> tuple[_Life, Statement]:
    for life in _LIVES:
        row = Knowledge().of(life.model).filter(key=fold_reference(reference)).first()
        if row is not None:
            return life, row
    raise BadInputError(f"{reference}: the registry has no such permit or application: check the number.")


def _check_order(reference: str, events: list[LifeEvent], on: Span | None) -> None:
    dated = [event for event in events if event.happened_on]
    if on is not None and dated:
        last = dated[-1]
        if on.before(parse_span(last.happened_on)) is Answer.YES:
            raise BadInputError(
                f"{reference}: {on} lies before {last.happened_on}, when it was {last.happened}: correct the "
                "date."
            )
