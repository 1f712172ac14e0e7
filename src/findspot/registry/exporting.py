"""The registry as tables again: what importing them enters is what stands there."""

from __future__ import annotations

from dataclasses import fields
from enum import Enum
from typing import TYPE_CHECKING, Any

from findspot.registry import models
from findspot.registry.forms import FORMS
from findspot.registry.kinds import KINDS
from findspot.registry.reading import records_of, sightings_of
from findspot.vocabulary.dates import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from findspot.registry.known import Knowledge

_FIRST = ("source", "learnt_on")


def export(folder: Path, known: Knowledge, form: str = "csv") -> dict[str, int]:
    """Write a table of each kind that has a row into this folder; how many rows each has.

    ``form``: one of ``forms.FORMS``.
    """
    counts = {}
    for table in (*KINDS, "sightings"):
        rows = list(_rows(table, known))
        if not rows:
            continue
        FORMS[form](folder / f"{table}.{form}", table, rows)
        counts[table] = len(rows)
    return counts


def cells_of(table: str, record: Any) -> Mapping[str, str]:  # noqa: ANN401 - any record of the table
    """The row of a table that a record is: each cell by its column; the columns that findspot knows first."""
    if table == "sightings":
        told = {name: getattr(record.sighting, name) for name in _SIGHTING}
        known = {"item": record.item, "serial": record.serial, **told, "learnt_on": record.learnt_on}
    else:
        names = [f.name for f in fields(KINDS[table].record) if f.name not in ("origin", "extra", *_FIRST)]
        known = {name: getattr(record, name) for name in (*names, *_FIRST)}
    return {name: _text(value) for name, value in known.items()} | dict(record.extra)


def _rows(table: str, known: Knowledge) -> Iterator[Mapping[str, str]]:
    rows: Iterator[Any]
    if table == "sightings":
        rows = sightings_of(known.of(models.Sighting))
    else:
        rows = records_of(table, known.of(KINDS[table].model), known)
    yield from (cells_of(table, row) for row in rows)


_SIGHTING = (
    "found_on",
    "found_at",
    "country",
    "used_by",
    "recovered_by",
    "platform",
    "source",
    "grade",
    "exhibits",
)


def _text(value: Any) -> str:  # noqa: ANN401 - any field of a record
    if value is None:
        return ""
    if isinstance(value, Span):
        return value.text
    if isinstance(value, Enum):
        return str(value.value)
    return ";".join(value) if isinstance(value, tuple) else str(value)
