"""Views: outlines that are cut, grown, turned and joined, and the pixels within them laid flat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.marking.plate.recognition import HEIGHT, STRIDE
from findspot.marking.plate.views import (
    AS_IS,
    CROP_VIEWS,
    DOUBT_VIEWS,
    FOUND,
    MARGIN,
    NARROWEST,
    PITCH,
    VIEWS,
    WIDEST,
    View,
    adjusted,
    cut,
    extent,
    grown,
    joined,
    laid_flat,
    levelled,
    moved,
    narrowed,
    narrowing,
    piece_of,
    relief,
    strip,
    turned,
    whole,
)

if TYPE_CHECKING:
    from findspot.marking.plate.views import Corners


@st.composite
def _outlines(draw: st.DrawFn) -> Corners:
    """The outline of a line somewhere in a picture, at any angle."""
    width, height = draw(st.floats(20, 400)), draw(st.floats(8, 60))
    angle = draw(st.floats(-np.pi, np.pi))
    axes = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]])
    return np.asarray(flat @ axes + (draw(st.floats(0, 500)), draw(st.floats(0, 500))), dtype=np.float32)


_SHARES = st.floats(0.0, 0.4)


@given(_outlines(), _SHARES)
def test_cutting_is_undone_by_adding(outline: Corners, share: float) -> None:
    """What is cut off above and below makes the line that much lower and no narrower, and can be put back."""
    less = cut(outline, share)
    width, height = extent(outline)
    assert extent(less) == pytest.approx((width, height * (1 - 2 * share)), rel=1e-3, abs=0.01)
    assert np.allclose(cut(less, -share / (1 - 2 * share)), outline, atol=0.05)


@given(_outlines(), _SHARES, _SHARES)
def test_growing_lengthens_the_line_at_its_ends(outline: Corners, left: float, right: float) -> None:
    """Each end moves outwards by its share of the height; the height stays."""
    width, height = extent(outline)
    wider = grown(outline, left, right)
    assert extent(wider) == pytest.approx((width + (left + right) * height, height), rel=1e-3)
    assert np.linalg.norm(wider[0] - outline[0]) == pytest.approx(left * height, abs=0.05)
    assert np.linalg.norm(wider[1] - outline[1]) == pytest.approx(right * height, abs=0.05)


@given(_outlines(), st.integers(0, 3), st.integers(0, 3))
def test_quarter_turns_add_up(outline: Corners, first: int, second: int) -> None:
    """Turning twice is turning by the sum, four turns are none, and an odd turn swaps width and height."""
    assert np.array_equal(turned(turned(outline, first), second), turned(outline, (first + second) % 4))
    assert np.array_equal(turned(outline, 4), outline)
    assert extent(turned(outline, 1)) == pytest.approx(extent(outline)[::-1], rel=1e-4)


@given(_outlines(), st.floats(0.1, 0.9))
def test_the_pieces_of_a_line_join_to_the_whole(outline: Corners, at: float) -> None:
    """A line cut in two is the same line when its pieces are joined; their widths add up."""
    left, right = piece_of(outline, 0.0, at), piece_of(outline, at, 1.0)
    assert np.allclose(joined([left, right]), outline, atol=0.01)
    assert extent(left)[0] + extent(right)[0] == pytest.approx(extent(outline)[0], rel=1e-3)
    assert np.allclose(left[1], right[0], atol=0.01)


@given(_outlines())
def test_the_plain_view_changes_nothing(outline: Corners) -> None:
    """As is, an outline stays as it is."""
    assert np.allclose(adjusted(outline, AS_IS), outline, atol=1e-3)


@pytest.mark.parametrize(("views", "first"), [(VIEWS, FOUND), (CROP_VIEWS, AS_IS)], ids=["lines", "crops"])
def test_the_first_view_is_the_plain_one(views: tuple[View, ...], first: View) -> None:
    """A line is first seen as it was found, a crop as it is; each set names each view once."""
    assert views[0] == first
    assert len({view.name for view in views}) == len(views)


@given(_outlines(), st.integers(1, 40))
def test_wide_type_is_drawn_together(outline: Corners, letters: int) -> None:
    """The more characters a text has, the less it is narrowed; never to under half, and never widened."""
    share, of_more = narrowing([(outline, letters)]), narrowing([(outline, letters + 1)])
    assert NARROWEST <= share <= of_more <= 1.0
    width, height = extent(outline)
    if NARROWEST < share < 1.0:
        assert share * width / height <= PITCH * (letters + 2 * MARGIN) * 1.001
    assert narrowed(FOUND, share).stretch == pytest.approx(FOUND.stretch * share)


@given(st.integers(1, 300), st.integers(1, 120), st.sampled_from([*VIEWS, *CROP_VIEWS]))
def test_a_strip_is_what_the_recogniser_takes(width: int, height: int, view: View) -> None:
    """Of a picture of any size: 48 pixels high, a multiple of 8 and no more than the widest."""
    pixels = np.zeros((height, width, 3), np.uint8)
    made = strip(pixels, whole(pixels), view)
    assert made.shape[0] == HEIGHT
    assert made.shape[1] % STRIDE == 0
    assert 0 < made.shape[1] <= WIDEST
    assert made.dtype == np.uint8


def _ramp() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Red grows to the right, green downwards."""
    y, x = np.mgrid[0:120, 0:240]
    return np.stack((x, 2 * y, np.full_like(x, 50)), axis=2).astype(np.uint8)


