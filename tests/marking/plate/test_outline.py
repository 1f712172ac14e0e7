"""The plate's own outline: found by its edges around the text, wherever and however it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from tests.marking.drawing import PLATE, page

from findspot.marking.plate.outline import find_outline
from findspot.marking.plate.views import moved, whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.marking.plate.views import Corners

WIDE, HIGH = 800, 400
#: Where the rows of the drawn plate stand, as a detector would outline them.
ROWS = [
    np.array([[x - 8, y - 8], [x + 0.72 * h * len(said), y - 8], [0, 0], [0, 0]], np.float32)
    for said, x, y, h in PLATE
]
for outline, (_said, left, top, height) in zip(ROWS, PLATE, strict=True):
    outline[2:] = ((outline[1, 0], top + height + 8), (left - 8, top + height + 8))
MAIN = 4


def seen(
    corners: Corners, size: tuple[int, int], tone: float = 70.0
) -> tuple[NDArray[np.uint8], list[Corners]]:
    """The drawn plate in a picture of that size, and where its rows of text then are."""
    flat = np.array([[0, 0], [WIDE, 0], [WIDE, HIGH], [0, HIGH]], np.float32)
    warp = np.asarray(cv2.getPerspectiveTransform(flat, corners.astype(np.float32)), np.float64)
    # Ground that is no flat tone: a slope of light and grain.
    ground = tone + 30 * np.mgrid[0 : size[1], 0 : size[0]][1] / size[0]
    ground = ground + np.random.default_rng(3).normal(0, 4, ground.shape)
    picture = np.repeat(np.clip(ground, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)
    laid = cv2.warpPerspective(page(PLATE), warp, size, flags=cv2.INTER_AREA)
    cover = cv2.warpPerspective(np.ones((HIGH, WIDE), np.float32), warp, size)[:, :, None]
    mixed = picture * (1 - cover) + laid * cover
    return np.rint(mixed).astype(np.uint8), [moved(row, warp) for row in ROWS]


def overlap(one: Corners, other: Corners) -> float:
    """The area that two outlines share, as a share of the area that either covers."""
    common, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    return float(common / (cv2.contourArea(one) + cv2.contourArea(other) - common))


def slanted(angle: float, squeeze: float, taper: float, scale: float) -> tuple[Corners, tuple[int, int]]:
    """Corners of a plate turned by ``angle`` degrees, squeezed sideways, tapering to the right."""
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (scale * squeeze, scale / 2)
    half[1:3, 1] *= 1 - taper
    turn = np.deg2rad(angle)
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    size = (round(3.2 * scale), round(2.6 * scale))
    return np.asarray(half @ axes + np.array(size) / 2, dtype=np.float32), size


def test_nearly_all_plates_are_found_however_they_are_seen() -> None:
    """Turned, squeezed, tapering, small or large: every plate is outlined, and at least 19 of 20 rightly.

    Rightly: the outline shares at least 0.8 with the true one. No law: an edge of the wall may lie better.
    """
    poses = np.random.default_rng(2020).uniform((-25, 0.45, 0.0, 90), (25, 1.0, 0.3, 320), size=(60, 4))
    right = 0
    for angle, squeeze, taper, scale in poses.tolist():
        corners, size = slanted(angle, squeeze, taper, scale)
        pixels, rows = seen(corners, size)
        found = find_outline(pixels, rows, [1.0] * len(rows), MAIN)
        assert found is not None
        assert 0.5 <= found.p <= 1.0
        right += overlap(found.corners, corners) >= 0.8
    assert right >= 57


def test_the_corners_begin_at_the_texts_own_upper_left() -> None:
    """The corners run clockwise from where the text begins."""
    corners, size = slanted(12.0, 0.8, 0.1, 200.0)
    pixels, rows = seen(corners, size)
    found = find_outline(pixels, rows, [1.0] * len(rows), MAIN)
    assert found is not None
    assert np.linalg.norm(found.corners - corners, axis=1).max() < 12


def test_paint_on_a_wall_has_no_outline() -> None:
    """Where the text stands on what fills the picture, no plate is seen."""
    wall = page(PLATE, (1600, 900))
    assert find_outline(wall, ROWS, [1.0] * len(ROWS), MAIN) is None


def test_a_plate_that_goes_on_beyond_the_picture_ends_at_its_border() -> None:
    """A side that the picture cuts off is the picture's border."""
    corners, size = slanted(0.0, 1.0, 0.0, 200.0)
    pixels, rows = seen(corners, size)
    edge = int(corners[:, 0].max()) - 20
    cut = np.ascontiguousarray(pixels[:, :edge])
    found = find_outline(cut, rows, [1.0] * len(rows), MAIN)
    assert found is not None
    assert overlap(found.corners, np.minimum(corners, (edge, np.inf)).astype(np.float32)) >= 0.8
    assert abs(found.corners[1, 0] - edge) < 8


def test_a_second_label_is_not_the_plate() -> None:
    """Of two plates in a picture the one that bears the main text is outlined."""
    corners, size = slanted(0.0, 0.8, 0.0, 120.0)
    aside = corners + np.array((25, 0), np.float32)
    one, rows = seen(aside, size)
    other, more = seen(corners, size)
    down = np.array((0, size[1]), np.float32)
    texts = [*rows, *(row + down for row in more)]
    found = find_outline(np.concatenate((one, other)), texts, [1.0] * len(texts), len(rows) + MAIN)
    assert found is not None
    assert overlap(found.corners, corners + down) >= 0.8


@pytest.mark.parametrize("size", [(24, 24), (3000, 40), (40, 3000)])
def test_a_picture_of_any_shape_is_looked_at(size: tuple[int, int]) -> None:
    """Where the text fills the picture there is nothing around it to see."""
    pixels = np.full((size[1], size[0], 3), 128, np.uint8)
    assert find_outline(pixels, [whole(pixels)], [1.0], 0) is None
