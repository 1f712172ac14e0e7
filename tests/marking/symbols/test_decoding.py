"""Symbols in pictures: drawn by a real encoder, turned, shrunk, noised and faded, and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
import zxingcpp

from findspot.marking.symbols import decode_symbols
from findspot.marking.symbols.passes import WORKING_LIMIT

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FORMAT = zxingcpp.BarcodeFormat
UID = b"[)>\x1e06\x1d17V0CVA5\x1d1P4202435-01\x1dS674A36458\x1e\x04"
LINEAR = (_FORMAT.Code128, _FORMAT.Code39)


def _drawn(
    kind: zxingcpp.BarcodeFormat, content: str | bytes, module: float, *, gs1: bool = False
) -> NDArray[np.uint8]:
    """A symbol, grey, ``module`` pixels a module; linear codes 20 modules high."""
    text = content.decode() if isinstance(content, bytes) else content
    barcode = zxingcpp.create_barcode(text, kind, **({"gs1": True} if gs1 else {}))
    large = np.asarray(barcode.to_image(scale=8, add_quiet_zones=True))
    large = large[:160] if kind in LINEAR else large
    shape = (round(large.shape[1] * module / 8), round(large.shape[0] * module / 8))
    return np.asarray(cv2.resize(large, shape, interpolation=cv2.INTER_AREA), np.uint8)


def _photographed(
    symbol: NDArray[np.uint8], *, turn: float = 0.0, dark: int = 40, light: int = 215, noise: float = 3.0
) -> NDArray[np.uint8]:
    """The symbol on a plain ground with room about it, turned about its centre, with noise: RGB."""
    height, width = symbol.shape
    side = max(200, int(1.3 * np.hypot(height, width)))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.0)
    matrix[:, 2] += (side - width) / 2, (side - height) / 2
    faded = symbol.astype(np.float32) / 255 * (light - dark) + dark
    scene = cv2.warpAffine(faded, matrix, (side, side), borderValue=light)
    scene = scene + np.random.default_rng(7).normal(0, noise, scene.shape)
    return np.repeat(np.clip(scene, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


@pytest.mark.parametrize("module", [1.5, 2, 3, 4])
@pytest.mark.parametrize("turn", [0, 7, 20, 45, 90, 200])
def test_a_marked_plate_is_read_small_and_turned(module: float, turn: float) -> None:
    """A MIL-STD-130 Data Matrix of 1.5 to 4 pixels a module is read at any angle, to its fields."""
    (symbol,) = decode_symbols(_photographed(_drawn(_FORMAT.DataMatrix, UID, module), turn=turn))
    assert symbol.kind == "Data Matrix"
    assert symbol.standard == "MIL-STD-130 construct 2, format 06"
    assert (symbol.cage, symbol.part_number, symbol.serial) == ("0CVA5", "4202435-01", "674A36458")


@pytest.mark.parametrize("contrast", [60, 25, 15])
def test_a_faded_symbol_is_read(contrast: int) -> None:
    """A Data Matrix of 15 grey levels' contrast, in noise of 2, is read."""
    drawn = _drawn(_FORMAT.DataMatrix, UID, 3)
    scene = _photographed(drawn, turn=7, dark=120 - contrast // 2, light=120 + contrast // 2, noise=2)
    assert [symbol.serial for symbol in decode_symbols(scene)] == ["674A36458"]


@pytest.mark.parametrize("kind", LINEAR, ids=str)
@pytest.mark.parametrize("turn", [0, 5, 13, 27, 45, 63, 80, 90, 180, 255])
def test_linear_codes_are_read_at_any_angle(kind: zxingcpp.BarcodeFormat, turn: float) -> None:
    """Code 128 and Code 39 are text, whatever way the label was stuck on."""
    scene = _photographed(_drawn(kind, "MX15D-00417", 3), turn=turn)
    assert [(symbol.kind, symbol.text) for symbol in decode_symbols(scene)] == [(str(kind), "MX15D-00417")]


@pytest.mark.parametrize(
    "kind",
    [_FORMAT.QRCode, _FORMAT.MicroQRCode, _FORMAT.RMQRCode, _FORMAT.Aztec, _FORMAT.PDF417, *LINEAR],
    ids=str,
)
def test_each_symbology_is_read_and_named(kind: zxingcpp.BarcodeFormat) -> None:
    """Every symbology that is looked for is found, by its own name."""
    found = decode_symbols(_photographed(_drawn(kind, "SN-00417", 4), noise=2))
    assert [(symbol.kind, symbol.text, symbol.error) for symbol in found] == [(str(kind), "SN-00417", None)]


@pytest.mark.parametrize("kind", [_FORMAT.DataMatrix, _FORMAT.QRCode, *LINEAR], ids=str)
def test_light_on_dark_is_read(kind: zxingcpp.BarcodeFormat) -> None:
    """A symbol etched bright into a dark plate is read."""
    scene = np.asarray(255 - _photographed(_drawn(kind, "SN-00417", 4)), np.uint8)
    assert [symbol.text for symbol in decode_symbols(scene)] == ["SN-00417"]


@pytest.mark.parametrize("turn", [0.0, 30.0])
@pytest.mark.parametrize("kind", [_FORMAT.DataMatrix, _FORMAT.Code128], ids=str)
def test_the_box_is_the_symbol(kind: zxingcpp.BarcodeFormat, turn: float) -> None:
    """The four corners lie about the symbol's centre and within the picture, also where it was turned."""
    drawn = _drawn(kind, "SN-00417", 3)
    scene = _photographed(drawn, turn=turn)
    (symbol,) = decode_symbols(scene)
    assert symbol.box is not None
    corners = np.array(symbol.box)
    assert np.linalg.norm(corners.mean(axis=0) - scene.shape[0] / 2) < 8
    assert corners.min() >= 0
    assert corners.max() <= scene.shape[0]
    length = np.linalg.norm(corners[1] - corners[0])
    assert 0.7 * drawn.shape[1] < length <= 1.05 * drawn.shape[1]


def test_a_small_symbol_in_a_large_photograph_is_read_where_it_is() -> None:
    """A picture beyond the working size is looked at once more in full, and boxes are in its own pixels."""
    scene = np.full((2400, 3200, 3), 200, np.uint8)
    label = _photographed(_drawn(_FORMAT.DataMatrix, UID, 2.5), light=200)
    scene[1900 : 1900 + label.shape[0], 2700 : 2700 + label.shape[1]] = label
    assert scene.shape[0] * scene.shape[1] > WORKING_LIMIT
    (symbol,) = decode_symbols(scene)
    assert symbol.box is not None
    x, y = np.array(symbol.box).mean(axis=0)
    assert abs(x - 2700 - label.shape[1] / 2) < 6
    assert abs(y - 1900 - label.shape[0] / 2) < 6


def test_several_symbols_are_listed_from_top_to_bottom() -> None:
    """A label with a Data Matrix above a Code 128 gives both, in reading order."""
    upper = _photographed(_drawn(_FORMAT.DataMatrix, UID, 4))
    lower = _photographed(_drawn(_FORMAT.Code128, "674A36458", 2))
    side = max(upper.shape[1], lower.shape[1])
    scene = np.full((upper.shape[0] + lower.shape[0], side, 3), 215, np.uint8)
    scene[: upper.shape[0], : upper.shape[1]] = upper
    scene[upper.shape[0] :, : lower.shape[1]] = lower
    assert [symbol.kind for symbol in decode_symbols(scene)] == ["Data Matrix", "Code 128"]


def test_gs1_symbols_keep_gtin_and_serial() -> None:
    """A GS1 Data Matrix without an envelope gives its GTIN and the serial number within it."""
    drawn = _drawn(_FORMAT.DataMatrix, "(01)09501101530003(21)ABC123", 4, gs1=True)
    (symbol,) = decode_symbols(_photographed(drawn))
    assert (symbol.gtin, symbol.serial, symbol.error) == ("09501101530003", "ABC123", None)


def test_a_broken_message_in_a_good_symbol_gives_its_reason() -> None:
    """A Data Matrix whose message lacks its end is decoded, shown, and refused as a marking."""
    (symbol,) = decode_symbols(_photographed(_drawn(_FORMAT.DataMatrix, UID[:-1], 4)))
    assert symbol.error == "The message breaks off: its end, EOT, is missing."
    assert symbol.serial is None


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (3, 2), (64, 64)])
def test_pictures_without_symbols_give_none(shape: tuple[int, int]) -> None:
    """Flat and tiny pictures hold no symbol and do no harm."""
    assert decode_symbols(np.full((*shape, 3), 128, np.uint8)) == ()


def test_noise_gives_no_symbol() -> None:
    """Nothing is read into noise."""
    noise = np.random.default_rng(1).integers(0, 256, (300, 400, 3)).astype(np.uint8)
    assert decode_symbols(noise) == ()
