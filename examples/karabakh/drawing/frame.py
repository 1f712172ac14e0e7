"""The exhibit that cannot be read: a moment of video, a wreck with its sensor ball."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from benchmarks.drawn.surface import (
    blotches,
    compressed,
    flat,
    ink,
    photograph,
    rounded,
)
from examples.karabakh.drawing.legend import with_legend

if TYPE_CHECKING:
    from benchmarks.drawn.surface import Mask, Picture, Random
    from numpy.typing import NDArray


_WING = np.array([[560, 300], [1180, 214], [1262, 222], [1250, 236], [700, 352], [580, 350]])
_TORN = np.array([[150, 330], [120, 372], [98, 384], [60, 338], [40, 300], [84, 296], [74, 262], [118, 268]])
_BACK = np.array([[150, 232], [330, 206], [520, 226], [640, 270], [668, 318], [596, 356], [530, 348]])
_BELLY = np.array([[470, 378], [380, 372], [300, 408], [180, 402]])
#: The hull ends where it is torn.
_HULL = np.vstack([_TORN[1:], _BACK, _BELLY])


def frame() -> NDArray[np.uint8]:
    """One frame of video: RGB, uint8, 1280 by 720 with the legend in it, nothing on it legible."""
    rng = np.random.default_rng(1027)
    size = (1280, 720)
    scene = _field(size, rng)
    scene = _wreckage(scene, rng)
    scene = _ball(scene, (742, 392), 138, rng)
    thinning = np.linspace(1.0, 0.0, size[1], dtype=np.float32)[:, None]
    smoke = np.asarray(rounded(blotches(size, rng, scale=230, share=0.4), 25.0) * thinning, np.float32)
    scene = ink(scene, smoke, (0.33, 0.32, 0.31), 0.55)
    scene = _shaken(scene, length=19, angle=0.35)
    small = cv2.resize(scene, (640, 360), interpolation=cv2.INTER_AREA)
    coarse = photograph(np.asarray(small, np.float32), rng, blur=0.5, noise=0.018, quality=24)
    again = np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    pixels = compressed(again, 38)
    legend = with_legend(pixels[:64], "DRAWING, NOT A PHOTOGRAPH", "a drawn video frame of the founding case")
    pixels[-64:] = legend[-64:]
    return pixels


def _field(size: tuple[int, int], rng: Random) -> Picture:
    """Dry grass under a pale sky, hills between."""
    width, height = size
    horizon = 170
    paling = np.linspace(0.72, 0.84, horizon, dtype=np.float32)[:, None, None]
    scene = flat(size, (0.46, 0.4, 0.27))
    scene[:horizon] = paling * np.array((0.95, 0.98, 1.03), np.float32)
    across = np.arange(width)
    for base, swing, colour in ((140, 26, (0.56, 0.59, 0.62)), (160, 15, (0.45, 0.47, 0.42))):
        ridge = base + swing * np.sin(across / rng.uniform(120, 230) + rng.uniform(0, 6))
        hill = (np.arange(horizon)[:, None] > ridge[None, :]).astype(np.float32)
        scene[:horizon] = ink(scene[:horizon], hill, colour)
    near = blotches(size, rng, scale=26, share=0.5)
    far = blotches(size, rng, scale=7, share=0.5)
    depth = np.clip((np.arange(height, dtype=np.float32) - horizon) / (height - horizon), 0.0, 1.0)[:, None]
    grass = depth * near + (1.0 - depth) * far
    blades = rounded(rng.normal(0.0, 1.0, size[::-1]).astype(np.float32), 1.0)
    tone = 0.8 + 0.28 * grass + 0.22 * blades
    scene[horizon:] *= tone[horizon:, :, None]
    burnt = blotches(size, rng, scale=150, share=0.3) * depth
    return ink(np.clip(scene, 0.0, 1.0), np.asarray(burnt, np.float32), (0.1, 0.09, 0.08), 0.75)


def _wreckage(scene: Picture, rng: Random) -> Picture:
    """A broken airframe behind: a wing, the torn hull, and pieces scattered around."""
    size = (scene.shape[1], scene.shape[0])
    scene = _panel(scene, _WING, rng, tone=0.6)
    scene = _panel(scene, _HULL, rng, tone=0.66)
    scene = ink(scene, rounded(_filled(size, _TORN), 3.0), (0.05, 0.045, 0.04), 0.85)
    for _ in range(64):
        centre = np.array([rng.uniform(0, size[0]), rng.uniform(330, 650)])
        reach = rng.uniform(4, 26) * (centre[1] / 500)
        shard = _filled(size, centre + rng.normal(0.0, reach, (4, 2)) * (1.0, 0.4))
        tone = float(rng.choice([0.1, 0.16, 0.3, 0.55]))
        scene = ink(scene, np.roll(shard, (4, 3), axis=(0, 1)), (0.05, 0.05, 0.04), 0.6)
        scene = ink(scene, shard, (tone, tone, tone * 1.03), 0.95)
    return np.asarray(scene, np.float32)


def _panel(scene: Picture, outline: NDArray[np.floating], rng: Random, *, tone: float) -> Picture:
    """A piece of painted skin: lit from above, seamed, scorched, with its shadow on the ground."""
    size = (scene.shape[1], scene.shape[0])
    body = _filled(size, outline)
    top, bottom = float(outline[:, 1].min()), float(outline[:, 1].max())
    fall = np.clip((np.arange(size[1], dtype=np.float32) - top) / (bottom - top), 0.0, 1.0)
    skin = flat(size, (tone, tone * 1.02, tone * 1.05)) * (1.2 - 0.75 * fall**1.5)[:, None, None]
    seams = np.zeros(size[::-1], np.uint8)
    for x in np.linspace(float(outline[:, 0].min()), float(outline[:, 0].max()), 7)[1:-1]:
        cv2.line(seams, (round(x), 0), (round(x) - 40, size[1]), 255, 2, cv2.LINE_AA)
    skin = ink(np.asarray(skin, np.float32), seams.astype(np.float32) / 255.0, (0.2, 0.2, 0.2), 0.55)
    scorch = rounded(blotches(size, rng, scale=75, share=0.3), 9.0)
    skin = ink(skin, scorch, (0.13, 0.115, 0.1), 0.85)
    scene = ink(scene, rounded(np.roll(body, (30, 12), axis=(0, 1)), 8.0), (0.06, 0.055, 0.045), 0.65)
    return np.asarray(scene * (1.0 - body[:, :, None]) + skin * body[:, :, None], np.float32)


def _ball(scene: Picture, centre: tuple[int, int], radius: int, rng: Random) -> Picture:
    """The sensor ball on its side: yoke, windows, scorch marks, and a plate of a few pixels."""
    size = (scene.shape[1], scene.shape[0])
    shade = _disc(size, (centre[0] + 34, centre[1] + radius - 14), (radius * 1.25, 34))
    scene = ink(scene, rounded(shade, 9.0), (0.04, 0.04, 0.03), 0.8)
    for turn in (-0.42, np.pi - 0.42):  # the yoke's two arms, seen past the ball
        arm = np.array([[radius - 26, -34], [radius + 26, -44], [radius + 34, 40], [radius - 26, 34]])
        across = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        scene = ink(scene, _filled(size, arm @ across + np.array(centre)), (0.3, 0.31, 0.32))
    x, y = np.meshgrid(np.arange(size[0]) - centre[0], np.arange(size[1]) - centre[1])
    height = np.sqrt(np.clip(1.0 - (x**2 + y**2) / radius**2, 0.0, 1.0))
    light = np.clip((-0.45 * x - 0.62 * y) / radius + 0.62 * height, 0.0, 1.0)
    skin = (0.14 + 0.72 * light)[:, :, None] * np.array((0.7, 0.72, 0.74))
    across, down = 0.34 * x + 0.94 * y - 0.3 * radius, 0.94 * x - 0.34 * y + 0.52 * radius
    seam = np.exp(-((across / 2.2) ** 2)) + np.exp(-((down / 2.2) ** 2))
    skin = ink(np.asarray(skin, np.float32), np.asarray(seam, np.float32), (0.1, 0.1, 0.1), 0.7)
    scorch = rounded(blotches(size, rng, scale=70, share=0.3), 7.0)
    skin = ink(skin, scorch, (0.09, 0.08, 0.07), 0.75)
    cover = _disc(size, centre, (radius, radius))
    scene = np.asarray(scene * (1.0 - cover[:, :, None]) + skin * cover[:, :, None], np.float32)
    scene = _windows(scene, centre)
    return _far_plate(scene, (centre[0] - 96, centre[1] + 52))


def _windows(scene: Picture, centre: tuple[int, int]) -> Picture:
    """The apertures of camera and laser: dark glass with a little sky in it."""
    size = (scene.shape[1], scene.shape[0])
    for dx, dy, wide, high in ((10, -14, 58, 52), (86, 34, 24, 26), (-70, -38, 22, 27), (54, 82, 17, 13)):
        place = (centre[0] + dx, centre[1] + dy)
        scene = ink(scene, _disc(size, place, (wide + 6, high + 6)), (0.24, 0.25, 0.26))
        scene = ink(scene, _disc(size, place, (wide, high)), (0.03, 0.04, 0.06))
        sky = _disc(size, (place[0] - wide // 3, place[1] - high // 3), (wide * 0.42, high * 0.3))
        scene = ink(scene, rounded(sky, 3.0), (0.45, 0.55, 0.68), 0.65)
    return scene


def _far_plate(scene: Picture, at: tuple[int, int]) -> Picture:
    """A data plate of 38 by 24 pixels, its text a few grey strokes."""
    size = (scene.shape[1], scene.shape[0])
    outline = np.array([[0, 0], [38, 5], [36, 28], [-1, 24]]) + np.array(at)
    scene = ink(scene, _filled(size, outline), (0.8, 0.8, 0.78))
    for row, length in enumerate((24, 28, 20, 26)):
        start = np.array([at[0] + 5, at[1] + 5 + 5 * row])
        stroke = np.array([[0, 0], [length, 3], [length, 5], [0, 2]]) + start
        scene = ink(scene, _filled(size, stroke), (0.3, 0.3, 0.3), 0.7)
    return scene


def _filled(size: tuple[int, int], corners: NDArray[np.floating]) -> Mask:
    page = np.zeros(size[::-1], np.uint8)
    points = np.rint(corners * 16).astype(np.int32).reshape(-1, 1, 2)
    cv2.fillPoly(page, [points], 255, cv2.LINE_AA, 4)
    return page.astype(np.float32) / 255.0


def _disc(size: tuple[int, int], centre: tuple[float, float], axes: tuple[float, float]) -> Mask:
    page = np.zeros(size[::-1], np.uint8)
    middle = (round(centre[0] * 16), round(centre[1] * 16))
    reach = (round(axes[0] * 16), round(axes[1] * 16))
    cv2.ellipse(page, middle, reach, 0.0, 0.0, 360.0, 255, -1, cv2.LINE_AA, 4)
    return page.astype(np.float32) / 255.0


def _shaken(scene: Picture, *, length: int, angle: float) -> Picture:
    """``scene`` as a moving camera sees it: smeared ``length`` pixels along ``angle`` (radians)."""
    kernel = np.zeros((length, length), np.uint8)
    middle, reach = length // 2, (length - 1) / 2
    dx, dy = round(reach * np.cos(angle)), round(reach * np.sin(angle))
    cv2.line(kernel, (middle - dx, middle - dy), (middle + dx, middle + dy), 255, 1, cv2.LINE_AA)
    weights = kernel.astype(np.float32) / float(kernel.sum())
    return np.asarray(cv2.filter2D(scene, -1, weights), np.float32)