def test_a_strip_shows_the_picture_in_the_outlines_direction() -> None:
    """Left is left and up is up; read in the other direction it is the same strip turned by half."""
    pixels = _ramp()
    outline = np.array([[20, 20], [220, 20], [220, 60], [20, 60]], np.float32)
    made = strip(pixels, outline).astype(int)
    assert made[24, -4, 0] > made[24, 4, 0] + 150
    assert made[-4, 40, 1] > made[4, 40, 1] + 50
    over = strip(pixels, turned(outline, 2)).astype(int)
    assert np.abs(over[::-1, ::-1] - made).mean() < 3


@pytest.mark.parametrize("scale", [1, 2, 5])
def test_a_large_line_gives_the_strip_of_the_small_one(scale: int) -> None:
    """The same line in a larger photograph is the same strip, averaged and not sampled."""
    outline = np.array([[20, 20], [220, 20], [220, 60], [20, 60]], np.float32)
    large = np.repeat(np.repeat(_ramp(), scale, axis=0), scale, axis=1)
    difference = strip(large, outline * scale).astype(int) - strip(_ramp(), outline).astype(int)
    assert np.abs(difference).mean() < 3


@given(_outlines())
def test_a_flat_area_knows_its_way_back(outline: Corners) -> None:
    """The map that comes with a flat picture takes its corners to the outline it was cut from."""
    pixels = np.zeros((40, 40, 3), np.uint8)
    flat, back = laid_flat(pixels, outline, 64)
    assert flat.shape[0] == 64
    assert np.allclose(moved(whole(flat), back), outline, atol=0.5)


def test_levelling_takes_out_light_and_keeps_marks() -> None:
    """A faint mark under a strong slope of light stands out after levelling, and the slope is gone."""
    x = np.mgrid[0:128, 0:640][1]
    scene = 60 + x / 640 * 120
    scene[60:68, 300:340] -= 14
    pixels = np.repeat(scene.astype(np.uint8)[:, :, None], 3, axis=2)
    even = levelled(pixels).astype(float)
    assert even.shape == pixels.shape
    around = even[40:50, 300:340].mean()
    assert around - even[60:68, 300:340].mean() > 50
    assert abs(even[20:40, 100:200].mean() - even[20:40, 440:540].mean()) < 25


def test_the_whole_is_the_picture() -> None:
    """The corners of a picture span its width and height, from its upper left."""
    corners = whole(np.zeros((30, 70, 3), np.uint8))
    assert extent(corners) == (70.0, 30.0)
    assert corners[0].tolist() == [0.0, 0.0]


def test_relief_shows_shading_whichever_way_it_turns() -> None:
    """Light or dark, raised or cut: the edges of a character are dark in its relief, even ground is light."""
    ground = np.full((48, 160, 3), 120, np.uint8)
    cv2.putText(ground, "MX15", (10, 38), cv2.FONT_HERSHEY_SIMPLEX, 1.3, (150, 150, 150), 4, cv2.LINE_AA)
    raised, cut_in = relief(ground), relief(np.asarray(240 - ground, np.uint8))
    assert raised.shape == ground.shape
    assert np.abs(raised.astype(int) - cut_in.astype(int)).max() <= 2
    assert raised[2:46, 2:8].min() == 255
    assert raised.min() < 30


@pytest.mark.parametrize("view", DOUBT_VIEWS, ids=lambda view: view.name)
def test_views_for_doubt_are_strips_like_all_others(view: View) -> None:
    """Whatever a view shows of the pixels, it is a strip of the same shape and kind, always the same."""
    pixels = np.random.default_rng(7).integers(0, 256, (90, 300, 3)).astype(np.uint8)
    corners = whole(pixels)
    shown = strip(pixels, corners, view)
    assert shown.shape == strip(pixels, corners).shape
    assert shown.dtype == np.uint8
    assert np.array_equal(shown, strip(pixels, corners, view))
