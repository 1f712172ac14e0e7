"""Surfaces, wear, light and camera: what turns masks into something like a photograph.

Pictures are float32 RGB, 0 to 1, of shape (height, width, 3) until ``photograph`` makes them uint8.
Relief is a height map in pixels; light comes from one side, so that letters without ink show by shading.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]
Mask = NDArray[np.float32]
Random = np.random.Generator


def flat(size: tuple[int, int], colour: tuple[float, float, float]) -> Picture:
    """A plain surface; ``size`` is (width, height)."""
    return np.full((size[1], size[0], 3), colour, np.float32)


def brushed(size: tuple[int, int], rng: Random, *, tone: float = 0.62, grain: float = 0.05) -> Picture:
    """Brushed aluminium: long streaks along the width."""
    width, height = size
    noise = rng.normal(0.0, 1.0, (height, width)).astype(np.float32)
    streaks = _single(cv2.GaussianBlur(noise, (0, 0), sigmaX=30.0, sigmaY=0.5))
    streaks = streaks / np.float32(streaks.std() + 1e-6)
    tint = np.array((0.99, 1.0, 1.015), np.float32)
    return _single(np.clip(tone + grain * streaks, 0.0, 1.0)[:, :, None] * tint)


def blotches(size: tuple[int, int], rng: Random, *, scale: float, share: float) -> Mask:
    """Soft irregular patches, 0 to 1: ``scale`` is their size in pixels, ``share`` the area they cover."""
    width, height = size
    field = np.zeros((height, width), np.float32)
    for octave, strength in enumerate((1.0, 0.5, 0.25)):
        # Noise of one value a patch, enlarged: as good as a wide blur, and far quicker.
        grid = (max(2, round(height / scale * 2**octave)), max(2, round(width / scale * 2**octave)))
        coarse = rng.normal(0.0, 1.0, grid).astype(np.float32)
        field += strength * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    edge = float(np.quantile(field, 1.0 - share)) if share > 0 else float(field.max()) + 1.0
    return _single(1.0 / (1.0 + np.exp(-np.clip((field - edge) * 6.0, -30, 30))))


def scratches(size: tuple[int, int], rng: Random, *, count: int, width: float = 1.0) -> Mask:
    """Fine straight and bent scratches, 0 to 1."""
    page = np.zeros((size[1], size[0]), np.uint8)
    for _ in range(count):
        start = rng.uniform(0.0, 1.0, 2) * size
        angle, length = rng.uniform(0.0, np.pi), rng.uniform(0.03, 0.35) * size[0]
        bend = rng.normal(0.0, 0.05)
        steps = np.linspace(0.0, 1.0, 12)
        x = start[0] + steps * length * np.cos(angle + bend * steps)
        y = start[1] + steps * length * np.sin(angle + bend * steps)
        points = np.rint(np.stack([x, y], axis=1) * 16).astype(np.int32).reshape(-1, 1, 2)
        strength = int(rng.uniform(60, 220))
        thickness = max(1, round(width * rng.uniform(0.6, 1.6)))
        cv2.polylines(
            page, [points], isClosed=False, color=strength, thickness=thickness, lineType=cv2.LINE_AA, shift=4
        )
    return page.astype(np.float32) / 255.0


def ink(picture: Picture, mask: Mask, colour: tuple[float, float, float], opacity: float = 1.0) -> Picture:
    """``picture`` with ``colour`` laid over it where ``mask`` is 1."""
    cover = (np.clip(mask, 0.0, 1.0) * opacity)[:, :, None]
    return _single(picture * (1.0 - cover) + np.array(colour, np.float32) * cover)


def stamp(page: Mask, mask: Mask, at: tuple[float, float]) -> None:
    """Lay ``mask`` on ``page``, in place, its upper left corner at ``at`` (x, y); what hangs over is lost."""
    x, y = round(at[0]), round(at[1])
    top, left = max(0, -y), max(0, -x)
    bottom, right = min(mask.shape[0], page.shape[0] - y), min(mask.shape[1], page.shape[1] - x)
    if top < bottom and left < right:
        place = page[y + top : y + bottom, x + left : x + right]
        np.maximum(place, mask[top:bottom, left:right], out=place)


def rounded(mask: Mask, blur: float) -> Mask:
    """``mask`` as a relief with rounded flanks."""
    return _single(cv2.GaussianBlur(mask, (0, 0), blur)) if blur > 0 else mask


def lit(picture: Picture, relief: Mask, *, angle: float, strength: float, gloss: float = 0.0) -> Picture:
    """``picture`` lit from ``angle`` (radians, 0 from the right): slopes towards the light shine."""
    dx = cv2.Sobel(relief, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    dy = cv2.Sobel(relief, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    slope = -(dx * np.cos(angle) + dy * np.sin(angle))
    shade = 1.0 + strength * slope
    shine = gloss * np.clip(slope, 0.0, None) ** 2
    return _single(np.clip(picture * shade[:, :, None] + shine[:, :, None], 0.0, 1.0))


def glare(size: tuple[int, int], rng: Random, *, strength: float) -> Mask:
    """A soft patch of reflected light, 0 to ``strength``."""
    width, height = size
    centre, radius = rng.uniform(0.1, 0.9, 2) * size, rng.uniform(0.15, 0.45) * width
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    squeeze = rng.uniform(1.0, 3.0)
    distance = ((x - centre[0]) ** 2 + (squeeze * (y - centre[1])) ** 2) / radius**2
    return _single(strength * np.exp(-2.0 * distance))


def seen(
    plate: Picture, ground: Picture, corners: NDArray[np.float32], *, shadow: float = 0.35, lift: float = 6.0
) -> Picture:
    """``plate`` set on ``ground`` over its shadow; ``corners`` run clockwise from its upper left."""
    height, width = plate.shape[:2]
    size = (ground.shape[1], ground.shape[0])
    flat_corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    view = cv2.getPerspectiveTransform(flat_corners, corners.astype(np.float32))
    whole = np.ones((height, width), np.float32)
    cover = cv2.warpPerspective(whole, view, size, flags=cv2.INTER_AREA)
    cover = cv2.GaussianBlur(cover, (0, 0), 0.7)
    dark = cv2.GaussianBlur(
        np.roll(cover, (round(lift), round(lift / 2)), axis=(0, 1)), (0, 0), max(0.5, lift)
    )
    laid = cv2.warpPerspective(plate, view, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    below = ground * (1.0 - shadow * dark)[:, :, None]
    return _single(below * (1.0 - cover)[:, :, None] + laid * cover[:, :, None])


def photograph(
    picture: Picture, rng: Random, *, blur: float = 0.6, noise: float = 0.01, quality: int | None = 85
) -> NDArray[np.uint8]:
    """``picture`` as a camera keeps it: lens blur, sensor noise, and JPEG unless ``quality`` is None."""
    soft = cv2.GaussianBlur(picture, (0, 0), blur) if blur > 0 else picture
    grain = rng.normal(0.0, noise, soft.shape).astype(np.float32)
    pixels = np.rint(np.clip(soft + grain, 0.0, 1.0) * 255.0).astype(np.uint8)
    return pixels if quality is None else compressed(pixels, quality)


def compressed(pixels: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """``pixels`` after one round of JPEG at ``quality`` (1 to 100)."""
    _, data = cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert decoded is not None, "what was just encoded decodes"
    return np.ascontiguousarray(decoded[:, :, ::-1], dtype=np.uint8)


def _single(values: NDArray[Any]) -> Picture:
    return np.asarray(values, dtype=np.float32)
