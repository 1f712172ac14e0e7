"""All that was ever stated of one thing: when it was learnt, and when and by whom it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from findspot.records.naming import fold_reference
from findspot.registry import models

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from findspot.registry.models import Statement

#: What is asked of each kind to find the statements about an item, a permit or an application.
_NOT_SAID = frozenset({"id", "entry", "key", "content", "corrects", "withdraws", "learnt_on", "known_from"})
_WHERE = frozenset({"source", "file", "row", "extra", "about", "step", "stated"})


@dataclass(frozen=True, slots=True)
class Told:
    """One statement. ``corrected``: another has taken its place; ``later``: recorded after ``known_from``.

    ``remarks`` are the columns that findspot does not know, as they were read.
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

    @property
    def later(self) -> bool:
        """Whether it was recorded only after the day from which it counts as known."""
        return self.recorded_at.date() > self.known_from


def history(reference: str) -> list[Told]:
    """What was stated of the item, permit or application of that number, in the order in which it was known.

    Of an item also what was stated of its deliveries' permits. Empty where nothing was.
    """
    folded = fold_reference(reference)
    delivered = list(models.Delivery.objects.filter(Q(item=reference) | Q(permit_key=folded)))
    permits = {one.permit_key for one in delivered if one.permit_key} | {folded}
    about = Q(about__in=permits)
    found: list[Statement] = [
        *delivered,
        *models.ProofOfDelivery.objects.filter(about__in=[one.key for one in delivered]),
        *models.Permit.objects.filter(key__in=permits),
        *models.PermitEvent.objects.filter(about),
        *models.Application.objects.filter(key__in=permits),
        *models.ApplicationEvent.objects.filter(about),
        *models.Undertaking.objects.filter(Q(permit_key__in=permits) | Q(application_key__in=permits)),
        *models.Installation.objects.filter(item=reference),
        *models.Transfer.objects.filter(item=reference),
        *models.Answer.objects.filter(Q(item=reference) | Q(permit_key__in=permits)),
        *models.Sighting.objects.filter(item=reference),
    ]
    entries = {one.pk: one for one in models.Entry.objects.filter(pk__in={row.entry_id for row in found})}
    corrected = {row.corrects for row in found if row.corrects is not None}
    told = [_told(row, entries[row.entry_id], corrected=row in corrected) for row in found]
    return sorted(told, key=lambda one: (one.known_from, one.recorded_at, one.kind))


def _told(row: Statement, entry: models.Entry, *, corrected: bool) -> Told:
    said = {
        field.name: str(value)
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
    )
