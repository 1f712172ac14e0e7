"""Detection: where text stands in a picture."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.marking.drawing import PLATE, page

from findspot.marking.plate.detection import (
    KEEN,
    MOST_BOXES,
    USUAL,
    Look,
    Region,
    find_text,
    united,
    upright_corners,
)

if TYPE_CHECKING:
    from findspot.marking.plate.models import Models


def _rectangle(
    angle: float, width: float, height: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    flat = np.array([[-width, -height], [width, -height], [width, height], [-width, height]]) / 2
    return np.asarray(flat @ turn + 300, dtype=np.float32)


@given(st.floats(-0.7, 0.7), st.floats(5, 200), st.floats(5, 200))
def test_corners_begin_at_the_upper_left_and_run_clockwise(angle: float, width: float, height: float) -> None:
    """In whatever order a rectangle's corners come, they are given from the upper left, clockwise."""
    rectangle = _rectangle(angle, width, height)
    for order in permutations(range(4)):
        assert np.allclose(upright_corners(rectangle[list(order)]), rectangle, atol=1e-3)


@pytest.mark.parametrize("look", [USUAL, KEEN], ids=["usual", "keen"])
def test_each_line_of_a_plate_has_its_box(models: Models, look: Look) -> None:
    """Every text drawn lies in a box of about its height, and the boxes run from top to bottom."""
    regions = find_text(page(PLATE), models.detector, look)
    tops = [float(region.corners[:, 1].mean()) for region in regions]
    assert tops == sorted(tops)
    for _, left, top, height in PLATE:
        low = np.array((left + 10, top + height / 2))
        boxes = [r for r in regions if (r.corners[0] <= low).all() and (r.corners[2] >= low).all()]
        assert boxes, (left, top)
        assert 0.7 * height < boxes[0].height < 2.5 * height


def test_a_region_is_a_box_in_the_picture_with_its_probability(models: Models) -> None:
    """Sides are positive, probabilities above the look's threshold, corners in the picture or just by it."""
    pixels = page(PLATE)
    for region in find_text(pixels, models.detector):
        assert USUAL.box <= region.p <= 1.0
        assert min(region.width, region.height) >= 3
        assert region.corners.dtype == np.float32
        assert (region.corners > -20).all()
        assert (region.corners < np.array((pixels.shape[1], pixels.shape[0])) + 20).all()


def test_the_keen_look_sees_fainter_text(models: Models) -> None:
    """Of a text that fades step by step, the keen look finds at least all that the usual one finds."""
    clear = page((("MX15D-00417", 60, 150, 14),), (300, 300)).astype(float)
    faded = [(225 - share * (225 - clear)).astype(np.uint8) for share in (0.04, 0.07, 0.1)]
    found = [[bool(find_text(f, models.detector, look)) for look in (USUAL, KEEN)] for f in faded]
    assert all(keen or not usual for usual, keen in found)
    assert found[-1] == [True, True]


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1), (7, 5), (300, 400)])
def test_a_flat_picture_has_no_text(models: Models, shape: tuple[int, int]) -> None:
    """However small or thin, a picture of one colour has no text and is no error."""
    assert find_text(np.full((*shape, 3), 120, np.uint8), models.detector) == ()


def test_a_wall_of_text_is_cut_to_the_surest(models: Models) -> None:
    """A picture with more lines than any plate gives no more than the limit."""
    rows = [(f"A{n}", 20 + 90 * (n % 14), 15 + 40 * (n // 14), 14) for n in range(14 * 14)]
    assert 0 < len(find_text(page(rows, (1280, 600)), models.detector)) <= MOST_BOXES


def test_boxes_that_lap_over_each_other_in_a_row_are_one() -> None:
    """Two boxes that both hold some characters of a row become one around both; neighbours stay apart."""

    def box(left: float, right: float, top: float = 0.0) -> Region:
        corners = np.array([[left, top], [right, top], [right, top + 40], [left, top + 40]], np.float32)
        return Region(corners, 0.9)

    (one,) = united([box(0, 160), box(100, 400)])
    assert (one.width, one.height) == (400, 40)
    assert len(united([box(0, 160), box(155, 400)])) == 2, "grown into each other a little"
    assert len(united([box(0, 160), box(100, 400, top=30)])) == 2, "another row"
    assert len(united([box(0, 400), box(100, 200)])) == 2, "one lies within the other"
