"""Laying a plate flat: what its corners enclose fills the flat picture, and the way back is exact."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.marking.drawing import PLATE, page

from findspot.marking.plate.straight import straightened
from findspot.marking.plate.views import moved

CORNER = st.floats(0, 60)


@settings(max_examples=20, deadline=None)
@given(st.lists(CORNER, min_size=8, max_size=8), st.integers(0, 20))
def test_the_way_back_leads_to_the_corners(shifts: list[float], margin: int) -> None:
    """The flat picture's own corners, less the margin, are the outline's; its size is the one asked for."""
    shift = np.array(shifts).reshape(4, 2) * [[1, 1], [-1, 1], [-1, -1], [1, -1]]
    corners = np.array([[100, 60], [700, 60], [700, 340], [100, 340]], np.float32) + shift.astype(np.float32)
    flat, back = straightened(page(PLATE), corners, (300, 150), margin)
    inner = [[margin, margin], [300 - margin, margin], [300 - margin, 150 - margin], [margin, 150 - margin]]
    assert flat.shape == (150, 300, 3)
    assert np.allclose(moved(np.array(inner, np.float32), back), corners, atol=0.05)


@pytest.mark.parametrize("scale", [1, 3])
def test_a_large_picture_is_averaged_and_not_sampled(scale: int) -> None:
    """Of a picture of single bright and dark pixels the flat one shows their mean."""
    board = (np.indices((240 * scale, 240 * scale)).sum(axis=0) % 2 * 255).astype(np.uint8)
    pixels = np.repeat(board[:, :, None], 3, axis=2)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32) * 240 * scale
    flat, _ = straightened(pixels, corners, (60, 60))
    assert np.abs(flat[4:-4, 4:-4].astype(float) - 127.5).max() < 40


def test_a_plane_that_reaches_the_horizon_is_still_laid_flat() -> None:
    """Where the margin lies beyond what any camera sees, the flat picture is filled from the border."""
    corners = np.array([[390, 190], [410, 190], [800, 400], [0, 400]], np.float32)
    flat, _ = straightened(page(PLATE), corners, (100, 100), 20)
    assert flat.shape == (100, 100, 3)
