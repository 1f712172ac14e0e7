"""All that was ever stated of one thing: when it was learnt, and when and by whom it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from findspot.ledger.rows import OWN
from findspot.records.naming import fold_name, fold_reference
from findspot.registry import models
from findspot.registry.kinds import KINDS
from findspot.registry.listings import named
from findspot.registry.things import about

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from findspot.registry.models import Statement

#: What a statement has besides what it states.
_NOT_SAID = OWN.union({"id", "entry", "key", "content", "corrects", "withdraws", "learnt_on", "known_from"})
_WHERE = frozenset({"source", "file", "row", "extra", "about", "step", "stated"})


@dataclass(frozen=True, slots=True)
class Told:
    """One statement, as it was known.

    ``corrected``: another has taken its place; ``withdrawn``: it says that what stood there is not so.
    ``recorded_later``: it was recorded only after the day as of which it is told, or after ``known_from``
    where it is told as of now. ``remarks`` are the columns that findspot does not know, as they were read.
    """

    kind: str
    said: Mapping[str, str]
    remarks: Mapping[str, str]
    learnt_on: str
    known_from: dt.date
    recorded_at: dt.datetime
    recorded_by: str
    why: str
    source: str
    file: str
    row: int
    corrected: bool
    withdrawn: bool
    recorded_later: bool


def history(reference: str, on: dt.date | None = None) -> list[Told]:
    """What was stated of whatever goes by that number or name, in the order in which it was known.

    Of an item also what was stated of its deliveries' permits, of a party its relations in either direction.
    With ``on`` only what was known by the end of that day, and nothing that corrected it later. Empty where
    nothing was.
    """
    found = [row for row in _stated_of(reference) if on is None or row.known_from <= on]
    entries = {one.pk: one for one in models.Entry.objects.filter(pk__in={row.entry_id for row in found})}
    corrected = {(type(row), row.corrects_id) for row in found}
    told = [
        _told(row, entries[row.entry_id], on, corrected=(type(row), row.pk) in corrected) for row in found
    ]
    return sorted(told, key=lambda one: (one.known_from, one.recorded_at, one.kind))


def _stated_of(reference: str) -> list[Statement]:
    folded = fold_reference(reference)
    delivered = list(models.Delivery.objects.filter(Q(item=reference) | Q(permit_key=folded)))
    permits = {one.permit_key for one in delivered if one.permit_key} | {folded}
    promised = Q(permit_key__in=permits) | Q(application_key__in=permits)
    papers = models.Undertaking.objects.filter(promised).values_list("statement", flat=True)
    wanted: dict[type[Statement], Q] = {
        models.Permit: Q(key__in=permits),
        models.Application: Q(key__in=permits),
        models.Undertaking: promised,
        models.Answer: Q(item=reference) | Q(permit_key__in=permits),
        models.Authentication: Q(statement_key__in={fold_reference(paper) for paper in papers if paper}),
        models.PostShipmentCheck: Q(item=reference) | Q(permit_key__in=permits),
        models.PermitLine: promised,
        models.Relation: Q(other_key=fold_name(reference)),
        models.Installation: Q(item=reference),
        models.Transfer: Q(item=reference),
        models.Sighting: about("sightings", reference),
        models.Listing: named([fold_name(reference)]),
    }
    found: list[Statement] = list(delivered)
    for kind in KINDS.values():
        if kind.table != "deliveries":
            by_number = about(kind.table, reference)
            asked = wanted.pop(kind.model, None)
            found += kind.model._default_manager.filter(by_number if asked is None else by_number | asked)  # noqa: SLF001 - Django's name
    for model, asked in wanted.items():
        found += model._default_manager.filter(asked)  # noqa: SLF001 - the same
    return [*found, *_later(found)]


def _later(found: Sequence[Statement]) -> Iterator[Statement]:
    """What came to be known later of these things, each kind in a statement of its own."""
    for kind in KINDS.values():
        keys = {row.key for row in found if isinstance(row, kind.model)}
        if kind.later_model is not None and keys:
            yield from kind.later_model._default_manager.filter(about__in=keys)  # noqa: SLF001 - the same


def _told(row: Statement, entry: models.Entry, on: dt.date | None, *, corrected: bool) -> Told:
    said = {
        field.name: _text(value)
        for field in row._meta.fields  # noqa: SLF001 - Django's name for it
        if field.name not in _NOT_SAID | _WHERE
        and not field.name.endswith("_key")
        and (value := getattr(row, field.name)) not in ("", None, [])
    }
    return Told(
        kind=str(row._meta.verbose_name),  # noqa: SLF001 - the same
        said=said,
        remarks=row.extra,
        learnt_on=row.learnt_on,
        known_from=row.known_from,
        recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by,
        why=entry.why,
        source=row.source,
        file=row.file,
        row=row.row,
        corrected=corrected,
        withdrawn=row.withdraws,
        recorded_later=entry.recorded_at.date() > (on or row.known_from),
    )


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
