"""Serials of a register drawn as worn lines of a plate, and the recogniser's lattices of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from benchmarks.drawn.lettering import peened, printed, stencilled, stroked
from benchmarks.drawn.surface import blotches, brushed, ink, photograph, scratches, stamp
from benchmarks.matching.measuring import Asked, spelled
from findspot.marking.plate.models import Models
from findspot.marking.plate.recognition import HEIGHT, STRIDE, Recogniser
from findspot.matching.alphabet import FOLDED_ALPHABET, fold
from findspot.vocabulary.lattice import Lattice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.drawn.surface import Random
    from findspot.matching.indexing.index import RegisterIndex

_STREAM = 4413  # keeps these lines apart from other drawings
_MARKED = (printed, stroked, peened, stencilled)
#: How tall capitals are drawn, and in which range they are photographed, in pixels.
_DRAWN, _SEEN = 32, (6.0, 12.0)
_NOISE = (0.02, 0.1)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """What a line says in truth and the one text that was read on it, and the recogniser's lattice."""

    asked: Asked
    lattice: Lattice


def drawn_lines(index: RegisterIndex, count: int) -> list[Line]:
    """So many lines, each of a serial of the register; those on which nothing is read are left out."""
    ranks = np.random.default_rng(_STREAM).integers(0, len(index.parts[0].automaton), count)
    recogniser = Recogniser(Models(threads=1))
    lines = []
    for number, (serial, rank) in enumerate(zip(spelled(index, ranks), ranks.tolist(), strict=True)):
        read = recogniser(strip(serial, np.random.default_rng([_STREAM, number])))
        text = "".join(one for one in fold(read.text) if one in FOLDED_ALPHABET)
        if text:
            lines.append(Line(Asked(text, serial, rank), Lattice(read.frames)))
    return lines


def strip(serial: str, rng: Random) -> NDArray[np.uint8]:
    """A worn line that was photographed from afar, as the recogniser takes it: uint8 RGB [48, W, 3]."""
    mask = _MARKED[int(rng.integers(len(_MARKED)))](serial, _DRAWN)
    page = np.zeros((2 * _DRAWN, mask.shape[1] + _DRAWN), np.float32)
    stamp(page, mask, (_DRAWN / 2, (page.shape[0] - mask.shape[0]) / 2))
    size = (page.shape[1], page.shape[0])
    worn = np.maximum(blotches(size, rng, scale=24, share=0.06), scratches(size, rng, count=6))
    metal = brushed(size, rng, tone=float(rng.uniform(0.5, 0.7)))
    line = ink(
        metal,
        np.asarray(page * (1.0 - 0.8 * worn), np.float32),
        (0.15, 0.15, 0.16),
        float(rng.uniform(0.5, 0.9)),
    )
    scale = float(rng.uniform(*_SEEN)) / _DRAWN
    far = cv2.resize(line, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    pixels = photograph(np.asarray(far, np.float32), rng, blur=0.5, noise=float(rng.uniform(*_NOISE)))
    width = max(1, round(pixels.shape[1] * HEIGHT / pixels.shape[0] / STRIDE)) * STRIDE
    return np.asarray(cv2.resize(pixels, (width, HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)
