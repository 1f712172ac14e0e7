"""Decoding: the barcodes in a picture, found in a fixed order of ever more patient passes.

The passes depend on the picture's size alone, never on a clock, so that a reading can be repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import zxingcpp

from findspot.marking.symbols.content import read_content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from findspot.vocabulary.reading import Box, Symbol

#: Pixels of the picture that all passes work on; a larger one is looked at once more at its full size.
WORKING_LIMIT = 2_000_000
FULL_LIMIT = 12_500_000
#: Pixels on which turned linear codes are looked for: turning costs more than looking.
TURN_LIMIT = 1_000_000
#: Symbols that are reported of one picture.
SYMBOL_LIMIT = 64
#: A scan line must cross the whole code. One that is eight times as wide as high bears 7 degrees from upright
#: or lying: these turns close the gaps for it. A longer, lower code may be missed between them.
_TURNS = (13.0, 26.0, 39.0, 52.0, 65.0, 78.0)
_SHORTEST_LINEAR = 3  # characters; fewer come out of fences and printed rules

_FORMAT = zxingcpp.BarcodeFormat
_LINEAR = (_FORMAT.Code128, _FORMAT.Code39)
_ALL = (
    _FORMAT.DataMatrix,
    _FORMAT.QRCode,
    _FORMAT.MicroQRCode,
    _FORMAT.RMQRCode,
    _FORMAT.Aztec,
    _FORMAT.PDF417,
    *_LINEAR,
)
_SMALL = (_FORMAT.DataMatrix, _FORMAT.QRCode, *_LINEAR)  # what small labels on equipment carry


@dataclass(frozen=True, slots=True, eq=False)
class _Pass:
    """One look at the picture: ``pixels``, grey; ``back``, the affine map (2, 3) from them to the picture."""

    pixels: NDArray[np.uint8]
    back: NDArray[np.float64]
    formats: tuple[zxingcpp.BarcodeFormat, ...] = _ALL
    thorough: bool = True


def decode_symbols(pixels: NDArray[np.uint8]) -> tuple[Symbol, ...]:
    """The barcodes in a picture, uint8 RGB of shape (height, width, 3), from top to bottom.

    Data Matrix, QR, Micro QR, rMQR, Aztec, PDF417, Code 128 and Code 39. Boxes are in the picture's pixels,
    clockwise from the symbol's own upper left. Later passes run only while nothing has been found.
    """
    grey = np.asarray(cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY), np.uint8)
    for look in _passes(grey):
        found = zxingcpp.read_barcodes(
            look.pixels,
            formats=zxingcpp.BarcodeFormats(list(look.formats)),
            try_downscale=look.thorough,
            try_invert=look.thorough,
        )
        symbols = {
            _symbol(barcode, look.back): None for barcode in found[:SYMBOL_LIMIT] if _credible(barcode)
        }
        if symbols:
            return tuple(sorted(symbols, key=_place))
    return ()


def _passes(grey: NDArray[np.uint8]) -> Iterator[_Pass]:
    """As is; at full size; smoothed and stretched in contrast; enlarged; bars inverted and turned."""
    working, back = _at_most(grey, WORKING_LIMIT)
    yield _Pass(working, back)
    if working.size < grey.size:
        full, full_back = _at_most(grey, FULL_LIMIT)
        yield _Pass(full, full_back, _SMALL, thorough=False)
    else:
        smooth = np.asarray(cv2.GaussianBlur(working, (0, 0), 1.0), np.uint8)
        yield _Pass(_stretched(smooth), back)
        for factor in (2, 3):
            if working.size * factor**2 <= WORKING_LIMIT:
                larger = cv2.resize(working, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
                yield _Pass(np.asarray(larger, np.uint8), _scaled(1 / factor))
    yield _Pass(np.asarray(255 - working, np.uint8), back, _LINEAR, thorough=False)
    small, small_back = _at_most(working, TURN_LIMIT)
    small_back = _after(small_back, back)
    for degrees in _TURNS:
        turned, turned_back = _turned(small, degrees)
        yield _Pass(turned, _after(turned_back, small_back), _LINEAR, thorough=False)


def _at_most(grey: NDArray[np.uint8], limit: int) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The picture at no more than ``limit`` pixels, and the map back to it."""
    if grey.size <= limit:
        return grey, _scaled(1.0)
    factor = float(np.sqrt(limit / grey.size))
    size = (max(1, int(grey.shape[1] * factor)), max(1, int(grey.shape[0] * factor)))
    smaller = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return np.asarray(smaller, np.uint8), _scaled(grey.shape[1] / size[0])


def _scaled(factor: float) -> NDArray[np.float64]:
    return np.array([[factor, 0.0, 0.0], [0.0, factor, 0.0]])


def _stretched(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    low, high = float(grey.min()), float(grey.max())
    return np.asarray((grey - low) * (255.0 / max(high - low, 1.0)), np.uint8)


def _turned(grey: NDArray[np.uint8], degrees: float) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The picture turned about its centre on a canvas that holds it whole, and the map back."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(width * cosine + height * sine) + 1, int(width * sine + height * cosine) + 1)
    turn[:, 2] += (size[0] / 2 - width / 2, size[1] / 2 - height / 2)
    turned = cv2.warpAffine(grey, turn, size, flags=cv2.INTER_LINEAR, borderValue=255)
    return np.asarray(turned, np.uint8), np.asarray(cv2.invertAffineTransform(turn), np.float64)


def _after(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """The affine map that applies ``first`` and then ``second``."""
    return second[:, :2] @ first + np.hstack([np.zeros((2, 2)), second[:, 2:]])


def _credible(barcode: zxingcpp.Barcode) -> bool:
    return barcode.valid and (barcode.format not in _LINEAR or len(barcode.bytes) >= _SHORTEST_LINEAR)


def _symbol(barcode: zxingcpp.Barcode, back: NDArray[np.float64]) -> Symbol:
    return read_content(
        str(barcode.format),
        bytes(barcode.bytes),
        gs1=barcode.content_type == zxingcpp.ContentType.GS1,
        box=_box(barcode.position, back),
    )


def _box(position: zxingcpp.Position, back: NDArray[np.float64]) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    points = np.array([(corner.x, corner.y, 1.0) for corner in corners]) @ back.T
    (a, b), (c, d), (e, f), (g, h) = (map(float, point) for point in points)
    return (a, b), (c, d), (e, f), (g, h)


def _place(symbol: Symbol) -> tuple[float, float]:
    assert symbol.box is not None
    return min(y for _, y in symbol.box), min(x for x, _ in symbol.box)
