"""Records of the vocabulary from the statements that the database keeps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from findspot.records.building import SightingRow
from findspot.registry import models
from findspot.registry.kinds import KINDS
from findspot.registry.writing import REINSTATED
from findspot.vocabulary.dates import Span, parse_span
from findspot.vocabulary.listings import ListedKind
from findspot.vocabulary.records import (
    AuthenticationOutcome,
    CheckResult,
    Origin,
    Outcome,
    PolicyKind,
    RelationKind,
    Status,
    UndertakingKind,
)
from findspot.vocabulary.sighting import Sighting, parse_grade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from findspot.registry.kinds import Kind
    from findspot.registry.known import Knowledge
    from findspot.registry.models import Statement
    from findspot.registry.models.permits import LifeEvent

#: Things whose later statements are looked up together.
_TOGETHER = 500


def records_of(table: str, rows: Iterable[Statement], knowledge: Knowledge) -> Iterator[Any]:
    """The records of a table that these rows are, each with what came to be known of it later."""
    kind = KINDS[table]
    if not kind.later:
        yield from (_record(kind, row, {}) for row in rows)
        return
    pending: list[Statement] = []
    for row in rows:
        pending.append(row)
        if len(pending) == _TOGETHER:
            yield from _with_later(kind, pending, knowledge)
            pending = []
    yield from _with_later(kind, pending, knowledge)


def sightings_of(rows: Iterable[models.Sighting]) -> Iterator[SightingRow]:
    """The sightings that these rows are."""
    for row in rows:
        seen = Sighting(
            found_on=_span(row.found_on),
            found_at=row.found_at,
            country=row.country,
            used_by=row.used_by,
            recovered_by=row.recovered_by,
            platform=row.platform,
            source=row.source,
            grade=parse_grade(row.grade) if row.grade else None,
            exhibits=tuple(row.exhibits),
        )
        origin = Origin(row.file, row.row)
        yield SightingRow(row.item, row.serial, seen, origin, _span(row.learnt_on), row.extra)


def _with_later(kind: Kind, rows: Sequence[Statement], knowledge: Knowledge) -> Iterator[Any]:
    if rows:
        lives = _LIVES.get(kind.table)
        later = _told_later(kind, rows, knowledge) if lives is None else lives(rows, knowledge)
        yield from (_record(kind, row, later[row.key]) for row in rows)


def _record(kind: Kind, row: Statement, later: Mapping[str, Any]) -> Any:  # noqa: ANN401 - of the kind
    given = {name: value(getattr(row, name)) for name, value in _fields(kind.table) if name not in later}
    return kind.record(
        origin=Origin(row.file, row.row),
        source=row.source,
        learnt_on=_span(row.learnt_on),
        extra=row.extra,
        **given,
        **later,
    )


@cache
def _fields(table: str) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """The fields of a record that its own row holds, and how each is read."""
    kind = KINDS[table]
    shared = ("origin", "source", "learnt_on", "extra", *kind.later)
    return tuple(
        (f.name, _READ.get(str(f.type), _as_it_is)) for f in fields(kind.record) if f.name not in shared
    )


@cache
def _later_fields(table: str) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """The fields that came to be known later, and how each is read."""
    kind = KINDS[table]
    return tuple(
        (f.name, _READ.get(str(f.type), _as_it_is)) for f in fields(kind.record) if f.name in kind.later
    )


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 - any value
    return value


def _span(text: str) -> Span | None:
    return parse_span(text) if text else None


def _result(text: str) -> CheckResult | None:
    return CheckResult(text) if text else None


#: How the fields of a record are read, by their annotations; texts and numbers are as they stand.
_READ: Mapping[str, Callable[[Any], Any]] = {
    "Span | None": _span,
    "tuple[str, ...]": tuple,
    "UndertakingKind": UndertakingKind,
    "PolicyKind": PolicyKind,
    "Outcome": Outcome,
    "AuthenticationOutcome": AuthenticationOutcome,
    "CheckResult | None": _result,
    "RelationKind": RelationKind,
    "ListedKind": ListedKind,
}


def _life(
    model: type[LifeEvent], rows: Sequence[Statement], knowledge: Knowledge
) -> Mapping[str, list[LifeEvent]]:
    """What happened to each of these, by its key, in order."""
    lives: dict[str, list[LifeEvent]] = defaultdict(list)
    for event in knowledge.of(model).filter(about__in=[row.key for row in rows]).order_by("about", "step"):
        lives[event.about].append(event)
    return lives


def _permit_later(rows: Sequence[Statement], knowledge: Knowledge) -> Mapping[str, dict[str, Any]]:
    lives = _life(models.PermitEvent, rows, knowledge)
    later = {}
    for row in rows:
        assert isinstance(row, models.Permit)
        life = lives[row.key]
        dates = {event.happened: _span(event.happened_on) for event in life if event.happened_on}
        later[row.key] = {
            "status": _status(life, Status.UNKNOWN) if row.stated else Status.UNKNOWN,
            "issued_on": dates.get(Status.APPROVED),
            "suspended_on": dates.get(Status.SUSPENDED),
            "cancelled_on": dates.get(Status.CANCELLED),
        }
    return later


def _application_later(rows: Sequence[Statement], knowledge: Knowledge) -> Mapping[str, dict[str, Any]]:
    lives = _life(models.ApplicationEvent, rows, knowledge)
    return {
        row.key: {
            "status": _status(lives[row.key], Status.SUBMITTED),
            "decided_on": _span(lives[row.key][-1].happened_on) if lives[row.key] else None,
        }
        for row in rows
    }


def _status(life: Sequence[LifeEvent], before: Status) -> Status:
    if not life:
        return before
    last = life[-1].happened
    return Status.APPROVED if last == REINSTATED else Status(last)


def _told_later(
    kind: Kind, rows: Sequence[Statement], knowledge: Knowledge
) -> defaultdict[str, dict[str, Any]]:
    """What came to be known later of each of these, by its key; nothing where nothing was."""
    told: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    assert kind.later_model is not None
    for one in knowledge.of(kind.later_model).filter(about__in=[row.key for row in rows]):
        told[one.about] = {name: read(getattr(one, name)) for name, read in _later_fields(kind.table)}
    return told


_LIVES: Mapping[str, Callable[[Sequence[Statement], Knowledge], Mapping[str, dict[str, Any]]]] = {
    "permits": _permit_later,
    "applications": _application_later,
}
