"""One picture of a sweep as one row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.dossier.claims import match_claims
from findspot.vocabulary.errors import FindspotError

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.marking.read import Reader
    from findspot.matching.registers import Opened


@dataclass(frozen=True, slots=True)
class Row:
    """What a sweep says of one file; the fields are the columns, in their order.

    ``read`` is the serial as read. ``item``, ``serial`` and ``posterior`` are those of the first registered
    candidate, even where ``not_in_register`` is larger; None only where no serial was read.
    ``error`` is the sentence that says why the file could not be used. ``notice`` is what whoever is shown
    this row's identifiers must be told, None where there is nothing.
    """

    file: str
    sha256: str | None = None
    read: str | None = None
    item: str | None = None
    serial: str | None = None
    posterior: float | None = None
    not_in_register: float | None = None
    prior: float | None = None
    error: str | None = None
    notice: str | None = None


def file_name(file: Path) -> str:
    """The path as text that every format can hold: bytes that are no text are written out."""
    return str(file).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def row_of(file: Path, opened: Opened, *, prior: float, reader: Reader) -> Row:
    """Read one picture and look it up. What is wrong with the picture stands in the row's ``error``."""
    name = file_name(file)
    try:
        reading = reader.read(file)
        match = opened.matcher.match([reading], prior=prior, limit=1)
    except FindspotError as error:
        return Row(name, prior=prior, error=error.sentence)
    claims = match_claims(name, match)
    serial = next((marking.serial for marking in reading.markings if marking.serial is not None), None)
    first = claims["candidates"][0] if claims["candidates"] and serial is not None else {}
    return Row(
        file=name,
        sha256=reading.sha256,
        read=None if serial is None else serial.text,
        item=first.get("item"),
        serial=first.get("serial"),
        posterior=first.get("posterior"),
        not_in_register=claims["not_in_register"],
        prior=claims["prior"],
        notice=opened.register.notice or None,
    )
