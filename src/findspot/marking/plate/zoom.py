"""A closer look at small text: the part of a large picture in which text was found, looked at by itself.

A plate that is small in a photograph loses its small print when the photograph is reduced for the detector:
labels and faint digits are missed, and neighbouring cells are taken for one line. The first look finds out
where text stands; a second one, at that part alone and larger, finds its lines.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.plate.detection import MOST_BOXES, USUAL, Region, find_text, scale_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.marking.plate.detection import Look
    from findspot.marking.plate.models import Network

#: The height, in pixels, that the smaller lines of the part should have before the detector, and how large it
#: may become at most.
HEIGHT, PIXELS = 32.0, 1024 * 1024
#: A closer look is worth its time where it enlarges text this many times and leaves out most of the picture.
GAIN, SHARE = 1.4, 0.5
#: How far apart, in heights of the larger one, two lines of one plate may stand.
APART = 3.5
#: How much is added around the lines found: their heights, times this, and a share of what they cover; around
#: fewer lines than these, which may be the plate's largest, a share of their length on all sides. The lines
#: that are missing are then this much smaller.
AROUND, MORE, FEW, LENGTH, SMALLER = 2.5, 0.25, 4, 0.8, 0.5


def find_text_closer(pixels: NDArray[np.uint8], detector: Network, look: Look) -> tuple[Region, ...]:
    """The lines of text in a picture (uint8 [H, W, 3]), from top to bottom; small ones from a closer look."""
    first = find_text(pixels, detector, look)
    if look != USUAL or not first:
        return first
    height, width = pixels.shape[:2]
    now = scale_of(width, height, look)
    group = groups(first)[0]
    left, top, right, bottom = _area(group, width, height)
    small = float(np.percentile([_height(region) for region in group], 30))
    if len(group) < FEW:
        small *= SMALLER
    area = (right - left) * (bottom - top)
    scale = min(HEIGHT / small, (PIXELS / area) ** 0.5)
    if scale < GAIN * now or area > SHARE * width * height:
        return first
    part = np.ascontiguousarray(pixels[top:bottom, left:right])
    closer = find_text(part, detector, replace(look, fixed=scale))
    return _replaced(first, closer, (left, top, right, bottom)) if len(closer) >= len(group) else first


def _height(region: Region) -> float:
    """The height of a line of text, which may run up or down."""
    return min(region.width, region.height)


def groups(regions: Sequence[Region]) -> list[list[Region]]:
    """The regions by plates: those near to each other together, the group with most text first."""
    groups: list[list[Region]] = []
    for region in regions:
        near = [group for group in groups if any(_near(region, other) for other in group)]
        groups = [group for group in groups if all(group is not other for other in near)]
        groups.append([region, *(other for group in near for other in group)])
    return sorted(groups, key=lambda group: -sum(_characters(region) for region in group))


def _characters(region: Region) -> float:
    """About how many characters a region holds."""
    return max(region.width, region.height) / max(_height(region), 1.0)


def _near(one: Region, other: Region) -> bool:
    low = np.maximum(one.corners.min(axis=0), other.corners.min(axis=0))
    high = np.minimum(one.corners.max(axis=0), other.corners.max(axis=0))
    return float((low - high).max()) < APART * max(_height(one), _height(other))


def _area(group: Sequence[Region], width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the part of the picture around a group."""
    corners = np.concatenate([region.corners for region in group])
    low, high = corners.min(axis=0), corners.max(axis=0)
    margin = AROUND * max(_height(region) for region in group) + MORE * (high - low)
    if len(group) < FEW:
        margin = np.maximum(margin, LENGTH * float((high - low).max()))
    left, top = np.floor(np.maximum(low - margin, 0)).astype(int)
    right, bottom = np.ceil(np.minimum(high + margin, (width, height))).astype(int)
    return int(left), int(top), int(right), int(bottom)


def _replaced(
    first: Sequence[Region], closer: Sequence[Region], part: tuple[int, int, int, int]
) -> tuple[Region, ...]:
    """The regions of the first look outside the part, and those of the closer look within it."""
    left, top, right, bottom = part
    middles = [region.corners.mean(axis=0) for region in first]
    outside = [
        region
        for region, (x, y) in zip(first, middles, strict=True)
        if not (left <= x < right and top <= y < bottom)
    ]
    moved = [Region(region.corners + np.array((left, top), np.float32), region.p) for region in closer]
    kept = sorted(
        [*moved, *outside[: max(0, MOST_BOXES - len(moved))]], key=lambda r: float(r.corners[:, 1].mean())
    )
    return tuple(kept)
