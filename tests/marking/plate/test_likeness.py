"""Likeness: a hash of what a picture shows, not of how it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.marking.plate.likeness import likeness_distance, likeness_of
from findspot.matching.parameters import load_parameters

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _scene(seed: int, size: tuple[int, int] = (480, 360)) -> NDArray[np.uint8]:
    """Something smooth with large and small forms."""
    coarse = np.random.default_rng(seed).integers(20, 236, (9, 12, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), np.uint8)


@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 2**16))
def test_every_picture_has_a_hash_and_always_the_same(width: int, height: int, seed: int) -> None:
    """Pictures of any size hash to 16 hexadecimal digits, and the same pixels to the same ones."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)
    found = likeness_of(pixels)
    assert len(found) == 16
    assert 0 <= int(found, 16) < 2**64
    assert likeness_of(pixels.copy()) == found


@settings(max_examples=25, deadline=None, derandomize=True)  # of random scenes one in hundreds is unlucky
@given(st.integers(0, 2**16), st.floats(0.5, 4))
def test_size_hardly_counts(seed: int, factor: float) -> None:
    """The same scene larger or smaller still counts as the same photograph."""
    scene = _scene(seed)
    other = cv2.resize(scene, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    same = load_parameters().hypotheses.same_photograph_bits
    assert likeness_distance(likeness_of(scene), likeness_of(np.asarray(other, np.uint8))) <= same


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 2**16), st.floats(0.6, 1.0), st.integers(0, 19))
def test_light_and_contrast_hardly_count(seed: int, contrast: float, light: int) -> None:
    """A paler or darker print of the same scene is nearly the same hash."""
    scene = _scene(seed)
    paler = np.clip(scene * contrast + light, 0, 255).astype(np.uint8)
    assert likeness_distance(likeness_of(scene), likeness_of(paler)) <= 4


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_another_rotation_is_another_picture(turns: int) -> None:
    """The hash follows the picture as it is shown: turned, it is unlike."""
    scene = _scene(5)
    assert likeness_distance(likeness_of(scene), likeness_of(np.rot90(scene, turns).copy())) > 12


def test_other_scenes_are_unlike() -> None:
    """Different scenes differ in about half of their bits."""
    hashes = [likeness_of(_scene(seed)) for seed in range(10)]
    assert min(likeness_distance(a, b) for a in hashes for b in hashes if a < b) > 12


@given(st.integers(0, 2**64 - 1), st.integers(0, 63))
def test_one_bit_is_distance_one(value: int, bit: int) -> None:
    """The distance counts bits."""
    assert likeness_distance(f"{value:016x}", f"{value ^ 1 << bit:016x}") == 1
