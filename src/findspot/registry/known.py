"""What was known on a day: the statements learnt by then, each thing as it was then held to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from findspot.registry.models import Statement

S = TypeVar("S", bound="Statement")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that is known now, or all that was by the end of a day."""

    on: dt.date | None = None

    def of(self, model: type[S]) -> QuerySet[S]:
        """The statements of this kind that held, in the order in which they were recorded."""
        every = model._default_manager.filter(withdraws=False)  # noqa: SLF001 - Django's name for it
        if self.on is None:
            return every.filter(corrected_by=None).order_by("id")
        later = Q(corrected_by=None) | Q(corrected_by__known_from__gt=self.on)
        return every.filter(later, known_from__lte=self.on).order_by("id")
