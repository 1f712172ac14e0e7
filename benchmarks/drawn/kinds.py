"""The kinds of marking that can be drawn, and how each is laid out and worn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import cv2
import numpy as np

from benchmarks.drawn import boxes, broken, containers, devices, labels, nameplates, plates
from benchmarks.drawn.scenes import whole_photograph
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
    "rating-plate": nameplates.rating_plate,
    "approval-plate": nameplates.approval_plate,
    "device-label": devices.device_label,
    "broken-serial": broken.broken_serial,
    "plate-in-scene": nameplates.rating_plate,
    "label-in-scene": devices.device_label,
    "container-door": containers.door,
    "container-wall": containers.wall,
}

#: The kinds that ``draw`` knows.
KINDS = tuple(_KINDS)
#: The plain ones: few texts, filling the picture. The figures that `make calibrate` fits rest on them.
PLAIN_KINDS = KINDS[:9]
#: Kinds shown small in a whole photograph: the thing's longer side as a share of the picture's, least and
#: most, and how many of the things lie on their side.
_SCENES = {
    "plate-in-scene": (0.18, 0.55, 0.1),
    "label-in-scene": (0.22, 0.6, 0.25),
    "container-door": (0.5, 0.98, 0.0),
    "container-wall": (0.45, 0.98, 0.0),
}
#: Between how many pixels the longer side of a picture lies that is no whole photograph.
_PLAIN_SIDES, _SIDES = (420, 1000), (640, 1500)

#: Of these the whole thing bears the marking: no plate does.
_CONTAINERS = frozenset({"container-door", "container-wall"})
#: Things that are themselves the background: paint on a wall has no edge in the picture.
_WALLS = frozenset({"stencil", "container-upright", "container-downwards"})


def draw(kind: str, seed: int) -> tuple[NDArray[np.uint8], Truth]:
    """A picture of ``kind`` and its truth: RGB, uint8, (height, width, 3), at most 4000 pixels wide or high.

    The same kind and seed give the same picture with the same library versions. Raises KeyError for an
    unknown kind.
    """
    make = _KINDS[kind]
    rng = np.random.default_rng([KINDS.index(kind), seed])
    thing, serial = make(rng)
    if kind in _SCENES:
        least, most, lying = _SCENES[kind]
        if rng.random() < lying:
            thing = np.ascontiguousarray(np.rot90(thing, int(rng.choice([1, 3]))))
        scene, place = whole_photograph(thing, rng, share=(least, most))
        plate = None if kind in _CONTAINERS else place
    else:
        sides = _PLAIN_SIDES if kind in PLAIN_KINDS else _SIDES
        scene, plate = (
            (_on_wall(thing, rng, sides), None) if kind in _WALLS else _on_ground(thing, rng, sides)
        )
    return _taken(scene, rng), Truth(kind, seed, serial, plate)


def photographed(plate: Picture, rng: Random) -> NDArray[np.uint8]:
    """The plate on its ground as one photograph shows it; ``rng`` places the camera and adds its flaws."""
    return _taken(_on_ground(plate, rng, _PLAIN_SIDES)[0], rng)


def _taken(scene: Picture, rng: Random) -> NDArray[np.uint8]:
    scene = np.clip(scene * rng.uniform(0.55, 1.1), 0.0, 1.0).astype(np.float32)
    shine = glare((scene.shape[1], scene.shape[0]), rng, strength=rng.uniform(0.0, 0.35))
    return photograph(
        scene + shine[:, :, None],
        rng,
        blur=rng.uniform(0.3, 1.1),
        noise=rng.uniform(0.004, 0.022),
        quality=int(rng.integers(55, 93)),
    )


def _on_ground(plate: Picture, rng: Random, sides: tuple[int, int]) -> tuple[Picture, NDArray[np.float32]]:
    """The plate on painted metal, a little turned and aslant, and where its corners lie."""
    height, width = plate.shape[:2]
    size = (int(width * rng.uniform(1.1, 1.5)), int(height * rng.uniform(1.15, 1.7)))
    tone = rng.uniform(0.1, 0.6)
    ground = flat(size, (tone, tone * rng.uniform(0.9, 1.1), tone * rng.uniform(0.85, 1.1)))
    ground = ground * (0.95 + 0.1 * blotches(size, rng, scale=width / 7, share=0.5))[:, :, None]
    ground = ground + 0.2 * scratches(size, rng, count=int(rng.integers(0, 25)))[:, :, None]
    corners = _corners(plate, size, rng)
    scene = _scaled(seen(plate, ground.astype(np.float32), corners), rng, sides)
    share = np.array((scene.shape[1], scene.shape[0]), np.float32) / np.array(size, np.float32)
    return scene, np.asarray(corners * share, dtype=np.float32)


def _on_wall(wall: Picture, rng: Random, sides: tuple[int, int]) -> Picture:
    size = (wall.shape[1], wall.shape[0])
    corners = _corners(wall, size, rng, over=1.12)
    return _scaled(seen(wall, brushed(size, rng, tone=0.4), corners, shadow=0.0), rng, sides)


def _corners(thing: Picture, size: tuple[int, int], rng: Random, *, over: float = 1.0) -> NDArray[np.float32]:
    height, width = thing.shape[:2]
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width * over / 2, height * over / 2)
    angle = np.deg2rad(rng.normal(0.0, 3.0))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    slant = rng.normal(0.0, 0.012, (4, 2)) * (width, height)
    return np.asarray(half @ turn + slant + np.array(size) / 2, dtype=np.float32)


def _scaled(scene: Picture, rng: Random, sides: tuple[int, int]) -> Picture:
    wide = rng.uniform(*sides)
    share = min(1.0, wide / max(scene.shape[:2]))
    return np.asarray(cv2.resize(scene, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.float32)
