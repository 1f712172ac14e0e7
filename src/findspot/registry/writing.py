"""A record of the vocabulary as the statements that the database keeps.

A statement is known from the first day on which it may have been learnt. Nobody learns of an event before it
happened: a delivery, and the parts of a record that tell of something later, which are statements of their
own, are not known before the last day on which it can have happened.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, fields
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

from findspot.records.naming import fold_reference
from findspot.registry import models
from findspot.registry.kinds import KINDS
from findspot.vocabulary.dates import Span
from findspot.vocabulary.records import Application, Permit, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from findspot.records.building import SightingRow
    from findspot.registry.kinds import Kind
    from findspot.registry.models import Statement
    from findspot.vocabulary.records import Origin, Record

_SHARED = ("origin", "source", "learnt_on", "extra")
#: What happened, by the field that says when, and the status that it left.
_DATED = {
    "permits": (
        ("issued_on", Status.APPROVED),
        ("suspended_on", Status.SUSPENDED),
        ("cancelled_on", Status.CANCELLED),
    ),
    "applications": (),
}
#: When a record's event happened, where it is one.
_HAPPENED = {
    "deliveries": "delivered_on",
    "installations": "installed_on",
    "transfers": "transferred_on",
    "listings": "listed_from",
}
REINSTATED = "reinstated"
_TIMELESS = frozenset({models.Party, models.Alias, models.ItemModel})
_ALWAYS = dt.date.min


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement that is not yet recorded: the values of its columns, and what it is about.

    ``since``: the day from which it was known, None where nothing is claimed. Names of parties and models are
    nothing that is learnt: without a claim they were always known. ``withdraws``: that what stands there is
    not so, and that nothing stands in its place; the values are those of what is withdrawn.
    """

    model: type[Statement]
    key: str
    values: Mapping[str, Any]
    learnt_on: Span | None
    since: dt.date | None
    source: str
    origin: Origin
    extra: Mapping[str, str]
    withdraws: bool = False

    @property
    def content(self) -> str:
        """The SHA-256 of all that is stated."""
        said = [
            self.model.__name__,
            self.key,
            self.values,
            _text(self.learnt_on),
            self.source,
            dict(self.extra),
            *(["withdrawn"] if self.withdraws else []),
        ]
        return hashlib.sha256(
            json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        ).hexdigest()


def statements_of(table: str, record: Record) -> Iterator[Stated]:
    """The statements that this record of that table is."""
    kind = KINDS[table]
    values = {name: _text(getattr(record, name)) for name in _own(table)}
    values |= {f"{name}_key": fold(getattr(record, name)) for name, fold in kind.keys.items()}
    key = key_of(kind, record)
    if isinstance(record, (Permit, Application)):
        values["quantity"] = record.quantity  # an absent number is none, and no empty text
        values["stated"] = record.status is not Status.UNKNOWN
    happened = getattr(record, _HAPPENED[table]) if table in _HAPPENED else None
    yield _stated(kind.model, key, values, record, happened)
    yield from _later(kind, key, record)


def key_of(kind: Kind, record: Record) -> str:
    """What says of two statements of this kind that they are about one thing."""
    parts = [fold(str(_text(getattr(record, name)))) for name, fold in kind.identity.items()]
    return "\x1f".join(parts)


def sighting_statement(row: SightingRow) -> Stated:
    """The statement that a sighting of the register's table is."""
    seen = row.sighting
    values = {
        "item": row.item,
        "serial": row.serial,
        "serial_key": fold_reference(row.serial),
        "found_on": _text(seen.found_on),
        "found_at": seen.found_at,
        "country": seen.country,
        "used_by": seen.used_by,
        "recovered_by": seen.recovered_by,
        "platform": seen.platform,
        "grade": "" if seen.grade is None else str(seen.grade),
        "exhibits": list(seen.exhibits),
    }
    key = "\x1f".join([row.item, values["serial_key"], values["found_on"], seen.found_at, *seen.exhibits])
    return Stated(
        models.Sighting,
        key,
        values,
        row.learnt_on,
        _first_day(row.learnt_on),
        seen.source,
        row.origin,
        row.extra,
    )


def proof_statement(about: str, confirmed_on: Span, record: Record) -> Stated:
    """The statement that the delivery of this key arrived, as ``record`` says since when and from whom."""
    values = {"about": about, "confirmed_on": confirmed_on.text}
    return _stated(models.ProofOfDelivery, about, values, record, confirmed_on)


def _later(kind: Kind, key: str, record: Any) -> Iterator[Stated]:  # noqa: ANN401 - any record of the kind
    if kind.later_model is not None and not issubclass(kind.later_model, models.LifeEvent):
        told = {name: getattr(record, name) for name in kind.later}
        if any(value != _default(kind.table, name) for name, value in told.items()):
            values = {"about": key, **{name: _text(value) for name, value in told.items()}}
            yield _stated(kind.later_model, key, values, record, told[kind.later[0]])
    if kind.table == "permits":
        for step, (happened, on) in enumerate(_permit_life(record)):
            yield _event(models.PermitEvent, key, step, happened, on, record)
    if kind.table == "applications":
        for step, (happened, on) in enumerate(_application_life(record)):
            yield _event(models.ApplicationEvent, key, step, happened, on, record)


def _permit_life(record: Any) -> Iterator[tuple[str, Span | None]]:  # noqa: ANN401 - a permit
    """What happened to a permit, in order: each dated event, and what its status says beyond them."""
    last: str = Status.UNKNOWN
    for name, happened in _DATED["permits"]:
        on = getattr(record, name)
        if on is not None:
            yield happened, on
            last = happened
    if record.status in (Status.UNKNOWN, last):
        return
    again = record.status is Status.APPROVED and last == Status.SUSPENDED
    yield (REINSTATED if again else record.status), None


def _application_life(record: Any) -> Iterator[tuple[str, Span | None]]:  # noqa: ANN401 - an application
    if record.status is not Status.SUBMITTED or record.decided_on is not None:
        yield record.status, record.decided_on


def _event(
    model: type[Statement], about: str, step: int, happened: str, on: Span | None, record: Record
) -> Stated:
    values = {"about": about, "happened": str(happened), "happened_on": _text(on), "step": step}
    return _stated(model, f"{about}\x1f{step}", values, record, on)


def _stated(
    model: type[Statement], key: str, values: Mapping[str, Any], record: Record, on: Span | None
) -> Stated:
    since = _first_day(record.learnt_on)
    if since is None and model in _TIMELESS:
        since = _ALWAYS
    happened = None if on is None else on.latest or on.earliest
    if since is not None and happened is not None:
        since = max(since, happened)
    return Stated(model, key, values, record.learnt_on, since, record.source, record.origin, record.extra)


def _first_day(learnt_on: Span | None) -> dt.date | None:
    """The first day on which something may have been learnt; the last where the first is open."""
    return None if learnt_on is None else learnt_on.earliest or learnt_on.latest


@cache
def _default(table: str, name: str) -> Any:  # noqa: ANN401 - of any field of a record
    """What a field of a record is where nothing is said."""
    return next(f.default for f in fields(KINDS[table].record) if f.name == name)


@cache
def _own(table: str) -> tuple[str, ...]:
    """The fields of a record that its own row holds."""
    kind = KINDS[table]
    return tuple(f.name for f in fields(kind.record) if f.name not in (*_SHARED, *kind.later))


def _text(value: Any) -> Any:  # noqa: ANN401 - any field of a record
    """A field's value as the database keeps it; an absent one is ""."""
    if value is None:
        return ""
    if isinstance(value, Span):
        return value.text
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value
