"""The readers over all pictures, one after the other, and the two shares counted at each level."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from benchmarks.reading import registers
from benchmarks.reading.measuring import HARD, PLAIN, measure, share
from benchmarks.reading.peers import Findspot, RapidOcr, Tesseract
from benchmarks.reading.scores import contains

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from benchmarks.reading.measuring import Row
    from benchmarks.reading.peers import Peer
    from benchmarks.reading.samples import Sample

#: The readers by the name that stands in the table and at the curves.
READERS: Mapping[str, Callable[[], Peer]] = {
    "findspot": Findspot,
    "RapidOCR": RapidOcr,
    "Tesseract": Tesseract,
}


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval (Wilson): ``hits`` of ``count`` pictures; ties make parts of a hit."""

    hits: float
    count: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share itself, 0 where nothing was counted."""
        return self.hits / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One reader at one level: the true serial ``first`` in the register, and read freely in a text."""

    reader: str
    level: str
    first: Share
    free: Share


@dataclass(frozen=True, slots=True)
class Figures:
    """All cells of a run, the readers' versions, and the sentences on how it was made."""

    cells: tuple[Cell, ...]
    versions: Mapping[str, str]
    about: Mapping[str, object]

    def at(self, reader: str, level: str) -> Cell | None:
        """The cell of a reader and level, if it was measured."""
        return next((cell for cell in self.cells if (cell.reader, cell.level) == (reader, level)), None)

    @property
    def readers(self) -> tuple[str, ...]:
        """The readers that were measured, in their order."""
        return tuple(dict.fromkeys(cell.reader for cell in self.cells))

    def as_json(self) -> dict[str, object]:
        """The figures as plain values."""
        return {
            **self.about,
            "versions": dict(self.versions),
            "cells": [
                {
                    "reader": cell.reader,
                    "level": cell.level,
                    "first": {**asdict(cell.first), "share": cell.first.share},
                    "free": {**asdict(cell.free), "share": cell.free.share},
                }
                for cell in self.cells
            ],
        }


def run(
    sets: Sequence[tuple[Sequence[Sample], Path]],
    about: Mapping[str, object],
    *,
    names: Iterable[str] = tuple(READERS),
    step: Callable[[str], None] = lambda _: None,
) -> Figures:
    """Every reader over every set of pictures, each set with its own register.

    A reader that is not installed is left out with a sentence. ``step`` is called after each picture.
    """
    cells: list[Cell] = []
    versions: dict[str, str] = {}
    for name in names:
        try:
            peer = READERS[name]()
        except FileNotFoundError:
            print(f"{name} is not installed: left out.", file=sys.stderr)
            continue
        versions[name] = peer.version
        for samples, register in sets:
            outcome = measure(peer, samples, {HARD: register}, lambda name=name: step(name))  # type: ignore[misc]
            cells += counted(name, outcome.rows)
    return Figures(tuple(cells), versions, about)


def counted(reader: str, rows: Sequence[Row]) -> list[Cell]:
    """The shares of one reader at each level that its rows belong to."""
    cells = []
    for level in dict.fromkeys(row.sample.kind for row in rows):
        here = [row for row in rows if row.sample.kind == level]
        first = sum(row.rankings[HARD].chance(row.sample.serials) for row in here)
        free = sum(contains(row.said, row.sample.serials, fold=True) for row in here)
        cells.append(Cell(reader, level, _share(first, len(here)), _share(free, len(here))))
    return cells


def register_of(folder: Path, samples: Sequence[Sample], size: int, seed: int) -> tuple[Path, str]:
    """The hard register of these pictures' serials, or a plain one where its script is absent; and which."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return registers.hard(folder, samples, size, seed), HARD
    except FileNotFoundError:
        print("make_register.py is not here (../shared/plates): a plain register instead.", file=sys.stderr)
        return registers.plain(folder, samples, size, seed), PLAIN


def _share(hits: float, count: int) -> Share:
    found = share(hits, count)
    return Share(found["hits"], count, found["low"], found["high"])
