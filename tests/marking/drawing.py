"""Plates drawn for tests: dark type on a light ground, nothing worn, everything known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import zxingcpp
from benchmarks.drawn.lettering import printed
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

SERIAL = "MX15D-00417"
#: A whole name plate: text, left, top, height of its capitals.
PLATE = (
    ("NORDHAVN OPTIK AS", 60, 40, 44),
    ("MODEL", 60, 130, 30),
    ("MX-15D", 360, 130, 30),
    ("S/N", 60, 190, 30),
    (SERIAL, 360, 190, 30),
    ("P/N", 60, 250, 30),
    ("8077-1402", 360, 250, 30),
    ("DATE", 60, 310, 30),
    ("04/2019", 360, 310, 30),
)


def page(
    rows: Sequence[tuple[str, int, int, int]],
    size: tuple[int, int] = (800, 400),
    symbol: tuple[str | bytes, int, int] | None = None,
) -> Pixels:
    """The rows on a page of that width and height; ``symbol``: a Data Matrix's content, left and top."""
    grey = np.full((size[1], size[0]), 225, np.float32)
    for text, left, top, height in rows:
        mask = printed(text, height)
        grey[top : top + mask.shape[0], left : left + mask.shape[1]] *= 1 - 0.85 * mask
    if symbol is not None:
        content, left, top = symbol
        modules = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=5)
        square = np.asarray(modules, np.float32)
        grey[top : top + square.shape[0], left : left + square.shape[1]] = 30 + 195 * square / 255
    soft = np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.7), np.float32)
    noisy = soft + np.random.default_rng(11).normal(0, 2, soft.shape)
    return np.repeat(np.clip(noisy, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def downwards(text: str, height: int = 54, size: tuple[int, int] = (320, 1060)) -> Pixels:
    """The text's characters one under another, white on a dark wall."""
    wall = np.full((size[1], size[0]), 60, np.float32)
    top = 60
    for character in text:
        mask = printed(character, height)
        left = (size[0] - mask.shape[1]) // 2
        wall[top : top + mask.shape[0], left : left + mask.shape[1]] += 170 * mask
        top += round(1.45 * height)
    return np.repeat(np.clip(wall, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def strip_of(text: str, *, width: int | None = None) -> Pixels:
    """One line as the recogniser takes it: 48 pixels high, its width a multiple of 8."""
    mask = printed(text, 28)
    columns = width or (mask.shape[1] + 24) // 8 * 8 + 8
    drawn = page([(text, 8, 10, 28)], (columns, 48))
    return np.ascontiguousarray(drawn)


def kept(folder: Path, pixels: Pixels, name: str = "plate.png") -> Path:
    """The file that holds the pixels."""
    path = folder / name
    Image.fromarray(pixels).save(path)
    return path
