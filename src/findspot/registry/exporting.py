"""The registry as tables again: what importing them enters is what stands there."""

from __future__ import annotations

import csv
from dataclasses import fields
from enum import Enum
from typing import TYPE_CHECKING, Any

from findspot.registry import models
from findspot.registry.kinds import KINDS
from findspot.registry.reading import records_of, sightings_of
from findspot.vocabulary.dates import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from findspot.registry.known import Knowledge

_FIRST = ("source", "learnt_on")


def export(folder: Path, known: Knowledge) -> dict[str, int]:
    """Write a table of each kind that has a row into this folder, as CSV; how many rows each has."""
    counts = {}
    for table in (*KINDS, "sightings"):
        rows = list(_rows(table, known))
        if not rows:
            continue
        columns = list(dict.fromkeys(name for row in rows for name in row))
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        counts[table] = len(rows)
    return counts


def _rows(table: str, known: Knowledge) -> Iterator[Mapping[str, str]]:
    """The rows of a table, each its filled cells by column; the columns that findspot knows come first."""
    if table == "sightings":
        for row in sightings_of(known.of(models.Sighting)):
            told = {name: getattr(row.sighting, name) for name in _SIGHTING}
            yield _cells(
                {"item": row.item, "serial": row.serial, **told, "learnt_on": row.learnt_on}, row.extra
            )
        return
    kind = KINDS[table]
    names = [f.name for f in fields(kind.record) if f.name not in ("origin", "extra", *_FIRST)]
    for record in records_of(table, known.of(kind.model), known):
        yield _cells({name: getattr(record, name) for name in (*names, *_FIRST)}, record.extra)


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


def _cells(values: Mapping[str, Any], extra: Mapping[str, str]) -> Mapping[str, str]:
    return {name: _text(value) for name, value in values.items()} | dict(extra)


def _text(value: Any) -> str:  # noqa: ANN401 - any field of a record
    if value is None:
        return ""
    if isinstance(value, Span):
        return value.text
    if isinstance(value, Enum):
        return str(value.value)
    return ";".join(value) if isinstance(value, tuple) else str(value)
