"""A reading: what a picture says, character by character, with how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from findspot.vocabulary.lattice import Lattice

#: A four-cornered outline, clockwise from the text's upper left, in pixels of the upright picture.
Box = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]


class FieldName(StrEnum):
    """What a text on a plate can be."""

    SERIAL = "serial"
    MODEL = "model"
    MAKER = "maker"
    PART_NUMBER = "part_number"
    CAGE = "cage"
    NSN = "nsn"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another text that the same pixels may be, with its probability."""

    text: str
    p: float


@dataclass(frozen=True, slots=True)
class Character:
    """One character as read: the likeliest, its probability, and what else it may be."""

    text: str
    p: float
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in a picture. ``p`` is the geometric mean of its characters' probabilities."""

    text: str
    p: float
    box: Box | None
    characters: tuple[Character, ...] = ()
    lattices: tuple[Lattice, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class SerialReading:
    """What may be the serial number.

    ``p``: the probability that ``text`` is exactly what stands there, as far as the recogniser can tell.
    ``weight``: the share of belief that this text, and not another of the plate, is the serial.
    ``lattices``: the evidence itself, one a view; empty never.
    ``why``: how it was found to be the serial (``label S/N``, ``format``, ``Data Matrix`` …).
    """

    text: str
    p: float
    alternatives: tuple[Alternative, ...]
    characters: tuple[Character, ...]
    lattices: tuple[Lattice, ...] = field(repr=False, compare=False)
    box: Box | None = None
    weight: float = 1.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A barcode. ``error`` says why its content is no marking, where the standard forbids it.

    ``gtin``: the GS1 number of the kind of goods, within which a GS1 serial number counts.
    """

    kind: str  # the symbology's own name: Data Matrix, QR Code, Code 128, Code 39 …
    text: str
    box: Box | None = None
    standard: str | None = None  # e.g. "MIL-STD-130 construct 2, format 06"
    cage: str | None = None
    part_number: str | None = None
    serial: str | None = None
    uii: str | None = None
    error: str | None = None
    gtin: str | None = None


@dataclass(frozen=True, slots=True)
class Plate:
    """The plate or label that bears a marking: its outline, and the probability ``p`` that this is it.

    A corner may lie beyond the picture where the plate goes on there.
    """

    box: Box
    p: float


@dataclass(frozen=True, slots=True)
class Marking:
    """What is marked on one item, as read from one picture.

    ``serials``: the texts that may be its serial, likeliest first, weights summing to at most 1.
    ``plate``: None where none was seen, as around paint on a wall.
    The remaining fields are the texts read, None where none was found.
    """

    serials: tuple[SerialReading, ...] = ()
    model: str | None = None
    maker: str | None = None
    part_number: str | None = None
    cage: str | None = None
    nsn: str | None = None
    date: str | None = None
    symbols: tuple[Symbol, ...] = ()
    lines: tuple[Line, ...] = ()
    plate: Plate | None = None

    @property
    def serial(self) -> SerialReading | None:
        """The likeliest serial."""
        return self.serials[0] if self.serials else None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one exhibit file.

    ``sha256`` is of the file's bytes. ``likeness`` is a 64-bit perceptual hash of the picture as 16
    hexadecimal digits: a repost of the same photograph differs from it in few bits.
    ``taken_on`` is the date in the file's own metadata, as written there; None where it has none.
    ``recogniser`` names the models by file and SHA-256, so that the reading can be repeated.
    """

    file: str
    sha256: str
    width: int
    height: int
    markings: tuple[Marking, ...]
    likeness: str
    taken_on: str | None = None
    recogniser: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
