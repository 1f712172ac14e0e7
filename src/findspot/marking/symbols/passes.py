"""Passes: the ways in which a picture is looked at for barcodes, the cheap ones first.

They depend on the picture alone, never on a clock, so that a reading can be repeated. Passes over the whole
picture come first; the patient ones look only at the few regions where a square symbol may stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import zxingcpp

from findspot.marking.symbols.patches import RECIPES, Patch
from findspot.marking.symbols.regions import Region, square_regions
from findspot.marking.symbols.shapes import after, at_most, scaled, turned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

#: Pixels of the picture that all passes work on; a larger one is looked at once more at its full size.
WORKING_LIMIT = 2_000_000
FULL_LIMIT = 12_500_000
#: Pixels on which turned codes are looked for: turning costs more than looking.
TURN_LIMIT = 800_000
#: A scan line must cross the whole code. One that is eight times as wide as high bears 7 degrees from upright
#: or lying: these turns close the gaps for it. A longer, lower code may be missed between them.
_TURNS = (13.0, 26.0, 39.0, 52.0, 65.0, 78.0)
#: PDF417 is read up to about ten degrees off, and costs as much as the others together: every second turn.
_PDF417_TURNS = _TURNS[1::2]

_FORMAT = zxingcpp.BarcodeFormat
_BINARIZER = zxingcpp.Binarizer
LINEAR = (_FORMAT.Code128, _FORMAT.Code39)
_BARS = (*LINEAR, _FORMAT.PDF417)
_ALL = (
    _FORMAT.DataMatrix,
    _FORMAT.QRCode,
    _FORMAT.MicroQRCode,
    _FORMAT.RMQRCode,
    _FORMAT.Aztec,
    _FORMAT.PDF417,
    *LINEAR,
)
_SMALL = (_FORMAT.DataMatrix, _FORMAT.QRCode, *LINEAR)  # what small labels on equipment carry
_SQUARE = (_FORMAT.DataMatrix,)


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """One look at the picture: ``pixels``, grey; ``back``, the affine map (2, 3) from them to the picture."""

    pixels: NDArray[np.uint8]
    back: NDArray[np.float64]
    formats: tuple[zxingcpp.BarcodeFormat, ...] = _ALL
    downscale: bool = True
    invert: bool = True
    binarizer: zxingcpp.Binarizer = _BINARIZER.LocalAverage


def passes(grey: NDArray[np.uint8]) -> Iterator[Pass]:
    """All looks at a grey picture; whoever has found what they want stops."""
    working, back = at_most(grey, WORKING_LIMIT)
    yield Pass(working, back)
    yield from _closer(grey, working, back)
    yield from _turned_codes(working, back)
    yield from _regions(grey, working, back)


def _closer(grey: NDArray[np.uint8], working: NDArray[np.uint8], back: NDArray[np.float64]) -> Iterator[Pass]:
    """At full size, or smoothed and stretched in contrast and enlarged."""
    if working.size < grey.size:
        full, full_back = at_most(grey, FULL_LIMIT)
        yield Pass(full, full_back, _SMALL, downscale=False, invert=False)
        return
    smooth = np.asarray(cv2.GaussianBlur(working, (0, 0), 1.0), np.uint8)
    yield Pass(_stretched(smooth), back)
    if working.size * 4 <= WORKING_LIMIT:
        larger = cv2.resize(working, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        yield Pass(np.asarray(larger, np.uint8), scaled(1 / 2))


def _turned_codes(working: NDArray[np.uint8], back: NDArray[np.float64]) -> Iterator[Pass]:
    """Codes of bars, which must lie about along rows or columns: light on dark, then turned."""
    yield Pass(np.asarray(255 - working, np.uint8), back, _BARS, invert=False)
    small, small_back = at_most(working, TURN_LIMIT)
    small_back = after(small_back, back)
    for degrees in _TURNS:
        there, there_back = turned(small, degrees)
        formats = _BARS if degrees in _PDF417_TURNS else LINEAR
        yield Pass(there, after(there_back, small_back), formats, downscale=False, invert=False)


def _regions(
    grey: NDArray[np.uint8], working: NDArray[np.uint8], back: NDArray[np.float64]
) -> Iterator[Pass]:
    """Every recipe on every region, in full size: one recipe on all regions before the next."""
    factor = float(back[0, 0])
    regions = [Region(r.x * factor, r.y * factor, r.side * factor) for r in square_regions(working)]
    patches = [Patch.of(grey, region) for region in regions]
    for recipe in RECIPES:
        for patch in patches:
            pixels, back = patch.prepared(recipe)
            yield Pass(pixels, back, _SQUARE, downscale=False, binarizer=recipe.binarizer)


def _stretched(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    low, high = float(grey.min()), float(grey.max())
    return np.asarray((grey - low) * (255.0 / max(high - low, 1.0)), np.uint8)
