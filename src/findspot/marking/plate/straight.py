"""A plate that is seen aslant, laid flat as if it faced the camera: a perspective map and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.plate.views import extent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.marking.plate.views import Corners

#: A picture with more than so many pixels to one of the flat picture is averaged down first, to so many: the
#: warp samples single pixels.
DENSE, DENSITY = 2.2, 1.5


def straightened(
    pixels: NDArray[np.uint8], corners: Corners, size: tuple[int, int], margin: int = 0
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The picture laid flat: uint8 [height, width, 3] of ``size``, and the map [3, 3] back to ``pixels``.

    ``corners`` come to lie ``margin`` pixels within the flat picture's own.
    """
    import cv2  # noqa: PLC0415 - 0.2 s, which only reading pays

    right, foot = size[0] - margin, size[1] - margin
    target = np.array([[margin, margin], [right, margin], [right, foot], [margin, foot]], dtype=np.float32)
    flat_of = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    back = np.asarray(np.linalg.inv(flat_of), dtype=np.float64)
    (left, top), (end, bottom) = _bounds(back, size, (pixels.shape[1], pixels.shape[0]))
    part = pixels[top:bottom, left:end]
    into = np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]])
    wide, tall = extent(corners)
    density = min(wide / (right - margin), tall / (foot - margin))
    if density > DENSE:
        share = DENSITY / density
        small = cv2.resize(part, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        into = into @ np.diag((part.shape[1] / small.shape[1], part.shape[0] / small.shape[0], 1.0))
        part = np.asarray(small, dtype=np.uint8)
    flat = cv2.warpPerspective(
        part, flat_of @ into, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(flat, dtype=np.uint8), back


def _bounds(
    back: NDArray[np.float64], size: tuple[int, int], whole: tuple[int, int]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The part of the picture of size ``whole`` that a flat picture shows: its first pixel and its end."""
    corners = np.array([(0, 0, 1), (size[0], 0, 1), (*size, 1), (0, size[1], 1)], dtype=np.float64) @ back.T
    if (corners[:, 2] <= 1e-9).any():  # it reaches to the horizon
        return np.zeros(2, dtype=np.intp), np.array(whole, dtype=np.intp)
    points = corners[:, :2] / corners[:, 2:]
    first = np.clip(np.floor(points.min(axis=0)) - 2, 0, np.array(whole) - 1)
    last = np.clip(np.ceil(points.max(axis=0)) + 2, first + 1, whole)
    return first.astype(np.intp), last.astype(np.intp)
