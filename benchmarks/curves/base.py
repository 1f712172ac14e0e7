"""The plate that is damaged: a printed form that faces the camera, without a barcode, its truth known.

A barcode would be read in place of the characters, and a turned or worn plate would mix one damage with
another; so this plate has neither, and each series adds one damage to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.drawn.lettering import printed
from benchmarks.drawn.serials import equipment_serial, plate_serial
from benchmarks.drawn.surface import blotches, brushed, flat, ink, photograph, seen, stamp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.drawn.surface import Mask, Picture, Random

#: How tall the serial's capitals are in the undamaged picture, in pixels.
HEIGHT = 32
_SIZE, _GROUND = (600, 340), (680, 420)
_LEFT, _VALUES, _TOP, _STEP = 36, 250, 100, 58
_STREAM = 6346  # keeps these plates' numbers apart from those of benchmarks.drawn
_LABELS = ("S/N", "SERIAL NO.", "SER. NO.", "SERIAL", "FABR.-NR.")
_MAKERS = ("NORDHAVN OPTIK", "ALDERSON MARINE", "KESTREL WORKS", "HALDEN AEROSYSTEMS")
_PAPERS = ((0.9, 0.9, 0.87), (0.74, 0.75, 0.77), (0.86, 0.82, 0.66), (0.13, 0.14, 0.15), (0.16, 0.24, 0.36))

#: Where one character stands: left, top, right and bottom, in pixels of the picture.
Place = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Plate:
    """One drawn plate: RGB uint8 pixels, its serial as written, and where each character of it stands.

    ``places`` leave out hyphens and spaces; ``paper`` is the plate's own colour, 0 to 255.
    """

    seed: int
    pixels: NDArray[np.uint8]
    serial: str
    places: tuple[Place, ...]
    paper: tuple[int, int, int]


def plate(seed: int) -> Plate:
    """The plate of a seed: the same each time with the same library versions."""
    rng = np.random.default_rng([_STREAM, seed])
    serial = plate_serial(rng) if rng.random() < 0.5 else equipment_serial(rng)
    page = np.zeros((_SIZE[1], _SIZE[0]), np.float32)
    stamp(page, printed(str(rng.choice(_MAKERS)), 28), (_LEFT, 34))
    row = int(rng.integers(0, 4))
    for place, (label, value) in enumerate(_rows(rng, serial, row)):
        top = _TOP + _STEP * place
        stamp(page, printed(label, 20), (_LEFT, top + 10))
        stamp(page, printed(value, HEIGHT if place == row else 26), (_VALUES, top))
    paper = _PAPERS[int(rng.integers(0, len(_PAPERS)))]
    sheet = _lettered(page, paper, rng)
    ground = brushed(_GROUND, rng, tone=float(rng.uniform(0.25, 0.5)))
    left, top = (_GROUND[0] - _SIZE[0]) // 2, (_GROUND[1] - _SIZE[1]) // 2
    corners = [[left, top], [left + _SIZE[0], top], [left + _SIZE[0], top + _SIZE[1]], [left, top + _SIZE[1]]]
    scene = seen(sheet, ground, np.array(corners, np.float32))
    pixels = photograph(scene, rng, blur=0.6, noise=0.008, quality=90)
    places = _places(serial, left + _VALUES, top + _TOP + _STEP * row)
    return Plate(
        seed, pixels, serial, places, (round(255 * paper[0]), round(255 * paper[1]), round(255 * paper[2]))
    )


def _rows(rng: Random, serial: str, row: int) -> list[tuple[str, str]]:
    rows = [
        ("MODEL", f"{rng.choice(['TX', 'MK', 'CSC', 'HD'])}-{rng.integers(10, 990)}"),
        ("DATE", f"{rng.integers(1, 13):02d}/{rng.integers(1988, 2024)}"),
        ("MAX. GROSS", f"{rng.integers(900, 33000)} KG"),
    ]
    rows.insert(row, (str(rng.choice(_LABELS)), serial))
    return rows


def _lettered(page: Mask, paper: tuple[float, float, float], rng: Random) -> Picture:
    """The lettering on its paper, a little uneven."""
    pale = sum(paper) > 1.5
    sheet = flat(_SIZE, paper) * (0.97 + 0.06 * blotches(_SIZE, rng, scale=120, share=0.5))[:, :, None]
    return ink(sheet, page, (0.09, 0.09, 0.1) if pale else (0.86, 0.86, 0.84), float(rng.uniform(0.85, 1.0)))


def _places(serial: str, left: int, top: int) -> tuple[Place, ...]:
    ends = [0] + [printed(serial[:count], HEIGHT).shape[1] - 4 for count in range(1, len(serial) + 1)]
    return tuple(
        (left + 2 + ends[place], top, left + 2 + ends[place + 1], top + HEIGHT + 4)
        for place, character in enumerate(serial)
        if character.isalnum()
    )
