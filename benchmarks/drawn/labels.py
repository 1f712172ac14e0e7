"""Printed labels of computers: small type, several numbers, barcodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import zxingcpp

from benchmarks.drawn.lettering import printed
from benchmarks.drawn.serials import computer_serial
from benchmarks.drawn.surface import blotches, flat, ink, scratches, stamp

if TYPE_CHECKING:
    from benchmarks.drawn.surface import Mask, Picture, Random

_LABELS = ("S/N", "S/N:", "Serial No.", "Serial Number:", "SN:", "(S) S/N", "SERIAL")
_MAKERS = ("Lindqvist Computers", "Orrery Systems", "Pemberton Data", "Vantor Electronics")


def computer_label(rng: Random) -> tuple[Picture, str]:
    """A label of a computer or server: model, part number, serial with its barcode, ratings, small print."""
    size, serial = (1000, 560), computer_serial(rng)
    page = np.zeros((size[1], size[0]), np.float32)
    stamp(page, printed(str(rng.choice(_MAKERS)), 34), (40, 30))
    model = f"Model: {rng.choice(['P', 'T', 'X', 'NX'])}{rng.integers(10, 9900)}"
    stamp(page, printed(model, 24), (40, 100))
    part = f"P/N: {rng.integers(100, 999)}-{rng.integers(10000, 99999)}-A{rng.integers(0, 9)}"
    stamp(page, printed(part, 24), (40, 150))
    rating = f"{rng.integers(12, 240)}V  {rng.integers(1, 12)}.{rng.integers(0, 9)}A  50-60Hz"
    stamp(page, printed(rating, 20), (520, 100))
    stamp(page, printed(f"MFG {rng.integers(2008, 2024)}-{rng.integers(1, 13):02d}", 20), (520, 150))
    height = int(rng.integers(22, 40))
    stamp(page, printed(f"{rng.choice(_LABELS)} {serial}", height), (40, 215))
    if rng.random() < 0.6:
        stamp(page, bars(serial, zxingcpp.BarcodeFormat.Code128, (620, 90)), (40, 290))
    if rng.random() < 0.3:
        stamp(page, square(serial, 150), (800, 230))
    mac = ":".join(f"{int(v):02X}" for v in rng.integers(0, 256, 6))
    stamp(page, printed(f"MAC {mac}", 22), (40, 410))
    stamp(page, printed("Complies with applicable rules. Do not remove this label.", 15), (40, 480))
    dark = rng.random() < 0.3
    paper, black = ((0.12, 0.12, 0.13), (0.85, 0.85, 0.83)) if dark else ((0.9, 0.9, 0.88), (0.1, 0.1, 0.11))
    label = ink(flat(size, paper), page * rubbed(size, rng), black, rng.uniform(0.7, 1.0))
    label = ink(label, scratches(size, rng, count=int(rng.integers(0, 25))), (0.6, 0.6, 0.6), 0.8)
    dirt = blotches(size, rng, scale=40, share=rng.uniform(0.0, 0.2))
    label = ink(label, dirt, (0.35, 0.28, 0.2), rng.uniform(0.1, 0.35))
    quarter = int(rng.choice([0, 0, 0, 1, 2, 3]))
    return np.ascontiguousarray(np.rot90(label, quarter)), serial


def rubbed(size: tuple[int, int], rng: Random) -> Mask:
    """What rubbing has left of the print, 0 to 1."""
    return 1.0 - 0.8 * blotches(size, rng, scale=rng.uniform(4, 14), share=rng.uniform(0.0, 0.12))


def bars(text: str, symbology: zxingcpp.BarcodeFormat, size: tuple[int, int]) -> Mask:
    """``text`` as a barcode of about that width and height."""
    modules = np.asarray(zxingcpp.create_barcode(text, symbology).to_image(scale=1))[:1]
    width = max(1, size[0] // modules.shape[1])
    row = np.repeat((modules < 128).astype(np.float32), width, axis=1)
    return np.repeat(row, size[1], axis=0)


def square(text: str, size: int) -> Mask:
    """``text`` as a Data Matrix of about that size."""
    modules = np.asarray(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=1))
    width = max(1, size // modules.shape[1])
    return np.repeat(np.repeat((modules < 128).astype(np.float32), width, axis=0), width, axis=1)
