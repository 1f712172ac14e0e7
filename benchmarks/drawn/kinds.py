"""The kinds of marking that can be drawn, and how each is laid out and worn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import cv2
import numpy as np

from benchmarks.drawn import boxes, labels, plates
from benchmarks.drawn.surface import blotches, brushed, flat, glare, photograph, scratches, seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from benchmarks.drawn.surface import Picture, Random


@dataclass(frozen=True, slots=True)
class Truth:
    """What a drawn picture shows: ``serial`` as it is written, hyphens and spaces included.

    ``plate``: the corners of the plate or label, float32 [4, 2] (x, y) in pixels of the picture, clockwise;
    None where the marking is painted on what is itself the background.
    """

    kind: str
    seed: int
    serial: str
    plate: NDArray[np.float32] | None = field(default=None, compare=False)


_KINDS: dict[str, Callable[[Random], tuple[Picture, str]]] = {
    "embossed": plates.embossed,
    "engraved": plates.engraved,
    "etched": plates.etched,
    "dot-peen": plates.dot_peen,
    "late-stamped": plates.late_stamped,
    "stencil": boxes.stencil,
    "container-upright": boxes.container_upright,
    "container-downwards": boxes.container_downwards,
    "computer-label": labels.computer_label,
}

#: The kinds that ``draw`` knows.
KINDS = tuple(_KINDS)

#: Things that are themselves the background: paint on a wall has no edge in the picture.
_WALLS = frozenset({"stencil", "container-upright", "container-downwards"})


def draw(kind: str, seed: int) -> tuple[NDArray[np.uint8], Truth]:
    """A picture of ``kind`` and its truth: RGB, uint8, (height, width, 3), 420 to 1000 pixels wide.

    The same kind and seed give the same picture with the same library versions. Raises KeyError for an
    unknown kind.
    """
    make = _KINDS[kind]
    rng = np.random.default_rng([KINDS.index(kind), seed])
    thing, serial = make(rng)
    scene, plate = (_on_wall(thing, rng), None) if kind in _WALLS else _on_ground(thing, rng)
    scene = np.clip(scene * rng.uniform(0.55, 1.1), 0.0, 1.0).astype(np.float32)
    shine = glare((scene.shape[1], scene.shape[0]), rng, strength=rng.uniform(0.0, 0.35))
    pixels = photograph(
        scene + shine[:, :, None],
        rng,
        blur=rng.uniform(0.3, 1.1),
        noise=rng.uniform(0.004, 0.022),
        quality=int(rng.integers(55, 93)),
    )
    return pixels, Truth(kind, seed, serial, plate)


def _on_ground(plate: Picture, rng: Random) -> tuple[Picture, NDArray[np.float32]]:
    """The plate on painted metal, a little turned and aslant, and where its corners lie."""
    height, width = plate.shape[:2]
    size = (int(width * rng.uniform(1.1, 1.5)), int(height * rng.uniform(1.15, 1.7)))
    tone = rng.uniform(0.1, 0.6)
    ground = flat(size, (tone, tone * rng.uniform(0.9, 1.1), tone * rng.uniform(0.85, 1.1)))
    ground = ground * (0.95 + 0.1 * blotches(size, rng, scale=width / 7, share=0.5))[:, :, None]
    ground = ground + 0.2 * scratches(size, rng, count=int(rng.integers(0, 25)))[:, :, None]
    corners = _corners(plate, size, rng)
    scene = _scaled(seen(plate, ground.astype(np.float32), corners), rng)
    share = np.array((scene.shape[1], scene.shape[0]), np.float32) / np.array(size, np.float32)
    return scene, np.asarray(corners * share, dtype=np.float32)


def _on_wall(wall: Picture, rng: Random) -> Picture:
    size = (wall.shape[1], wall.shape[0])
    corners = _corners(wall, size, rng, over=1.12)
    return _scaled(seen(wall, brushed(size, rng, tone=0.4), corners, shadow=0.0), rng)


def _corners(thing: Picture, size: tuple[int, int], rng: Random, *, over: float = 1.0) -> NDArray[np.float32]:
    height, width = thing.shape[:2]
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width * over / 2, height * over / 2)
    angle = np.deg2rad(rng.normal(0.0, 3.0))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    slant = rng.normal(0.0, 0.012, (4, 2)) * (width, height)
    return np.asarray(half @ turn + slant + np.array(size) / 2, dtype=np.float32)


def _scaled(scene: Picture, rng: Random) -> Picture:
    wide = rng.uniform(420, 1000)
    share = min(1.0, wide / max(scene.shape[:2]))
    return np.asarray(cv2.resize(scene, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.float32)
