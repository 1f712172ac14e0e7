"""Several views of one line of text: the strips of pixels that the recogniser reads.

No single preparation helps everywhere, so the views are fused (see fusion). The usual ones only move, cut or
scale what the photograph shows; those for doubt also show its shading instead of its colour, or leave out
single specks and strokes thinner than the text's. Nothing is invented.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.plate.recognition import HEIGHT, STRIDE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Corners = NDArray[np.float32]

#: The widest strip read, in pixels of 48 pixels' height: longer lines are squeezed.
WIDEST = 1600
#: A detected box cuts into its outermost characters: what is added at each end, as a share of its height.
MARGIN = 0.25
#: How far apart the characters of a serial are shown, at most, in heights of its line: type that stands wider
#: is drawn together, which reads as well in fewer columns; and how far it is drawn together at most.
PITCH, NARROWEST = 0.78, 0.5


@dataclass(frozen=True, slots=True)
class View:
    """How a line is prepared.

    ``trim`` is cut above and below and ``widen`` added at each end, as shares of the line's height, and
    ``lower`` is how far down the strip is moved; ``stretch`` is how far it is drawn out; ``shown`` is what is
    made of its pixels.
    """

    name: str
    trim: float = 0.0
    lower: float = 0.0
    widen: float = 0.0
    stretch: float = 1.0
    shown: Callable[[NDArray[np.uint8]], NDArray[np.uint8]] | None = None


def relief(flat: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The steepness of the shading, dark where it is steep: raised and engraved characters have no ink."""
    import cv2  # noqa: PLC0415 - 0.2 s, which only reading pays

    grey = cv2.GaussianBlur(cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY).astype(np.float32), (0, 0), 0.8)
    steep = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    scale = 255.0 / max(float(np.percentile(steep, 98)), 4.0)
    dark = 255 - np.clip(steep * scale, 0, 255).astype(np.uint8)
    return np.repeat(dark[:, :, None], 3, axis=2)


