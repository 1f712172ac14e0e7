"""Containers as a yard's camera sees them: a door with the code across, a wall with the code downwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from benchmarks.drawn.faces import Face, typeset
from benchmarks.drawn.lettering import stroked
from benchmarks.drawn.nameplates import print_text
from benchmarks.drawn.serials import container_code
from benchmarks.drawn.surface import blotches, flat, ink, lit, rounded, scratches, stamp
from benchmarks.drawn.words import chosen

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.drawn.surface import Mask, Picture, Random

    _Writer = Callable[[str, int], Mask]

_PAINT = (
    (0.42, 0.17, 0.12), (0.13, 0.24, 0.42), (0.2, 0.36, 0.27), (0.55, 0.55, 0.56),
    (0.66, 0.38, 0.1), (0.1, 0.32, 0.36), (0.82, 0.82, 0.8), (0.3, 0.16, 0.2),
)  # fmt: skip
#: Where the rod at the right edge of the door leaves off room, in pixels of the drawing.
_RODS = 1385
_LINES = ("NORDHAVN LINE", "TORVIK", "ALDERSON", "MERIDIAN", "KESTREL BOX", "PELAGIC")
_SIZES = ("22G1", "45G1", "42G1", "45R1", "22T1", "L5G1", "22U1")
_STICKERS = ("CAUTION 9'6\" HIGH", "2.9 M", "SUPER HEAVY", "32.5 T", "FLAMMABLE LIQUID 3")


def door(rng: Random) -> tuple[Picture, str]:
    """The doors of a container: the code in one row or two, its size and type, the table of weights."""
    size, code = (1500, 1700), container_code(rng)
    page = np.zeros((size[1], size[0]), np.float32)
    write = _writer(rng)
    height = int(rng.integers(40, 60))
    left, top = 830 + rng.uniform(0, 40), 150 + rng.uniform(0, 120)
    below, right = _across(page, code, (left, top), height, write, rng)
    if right > _RODS:  # painted narrower, to end before the rod
        row = page[:, round(left) - 20 : round(right) + 20].copy()
        wide = _RODS - round(left)
        page[:, round(left) - 20 :] = 0.0
        narrower = cv2.resize(row, (wide, row.shape[0]), interpolation=cv2.INTER_AREA)
        stamp(page, np.asarray(narrower, np.float32), (left - 20, 0))
    if rng.random() < 0.9:
        kind = write(chosen(rng, _SIZES), height)
        aside = rng.uniform(0, 150)
        stamp(page, kind, (left + aside, below))
        below += 2.0 * height
    if rng.random() < 0.85:
        _weights(page, (left, below + height), round(height * rng.uniform(0.42, 0.6)), rng)
    _company(page, rng)
    if rng.random() < 0.6:
        print_text(page, chosen(rng, _STICKERS), 30, (160, 1250), Face.BOLD)
    wall = _painted(page, size, rng)
    wall = _folded(wall, rng, upright=False, pitch=rng.uniform(90, 170), depth=rng.uniform(0.15, 0.8))
    for x in (110, 640, 790, _RODS + 35):
        _rod(wall, round(x + rng.uniform(-15, 15)), rng)
    return _weathered(wall, rng), code


def wall(rng: Random) -> tuple[Picture, str]:
    """The corrugated side of a container near its corner post: the code downwards, its check digit boxed."""
    size, code = (1300, 2000), container_code(rng)
    page = np.zeros((size[1], size[0]), np.float32)
    write = _writer(rng)
    height = int(rng.integers(62, 84))
    x, y = float(rng.integers(260, 1000)), rng.uniform(120, 260)
    foot = _downwards(page, code, (x, y), height, write, rng)
    kind = chosen(rng, _SIZES)
    form = rng.random()
    if form < 0.45:  # the size and type below, or in a second column beside
        _column(page, kind, (x, foot + 0.9 * height), height, write)
    elif form < 0.7:
        _column(page, kind, (x + 1.9 * height, y), height, write)
    elif form < 0.85:
        mask = write(kind, height)
        stamp(page, mask, (x - mask.shape[1] / 2, foot + height))
    if rng.random() < 0.5:
        large = typeset(chosen(rng, _LINES), 230, Face.BOLD)
        stamp(page, large, ((x + 300) if x < 600 else x - 300 - large.shape[1], 700))
    picture = _painted(page, size, rng)
    picture = _folded(picture, rng, upright=True, pitch=rng.uniform(110, 240), depth=rng.uniform(0.3, 1.1))
    if rng.random() < 0.5:  # the corner post, which throws a shadow
        edge = 0 if x > 650 else size[0] - 120
        picture[:, edge : edge + 120] *= np.float32(rng.uniform(0.6, 1.15))
    return _weathered(picture, rng), code


def _writer(rng: Random) -> _Writer:
    """A face for the code: bold or narrow type, or letters sprayed along a template."""
    if rng.random() < 0.3:
        return lambda text, height: stroked(text, height, thickness=0.17, spacing=0.28)
    face = chosen(rng, (Face.BOLD, Face.NARROW_BOLD, Face.SIGN, Face.SANS))

    def write(text: str, height: int) -> Mask:
        mask = typeset(text, height, face)
        return mask[round(0.3 * height) - 2 : round(1.3 * height) + 3]

    return write


def _across(
    page: Mask, code: str, at: tuple[float, float], height: int, write: _Writer, rng: Random
) -> tuple[float, float]:
    """The code in one row, or the owner above the number; where the next row begins, and its right end."""
    owner, number, check = code[:4], code[4:10], code[10]
    x, y = at
    mask = write(owner, height)
    stamp(page, mask, (x, y))
    if rng.random() < 0.3:
        y += 1.7 * height
    else:
        x += mask.shape[1] + rng.uniform(0.4, 0.9) * height
    parts = [number] if rng.random() < 0.7 else [number[:3], number[3:]]
    for part in parts:
        mask = write(part, height)
        stamp(page, mask, (x, y))
        x += mask.shape[1] + rng.uniform(0.35, 0.6) * height
    x += rng.uniform(0.0, 0.4) * height
    last = write(check, height)
    _boxed(page, last, (x, y), rng)
    return y + 2.0 * height, x + last.shape[1] + 0.3 * height


def _downwards(
    page: Mask, code: str, at: tuple[float, float], height: int, write: _Writer, rng: Random
) -> float:
    """One upright character under another, gaps after the owner and before the check digit; the foot."""
    x, y = at
    step, gap = height * rng.uniform(1.2, 1.5), height * rng.uniform(0.3, 1.0)
    for place, character in enumerate(code):
        mask = write(character, height)
        at = (x - mask.shape[1] / 2, y)
        if place == 10:
            _boxed(page, mask, at, rng)
        else:
            stamp(page, mask, at)
        y += step + (gap if place in (3, 9) else 0.0)
    return y


def _column(page: Mask, text: str, at: tuple[float, float], height: int, write: _Writer) -> None:
    for place, character in enumerate(text):
        mask = write(character, height)
        stamp(page, mask, (at[0] - mask.shape[1] / 2, at[1] + 1.3 * height * place))


def _boxed(page: Mask, mask: Mask, at: tuple[float, float], rng: Random) -> None:
    """A character in its frame, which some containers lack."""
    stamp(page, mask, at)
    if rng.random() < 0.12:
        return
    room, line = round(mask.shape[0] * rng.uniform(0.16, 0.3)), int(rng.integers(3, 8))
    frame = np.zeros((mask.shape[0] + 2 * room, mask.shape[1] + 2 * room), np.float32)
    frame[:line], frame[-line:], frame[:, :line], frame[:, -line:] = 1.0, 1.0, 1.0, 1.0
    stamp(page, frame, (at[0] - room, at[1] - room))


def _weights(page: Mask, at: tuple[float, float], height: int, rng: Random) -> None:
    """The table of weights: what they are called, in kilograms and in pounds."""
    gross, tare = int(rng.integers(240, 340)) * 100, int(rng.integers(200, 400)) * 10
    rows = (
        (chosen(rng, ("MAX.GROSS", "MAX. GR.", "MGW")), gross),
        ("TARE", tare),
        (chosen(rng, ("NET", "PAYLOAD", "MAX.CW.")), gross - tare),
    )
    x, y = at
    face = chosen(rng, (Face.BOLD, Face.NARROW_BOLD, Face.SANS))
    for name, mass in rows:
        print_text(page, name, height, (x, y), face)
        print_text(page, f"{mass:,} KG", height, (x + 7.5 * height, y), face)
        print_text(page, f"{mass * 2.2046:,.0f} LB", height, (x + 7.5 * height, y + 1.5 * height), face)
        y += 3.2 * height
    print_text(page, "CU.CAP.", height, (x, y), face)
    print_text(page, f"{rng.integers(330, 770) / 10} CU.M", height, (x + 7.5 * height, y), face)


def _company(page: Mask, rng: Random) -> None:
    if rng.random() < 0.7:
        name = typeset(chosen(rng, _LINES), int(rng.integers(70, 120)), Face.NARROW_BOLD)
        stamp(page, name[:, :560], (140, 420))


def _painted(page: Mask, size: tuple[int, int], rng: Random) -> Picture:
    paint = chosen(rng, _PAINT)
    steel = flat(size, paint) * np.float32(rng.uniform(0.8, 1.2))
    fading = blotches(size, rng, scale=size[0] / 3, share=0.5)
    steel = steel * (0.9 + 0.2 * fading)[:, :, None]
    chipped = 1.0 - blotches(size, rng, scale=rng.uniform(3, 10), share=rng.uniform(0.0, 0.1))
    pale = float(np.mean(paint)) < 0.5
    colour = (0.93, 0.93, 0.91) if pale else (0.06, 0.06, 0.08)
    return ink(steel.astype(np.float32), page * chipped, colour, rng.uniform(0.8, 0.97))


def _folded(wall: Picture, rng: Random, *, upright: bool, pitch: float, depth: float) -> Picture:
    """The wall's corrugation: bands of light and shade, and the lettering bent over their flanks."""
    height, width = wall.shape[:2]
    along = np.arange(width if upright else height, dtype=np.float32)
    profile = np.clip(1.7 * np.sin(2 * np.pi * along / pitch + rng.uniform(0, 6)), -1.0, 1.0) * pitch / 14
    across = profile[None, :] if upright else profile[:, None]
    relief = rounded(np.broadcast_to(across, (height, width)).astype(np.float32), 3.0)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    seen_aslant = np.float32(rng.uniform(-0.5, 0.5))
    bent = cv2.remap(wall, x + seen_aslant * relief, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    angle = rng.uniform(-2.8, -0.3)
    return lit(np.asarray(bent, np.float32), relief, angle=angle, strength=depth)


def _rod(wall: Picture, x: int, rng: Random) -> None:
    """A locking rod down the door, in place: a cylinder with its shadow."""
    half = int(rng.integers(14, 22))
    across = np.linspace(-1.0, 1.0, 2 * half, dtype=np.float32)
    round_off = 0.35 + 0.65 * np.sqrt(1.0 - across**2)
    tone = np.array(wall[:, x].mean(axis=0)) * 0.5 + 0.22
    wall[:, x - half : x + half] = round_off[None, :, None] * tone
    wall[:, x + half : x + half + 12] *= 0.6


def _weathered(wall: Picture, rng: Random) -> Picture:
    size = (wall.shape[1], wall.shape[0])
    rust = blotches(size, rng, scale=rng.uniform(10, 50), share=rng.uniform(0.0, 0.08))
    wall = ink(wall, rust, (0.35, 0.17, 0.08), 0.7)
    streaks = cv2.GaussianBlur(blotches(size, rng, scale=20, share=0.1), (0, 0), sigmaX=2, sigmaY=40)
    wall = ink(wall, np.asarray(streaks, np.float32), (0.25, 0.2, 0.16), rng.uniform(0.0, 0.6))
    marks = scratches(size, rng, count=int(rng.integers(0, 40)), width=1.5)
    return np.clip(wall + rng.uniform(-0.2, 0.2) * marks[:, :, None], 0.0, 1.0).astype(np.float32)
