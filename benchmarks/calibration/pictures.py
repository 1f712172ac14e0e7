"""The pictures that the figures are fitted on, read once, and their answers at one temper and floor."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from benchmarks.calibration.belief import Stack
from benchmarks.calibration.components import answer
from benchmarks.reading import registers
from benchmarks.reading.samples import plain_text
from findspot.marking.read import Reader
from findspot.records.opening import open_register

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from benchmarks.calibration.components import Answer
    from benchmarks.reading.samples import Sample
    from findspot.matching.parameters import Parameters
    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.register import Register

#: The sets of pictures; each has registers of its own.
PHOTOGRAPHS, DRAWINGS = "photographs", "drawings"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A register with its rows by their serials in plain text."""

    register: Register
    rows: dict[str, list[int]]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One picture as read, with the registers of its set: with the true serial and without it."""

    sample: Sample
    set: str
    reading: Reading
    there: Table
    absent: Table


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One picture's answers, with its serial in the register and without it, at one temper and floor."""

    set: str
    there: Answer
    absent: Answer


def read(
    sets: Mapping[str, Sequence[Sample]], work: Path, *, size: int, seed: int, step: Callable[[], None]
) -> list[Picture]:
    """Every picture read once, its registers of ``size`` rows written below ``work``.

    Raises FileNotFoundError where the script that writes hard registers is absent.
    """
    reader = Reader(threads=1)
    pictures = []
    for name, samples in sets.items():
        folder = work / f"registers-{name}"
        folder.mkdir()
        there = _opened(registers.hard(folder, samples, size, seed))
        absent = _opened(registers.hard(folder, samples, size, seed, absent=True))
        for sample in samples:
            pictures.append(Picture(sample, name, reader.read(sample.path), there, absent))
            step()
    return pictures


def _opened(path: Path) -> Table:
    register = open_register([path])
    rows: dict[str, list[int]] = defaultdict(list)
    for row, serial in enumerate(register.serials().serial):
        rows[plain_text(serial)].append(row)
    return Table(register, dict(rows))


def ask(picture: Picture, parameters: Parameters) -> Asked:
    """The picture against both of its registers."""
    there, absent = (_answer(picture, table, parameters) for table in (picture.there, picture.absent))
    return Asked(picture.set, there, absent)


def stacked(asked: Sequence[Asked]) -> tuple[Stack, Stack]:
    """The answers of pictures side by side: their serials in the register, and absent from it."""
    return Stack([one.there for one in asked]), Stack([one.absent for one in asked])


def _answer(picture: Picture, table: Table, parameters: Parameters) -> Answer:
    true = [row for serial in picture.sample.serials for row in table.rows.get(serial, ())]
    return answer(picture.reading, table.register, true, parameters)


def at(parameters: Parameters, temper: float, floor: float) -> Parameters:
    """The parameters with this temper and floor."""
    return replace(parameters, lattice=replace(parameters.lattice, temper=temper, floor=floor))


def with_look_alikes(parameters: Parameters, share: float) -> Parameters:
    """The parameters with this share of neighbours that look like their registered serial."""
    return replace(parameters, background=replace(parameters.background, look_alike=share))


def with_neighbours(parameters: Parameters, serials: int) -> Parameters:
    """The parameters with the neighbours of so many serials written out."""
    return replace(parameters, background=replace(parameters.background, edited_serials=serials))
