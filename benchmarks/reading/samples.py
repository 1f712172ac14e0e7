"""The pictures that readings are measured on, each with its true serials."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from benchmarks.drawn import KINDS, draw

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Real photographs with their truth; they stand beside the repository, not in it.
PHOTOGRAPHS = Path(__file__).parents[2].parent / "shared" / "plates"

_PRINTS_ALIKE = str.maketrans("OQI", "001")


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture. ``serials`` are true, in capitals and digits alone; ``kind`` is the set it belongs to."""

    path: Path
    kind: str
    serials: tuple[str, ...]


def plain_text(text: str) -> str:
    """``text`` in capitals, letters and digits alone: separators and stars are no part of a serial."""
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())


def folded(text: str) -> str:
    """``text`` with O and Q as 0 and I as 1, which plates print alike."""
    return text.translate(_PRINTS_ALIKE)


def photographs(folder: Path, limit: int | None = None) -> list[Sample]:
    """The labelled photographs of a folder with ``labels.tsv`` (file, set, serials), in its order."""
    with (folder / "labels.tsv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [
        Sample(folder / row["file"], row["set"], tuple(plain_text(s) for s in row["serials"].split()))
        for row in rows[:limit]
    ]


def drawings(folder: Path, count: int, seed: int = 0, kinds: Sequence[str] = KINDS) -> list[Sample]:
    """``count`` drawings of each kind, from that seed on, written to ``folder`` as PNG."""
    samples = []
    for kind in kinds:
        for number in range(seed, seed + count):
            pixels, truth = draw(kind, number)
            path = folder / f"{kind}-{number:04d}.png"
            Image.fromarray(pixels).save(path, compress_level=1)
            samples.append(Sample(path, kind, (plain_text(truth.serial),)))
    return samples
