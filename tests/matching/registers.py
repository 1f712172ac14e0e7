"""Registers for the tests of matching: rows written as a table and opened as any other."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from findspot.records.opening import open_register

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from findspot.vocabulary.register import Register

Row = dict[str, str]

_COLUMNS = ("item", "serial", "model", "maker", "part_number", "permit")


def rows_of(serials: Iterable[str], **shared: str) -> list[Row]:
    """One row a serial; items are numbered, the other columns shared by all."""
    return [{"item": f"I-{at:04}", "serial": serial, **shared} for at, serial in enumerate(serials)]


def opened(rows: Sequence[Row], *, aliases: Sequence[Row] = ()) -> Register:
    """The register of these deliveries and aliases."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "deliveries.csv", _COLUMNS, rows)
        if aliases:
            _write(folder / "aliases.csv", ("alias", "name", "valid_from", "valid_to"), aliases)
        return open_register([folder])


def of(*serials: str, **shared: str) -> Register:
    """The register of these serials."""
    return opened(rows_of(serials, **shared))


def _write(file: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
