"""Real photographs made smaller, until their serials' characters have the heights that are measured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from benchmarks.curves.damage import shrunk
from benchmarks.curves.series import HEIGHTS, level_name
from benchmarks.reading.samples import Sample, photographs, plain_text
from findspot.marking.read import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from findspot.vocabulary.reading import Box

#: The series of shrunken photographs, and its level of the photographs as they are.
PHOTOGRAPHS_SERIES, FULL_SIZE = "photographs", "full size"
#: Nothing is enlarged, and hardly any photograph has characters of 24 pixels: these start below that.
PHOTOGRAPHS_HEIGHTS = tuple(height for height in HEIGHTS if height <= 16)
ABSENT = "The photographs are not here (../shared/plates), so the curve of real plates is left out."


@dataclass(frozen=True, slots=True)
class Measured:
    """A photograph whose serial findspot reads exactly at full size, and how tall it says the serial is."""

    sample: Sample
    height: float


def measured(folder: Path, count: int) -> list[Measured]:
    """The first ``count`` photographs that are read exactly and whose serial is tall enough to shrink.

    Tall enough is what reaches the greatest of ``PHOTOGRAPHS_HEIGHTS``. Empty where there are none.
    """
    if not (folder / "labels.tsv").exists():
        return []
    reader = Reader(threads=1)
    found: list[Measured] = []
    for sample in photographs(folder):
        if len(found) == count:
            break
        height = _height(reader, sample)
        if height >= max(PHOTOGRAPHS_HEIGHTS):
            found.append(Measured(sample, height))
    return found


def shrunken(folder: Path, chosen: Sequence[Measured]) -> list[Sample]:
    """Each chosen photograph as it is and at each height, the smaller ones written to ``folder`` as PNG."""
    whole = level_name(PHOTOGRAPHS_SERIES, FULL_SIZE)
    samples = [Sample(one.sample.path, whole, one.sample.serials) for one in chosen]
    for level in PHOTOGRAPHS_HEIGHTS:
        for one in chosen:
            with Image.open(one.sample.path) as picture:
                pixels = np.asarray(picture.convert("RGB"))
            path = folder / f"{one.sample.path.stem}-{level:g}.png"
            Image.fromarray(shrunk(pixels, level / one.height)).save(path)
            samples.append(Sample(path, level_name(PHOTOGRAPHS_SERIES, level), one.sample.serials))
    return samples


def box_height(box: Box) -> float:
    """How tall a four-cornered outline is: the mean of its left and right sides."""
    upper_left, upper_right, lower_right, lower_left = box
    return (math.dist(upper_left, lower_left) + math.dist(upper_right, lower_right)) / 2


def _height(reader: Reader, sample: Sample) -> float:
    """How tall the serial is; 0 where it was not read exactly."""
    serial = next((m.serial for m in reader.read(sample.path).markings if m.serial), None)
    if serial is None or serial.box is None or plain_text(serial.text) not in sample.serials:
        return 0.0
    return box_height(serial.box)
