"""The words on plates and labels, by language (``words.toml``), and values to stand after them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from benchmarks.drawn.serials import filled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.drawn.surface import Random

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Words:
    """One language's labels, several to choose from for each field."""

    serial: tuple[str, ...]
    model: tuple[str, ...]
    part: tuple[str, ...]
    date: tuple[str, ...]
    maker: tuple[str, ...]
    voltage: tuple[str, ...]
    power: tuple[str, ...]
    mass: tuple[str, ...]
    made_in: tuple[str, ...]


def _languages() -> dict[str, Words]:
    text = Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    return {
        name: Words(**{field: tuple(words) for field, words in fields.items()})
        for name, fields in tomllib.loads(text).items()
    }


LANGUAGES = _languages()

MAKERS = (
    "NORDHAVN OPTIK", "ALDERSON MARINE", "KESTREL WORKS", "TORVIK CONTAINER", "HALDEN AEROSYSTEMS",
    "LINDQVIST COMPUTERS", "ORRERY SYSTEMS", "PEMBERTON DATA", "VANTOR ELECTRONICS", "MARLOWE PUMPS",
)  # fmt: skip


def chosen(rng: Random, options: Sequence[_T]) -> _T:
    """One of the options."""
    return options[int(rng.integers(0, len(options)))]


def some_words(rng: Random) -> Words:
    """A language's words; half of all plates are English."""
    names = list(LANGUAGES)
    return LANGUAGES["english" if rng.random() < 0.5 else names[int(rng.integers(1, len(names)))]]


def model(rng: Random) -> str:
    """A model's name."""
    return filled(chosen(rng, ("AA-99", "AA999", "A99-9A", "AAA-999/9", "9999-AA", "A9.99", "AA 99 A")), rng)


def part_number(rng: Random) -> str:
    """A part number, of the shapes that serials have too."""
    shapes = ("999-99999-A9", "9999999-99", "AA99999-999", "99999-9999", "9A999-99", "999.999.99", "AAA99999")
    return filled(chosen(rng, shapes), rng)


def date(rng: Random) -> str:
    """A date of manufacture in one of its usual forms."""
    year, month, day = int(rng.integers(1992, 2025)), int(rng.integers(1, 13)), int(rng.integers(1, 29))
    forms = (f"{month:02d}/{year}", f"{year}-{month:02d}", f"{day:02d}.{month:02d}.{year}", str(year),
             f"{month:02d}.{year % 100:02d}", f"{year}.{month:02d}.{day:02d}")  # fmt: skip
    return chosen(rng, forms)


def stock_number(rng: Random) -> str:
    """A NATO stock number."""
    return filled("9999-99-999-9999", rng)
