"""Remembering what headings mean, registry by registry and shape by shape."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from findspot.records.headings import Headings, shape_of
from findspot.registry.models import Mapping
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping as Mapped


def headings_with(told: Mapped[str, str]) -> Headings:
    """What was told now, and what the registry remembers."""
    remembered = {shape_of(one.headings): dict(one.columns) for one in Mapping.objects.all()}
    return Headings(told, remembered)


def remember(headings: Headings, *, by: str, now: dt.datetime | None = None) -> int:
    """Keep what was told of tables for the next ones of their shapes; of how many shapes that is new."""
    new = 0
    for one in headings.mapped.values():
        if not one.told:
            continue
        shape = hashlib.sha256("\x1f".join(sorted(shape_of(one.headers))).encode()).hexdigest()
        if Mapping.objects.filter(shape=shape, columns=dict(one.columns)).exists():
            continue
        new += 1
        Mapping.objects.update_or_create(
            shape=shape,
            defaults={
                "headings": list(one.headers),
                "columns": dict(one.columns),
                "told_at": now or dt.datetime.now(dt.UTC),
                "told_by": by,
            },
        )
    return new


def mappings() -> list[dict[str, Any]]:
    """All mappings, the oldest first: number, headings, columns by heading, when and by whom it was told."""
    return [
        {
            "number": one.pk,
            "headings": one.headings,
            "columns": one.columns,
            "told_at": one.told_at.isoformat(),
            "told_by": one.told_by,
        }
        for one in Mapping.objects.all()
    ]


def forget(number: int) -> None:
    """Forget one of the mappings, by its number. Raises BadInputError where there is none."""
    if not Mapping.objects.filter(pk=number).delete()[0]:
        raise BadInputError(f"The registry remembers no mapping {number}: see findspot registry mappings.")
