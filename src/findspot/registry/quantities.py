"""What permits release against what was delivered under them, line by line."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min

from findspot.records.naming import fold_reference
from findspot.registry import models
from findspot.registry.names import AliasGroups
from findspot.registry.reading import records_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from findspot.registry.known import Knowledge
    from findspot.vocabulary.records import Line, Permit


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many items one line of a permit releases, and how many were delivered of it.

    A permit without lines is one line of its own quantity and model. ``licensed`` is None where no quantity
    is stated, and 0 for deliveries that fall under no line.
    """

    line: str
    model: str
    part_number: str
    licensed: int | None
    delivered: int

    @property
    def remaining(self) -> int | None:
        """How many may still be delivered; None where no quantity is stated."""
        return None if self.licensed is None else max(self.licensed - self.delivered, 0)

    @property
    def exceeded(self) -> int:
        """How many more were delivered than the line releases."""
        return 0 if self.licensed is None else max(self.delivered - self.licensed, 0)


@dataclass(frozen=True, slots=True)
class _Delivered:
    """So many deliveries of one model and part number."""

    model: str
    part_number: str
    count: int


class Quantities:
    """The quantities of permits, counted from the deliveries that are known."""

    def __init__(self, known: Knowledge, permits: Iterable[str] | None = None) -> None:
        """Count for the permits of these numbers, or for all."""
        keys = None if permits is None else [fold_reference(permit) for permit in permits]
        self._names = AliasGroups(known)
        self._delivered = _delivered(known, keys)
        self._lines = _lines(known, keys)

    def of(self, permit: Permit) -> Sequence[Quantity]:
        """The quantities of a permit, line by line; then of what falls under none of its lines.

        A delivery counts as one, on the line of its part number, else of its model; lines that are alike are
        used up in their order.
        """
        key = fold_reference(permit.permit)
        delivered = self._delivered.get(key, [])
        lines = self._lines.get(key)
        if not lines:
            count = sum(one.count for one in delivered)
            return [Quantity("", permit.model, permit.part_number, permit.quantity, count)]
        used = [0] * len(lines)
        strays = []
        for some in delivered:
            places = self._places(some, lines)
            if not places:
                strays.append(Quantity("", some.model, some.part_number, 0, some.count))
                continue
            left = some.count
            for at in places:
                share = left if at == places[-1] else min(left, max(lines[at].quantity - used[at], 0))
                used[at] += share
                left -= share
        return [
            *(
                Quantity(line.line, line.model, line.part_number, line.quantity, count)
                for line, count in zip(lines, used, strict=True)
            ),
            *strays,
        ]

    def _places(self, some: _Delivered, lines: Sequence[Line]) -> list[int]:
        """The lines that deliveries of this model and part number fall under, by their numbers."""
        parts = [
            at
            for at, line in enumerate(lines)
            if some.part_number and fold_reference(line.part_number) == fold_reference(some.part_number)
        ]
        if parts:
            return parts
        return [at for at, line in enumerate(lines) if self._of_model(some, line)]

    def _of_model(self, some: _Delivered, line: Line) -> bool:
        if line.part_number and some.part_number:
            return False
        if not line.model:
            return not line.part_number
        return self._names.same(line.model, some.model)


def quantities_of(number: str, known: Knowledge) -> Sequence[Quantity]:
    """The quantities of the permit of that number, line by line; none where there is no such permit."""
    rows = known.of(models.Permit).filter(key=fold_reference(number))
    permits: Iterator[Permit] = records_of("permits", rows, known)
    return [one for permit in permits for one in Quantities(known, [number]).of(permit)]


def used_up(quantities: Sequence[Quantity]) -> bool:
    """Whether nothing of what a permit releases remains; not so where a quantity is not stated."""
    return bool(quantities) and all(one.remaining == 0 for one in quantities)


def _delivered(known: Knowledge, permits: Sequence[str] | None) -> Mapping[str, list[_Delivered]]:
    rows = known.of(models.Delivery).exclude(permit_key="")
    if permits is not None:
        rows = rows.filter(permit_key__in=permits)
    counted = (
        rows.values("permit_key", "model", "part_number")
        .annotate(count=Count("id"), first=Min("id"))
        .order_by("first")
    )
    found: dict[str, list[_Delivered]] = defaultdict(list)
    for row in counted:
        found[row["permit_key"]].append(_Delivered(row["model"], row["part_number"], row["count"]))
    return found


def _lines(known: Knowledge, permits: Sequence[str] | None) -> Mapping[str, list[Line]]:
    rows = known.of(models.PermitLine).exclude(permit_key="")
    if permits is not None:
        rows = rows.filter(permit_key__in=permits)
    lines: Iterator[Line] = records_of("permit_lines", rows, known)
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[fold_reference(line.permit)].append(line)
    return found
