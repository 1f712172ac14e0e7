"""Drawing: from modules and a look to a picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.symbols.looks import Look

    Picture = NDArray[np.float32]

_FINER = 4  # scenes are drawn so much larger and then averaged down, as a sensor does
_TILE = 12  # pixels a module of the flat symbol
_MIDDLE = 128.0
_LABEL = "P/N SERIAL CAGE NSN MFR"


def draw(modules: NDArray[np.bool_], look: Look, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The symbol on its ground, damaged as the look says: RGB, uint8."""
    place = _placed(modules.shape, look, rng)
    side = _side(modules.shape, look)
    ink = _warped(_tile(modules, look, rng), place, side)
    if look.crowded:
        ink = np.maximum(ink, _warped(_frame(modules.shape), _with_margin(place, modules.shape), side))
    else:
        ink = np.maximum(ink, _lettering(place, modules.shape, side))
    shade = -look.contrast if not look.inverted else look.contrast
    scene = _ground(side, look, rng) + shade * ink
    if look.crescent:
        scene = scene + 0.8 * look.contrast * _shifted(ink, 0.3 * look.module)
    scene = _worn(scene, place, look, rng)
    scene = cv2.GaussianBlur(scene, (0, 0), max(0.35, look.blur * look.module))
    if look.glare:
        scene = scene + 400 * _spot(place, look, rng, side)
    scene = np.clip(scene + rng.normal(0, look.noise, scene.shape), 0, 255).astype(np.uint8)
    kept = cv2.imdecode(cv2.imencode(".jpg", scene, (cv2.IMWRITE_JPEG_QUALITY, 92))[1], cv2.IMREAD_GRAYSCALE)
    return np.repeat(np.asarray(kept, np.uint8)[:, :, None], 3, axis=2)


def _side(shape: tuple[int, ...], look: Look) -> int:
    return max(160, int(1.9 * math.hypot(*shape) * look.module))


def _placed(shape: tuple[int, ...], look: Look, rng: np.random.Generator) -> Picture:
    """The corners of the symbol in the scene, clockwise from its own upper left."""
    height, width = shape
    flat = np.array([(-width, -height), (width, -height), (width, height), (-width, height)], float) / 2
    flat *= look.module * (1 + look.tilt * rng.uniform(-1, 0.3, (4, 2)))
    angle = np.radians(rng.uniform(-look.turn, look.turn))
    turn = np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))])
    middle = _side(shape, look) / 2 + rng.uniform(-6, 6, 2)
    return np.asarray(flat @ turn + middle, np.float32)


def _tile(modules: NDArray[np.bool_], look: Look, rng: np.random.Generator) -> Picture:
    """The flat symbol, ink from 0 to 1: full cells, or round dots each a little off its place."""
    modules = _without_finder(modules, look.finder_lost, rng)
    if not look.dot:
        return np.kron(modules, np.ones((_TILE, _TILE))).astype(np.float32)
    tile = np.zeros((modules.shape[0] * _TILE, modules.shape[1] * _TILE), np.float32)
    for row, column in zip(*np.nonzero(modules), strict=True):
        x, y = (np.array([column, row]) + 0.5 + rng.normal(0, 0.04, 2)) * _TILE
        radius = look.dot * _TILE / 2 * rng.uniform(0.9, 1.1)
        cv2.circle(tile, (round(x * 16), round(y * 16)), round(radius * 16), 1.0, -1, cv2.LINE_8, 4)
    return tile


def _without_finder(modules: NDArray[np.bool_], share: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """The solid left and lower sides with one stretch of each worn off."""
    kept = modules.copy()
    lost = round(share * modules.shape[0])
    if lost:
        start, end = rng.integers(1, modules.shape[0] - lost, 2)
        kept[start : start + lost, 0] = False
        kept[-1, end : end + lost] = False
    return kept


def _warped(tile: Picture, place: Picture, side: int) -> Picture:
    height, width = tile.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners - 0.5, place * _FINER - 0.5)
    large = cv2.warpPerspective(tile, matrix, (side * _FINER, side * _FINER), flags=cv2.INTER_LINEAR)
    return np.asarray(cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA), np.float32)


