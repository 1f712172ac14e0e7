"""Text written downwards, one upright character under another, as on the sides of containers.

The recogniser reads rows only: such a column is cut between its characters and laid out as a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.plate.recognition import HEIGHT, STRIDE
from findspot.marking.plate.views import extent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.marking.plate.views import Corners

#: A column is at least this many times as tall as it is wide.
TALL = 2.8
#: The heights that a character may have with the space under it, as shares of the column's width.
PITCHES = (0.55, 0.65, 0.75, 0.87, 1.0, 1.15, 1.3)
#: The width to which a column is brought before it is cut, in pixels.
WIDTH = 40
#: The space left around each character in the row, in pixels.
SPACE = 6


def find_columns(boxes: Sequence[Corners]) -> list[Corners]:
    """The columns that the boxes make: tall ones, and small ones in a file one under another."""
    files: list[list[Corners]] = []
    for box in sorted(boxes, key=lambda box: float(box[:2, 1].mean())):
        width, height = extent(box)
        if height < 0.6 * width:
            continue
        for file in files:
            if _continues(file[-1], box):
                file.append(box)
                break
        else:
            files.append([box])
    outlines = [_around(file) for file in files]
    return [outline for outline in outlines if extent(outline)[1] >= TALL * extent(outline)[0]]


def _continues(upper: Corners, lower: Corners) -> bool:
    """Whether the lower box goes on where the upper one ends, at about its width."""
    widths = sorted((extent(upper)[0], extent(lower)[0]))
    across, down = (lower[0] + lower[1]) / 2 - (upper[2] + upper[3]) / 2
    return bool(
        widths[1] < 2.4 * widths[0] and abs(across) < 0.6 * widths[1] and -1.0 < down / widths[1] < 1.8
    )


def _around(boxes: Sequence[Corners]) -> Corners:
    """The outline of a file of boxes, from the uppermost one's top to the lowest one's foot."""
    if len(boxes) == 1:
        return boxes[0]
    upper = min(boxes, key=lambda box: float(box[:, 1].mean()))
    lower = max(boxes, key=lambda box: float(box[:, 1].mean()))
    head, foot = (upper[0] + upper[1]) / 2, (lower[2] + lower[3]) / 2
    down = (foot - head) / max(float(np.linalg.norm(foot - head)), 1e-6)
    width = float(np.percentile([extent(box)[0] for box in boxes], 75))
    side = np.array((down[1], -down[0])) * width / 2
    return np.stack((head - side, head + side, foot + side, foot - side)).astype(np.float32)


def relaid(pixels: NDArray[np.uint8], column: Corners) -> list[NDArray[np.uint8]]:
    """The column's characters side by side, uint8 [48, W, 3]: one row for each pitch that may be theirs."""
    import cv2  # noqa: PLC0415

    width, height = extent(column)
    rows = max(WIDTH, round(WIDTH * height / max(width, 1.0)))
    target = np.array([[0, 0], [WIDTH, 0], [WIDTH, rows], [0, rows]], dtype=np.float32)
    warp = cv2.getPerspectiveTransform(column.astype(np.float32), target)
    flat = np.asarray(
        cv2.warpPerspective(
            pixels, warp, (WIDTH, rows), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ),
        dtype=np.uint8,
    )
    ink = _ink(flat)
    made: dict[tuple[tuple[int, int], ...], NDArray[np.uint8]] = {}
    for pitch in PITCHES:
        cells = tuple(_cells(ink, round(pitch * WIDTH)))
        if len(cells) >= 3:
            made.setdefault(cells, _row([flat[start:end] for start, end in cells]))
    return list(made.values())


def _row(cells: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    row = np.concatenate([_tile(cell) for cell in cells], axis=1)
    return np.pad(row, ((0, 0), (0, -row.shape[1] % STRIDE), (0, 0)), mode="edge")


def _tile(cell: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """One character with a little of what surrounds it, 48 pixels high."""
    import cv2  # noqa: PLC0415

    height, width = cell.shape[:2]
    wide = min(max(STRIDE, round(width * (HEIGHT - 2 * SPACE) / max(height, 1))), HEIGHT)
    size = (wide, HEIGHT - 2 * SPACE)
    tile = np.asarray(cv2.resize(cell, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    return np.pad(tile, ((SPACE, SPACE), (0, 0), (0, 0)), mode="edge")


def _ink(flat: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How much is drawn in each row, from 0 to 1: contrast along the middle of the row."""
    import cv2  # noqa: PLC0415

    grey = np.asarray(cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY), dtype=np.float64)
    middle = grey[:, WIDTH // 8 : WIDTH - WIDTH // 8]
    # What runs down the whole column, such as a rib of the wall, is not drawn text.
    middle = middle - np.median(middle, axis=0)
    edges = np.abs(np.diff(middle, axis=1)).sum(axis=1) + np.abs(middle).sum(axis=1) / 4
    smooth = np.convolve(edges, np.ones(3) / 3, mode="same")
    low, high = np.percentile(smooth, 3), np.percentile(smooth, 90)
    return np.asarray(np.clip((smooth - low) / max(high - low, 1e-6), 0.0, 1.0), dtype=np.float64)


def _cells(ink: NDArray[np.float64], pitch: int) -> list[tuple[int, int]]:
    """Where the characters stand, from top to bottom, if they follow each other at ``pitch`` rows.

    The cheapest way down (dynamic programming): each step is a character of nearly that height, which pays
    for the ink that its lower edge crosses, or a gap of any height, which pays for the ink within.
    """
    rows = len(ink)
    above = np.concatenate(([0.0], np.cumsum(ink)))
    crossed = np.append(ink, 0.0)
    cost = np.full(rows + 1, np.inf)
    cost[0] = 0.0
    back = np.zeros(rows + 1, dtype=np.int64)
    character = np.zeros(rows + 1, dtype=bool)
    for row in range(1, rows + 1):
        for step in range(round(0.8 * pitch), round(1.25 * pitch) + 1):
            if step <= row:
                price = cost[row - step] + crossed[row] + 2.0 * abs(step / pitch - 1.0) + 0.05
                if price < cost[row]:
                    cost[row], back[row], character[row] = price, row - step, True
        price = cost[row - 1] + ink[row - 1] * 2.0 + 0.01
        if price < cost[row]:
            cost[row], back[row], character[row] = price, row - 1, False
    cells: list[tuple[int, int]] = []
    row = rows
    while row > 0:
        start = int(back[row])
        if character[row] and (above[row] - above[start]) / (row - start) > 0.15:
            cells.append((start, row))
        row = start
    return cells[::-1]
