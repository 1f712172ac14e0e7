"""An exhibit's picture for the paper: made smaller where it is large, and a crop around what was read."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from findspot.pictures.overlay import Mark, picture_overlay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: The longer side of an embedded picture, in pixels: 300 to the inch at the paper's measure.
LONGEST_SIDE = 1800
_QUALITY = 88


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture with its outlines, as SVG, and its size as shown; ``reduced``: it was made smaller."""

    svg: str
    width: int
    height: int
    reduced: bool


def marked_picture(pixels: NDArray[np.uint8], marks: Sequence[Mark]) -> Plate:
    """The whole picture (H x W x 3, RGB) with the outlines over it."""
    small, scale = _reduced(pixels)
    height, width = small.shape[:2]
    scaled = [
        Mark(tuple((x * scale, y * scale) for x, y in mark.corners), mark.label, mark.main) for mark in marks
    ]
    svg = picture_overlay(width, height, scaled, under=_data_uri(small))
    return Plate(svg, width, height, scale < 1.0)


def cropped_picture(pixels: NDArray[np.uint8], corners: Sequence[tuple[float, float]]) -> Plate | None:
    """The part of the picture around the corners, with a margin; None where that holds no pixel."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    margin = 0.6 * min(max(xs) - min(xs), max(ys) - min(ys)) + 4
    left, top = max(0, int(min(xs) - margin)), max(0, int(min(ys) - margin))
    part = pixels[top : int(max(ys) + margin), left : int(max(xs) + margin)]
    if part.shape[0] < 2 or part.shape[1] < 2:
        return None
    small, scale = _reduced(part)
    height, width = small.shape[:2]
    return Plate(picture_overlay(width, height, (), under=_data_uri(small)), width, height, scale < 1.0)


def _reduced(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    height, width = pixels.shape[:2]
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    if scale == 1.0:
        return pixels, scale
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def _data_uri(pixels: NDArray[np.uint8]) -> str:
    """PNG where that is small (drawings, crops), JPEG for photographs; both without metadata."""
    bgr = np.ascontiguousarray(pixels[:, :, ::-1])
    _, png = cv2.imencode(".png", bgr, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    kind, data = "png", png.tobytes()
    if len(data) > 300_000:
        _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
        kind, data = "jpeg", jpeg.tobytes()
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
