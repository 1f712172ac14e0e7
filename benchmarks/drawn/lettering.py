"""Lettering as masks: where a text's ink, groove or dots lie, 0 to 1 for each pixel."""

from __future__ import annotations

import functools

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from benchmarks.drawn.strokes import glyph

Mask = NDArray[np.float32]

#: Strokes are placed to a sixteenth of a pixel: the power of two that OpenCV calls ``shift``.
_SHIFT = 4

#: The characters whose insides would fall out of a stencil, and the round ones that stencils break as well.
_BRIDGED = frozenset("0235689ABCDEGJOPQRSU")


def printed(text: str, height: int) -> Mask:
    """``text`` in Pillow's own sans serif with capitals ``height`` pixels tall."""
    font = _font(height)
    left, top, right, bottom = font.getbbox(text)
    page = Image.new("L", (int(right - left) + 4, int(bottom - top) + 4))
    ImageDraw.Draw(page).text((2 - left, 2 - top), text, fill=255, font=font)
    return np.asarray(page, dtype=np.float32) / 255.0


@functools.cache
def _font(height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    # Capitals of this face are 0.7 of its size.
    return ImageFont.load_default(height / 0.7)


def stroked(text: str, height: int, *, thickness: float = 0.14, spacing: float = 0.35) -> Mask:
    """``text`` cut by a round tool: ``thickness`` and the gap between characters as shares of ``height``."""
    page, lines, width = _lines(text, height, thickness, spacing)
    for line in lines:
        fixed = np.rint(line * 2**_SHIFT).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(
            page, [fixed], isClosed=False, color=255, thickness=width, lineType=cv2.LINE_AA, shift=_SHIFT
        )
    return _mask(page)


def peened(text: str, height: int, *, pitch: float = 0.14, dot: float = 0.06, spacing: float = 0.4) -> Mask:
    """``text`` as single dots: their ``pitch`` and the radius ``dot`` are shares of ``height``."""
    page, lines, _ = _lines(text, height, 2 * dot, spacing)
    for line in lines:
        for x, y in _along(line, pitch * height):
            centre = (round(x * 2**_SHIFT), round(y * 2**_SHIFT))
            radius = max(1, round(dot * height * 2**_SHIFT))
            cv2.circle(page, centre, radius, 255, thickness=-1, lineType=cv2.LINE_AA, shift=_SHIFT)
    return _mask(page)


def stencilled(text: str, height: int) -> Mask:
    """``text`` sprayed through a stencil: heavy strokes, each broken by an upright bridge."""
    page = stroked(text, height, thickness=0.2, spacing=0.45)
    step, margin = _step(height, 0.45), _margin(height, 0.2)
    bridge = max(1, round(0.07 * height))
    for place, character in enumerate(text):
        if character in _BRIDGED:
            middle = round(margin + place * step + height / 3)
            page[:, middle : middle + bridge] = 0.0
    return page


def _mask(page: NDArray[np.uint8]) -> Mask:
    return page.astype(np.float32) / 255.0


def _lines(
    text: str, height: int, thickness: float, spacing: float
) -> tuple[NDArray[np.uint8], list[NDArray[np.float64]], int]:
    step, margin = _step(height, spacing), _margin(height, thickness)
    page = np.zeros((height + 2 * margin, round(step * len(text)) + 2 * margin), np.uint8)
    scale = height / 6.0
    lines = [
        stroke * scale + (margin + place * step, margin)
        for place, character in enumerate(text)
        for stroke in glyph(character)
    ]
    return page, lines, max(1, round(thickness * height))


def _step(height: int, spacing: float) -> float:
    return height * (4.0 / 6.0 + spacing)


def _margin(height: int, thickness: float) -> int:
    return 2 + round(thickness * height)


def _along(line: NDArray[np.float64], pitch: float) -> NDArray[np.float64]:
    lengths = np.hypot(*np.diff(line, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(lengths)])
    count = max(1, round(reached[-1] / pitch))
    places = np.linspace(0.0, reached[-1], count + 1)
    return np.stack([np.interp(places, reached, line[:, axis]) for axis in (0, 1)], axis=1)
