"""Whole photographs: a plate or code somewhere on a machine, a wall or a table, small in a large picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from benchmarks.drawn.surface import blotches, flat, scratches, seen
from benchmarks.drawn.words import chosen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.drawn.surface import Mask, Picture, Random

#: Sizes of cameras' pictures, width before height; one in four is taken upright.
_SIZES = ((1600, 1200), (1920, 1080), (2048, 1536), (2592, 1944), (3264, 2448), (4000, 3000))
#: The ground is made at this share of the picture's size: out of focus, it is soft anyway.
_COARSE = 0.5


def whole_photograph(
    thing: Picture, rng: Random, *, share: tuple[float, float]
) -> tuple[Picture, NDArray[np.float32]]:
    """``thing`` seen in a large picture, its longer side that ``share``, least and most, of the picture's.

    With it where its corners lie, clockwise from the upper left.
    """
    width, height = chosen(rng, _SIZES[:4] if rng.random() < 0.7 else _SIZES)
    size = (width, height) if rng.random() < 0.75 else (height, width)
    scene = ground(size, rng)
    target = rng.uniform(*share)
    scale = min(
        target * max(size) / max(thing.shape[:2]),
        0.9 * size[0] / thing.shape[1],
        0.9 * size[1] / thing.shape[0],
    )
    if scale < 0.6:
        thing = _smaller(thing, max(scale * 1.3, 0.02))
        scale = min(scale, 1.0) / max(scale * 1.3, 0.02)
    corners = _corners(thing, scale, size, rng)
    return seen(thing, scene, corners, lift=max(2.0, width / 400)), corners


def _smaller(thing: Picture, share: float) -> Picture:
    """Averaged down, since the warp that follows samples single pixels."""
    return np.asarray(cv2.resize(thing, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.float32)


def _corners(thing: Picture, scale: float, size: tuple[int, int], rng: Random) -> NDArray[np.float32]:
    """Where the thing lies: turned by some degrees, foreshortened, anywhere that it is whole."""
    height, width = thing.shape[0] * scale, thing.shape[1] * scale
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width / 2, height / 2)
    half = half * (rng.uniform(0.75, 1.0), 1.0) if rng.random() < 0.5 else half
    angle = np.deg2rad(rng.normal(0.0, 4.0))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = half @ turn + rng.normal(0.0, 0.02, (4, 2)) * (width, height)
    low, high = corners.min(axis=0), corners.max(axis=0)
    room = np.maximum(np.array(size) - (high - low), 2.0)
    return np.asarray(corners - low + rng.uniform(0.1, 0.9, 2) * room, dtype=np.float32)


def ground(size: tuple[int, int], rng: Random) -> Picture:
    """What lies behind: tone and grain of metal, wood or cloth, panels, edges, screws, slots, marks."""
    small = (round(size[0] * _COARSE), round(size[1] * _COARSE))
    tone = rng.uniform(0.12, 0.65)
    colour = (tone, tone * rng.uniform(0.85, 1.1), tone * rng.uniform(0.7, 1.1))
    scene = flat(small, colour)
    scene = scene * (0.8 + 0.4 * blotches(small, rng, scale=small[0] / 4, share=0.5))[:, :, None]
    scene = scene * _grain(small, rng)[:, :, None]
    for _ in range(int(rng.integers(1, 6))):
        scene = _panel(scene, rng)
    for _ in range(int(rng.integers(0, 3))):
        _slots(scene, rng)
    for _ in range(int(rng.integers(0, 14))):
        _screw(scene, rng)
    scene = scene + 0.2 * scratches(small, rng, count=int(rng.integers(0, 40)))[:, :, None]
    scene = np.clip(cv2.GaussianBlur(scene, (0, 0), rng.uniform(0.5, 2.0)), 0.0, 1.0)
    return np.asarray(cv2.resize(scene, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _grain(size: tuple[int, int], rng: Random) -> Mask:
    """Long streaks, as wood and rolled metal have, or the weave of cloth."""
    noise = rng.normal(0.0, 1.0, (size[1], size[0])).astype(np.float32)
    along, across = chosen(rng, ((25.0, 0.8), (0.8, 25.0), (1.2, 1.2), (4.0, 4.0)))
    streaks = np.asarray(cv2.GaussianBlur(noise, (0, 0), sigmaX=along, sigmaY=across), np.float32)
    streaks = streaks / max(float(streaks.std()), 1e-6)
    return np.asarray(np.clip(1.0 + rng.uniform(0.01, 0.07) * streaks, 0.5, 1.5), np.float32)


def _panel(scene: Picture, rng: Random) -> Picture:
    """A part of another tone with a bright upper and a dark lower edge: a lid, a duct, a frame."""
    height, width = scene.shape[:2]
    centre = rng.uniform(0.0, 1.0, 2) * (width, height)
    extent = rng.uniform(0.1, 0.6, 2) * (width, height)
    points = cv2.boxPoints((tuple(centre), tuple(extent), float(rng.normal(0.0, 6.0))))
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [np.rint(points).astype(np.int32)], 255, cv2.LINE_AA)
    cover = (mask.astype(np.float32) / 255.0)[:, :, None]
    tone = np.asarray(rng.uniform(0.1, 0.7) * rng.uniform(0.85, 1.1, 3), np.float32)
    edge = np.roll(cover, -3, axis=0) - np.roll(cover, 3, axis=0)
    laid = scene * (1.0 - 0.8 * cover) + tone * (0.8 * cover) + np.float32(0.15) * edge
    return np.asarray(np.clip(laid, 0.0, 1.0), np.float32)


def _slots(scene: Picture, rng: Random) -> None:
    """A grille of parallel slots, in place."""
    height, width = scene.shape[:2]
    x, y = rng.uniform(0.0, 0.8) * width, rng.uniform(0.0, 0.8) * height
    long, pitch = rng.uniform(0.05, 0.2) * width, rng.uniform(0.008, 0.02) * width
    for place in range(int(rng.integers(4, 12))):
        top = round(y + place * pitch)
        scene[top : top + max(1, round(pitch * 0.4)), round(x) : round(x + long)] *= 0.35


def _screw(scene: Picture, rng: Random) -> None:
    """A screw's head with its slot, in place."""
    height, width = scene.shape[:2]
    centre = (int(rng.integers(0, width)), int(rng.integers(0, height)))
    radius = max(3, int(rng.uniform(0.004, 0.016) * width))
    tone = float(rng.uniform(0.2, 0.75))
    cv2.circle(scene, (centre[0] + 2, centre[1] + 2), radius, (0.05, 0.05, 0.05), -1, cv2.LINE_AA)
    cv2.circle(scene, centre, radius, (tone, tone, tone), -1, cv2.LINE_AA)
    angle = rng.uniform(0, np.pi)
    arm = (round(radius * 0.8 * np.cos(angle)), round(radius * 0.8 * np.sin(angle)))
    ends = ((centre[0] - arm[0], centre[1] - arm[1]), (centre[0] + arm[0], centre[1] + arm[1]))
    cv2.line(scene, *ends, (0.08, 0.08, 0.08), max(1, radius // 4), cv2.LINE_AA)
