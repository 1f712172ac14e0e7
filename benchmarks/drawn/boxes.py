"""Paint on walls: stencilled cases, and container codes written across and downwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.drawn.lettering import printed, stencilled, stroked
from benchmarks.drawn.serials import container_code, equipment_serial
from benchmarks.drawn.surface import blotches, flat, ink, lit, rounded, scratches, stamp

if TYPE_CHECKING:
    from benchmarks.drawn.surface import Mask, Picture, Random

_STEEL = ((0.45, 0.2, 0.14), (0.16, 0.28, 0.42), (0.22, 0.36, 0.28), (0.5, 0.5, 0.52), (0.62, 0.4, 0.12))


def stencil(rng: Random) -> tuple[Picture, str]:
    """A serial sprayed through a stencil on a case, with overspray and worn paint."""
    size, serial = (1160, 640), equipment_serial(rng)
    page = np.zeros((size[1], size[0]), np.float32)
    label = str(rng.choice(["SER NO", "S/N", "SERIAL"]))
    if rng.random() < 0.5:
        stamp(page, stencilled(f"{label} {serial}", 44), (110, 290))
    else:
        stamp(page, stencilled(label, 44), (110, 200))
        stamp(page, stencilled(serial, 66), (110, 290))
    stamp(page, stencilled(f"MOD {rng.integers(10, 99)} LOT {rng.integers(1, 40)}", 44), (110, 430))
    stamp(page, stencilled("THIS SIDE UP", 44), (110, 110))
    olive = flat(size, (0.28, 0.3, 0.2)) * np.float32(rng.uniform(0.7, 1.4))
    spray = np.clip(page + 0.35 * rounded(page, 7.0), 0.0, 1.0)
    colour = (0.9, 0.88, 0.8) if rng.random() < 0.7 else (0.06, 0.06, 0.06)
    return _weathered(ink(olive, spray * _chipped(size, rng), colour, 0.9), rng), serial


def container_upright(rng: Random) -> tuple[Picture, str]:
    """A container code across: owner, serial, boxed check digit, and the size and type below."""
    size, code = (1240, 520), container_code(rng)
    page = np.zeros((size[1], size[0]), np.float32)
    owner, serial, check = code[:4], code[4:10], code[10]
    write = _face(rng)
    height = int(rng.integers(52, 70))
    x = 150
    for part in (owner, serial):
        mask = write(part, height)
        stamp(page, mask, (x, 130))
        x += mask.shape[1] + height // 2
    _boxed(page, write(check, height), (x, 130))
    size_and_type = str(rng.choice(["22G1", "45G1", "42G1", "45R1"]))
    stamp(page, write(size_and_type, height), (x - 3 * height, 130 + 2 * height))
    return _container(page, size, rng), code


def container_downwards(rng: Random) -> tuple[Picture, str]:
    """A container code downwards: the characters stand upright, one below the other."""
    size, code = (520, 1340), container_code(rng)
    page = np.zeros((size[1], size[0]), np.float32)
    write = _face(rng)
    height = int(rng.integers(52, 66))
    y, x = 140.0, float(rng.integers(150, 360))
    for place, character in enumerate(code):
        mask = write(character, height)
        at = (x - mask.shape[1] / 2, y)
        if place == len(code) - 1:
            _boxed(page, mask, at)
        else:
            stamp(page, mask, at)
        y += height * 1.38 + (height * 0.55 if place in (3, 9) else 0.0)
    return _container(page, size, rng), code


def _face(rng: Random) -> _Face:
    if rng.random() < 0.5:
        return printed
    return lambda text, height: stroked(text, height, thickness=0.17, spacing=0.3)


def _boxed(page: Mask, mask: Mask, at: tuple[float, float]) -> None:
    frame = np.zeros((mask.shape[0] + 28, mask.shape[1] + 28), np.float32)
    frame[:4] = frame[-4:] = 1.0
    frame[:, :4] = frame[:, -4:] = 1.0
    stamp(page, frame, (at[0] - 14, at[1] - 14))
    stamp(page, mask, at)


def _container(page: Mask, size: tuple[int, int], rng: Random) -> Picture:
    """The code on a corrugated, rusting wall."""
    wall = flat(size, _STEEL[int(rng.integers(0, len(_STEEL)))])
    pale = float(wall.mean()) < 0.45
    wall = ink(wall, page * _chipped(size, rng), (0.92, 0.92, 0.9) if pale else (0.05, 0.05, 0.06), 0.95)
    pitch = rng.uniform(90, 190)
    across = np.arange(size[0], dtype=np.float32)
    wave = np.clip(1.6 * np.sin(2 * np.pi * across / pitch), -1.0, 1.0) * pitch / 16
    relief = np.repeat(wave[None, :], size[1], axis=0).astype(np.float32)
    if rng.random() < 0.75:
        wall = lit(wall, rounded(relief, 3.0), angle=-2.4, strength=rng.uniform(0.3, 1.2))
    return _weathered(wall, rng)


def _chipped(size: tuple[int, int], rng: Random) -> Mask:
    return 1.0 - blotches(size, rng, scale=rng.uniform(3, 9), share=rng.uniform(0.0, 0.12))


def _weathered(wall: Picture, rng: Random) -> Picture:
    size = (wall.shape[1], wall.shape[0])
    rust = blotches(size, rng, scale=rng.uniform(10, 40), share=rng.uniform(0.0, 0.12))
    wall = ink(wall, rust, (0.35, 0.17, 0.08), 0.7)
    marks = scratches(size, rng, count=int(rng.integers(0, 30)), width=1.5)
    return np.clip(wall + rng.uniform(-0.25, 0.25) * marks[:, :, None], 0.0, 1.0).astype(np.float32)


if TYPE_CHECKING:
    from collections.abc import Callable

    _Face = Callable[[str, int], Mask]
