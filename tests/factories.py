"""Values for tests: readings as a perfect recogniser would give them."""

from __future__ import annotations

import hashlib

from findspot.vocabulary.lattice import certain_lattice
from findspot.vocabulary.reading import Character, Marking, Reading, SerialReading


def serial_reading(text: str, *, error: float = 1e-3, weight: float = 1.0) -> SerialReading:
    """The serial ``text``, each character certain but for ``error``."""
    characters = tuple(Character(c, 1.0 - error) for c in text)
    p = (1.0 - error) ** len(text)
    return SerialReading(
        text, p, (), characters, (certain_lattice(text, error=error),), weight=weight, why="test"
    )


def reading(
    serial: str | None = "MX15D-00417",
    *,
    maker: str | None = None,
    model: str | None = None,
    part_number: str | None = None,
    file: str = "plate.png",
    likeness: str = "0123456789abcdef",
    error: float = 1e-3,
) -> Reading:
    """A reading of one marking; ``serial`` None is a picture without a plate."""
    serials = () if serial is None else (serial_reading(serial, error=error),)
    marking = Marking(serials=serials, maker=maker, model=model, part_number=part_number)
    digest = hashlib.sha256(f"{file}{serial}".encode(errors="surrogatepass")).hexdigest()
    return Reading(file, digest, 640, 400, (marking,), likeness)
