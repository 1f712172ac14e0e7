"""The exhibit that can be read: a weathered data plate on its housing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import zxingcpp
from benchmarks.drawn.lettering import printed, stroked
from benchmarks.drawn.surface import (
    blotches,
    brushed,
    flat,
    glare,
    ink,
    lit,
    photograph,
    rounded,
    scratches,
    seen,
    stamp,
)
from examples.karabakh.drawing.legend import with_legend

if TYPE_CHECKING:
    from benchmarks.drawn.surface import Mask, Picture, Random
    from numpy.typing import NDArray

MAKER = "L3 WESCAM"
MODEL = "CMX-15D"
PART_NUMBER = "INV-15D-7100-02"
SERIAL = "15D-20417"
DATE = "2020-06"
PLACE = "BURLINGTON, ON, CANADA"

#: ISO/IEC 15434 format 06 with part number and serial, and without an enterprise: no CAGE is claimed.
SYMBOL = f"[)>\x1e06\x1d1P{PART_NUMBER}\x1dS{SERIAL}\x1e\x04".encode()

_PLATE = (1180, 700)
#: How much of the letters is gone where the plate was rubbed, over the serial's last digits.
_RUBBED = 0.53
_INK = (0.07, 0.07, 0.08)


def plate() -> NDArray[np.uint8]:
    """The plate on its housing: RGB, uint8, 1240 by 900 with the legend below."""
    rng = np.random.default_rng(20417)
    size = (1240, 836)
    corners = np.array([[118, 112], [1112, 76], [1134, 700], [92, 668]], np.float32)
    scene = seen(_data_plate(rng), _housing(size, rng), corners, shadow=0.75, lift=9.0)
    scene = ink(scene, _soot(size, rng), (0.05, 0.045, 0.04), 0.82)
    scene = scene * _falling_light(size)[:, :, None]
    scene = scene + glare(size, np.random.default_rng(11), strength=0.16)[:, :, None]
    pixels = photograph(scene.astype(np.float32), rng, blur=0.95, noise=0.008, quality=84)
    about = "a drawn plate of the founding case"
    return with_legend(pixels, "DRAWING - IDENTIFIERS INVENTED", about)


def _data_plate(rng: Random) -> Picture:
    """The plate itself, flat: engraved and filled letters on brushed aluminium, worn."""
    letters, relief = _letters(rng)
    kept = 1.0 - _RUBBED * _abrasion(_PLATE, (652, 420), (66, 40))
    letters, relief = np.asarray(letters * kept, np.float32), np.asarray(relief * kept, np.float32)
    metal = brushed(_PLATE, rng, tone=0.66, grain=0.045)
    sheen = 0.9 + 0.16 * np.cos(np.linspace(-1.2, 2.6, _PLATE[0], dtype=np.float32))[None, :, None]
    filling = letters * (1.0 - 0.75 * blotches(_PLATE, rng, scale=9, share=0.16))
    picture = ink((metal * sheen).astype(np.float32), filling, _INK, 0.86)
    picture = lit(picture, relief, angle=-2.2, strength=1.3, gloss=0.6)
    picture = _screws(picture)
    return _worn(picture, rng)


def _abrasion(size: tuple[int, int], centre: tuple[int, int], reach: tuple[int, int]) -> Mask:
    """A rubbed spot, 0 to 1, soft at its edge."""
    x, y = np.meshgrid(np.arange(size[0]) - centre[0], np.arange(size[1]) - centre[1])
    return np.asarray(np.exp(-(((x / reach[0]) ** 2 + (y / reach[1]) ** 2) ** 2)), np.float32)


def _letters(rng: Random) -> tuple[Mask, Mask]:
    """What is cut into the plate, as ink and as relief (negative is cut)."""
    page = np.zeros((_PLATE[1], _PLATE[0]), np.float32)
    stamp(page, stroked(MAKER, 70, thickness=0.17, spacing=0.3), (96, 62))
    page[168:172, 70:-70] = 1.0
    for place, (label, value) in enumerate(
        (("MODEL", MODEL), ("P/N", PART_NUMBER), ("S/N", SERIAL), ("DATE", DATE))
    ):
        top = 206 + 92 * place
        stamp(page, printed(label, 27), (98, top + 16))
        stamp(page, stroked(value, 48, thickness=0.13, spacing=0.32), (256, top + 2))
    page[584:587, 70:-70] = 1.0
    stamp(page, printed(PLACE, 27), (98, 612))
    edge = np.zeros(page.shape, np.uint8)
    cv2.rectangle(edge, (30, 30), (_PLATE[0] - 31, _PLATE[1] - 31), 255, 3, cv2.LINE_AA)
    np.maximum(page, edge.astype(np.float32) / 255.0, out=page)
    depth = -2.6 * rounded(page, 1.2)
    stamp(page, _symbol(rng), (918, 394))
    return page, depth


def _symbol(rng: Random) -> Mask:
    """The Data Matrix, laser-marked at 7 pixels a module, then scored and chipped beyond repair."""
    modules = np.asarray(zxingcpp.create_barcode(SYMBOL, zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=1))
    dark = np.repeat(np.repeat((modules < 128).astype(np.float32), 7, axis=0), 7, axis=1)
    side = dark.shape[0]
    gouges = np.zeros((side, side), np.uint8)
    scores = (((-9, 150), (200, 20), 26), ((60, -9), (150, 210), 17), ((-9, 60), (110, 200), 12))
    for start, end, width in scores:
        cv2.line(gouges, start, end, 255, width, cv2.LINE_AA)
    chips = blotches((side, side), rng, scale=22, share=0.14)
    lost = np.clip(gouges.astype(np.float32) / 255.0 + chips, 0.0, 1.0)
    return np.asarray(dark * (1.0 - lost), np.float32)


def _screws(picture: Picture) -> Picture:
    """Four countersunk cross-head screws, each turned its own way."""
    size = (_PLATE[0], _PLATE[1])
    head, slot = np.zeros(size[::-1], np.uint8), np.zeros(size[::-1], np.uint8)
    right, bottom = size[0] - 63, size[1] - 63
    places = ((62, 62, 0.3), (right, 62, 1.1), (62, bottom, 0.7), (right, bottom, 0.1))
    for x, y, turn in places:
        cv2.circle(head, (x, y), 21, 255, -1, cv2.LINE_AA)
        for angle in (turn, turn + np.pi / 2):
            dx, dy = round(13 * np.cos(angle)), round(13 * np.sin(angle))
            cv2.line(slot, (x - dx, y - dy), (x + dx, y + dy), 255, 6, cv2.LINE_AA)
    dome = rounded(head.astype(np.float32) / 255.0, 4.0) * 9.0
    cut = rounded(slot.astype(np.float32) / 255.0, 1.0) * -4.0
    picture = ink(picture, head.astype(np.float32) / 255.0, (0.5, 0.5, 0.51), 0.85)
    picture = ink(picture, slot.astype(np.float32) / 255.0, (0.08, 0.08, 0.08), 0.85)
    return lit(picture, dome + cut, angle=-2.2, strength=0.8, gloss=0.25)


def _worn(picture: Picture, rng: Random) -> Picture:
    """Scratches, grime in the recesses, and one gouge that runs across the serial's last digit."""
    fine = scratches(_PLATE, rng, count=110)
    picture = np.clip(picture + 0.16 * fine[:, :, None], 0.0, 1.0).astype(np.float32)
    gouge = np.zeros((_PLATE[1], _PLATE[0]), np.uint8)
    path = np.array([[588, 486], [620, 460], [662, 424], [716, 388], [752, 370]], np.int32).reshape(-1, 1, 2)
    cv2.polylines(gouge, [path], False, 255, 9, cv2.LINE_AA)  # noqa: FBT003 - not closed
    cv2.line(gouge, (628, 380), (668, 452), 255, 9, cv2.LINE_AA)
    torn = rounded(gouge.astype(np.float32) / 255.0, 1.0)
    picture = ink(picture, torn, (0.74, 0.74, 0.75), 0.8)
    picture = lit(picture, -2.5 * torn, angle=-2.2, strength=1.2, gloss=0.5)
    grime = blotches(_PLATE, rng, scale=120, share=0.3) * blotches(_PLATE, rng, scale=7, share=0.6)
    picture = ink(picture, rounded(grime, 1.5), (0.2, 0.16, 0.11), 0.42)
    corner = np.hypot(*np.meshgrid(np.linspace(-0.1, 1.1, _PLATE[0]), np.linspace(-0.1, 1.1, _PLATE[1])))
    return ink(picture, np.clip(corner - 1.15, 0.0, 1.0).astype(np.float32) * 1.6, (0.1, 0.08, 0.06), 0.8)


