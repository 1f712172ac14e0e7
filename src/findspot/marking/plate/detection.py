"""Where text stands in a picture: boxes from the detector's probability map.

The network is a DB detector (Liao et al., Real-time scene text detection with differentiable binarization,
2020): its map marks the shrunken core of each line, so each core's rectangle is grown back by
area x ratio / perimeter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.plate.models import planes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.marking.plate.models import Network

#: A small picture is enlarged until its short side has this many pixels.
SHORT_SIDE = 736
#: A large one is reduced until it has no more than this many pixels; text is still cropped from the original.
MOST_PIXELS = 1280 * 1280
#: How far a core's rectangle grows back, as a share of its area over its perimeter.
GROWTH = 1.6
#: Boxes are grown into each other a little; from this many heights on they hold the same characters.
LAPPED = 0.6
#: More boxes than this are a wall of text and not a plate: the surest are kept.
MOST_BOXES = 80


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """One line of text: ``corners`` float32 [4, 2] (x, y) in pixels, clockwise from the upper left.

    The first side runs along the box's more horizontal direction, so a tall box is one whose second side is
    the longer one. ``p`` is the mean probability of text within.
    """

    corners: NDArray[np.float32]
    p: float

    @property
    def width(self) -> float:
        """The length of the upper side, in pixels."""
        return float(np.linalg.norm(self.corners[1] - self.corners[0]))

    @property
    def height(self) -> float:
        """The length of the left side, in pixels."""
        return float(np.linalg.norm(self.corners[3] - self.corners[0]))


@dataclass(frozen=True, slots=True)
class Look:
    """How hard the detector looks: the enlargement of its input, and its two thresholds.

    ``scale`` 0 leaves the picture at its own size; ``tiles`` does so too for a large one, piece by piece.
    ``fixed`` is the enlargement of a picture whose best size is known; 0 where it is not.

    Above ``core`` a pixel of the map is text; a box whose pixels' mean is below ``box`` is none.
    """

    scale: float = 1.0
    core: float = 0.3
    box: float = 0.45
    tiles: bool = False
    fixed: float = 0.0


#: The usual look, and those at pictures in which the usual one finds no serial: small or faint text, and text
#: so small in a large photograph that reducing it loses it.
USUAL, KEEN, TILED = Look(), Look(1.6, 0.15, 0.25), Look(0.0, 0.3, 0.45, tiles=True)
#: The side of a tile, how far tiles overlap so that a line cut by one edge is whole in the next, and how many
#: tiles are looked at in the largest pictures, which are reduced to as many.
TILE, OVERLAP, MOST_TILES = 1280, 256, 16


def find_text(pixels: NDArray[np.uint8], detector: Network, look: Look = USUAL) -> tuple[Region, ...]:
    """The lines of text in a picture (uint8 [H, W, 3]), from top to bottom."""
    if look.tiles:
        return _in_tiles(pixels, detector, replace(look, tiles=False))
    import cv2  # noqa: PLC0415 - 0.2 s, which only reading pays

    height, width = pixels.shape[:2]
    factor = scale_of(width, height, look)
    size = (max(32, round(width * factor / 32) * 32), max(32, round(height * factor / 32) * 32))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    resized = np.asarray(cv2.resize(pixels, size, interpolation=method), dtype=np.uint8)
    chances = detector(planes(resized))[0, 0]
    back = np.array([width / size[0], height / size[1]], dtype=np.float32)
    return _regions(chances, back, look)


def scale_of(width: int, height: int, look: Look) -> float:
    """How many times a picture of that size is enlarged for the detector."""
    if look.fixed:
        return look.fixed
    factor = max(1.0, SHORT_SIDE / min(height, width)) * look.scale
    return min(factor, look.scale * (MOST_PIXELS / (height * width)) ** 0.5) or 1.0


def _in_tiles(pixels: NDArray[np.uint8], detector: Network, look: Look) -> tuple[Region, ...]:
    """The lines of text in overlapping tiles at full size; of a line in two tiles the longer part is kept."""
    import cv2  # noqa: PLC0415

    factor = min(1.0, ((TILE - OVERLAP) ** 2 * MOST_TILES / (pixels.shape[0] * pixels.shape[1])) ** 0.5)
    if factor < 1.0:
        pixels = np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))
    height, width = pixels.shape[:2]
    found: list[Region] = []
    for top in _starts(height):
        for left in _starts(width):
            tile = np.ascontiguousarray(pixels[top : top + TILE, left : left + TILE])
            for region in find_text(tile, detector, look):
                corners = (region.corners + np.array((left, top), np.float32)) / factor
                found.append(Region(corners.astype(np.float32), region.p))
    kept: list[Region] = []
    for region in sorted(found, key=lambda one: -one.width * one.height):
        if not any(_holds(other, region) for other in kept):
            kept.append(region)
    kept = united(sorted(kept, key=lambda region: -region.p)[:MOST_BOXES])
    return tuple(sorted(kept, key=lambda region: float(region.corners[:, 1].mean())))


def _starts(size: int) -> list[int]:
    """Where tiles begin along a side, the last one flush with its end."""
    if size <= TILE:
        return [0]
    count = -(-(size - OVERLAP) // (TILE - OVERLAP))
    return [round(i * (size - TILE) / (count - 1)) for i in range(count)]


def _holds(outer: Region, inner: Region) -> bool:
    """Whether a region is a part of a longer one of about its height."""
    if outer.height > 1.6 * inner.height:
        return False
    low, high = outer.corners.min(axis=0), outer.corners.max(axis=0)
    middle = inner.corners.mean(axis=0)
    return bool((middle >= low).all() and (middle <= high).all())


def _regions(chances: NDArray[np.float32], back: NDArray[np.float32], look: Look) -> tuple[Region, ...]:
    import cv2  # noqa: PLC0415

    core = cv2.dilate((chances > look.core).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(core, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Region] = []
    for outline in sorted(outlines, key=len, reverse=True)[: 4 * MOST_BOXES]:
        rectangle = cv2.minAreaRect(outline)
        if min(rectangle[1]) < 3:
            continue
        p = _mean_within(chances, np.asarray(cv2.boxPoints(rectangle), dtype=np.float32))
        if p < look.box:
            continue
        corners = upright_corners(_grown(rectangle)) * back
        region = Region(corners.astype(np.float32), p)
        if min(region.width, region.height) >= 3:
            found.append(region)
    found = united(sorted(found, key=lambda region: -region.p)[:MOST_BOXES])
    return tuple(sorted(found, key=lambda region: float(region.corners[:, 1].mean())))


def united(regions: Sequence[Region]) -> list[Region]:
    """The regions with those made one that lie over each other in one row: both hold the same characters."""
    kept: list[Region] = []
    for region in sorted(regions, key=lambda one: float(one.corners[0, 0])):
        for place, other in enumerate(kept):
            if _laps_over(other, region):
                kept[place] = Region(_around(other, region), min(other.p, region.p))
                break
        else:
            kept.append(region)
    return kept


def _laps_over(left: Region, right: Region) -> bool:
    """Whether the right region begins well within the left one, in the same row, and ends beyond it."""
    low, high = sorted((left.height, right.height))
    if high > 1.5 * low or min(left.width - left.height, right.width - right.height) < 0:
        return False
    along = (left.corners[1] - left.corners[0]) / left.width
    start = right.corners[[0, 3]].mean(axis=0) - left.corners[[1, 2]].mean(axis=0)
    end = right.corners[[1, 2]].mean(axis=0) - left.corners[[1, 2]].mean(axis=0)
    across = np.array((-along[1], along[0]))
    level = max(abs(float(start @ across)), abs(float(end @ across))) < 0.35 * low
    return level and -left.width < float(start @ along) < -LAPPED * low and float(end @ along) > 0


def _around(left: Region, right: Region) -> NDArray[np.float32]:
    corners = (left.corners[0], right.corners[1], right.corners[2], left.corners[3])
    return np.stack(corners).astype(np.float32)


def _grown(rectangle: tuple[Sequence[float], Sequence[float], float]) -> NDArray[np.float32]:
    import cv2  # noqa: PLC0415

    centre, (width, height), angle = rectangle
    distance = width * height * GROWTH / (2.0 * (width + height))
    size = (width + 2 * distance, height + 2 * distance)
    return np.asarray(cv2.boxPoints((centre, size, angle)), dtype=np.float32)


def upright_corners(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """The four corners of a rectangle, clockwise from the upper left of its more horizontal direction."""
    centre = points.mean(axis=0)
    angles = np.arctan2(points[:, 1] - centre[1], points[:, 0] - centre[0])
    ring = points[np.argsort(angles)]  # clockwise on a screen, where y grows downwards
    sides = np.roll(ring, -1, axis=0) - ring
    # The upper side runs to the right and is the one nearest to horizontal.
    lean = sides[:, 0] / np.maximum(np.linalg.norm(sides, axis=1), 1e-6)
    return np.roll(ring, -int(np.argmax(lean)), axis=0)


def _mean_within(chances: NDArray[np.float32], points: NDArray[np.float32]) -> float:
    import cv2  # noqa: PLC0415

    height, width = chances.shape
    left, top = np.clip(np.floor(points.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(points.max(axis=0)).astype(int), 0, (width - 1, height - 1))
    mask = np.zeros((bottom - top + 1, right - left + 1), dtype=np.uint8)
    cv2.fillPoly(mask, [(points - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(chances[top : bottom + 1, left : right + 1], mask)[0])
