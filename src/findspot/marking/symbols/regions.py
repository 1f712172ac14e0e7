"""Regions: where in a picture a square symbol may stand, so that patient passes look at little.

A Data Matrix is a patch, about as wide as high, whose shades change often and in both directions. The smaller
eigenvalue of the local structure tensor is high there, and low along edges, rules and brushed metal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

#: Pixels of the map on which regions are looked for, and the regions that are given of one picture.
_MAP_LIMIT = 60_000
_COARSE_FROM = 20_000  # pixels of the map
REGION_LIMIT = 3
#: The shortest side of a region, in pixels of the map, each of which is at least two of the picture's.
_SMALLEST = 9
#: The windows that the tensor is averaged in: sigma in pixels of the map; one must span a few modules.
_WINDOWS = (1.0, 2.2)
#: The shares of the greatest strength that the map is cut at.
_CUTS = (0.6, 0.35, 0.18)


@dataclass(frozen=True, slots=True)
class Region:
    """A patch of the picture by its centre and the side of the upright square that holds it."""

    x: float
    y: float
    side: float


def square_regions(grey: NDArray[np.uint8]) -> tuple[Region, ...]:
    """The patches of a grey picture that look most like a square symbol, the likeliest first."""
    scored = [(score, patch) for factor in _factors(grey.size) for score, patch in _patches(grey, factor)]
    kept: list[Region] = []
    for _, patch in sorted(scored, key=lambda pair: -pair[0]):
        if len(kept) < REGION_LIMIT and not any(_same(patch, other) for other in kept):
            kept.append(patch)
    return tuple(kept)


def _factors(pixels: int) -> tuple[float, ...]:
    """How much smaller than the picture its maps are: a second, coarse one is for symbols that fill much."""
    fine = min(0.5, float(np.sqrt(_MAP_LIMIT / pixels)))
    return (fine, fine / 3) if pixels * fine**2 > _COARSE_FROM else (fine,)


def _patches(grey: NDArray[np.uint8], factor: float) -> Iterator[tuple[float, Region]]:
    size = (int(grey.shape[1] * factor), int(grey.shape[0] * factor))
    if min(size) < _SMALLEST:
        return
    tensor = _tensor(grey, size)
    across, down = grey.shape[1] / size[0], grey.shape[0] / size[1]
    for window in _WINDOWS:
        xx, xy, yy = (cv2.GaussianBlur(part, (0, 0), window) for part in tensor)
        smaller = (xx + yy) / 2 - np.sqrt(((xx - yy) / 2) ** 2 + xy * xy)
        strength = np.asarray(np.sqrt(np.maximum(smaller, 0)), np.float32)
        top = float(strength.max())
        for cut in _CUTS:
            for score, patch in _cut(strength, np.asarray(strength > cut * top, np.uint8)):
                yield score, Region(patch.x * across, patch.y * down, patch.side * across)


def _tensor(grey: NDArray[np.uint8], size: tuple[int, int]) -> tuple[NDArray[np.float32], ...]:
    """The three parts of the structure tensor at the map's size, from gradients at twice that."""
    fine = cv2.resize(grey, (2 * size[0], 2 * size[1]), interpolation=cv2.INTER_AREA)
    fine = cv2.GaussianBlur(fine, (0, 0), 0.8)
    across, down = cv2.spatialGradient(fine)
    a, d = across.astype(np.float32), down.astype(np.float32)
    parts = (a * a, a * d, d * d)
    return tuple(np.asarray(cv2.resize(p, size, interpolation=cv2.INTER_AREA), np.float32) for p in parts)


def _cut(strength: NDArray[np.float32], mask: NDArray[np.uint8]) -> Iterator[tuple[float, Region]]:
    """The square parts of a mask, each with how much stronger it is than its surroundings."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        (x, y), (width, height), _ = cv2.minAreaRect(outline)
        short, long = sorted((width + 1, height + 1))
        if short < _SMALLEST or long > 1.7 * short:
            continue
        area = cv2.contourArea(outline)
        left, top, across, down = cv2.boundingRect(outline)
        inner = strength[top : top + down, left : left + across].mean()
        room = max(3, round(0.25 * long))
        outer = strength[max(0, top - room) : top + down + room, max(0, left - room) : left + across + room]
        contrast = float(inner / (outer.mean() + 1e-6))
        squareness = short / long * area / (short * long)
        yield contrast * squareness * squareness, Region(x, y, float(max(across, down)))


def _same(one: Region, other: Region) -> bool:
    apart = max(abs(one.x - other.x), abs(one.y - other.y))
    sizes = sorted((one.side, other.side))
    return apart < 0.3 * sizes[1] and sizes[0] > 0.65 * sizes[1]
