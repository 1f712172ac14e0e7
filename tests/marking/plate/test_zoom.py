"""The closer look: small text is found in the part of the picture where some of it was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.marking.drawing import PLATE, page

from findspot.marking.plate.detection import KEEN, USUAL, Region, find_text
from findspot.marking.plate.zoom import find_text_closer, groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.marking.plate.models import Models


def _region(left: float, top: float, width: float = 200.0, height: float = 20.0) -> Region:
    right, bottom = left + width, top + height
    return Region(np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32), 0.9)


def _in_a_scene(share: float) -> NDArray[np.uint8]:
    """The plate at that share of its size in a picture of five million pixels."""
    coarse = np.random.default_rng(3).integers(60, 190, (48, 64, 3)).astype(np.uint8)
    scene = np.asarray(cv2.resize(coarse, (2592, 1944), interpolation=cv2.INTER_CUBIC), np.uint8)
    small = cv2.resize(page(PLATE), None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    scene[900 : 900 + small.shape[0], 1400 : 1400 + small.shape[1]] = small
    return scene


def test_small_print_is_found_by_the_closer_look(models: Models) -> None:
    """Of a plate whose letters are 11 pixels tall once reduced, all lines are found, in their place."""
    scene = _in_a_scene(0.65)
    first = find_text(scene, models.detector, USUAL)
    closer = find_text_closer(scene, models.detector, USUAL)
    assert len(closer) >= max(len(first), 8)
    for region in closer:
        assert (region.corners > (1380, 880)).all()
        assert (region.corners < (1400 + 540, 900 + 280)).all()
    heights = [float(region.corners[:, 1].mean()) for region in closer]
    assert heights == sorted(heights)


def test_a_picture_that_is_large_enough_is_looked_at_once(models: Models) -> None:
    """Text that fills its picture, and a look that is no usual one, give what the first look gives."""
    for pixels, look in ((page(PLATE), USUAL), (_in_a_scene(0.65), KEEN)):
        first = find_text(pixels, models.detector, look)
        closer = find_text_closer(pixels, models.detector, look)
        assert [region.corners.tolist() for region in closer] == [region.corners.tolist() for region in first]


def test_lines_of_one_plate_are_one_group() -> None:
    """Lines a few heights apart belong together; the group that says most comes first."""
    plate = [_region(1000, 500 + 40 * row) for row in range(4)]
    sign = [_region(100, 100, 90)]
    assert [len(group) for group in groups([*sign, *plate])] == [4, 1]


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.floats(0, 2000), st.floats(0, 2000), st.floats(20, 400), st.floats(8, 60)), max_size=12
    )
)
def test_each_line_is_in_one_group(places: list[tuple[float, float, float, float]]) -> None:
    """Grouping loses no line and doubles none."""
    regions = [_region(*place) for place in places]
    grouped = [region for group in groups(regions) for region in group]
    assert sorted(map(id, grouped)) == sorted(map(id, regions))
