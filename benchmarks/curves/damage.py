"""Damage to a finished picture, one kind at a time.

Each function takes RGB uint8 pixels and gives a new picture of the same size and type (``shrunk`` alone
changes the size); what is random follows from the generator that is passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Random = np.random.Generator

#: Noise that any camera adds, in grey levels: without it a faded picture could be stretched back.
_SENSOR = 2.0


def shrunk(pixels: Pixels, factor: float) -> Pixels:
    """The picture at ``factor`` (up to 1) of its size, each pixel the mean of those that it replaces."""
    height, width = pixels.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def blurred(pixels: Pixels, sigma: float) -> Pixels:
    """Out of focus: a Gaussian of ``sigma`` pixels."""
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), np.uint8)


def moved(pixels: Pixels, length: float, angle: float) -> Pixels:
    """Moved while exposed: each point smeared over ``length`` pixels at ``angle`` (radians, 0 along text)."""
    side = 2 * int(np.ceil(length / 2)) + 3
    kernel = np.zeros((side, side), np.float32)
    reach = np.linspace(-length / 2, length / 2, 8 * side)
    x, y = side // 2 + reach * np.cos(angle), side // 2 + reach * np.sin(angle)
    np.add.at(kernel, (np.rint(y).astype(int), np.rint(x).astype(int)), 1.0)
    return np.asarray(cv2.filter2D(pixels, -1, kernel / kernel.sum()), np.uint8)


def noisy(pixels: Pixels, sigma: float, rng: Random) -> Pixels:
    """Grainy: independent noise of ``sigma`` grey levels in each channel."""
    return _rounded(pixels + rng.normal(0.0, sigma, pixels.shape))


def glared(pixels: Pixels, strength: float, centre: tuple[float, float], radius: float) -> Pixels:
    """Light reflected at ``centre`` (x, y): ``strength`` of white is added there, fading over ``radius``."""
    y, x = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]]
    distance = ((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / radius**2
    return _rounded(pixels + 255.0 * strength * np.exp(-distance / 2)[:, :, None])


def faded(pixels: Pixels, kept: float, rng: Random) -> Pixels:
    """Contrast lost: ``kept`` of each pixel's distance from the mean is left, under a camera's noise."""
    middle = pixels.mean(axis=(0, 1))
    return _rounded(middle + kept * (pixels - middle) + rng.normal(0.0, _SENSOR, pixels.shape))


def covered(
    pixels: Pixels, places: Sequence[tuple[int, int, int, int]], colour: tuple[int, int, int]
) -> Pixels:
    """Blotted out: each of ``places`` (left, top, right, bottom) is painted over, with soft edges."""
    height, width = pixels.shape[:2]
    mask = np.zeros((height, width), np.float32)
    for left, top, right, bottom in places:
        cv2.rectangle(mask, (left - 2, top - 4), (right + 1, bottom + 3), 1.0, cv2.FILLED)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), 1.0), np.float32)[:, :, None]
    return _rounded(pixels * (1.0 - mask) + np.array(colour) * mask)


def aslant(pixels: Pixels, degrees: float, tilt: float = 0.0) -> Pixels:
    """Seen from the side: turned about its upright middle line by ``degrees``, from three widths away.

    ``tilt``: by how many degrees it is then turned about its level middle line.
    """
    height, width = pixels.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn, over, fine = np.deg2rad(degrees), np.deg2rad(tilt), 3
    from_middle = corners - (width / 2, height / 2)
    away = from_middle[:, :1] * np.sin(turn)
    deep = from_middle[:, 1:] * np.sin(over) + away * np.cos(over)
    down = from_middle[:, 1:] * np.cos(over) - away * np.sin(over)
    across = np.concatenate((from_middle[:, :1] * np.cos(turn), down), axis=1)
    flat = across * (3 * width / (3 * width + deep)) + (width / 2, height / 2)
    view = cv2.getPerspectiveTransform(corners, (fine * flat).astype(np.float32))
    laid = cv2.warpPerspective(pixels, view, (fine * width, fine * height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(laid, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def bent(pixels: Pixels, span: float, tilt: float) -> Pixels:
    """Laid around an upright pipe, covering ``span`` degrees of it, and seen from ``tilt`` degrees above."""
    height, width = pixels.shape[:2]
    radius, over = width / np.deg2rad(span), np.deg2rad(tilt)
    angle = np.arcsin(np.clip((np.arange(width) - width / 2) / radius, -1.0, 1.0))
    sag = radius * (1.0 - np.cos(angle)) * np.sin(over)
    down = (np.arange(height)[:, None] - height / 2 + sag - sag.mean()) / np.cos(over) + height / 2
    across = np.broadcast_to(angle * radius + width / 2, down.shape)
    maps = (np.ascontiguousarray(across, np.float32), np.asarray(down, np.float32))
    return np.asarray(cv2.remap(pixels, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _rounded(values: NDArray[np.float64]) -> Pixels:
    return np.rint(np.clip(values, 0.0, 255.0)).astype(np.uint8)