def _frame(shape: tuple[int, ...]) -> Picture:
    """A dark rule two modules wide, half a module away, on the two open sides and the left one."""
    frame = np.zeros(((shape[0] + 8) * _TILE, (shape[1] + 8) * _TILE), np.float32)
    near, wide = _TILE // 2, 2 * _TILE
    top, right = 4 * _TILE - near, (shape[1] + 4) * _TILE + near
    frame[top - wide : top, _TILE:-_TILE] = 1
    frame[_TILE:-_TILE, right : right + wide] = 1
    frame[_TILE:-_TILE, top - wide : top] = 1
    return frame


def _with_margin(place: Picture, shape: tuple[int, ...]) -> Picture:
    """The corners of a tile that is four modules larger on each side."""
    height, width = shape
    inner = np.array([(4, 4), (width + 4, 4), (width + 4, height + 4), (4, height + 4)], np.float32)
    outer = np.array([(0, 0), (width + 8, 0), (width + 8, height + 8), (0, height + 8)], np.float32)
    matrix = cv2.getPerspectiveTransform(inner, place)
    return np.asarray(cv2.perspectiveTransform(outer[None], matrix)[0], np.float32)


def _lettering(place: Picture, shape: tuple[int, ...], side: int) -> Picture:
    """A line of the label above the symbol, beyond its quiet zone."""
    tile = np.zeros(((shape[0] + 8) * _TILE, (shape[1] + 8) * _TILE), np.uint8)
    cv2.putText(tile, _LABEL, (0, 2 * _TILE), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2, cv2.LINE_AA)
    return _warped((tile / 255).astype(np.float32), _with_margin(place, shape), side)


def _ground(side: int, look: Look, rng: np.random.Generator) -> Picture:
    """A plain label, or metal: brushed in one direction and lit from one side."""
    level = _MIDDLE + (look.contrast / 2 if not look.inverted else -look.contrast / 2)
    ground = np.full((side, side), level, np.float32)
    if look.metal:
        streaks = rng.normal(0, 14, (side, side)).astype(np.float32)
        ground += cv2.GaussianBlur(streaks, (0, 0), sigmaX=14, sigmaY=0.5) * 3
        angle = rng.uniform(0, 2 * np.pi)
        across, down = np.meshgrid(np.linspace(-1, 1, side), np.linspace(-1, 1, side))
        ground += (45 * (across * np.cos(angle) + down * np.sin(angle))).astype(np.float32)
    return ground


def _shifted(ink: Picture, by: float) -> Picture:
    move = np.array([[1, 0, by], [0, 1, by]], np.float32)
    return np.asarray(cv2.warpAffine(ink, move, ink.shape[::-1]), np.float32)


def _worn(scene: Picture, place: Picture, look: Look, rng: np.random.Generator) -> Picture:
    """Scratches from side to side and blotches within the symbol, of the ground's or of the ink's shade."""
    light, dark = float(np.percentile(scene, 90)), float(np.percentile(scene, 10))
    low, high = place.min(axis=0), place.max(axis=0)
    for _ in range(look.scratches):
        ends = rng.uniform(low, high, (2, 2))
        ends += 0.3 * (ends - ends[::-1])
        (a, b), (c, d) = np.round(ends * 16).astype(int).tolist()
        shade = light if rng.random() < 0.7 else dark
        thickness = max(1, round(look.module * rng.uniform(0.2, 0.6)))
        cv2.line(scene, (a, b), (c, d), shade, thickness, cv2.LINE_AA, 4)
    area, covered = float(np.prod(high - low)), 0.0
    while covered < look.blotches * area:
        axes = rng.uniform(0.8, 2.5, 2) * look.module
        centre = rng.uniform(low, high)
        shade = light if rng.random() < 0.5 else dark
        box = (tuple(map(float, centre)), tuple(map(float, 2 * axes)), float(rng.uniform(0, 180)))
        cv2.ellipse(scene, box, shade, -1, cv2.LINE_AA)
        covered += float(np.pi * axes.prod())
    return scene


def _spot(place: Picture, look: Look, rng: np.random.Generator, side: int) -> Picture:
    """A round spot of light within the symbol that fades outwards."""
    low, high = place.min(axis=0), place.max(axis=0)
    middle = rng.uniform(0.75 * low + 0.25 * high, 0.25 * low + 0.75 * high)
    across, down = np.meshgrid(np.arange(side), np.arange(side))
    radius = look.glare * float(np.hypot(*(place[1] - place[0])))
    away = np.hypot(across - middle[0], down - middle[1]) / radius
    return np.asarray(np.exp(-(away**2) * 1.2), np.float32)
