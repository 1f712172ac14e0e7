"""The founding case's drawn exhibits."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import zxingcpp
from examples.karabakh.draw import EXHIBITS
from examples.karabakh.drawing.frame import frame
from examples.karabakh.drawing.plate import PART_NUMBER, SERIAL, SYMBOL, plate
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DRAWN = {"plate.png": plate, "frame.png": frame}


@cache
def _drawn(name: str) -> NDArray[np.uint8]:
    return _DRAWN[name]()


def _kept(name: str) -> NDArray[np.uint8]:
    with Image.open(Path(EXHIBITS) / name) as picture:
        return np.asarray(picture.convert("RGB"))


@pytest.mark.parametrize("name", _DRAWN)
def test_a_kept_exhibit_is_what_the_script_draws(name: str) -> None:
    """Drawing again gives the committed picture, but for the last bits that other library versions change."""
    kept, drawn = _kept(name).astype(int), _drawn(name).astype(int)

    assert kept.shape == drawn.shape
    assert np.abs(kept - drawn).mean() < 2.0


@pytest.mark.parametrize("name", _DRAWN)
def test_an_exhibit_says_that_it_is_a_drawing(name: str) -> None:
    """The yellow legend band with its dark lettering stands at the foot of each exhibit."""
    band = _kept(name)[-60:].astype(int)
    yellow = (band[:, :, 0] > 200) & (band[:, :, 2] < 120)
    dark = band.sum(axis=2) < 150

    assert yellow.mean() > 0.8
    assert dark.mean() > 0.01


def test_the_plates_symbol_was_a_marking_before_it_was_damaged() -> None:
    """The content drawn is ISO/IEC 15434 format 06 with the plate's part number and serial."""
    symbol = zxingcpp.create_barcode(SYMBOL, zxingcpp.BarcodeFormat.DataMatrix)
    modules = np.asarray(symbol.to_image(scale=6))
    (read,) = zxingcpp.read_barcodes(modules)

    assert read.content_type == zxingcpp.ContentType.ISO15434
    assert read.bytes == SYMBOL
    assert f"1P{PART_NUMBER}".encode() in read.bytes
    assert f"S{SERIAL}".encode() in read.bytes


@pytest.mark.parametrize("name", _DRAWN)
def test_no_symbol_can_be_decoded_on_an_exhibit(name: str) -> None:
    """The plate's Data Matrix is damaged beyond its error correction, so that its letters must be read."""
    pixels = _kept(name)
    larger = np.repeat(np.repeat(pixels, 2, axis=0), 2, axis=1)

    assert zxingcpp.read_barcodes(pixels) == []
    assert zxingcpp.read_barcodes(larger) == []
