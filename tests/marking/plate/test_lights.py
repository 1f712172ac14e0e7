"""One plate under several lights: laid over each other, told from others, and shown together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from benchmarks.drawn.plates import Light, embossed
from benchmarks.drawn.surface import flat, lit, photograph, rounded
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.marking.plate.lights import (
    AGREED,
    TOGETHER,
    agreement,
    laid_over,
    overlay,
    spread,
    steepest,
)
from findspot.marking.plate.views import moved, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from findspot.marking.plate.views import Corners

    Grey = NDArray[np.uint8]
    Map = NDArray[np.float64]

LEVEL, UPRIGHT = 0.0, np.pi / 2


def _plate(seed: int, angle: float, camera: int = 0, serial: str | None = None) -> Grey:
    """A drawn plate that faces the camera, under a light from ``angle``."""
    sheet, _ = embossed(np.random.default_rng(seed), Light(angle, 0.5), serial)
    pixels = photograph(sheet, np.random.default_rng(camera), blur=0.6, noise=0.01)
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _other_digits(seed: int) -> str:
    """A serial that differs from the plate's in every digit."""
    _, serial = embossed(np.random.default_rng(seed))
    return "".join(str((int(c) + 3) % 10) if c.isdigit() else c for c in serial)


def _place(seed: int) -> Corners:
    """Where the digits of a plate's serial stand: where other digits make a difference."""
    differ = cv2.absdiff(_plate(seed, 0.5), _plate(seed, 0.5, serial=_other_digits(seed))) > 24
    kept = cv2.morphologyEx(differ.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2)))
    left, top, width, height = cv2.boundingRect(kept)
    return whole(np.zeros((height, width, 3), np.uint8)) + np.array((left, top), np.float32)


def _moved(seed: int, angle: float, between: float, moves: list[float]) -> tuple[Grey, Grey, Map]:
    """A plate, the same under another light with its corners moved, and the map between them."""
    one, other = _plate(seed, angle), _plate(seed, angle + between, camera=1)
    size, corners = (one.shape[1], one.shape[0]), whole(one)
    true = cv2.getPerspectiveTransform(corners, corners + np.array(moves, np.float32).reshape(4, 2))
    seen = cv2.warpPerspective(other, true, size, borderMode=cv2.BORDER_REPLICATE)
    return one, np.asarray(seen, np.uint8), np.asarray(true, np.float64)


def _astray(one: Grey, onto: Map, true: Map) -> float:
    """How far apart two maps lead the corners of what a plate's text covers, in pixels."""
    text = (whole(one) - whole(one).mean(axis=0)) * np.float32(0.7) + whole(one).mean(axis=0)
    return float(np.abs(moved(text, onto) - moved(text, true)).max())


def _cross(angle: float) -> Grey:
    """A raised level stroke beside a raised upright one, lit from ``angle``."""
    raised = np.zeros((120, 200), np.float32)
    raised[55:65, 20:80] = 1.0
    raised[20:100, 145:155] = 1.0
    sheet = lit(flat((200, 120), (0.5, 0.5, 0.5)), rounded(4 * raised, 1.5), angle=angle, strength=0.5)
    return np.asarray(np.rint(sheet[:, :, 0] * 255), dtype=np.uint8)


def _dark(picture: NDArray[np.uint8]) -> tuple[bool, bool]:
    """Whether the level stroke's long side shows dark, and the upright one's."""
    grey = picture[:, :, 0]
    return bool(grey[52:68, 40:60].min() < 100), bool(grey[50:70, 142:158].min() < 100)


@settings(max_examples=6)
@given(
    seed=st.integers(0, 50),
    angle=st.floats(0.0, np.pi),
    between=st.floats(0.0, np.pi),
    moves=st.lists(st.floats(-25, 25), min_size=8, max_size=8),
)
def test_what_is_laid_over_lies_where_it_should(
    seed: int, angle: float, between: float, moves: list[float]
) -> None:
    """However lights and camera moved: it is refused, or its text lies within a fraction of a letter."""
    one, seen, true = _moved(seed, angle, between, moves)
    onto = overlay(one, seen)
    assert onto is None or _astray(one, onto, true) < 10.0


@pytest.mark.parametrize("seed", range(4))
def test_a_plate_is_laid_over_itself_under_another_light(seed: int) -> None:
    """Lights half a right angle apart and a camera that moved a little are no hindrance."""
    one, seen, true = _moved(seed, 0.4, np.pi / 4, [12, -8, 5, 9, -14, 3, 7, -6])
    onto = overlay(one, seen)
    assert onto is not None
    assert _astray(one, onto, true) < 4.0


@pytest.mark.parametrize("seed", range(3))
def test_another_plate_is_refused(seed: int) -> None:
    """Where its frame can be laid over this one's, another plate does not agree where the serial stands."""
    one, other = _plate(seed, 0.7), _plate(seed + 20, 0.7)
    size = (one.shape[1], one.shape[0])
    onto = overlay(one, other)
    assert onto is None or agreement(one, laid_over(other, onto, size), _place(seed)) < AGREED


@pytest.mark.parametrize("seed", range(3))
def test_what_shows_no_plate_is_not_laid_over(seed: int) -> None:
    """Neither an even picture nor noise bears any map out."""
    one = _plate(seed, 0.7)
    noise = np.random.default_rng(seed).integers(0, 256, one.shape, dtype=np.uint8)
    assert overlay(one, np.full_like(one, 128)) is None
    assert overlay(one, noise) is None


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("between", [0.0, 0.8, 1.2])
def test_the_same_serial_agrees_whatever_the_lights_and_another_does_not(seed: int, between: float) -> None:
    """Plates alike but for the digits of the serial are told apart where it stands."""
    one, other = _plate(seed, 0.5), _plate(seed, 0.5 + between, camera=1)
    twin = _plate(seed, 0.5 + between, camera=1, serial=_other_digits(seed))
    assert agreement(one, other, _place(seed)) >= AGREED
    assert agreement(one, twin, _place(seed)) < AGREED


def test_where_nothing_is_shown_nothing_agrees() -> None:
    """Two even pictures, or a place beyond them, have no agreement and raise no error."""
    even = np.full((60, 80), 90, np.uint8)
    assert agreement(even, even, whole(even)) == pytest.approx(0.0, abs=1e-6)
    assert agreement(even, even, whole(even) + 500) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("combined", TOGETHER.values())
def test_each_light_hides_a_stroke_that_both_together_show(
    combined: Callable[..., NDArray[np.uint8]],
) -> None:
    """Light along a stroke does not show it; under both lights each stroke is seen."""
    level, upright = _cross(LEVEL), _cross(UPRIGHT)
    assert _dark(steepest([level])) == (False, True)
    assert _dark(steepest([upright])) == (True, False)
    assert _dark(combined([level, upright])) == (True, True)


@settings(max_examples=10)
@given(st.permutations(range(3)))
def test_the_order_of_the_lights_does_not_matter(order: list[int]) -> None:
    """The same photographs show the same together, but for the rounding of sums."""
    flats = [_cross(angle) for angle in (0.2, 1.2, 2.2)]
    for combined in (steepest, spread):
        there = combined(flats).astype(int)
        assert np.abs(combined([flats[place] for place in order]).astype(int) - there).max() <= 1


def test_laying_over_moves_pixels_and_makes_none() -> None:
    """Under the map that moves nothing, a picture stays as it is."""
    one = _plate(1, 0.4)
    assert np.array_equal(laid_over(one, np.eye(3), (one.shape[1], one.shape[0])), one)
