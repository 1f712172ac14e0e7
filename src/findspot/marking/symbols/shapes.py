"""Shapes: a picture made smaller or turned, with the affine map (2, 3) that leads back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def at_most(grey: NDArray[np.uint8], limit: int) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The picture at no more than ``limit`` pixels, and the map back to it."""
    if grey.size <= limit:
        return grey, scaled(1.0)
    factor = float(np.sqrt(limit / grey.size))
    size = (max(1, int(grey.shape[1] * factor)), max(1, int(grey.shape[0] * factor)))
    smaller = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return np.asarray(smaller, np.uint8), scaled(grey.shape[1] / size[0])


def scaled(factor: float) -> NDArray[np.float64]:
    """The map that multiplies by a factor."""
    return np.array([[factor, 0.0, 0.0], [0.0, factor, 0.0]])


def turned(
    grey: NDArray[np.uint8], degrees: float, ground: int = 255
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The picture turned about its centre on a canvas that holds it whole, and the map back."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(width * cosine + height * sine) + 1, int(width * sine + height * cosine) + 1)
    turn[:, 2] += (size[0] / 2 - width / 2, size[1] / 2 - height / 2)
    there = cv2.warpAffine(grey, turn, size, flags=cv2.INTER_LINEAR, borderValue=ground)
    return np.asarray(there, np.uint8), np.asarray(cv2.invertAffineTransform(turn), np.float64)


def after(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """The affine map that applies ``first`` and then ``second``."""
    return second[:, :2] @ first + np.hstack([np.zeros((2, 2)), second[:, 2:]])