def unspeckled(flat: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The strip without single specks: the median of each pixel's surroundings."""
    import cv2  # noqa: PLC0415

    return np.asarray(cv2.medianBlur(flat, 3), dtype=np.uint8)


def joined_strokes(flat: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The strip with dark dots grown together: what was peened or scratched into the plate dot by dot."""
    import cv2  # noqa: PLC0415

    return np.asarray(cv2.morphologyEx(flat, cv2.MORPH_OPEN, np.ones((4, 4), np.uint8)), dtype=np.uint8)


AS_IS = View("as is")
#: A line as the detector found it, drawn together a little: as much is read in fewer columns.
FOUND = View("as found", stretch=0.85)
#: The views of a detected line that may be the serial. Of some thirty single changes of shape, place, light
#: and colour these differ most usefully on the development photographs; more of them together read no more.
VIEWS = (FOUND, View("trimmed", trim=0.05), View("trimmed more", trim=0.1), View("lower", lower=0.08))
#: Further views of a line on which the usual ones leave much doubt.
DOUBT_VIEWS = (
    View("relief", shown=relief),
    View("unspeckled", shown=unspeckled),
    View("strokes joined", shown=joined_strokes),
)
#: The views of a picture that is one line: whoever cut it left more, or less, around it.
CROP_VIEWS = (
    AS_IS,
    View("trimmed", trim=0.1),
    View("trimmed more", trim=0.18),
    View("stretched", trim=0.1, stretch=1.3),
)


def strip(pixels: NDArray[np.uint8], corners: Corners, view: View = AS_IS) -> NDArray[np.uint8]:
    """The pixels within ``corners`` (clockwise from the upper left), laid flat for the recogniser.

    uint8 [48, W, 3] with W a multiple of 8.
    """
    import cv2  # noqa: PLC0415 - 0.2 s, which only reading pays

    corners = adjusted(corners, view)
    width, height = extent(corners)
    columns = round(HEIGHT * width / max(height, 1.0) * view.stretch / STRIDE) * STRIDE
    columns = min(max(columns, 2 * STRIDE), WIDEST)
    target = np.array([[0, 0], [columns, 0], [columns, HEIGHT], [0, HEIGHT]], dtype=np.float32)
    if height > 2 * HEIGHT:
        # The warp samples single pixels: a large line is averaged down first.
        pixels, corners = _reduced(pixels, corners, 1.5 * HEIGHT / height)
    warp = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    warped = cv2.warpPerspective(
        pixels, warp, (columns, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    flat: NDArray[np.uint8] = np.asarray(warped, dtype=np.uint8)
    return view.shown(flat) if view.shown else flat


def laid_flat(
    pixels: NDArray[np.uint8], corners: Corners, height: int
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The area within ``corners`` as a picture of that height, and the map from it back to ``pixels``."""
    import cv2  # noqa: PLC0415

    width, tall = extent(corners)
    columns = min(max(round(height * width / max(tall, 1.0)), height // 2), WIDEST)
    target = np.array([[0, 0], [columns, 0], [columns, height], [0, height]], dtype=np.float32)
    warp = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    flat = cv2.warpPerspective(
        pixels, warp, (columns, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(flat, dtype=np.uint8), np.asarray(np.linalg.inv(warp), dtype=np.float64)


def levelled(flat: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The grey picture with slow changes of light taken out and its contrast drawn out, for the detector.

    It only helps to find faint text: what was found is read from the picture itself.
    """
    import cv2  # noqa: PLC0415

    grey = np.asarray(cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY), dtype=np.float32)
    grey = grey - np.asarray(cv2.GaussianBlur(grey, (0, 0), 40), dtype=np.float32)
    low, high = np.percentile(grey, 1), np.percentile(grey, 99)
    even = np.clip((grey - low) / max(float(high - low), 1.0) * 255, 0, 255).astype(np.uint8)
    return np.repeat(even[:, :, None], 3, axis=2)


def moved(corners: Corners, warp: NDArray[np.float64]) -> Corners:
    """The corners under a perspective map [3, 3]."""
    points = np.concatenate((corners.astype(np.float64), np.ones((4, 1))), axis=1) @ warp.T
    return np.asarray(points[:, :2] / points[:, 2:], dtype=np.float32)


def _reduced(pixels: NDArray[np.uint8], corners: Corners, factor: float) -> tuple[NDArray[np.uint8], Corners]:
    import cv2  # noqa: PLC0415

    height, width = pixels.shape[:2]
    low = np.clip(np.floor(corners.min(axis=0)).astype(int) - 4, 0, (width - 1, height - 1))
    high = np.clip(np.ceil(corners.max(axis=0)).astype(int) + 4, low + 1, (width, height))
    piece = pixels[low[1] : high[1], low[0] : high[0]]
    size = (max(1, round(piece.shape[1] * factor)), max(1, round(piece.shape[0] * factor)))
    small = np.asarray(cv2.resize(piece, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    ratio = np.array([size[0] / piece.shape[1], size[1] / piece.shape[0]])
    return small, ((corners - low) * ratio).astype(np.float32)


def extent(corners: Corners) -> tuple[float, float]:
    """The width and the height of a four-cornered outline, in pixels, each the mean of two sides."""
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2


def adjusted(corners: Corners, view: View) -> Corners:
    """The corners after the view's shift, cut and addition."""
    down = (corners[3] - corners[0] + corners[2] - corners[1]) / 2
    return grown(cut(corners + down * view.lower, view.trim), view.widen, view.widen)


def cut(corners: Corners, share: float) -> Corners:
    """The corners with ``share`` of the height cut off above and below."""
    left, right = (corners[3] - corners[0]) * share, (corners[2] - corners[1]) * share
    return np.asarray(corners + np.stack((left, right, -right, -left)), dtype=np.float32)


def grown(corners: Corners, left: float, right: float) -> Corners:
    """The corners moved outwards at the ends of the line, by shares of its height."""
    width, height = extent(corners)
    step = height / max(width, 1e-6)
    upper, lower = (corners[1] - corners[0]) * step, (corners[2] - corners[3]) * step
    moves = np.stack((-upper * left, upper * right, lower * right, -lower * left))
    return np.asarray(corners + moves, dtype=np.float32)


def turned(corners: Corners, quarter_turns: int) -> Corners:
    """The outline read in another direction: 1 from the bottom up, 2 upside down, 3 from the top down."""
    return np.roll(corners, quarter_turns, axis=0)


def piece_of(corners: Corners, start: float, end: float) -> Corners:
    """The piece of a line from ``start`` to ``end``, as shares of its width."""
    upper, lower = corners[1] - corners[0], corners[2] - corners[3]
    ends = (
        corners[0] + upper * start,
        corners[0] + upper * end,
        corners[3] + lower * end,
        corners[3] + lower * start,
    )
    return np.stack(ends).astype(np.float32)


def narrowing(pieces: Sequence[tuple[Corners, int]]) -> float:
    """How far pieces of a text, each with its number of characters, are drawn together for further views."""
    sizes = [extent(corners) for corners, _ in pieces]
    heights = sum(width / max(height, 1.0) for width, height in sizes)
    letters = sum(count for _, count in pieces) + 2 * MARGIN
    return float(np.clip(PITCH * letters / max(heights, 1e-6), NARROWEST, 1.0))


def narrowed(view: View, share: float) -> View:
    """The view drawn together to a share of its width."""
    return replace(view, stretch=view.stretch * share)


def whole(pixels: NDArray[np.uint8]) -> Corners:
    """The corners of the whole picture."""
    height, width = pixels.shape[:2]
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)


def in_row(left: Corners, right: Corners) -> bool:
    """Whether the right outline goes on in the row of the left one: their middles are level."""
    along = left[1] - left[0]
    across = np.array((-along[1], along[0])) / max(float(np.linalg.norm(along)), 1e-6)
    shift = abs(float((right.mean(axis=0) - left.mean(axis=0)) @ across))
    return shift < 0.6 * min(extent(left)[1], extent(right)[1])


def joined(pieces: Sequence[Corners]) -> Corners:
    """One outline around pieces of a text: from the first's left side to the last's right side in a row.

    Where they stand in two rows or more, the rectangle along the first that holds them all.
    """
    if all(in_row(left, right) for left, right in pairwise(pieces)):
        return np.stack((pieces[0][0], pieces[-1][1], pieces[-1][2], pieces[0][3])).astype(np.float32)
    along = pieces[0][1] - pieces[0][0]
    along = along / max(float(np.linalg.norm(along)), 1e-6)
    axes = np.stack((along, np.array((-along[1], along[0]))))
    flat = np.concatenate(pieces) @ axes.T
    (left, top), (right, bottom) = flat.min(axis=0), flat.max(axis=0)
    box = np.array(((left, top), (right, top), (right, bottom), (left, bottom)))
    return np.asarray(box @ axes, dtype=np.float32)
