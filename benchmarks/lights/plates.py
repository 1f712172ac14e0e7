"""Plates without ink, each photographed under several lights by a camera that moves."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.drawn import plates
from benchmarks.drawn.kinds import photographed

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MAKERS = MappingProxyType({"embossed": plates.embossed, "engraved": plates.engraved})
#: The kinds of plate that are drawn.
KINDS = tuple(_MAKERS)
#: How strongly the lights shade, least and most: weaker than on the plates of ``benchmarks.drawn`` (0.9 to
#: 1.6), most of which one photograph shows clearly.
STRENGTH = (0.2, 0.45)
_STREAM = 1980  # keeps these plates apart from those of benchmarks.drawn


def under_lights(
    kind: str, seed: int, count: int, *, other_serial: bool = False
) -> tuple[list[NDArray[np.uint8]], str]:
    """``count`` photographs of one plate, and its serial as written.

    The lights fall from directions that divide half a turn evenly, from a random one on and from either side;
    ground, camera, noise and compression differ from one photograph to the next. ``other_serial``: the digits
    of the serial are others, and nothing else of the plate is.
    """
    rng = np.random.default_rng([_STREAM, KINDS.index(kind), seed])
    plate_seed, start = int(rng.integers(1 << 32)), rng.uniform(0.0, np.pi)
    _, serial = _MAKERS[kind](np.random.default_rng(plate_seed))
    if other_serial:
        serial = "".join(str((int(c) + rng.integers(1, 10)) % 10) if c.isdigit() else c for c in serial)
    pictures = []
    for place in range(count):
        of_this = np.random.default_rng([_STREAM, KINDS.index(kind), seed, place, int(other_serial)])
        angle = start + place * np.pi / count + np.pi * of_this.integers(2)
        light = plates.Light(angle, of_this.uniform(*STRENGTH))
        sheet, _ = _MAKERS[kind](np.random.default_rng(plate_seed), light, serial)
        pictures.append(photographed(sheet, of_this))
    return pictures, serial
