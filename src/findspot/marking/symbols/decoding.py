"""Decoding: the barcodes in a picture, found in a fixed order of ever more patient passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import zxingcpp

from findspot.marking.symbols.content import read_content
from findspot.marking.symbols.passes import LINEAR, passes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.vocabulary.reading import Box, Symbol

#: Symbols that are reported of one picture.
SYMBOL_LIMIT = 64
_SHORTEST_LINEAR = 3  # characters; fewer come out of fences and printed rules


def decode_symbols(pixels: NDArray[np.uint8]) -> tuple[Symbol, ...]:
    """The barcodes in a picture, uint8 RGB of shape (height, width, 3), from top to bottom.

    Data Matrix, QR, Micro QR, rMQR, Aztec, PDF417, Code 128 and Code 39. Boxes are in the picture's pixels,
    clockwise from the symbol's own upper left. Later passes run only while nothing has been found.
    """
    grey = np.asarray(cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY), np.uint8)
    for look in passes(grey):
        found = zxingcpp.read_barcodes(
            look.pixels,
            formats=zxingcpp.BarcodeFormats(list(look.formats)),
            try_downscale=look.downscale,
            try_invert=look.invert,
            binarizer=look.binarizer,
        )
        symbols = {
            _symbol(barcode, look.back): None for barcode in found[:SYMBOL_LIMIT] if _credible(barcode)
        }
        if symbols:
            return tuple(sorted(symbols, key=_place))
    return ()


def _credible(barcode: zxingcpp.Barcode) -> bool:
    """Whether a decode may be believed: a wrong one is worse than none."""
    unused = barcode.extra.get("UEC") if isinstance(barcode.extra, dict) else None  # of its error correction
    if barcode.format == zxingcpp.BarcodeFormat.PDF417 and unused == 0:
        return False  # all of it went into filling gaps: nothing is left that would show an error
    return barcode.valid and (barcode.format not in LINEAR or len(barcode.bytes) >= _SHORTEST_LINEAR)


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
