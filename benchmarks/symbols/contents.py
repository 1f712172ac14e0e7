"""What the drawn barcodes hold: MIL-STD-130 messages of every construct and format, made up at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import zxingcpp

from findspot.marking.symbols.iso15434 import DataFormat, compose_envelope

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LETTERS_AND_DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
_FORMATS = zxingcpp.BarcodeFormat
#: The other symbologies of equipment labels, and what is drawn of each: modules high, 0 for its own height.
OTHERS = {
    "QR Code": _FORMATS.QRCode,
    "Code 128": _FORMATS.Code128,
    "Code 39": _FORMATS.Code39,
    "PDF417": _FORMATS.PDF417,
}
_LINEAR_HEIGHT = 24


def message(rng: np.random.Generator) -> bytes:
    """A message that states one item: construct 1, 2 or whole, in format 05, 06, 12 or DD."""
    cage, part, serial = (
        _text(rng, 5),
        _text(rng, int(rng.integers(5, 12))),
        _text(rng, int(rng.integers(5, 11))),
    )
    choices = (
        ("06", (f"17V{cage}", f"1P{part}", f"S{serial}")),
        ("06", (f"18S{cage}{serial}",)),
        ("06", (f"25SD{cage}{part}{serial}",)),
        ("12", (f"CAG {cage}", f"PNO {part}", f"SEQ {serial}")),
        ("12", (f"MFR {cage}", f"SER {serial}")),
        ("DD", (f"CAG {cage}", f"SER {serial}", f"PNR {part}")),
        ("05", (f"80040614141{serial}",)),
    )
    return compose_envelope((DataFormat(*choices[rng.integers(len(choices))]),))


def serial_text(rng: np.random.Generator) -> str:
    """A serial as the other symbologies carry it: letters, digits and one hyphen."""
    return f"{_text(rng, 5)}-{_text(rng, 6)}"


def matrix(content: bytes) -> NDArray[np.bool_]:
    """The modules of the square ECC 200 symbol of a content, True where dark, without quiet zone."""
    barcode = zxingcpp.create_barcode(content.decode(), _FORMATS.DataMatrix, force_square=True)
    modules = np.asarray(barcode.to_image(scale=1, add_quiet_zones=False)) < 128
    assert modules.shape[0] == modules.shape[1], "a square symbol was asked for"
    return modules


def other(kind: str, text: str) -> NDArray[np.bool_]:
    """The modules of a symbol of another kind; a linear code is 24 modules high."""
    barcode = zxingcpp.create_barcode(text, OTHERS[kind])
    modules = np.asarray(barcode.to_image(scale=1, add_quiet_zones=False)) < 128
    linear = kind.startswith("Code")
    return np.repeat(modules[modules.shape[0] // 3][None], _LINEAR_HEIGHT, axis=0) if linear else modules


def _text(rng: np.random.Generator, length: int) -> str:
    return "".join(_LETTERS_AND_DIGITS[i] for i in rng.integers(len(_LETTERS_AND_DIGITS), size=length))