def _housing(size: tuple[int, int], rng: Random) -> Picture:
    """Painted, chipped metal behind the plate."""
    paint = flat(size, (0.33, 0.35, 0.36))
    paint = paint * (0.93 + 0.14 * blotches(size, rng, scale=160, share=0.5))[:, :, None]
    orange_peel = rounded(rng.normal(0.0, 1.0, size[::-1]).astype(np.float32), 2.2)
    paint = lit(paint.astype(np.float32), 3.0 * orange_peel, angle=-2.2, strength=0.5)
    chips = blotches(size, rng, scale=34, share=0.045)
    paint = ink(paint, chips, (0.58, 0.58, 0.57), 0.9)
    paint = lit(paint, -1.5 * rounded(chips, 0.8), angle=-2.2, strength=0.7)
    marks = scratches(size, rng, count=45, width=1.3)
    return np.clip(paint + 0.15 * marks[:, :, None], 0.0, 1.0).astype(np.float32)


def _soot(size: tuple[int, int], rng: Random) -> Mask:
    """Soot that came from the right above, thinning out over the plate's corner."""
    x, y = np.meshgrid(np.linspace(0.0, 1.0, size[0]), np.linspace(0.0, 1.0, size[1]))
    reach = np.clip(1.25 * (x - 0.62) - 0.9 * (y - 0.25), 0.0, 1.0)
    cloud = 0.55 + 0.45 * blotches(size, rng, scale=70, share=0.6)
    return np.asarray(np.clip(1.5 * reach, 0.0, 1.0) * cloud, np.float32)


def _falling_light(size: tuple[int, int]) -> Mask:
    x, y = np.meshgrid(np.linspace(-1.0, 1.0, size[0]), np.linspace(-1.0, 1.0, size[1]))
    return np.asarray(1.06 - 0.16 * (x + 0.3) ** 2 - 0.2 * (y + 0.2) ** 2, np.float32)
