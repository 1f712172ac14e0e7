"""What is measured: the kinds of marking, and one series of levels for each damage."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from benchmarks.curves import damage
from benchmarks.curves.base import HEIGHT, Plate, plate
from benchmarks.drawn import draw
from benchmarks.reading.samples import Sample, plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Damage = Callable[[Plate, float], NDArray[np.uint8]]

#: The level of the base plate as it is, shared by every series of damage.
UNDAMAGED = "undamaged"
#: How tall the serial's characters become, in pixels, in drawings and in photographs alike.
HEIGHTS = (24, 16, 12, 10, 8, 6)
#: The kinds of marking and the drawing of each; ``printed`` is the base plate.
KINDS: dict[str, str | None] = {
    "printed": None,
    "stencil": "stencil",
    "engraved": "engraved",
    "embossed": "embossed",
    "dot-peened": "dot-peen",
    "laser-etched": "etched",
    "container, upright": "container-upright",
    "container, downwards": "container-downwards",
}


@dataclass(frozen=True, slots=True)
class Series:
    """One damage at rising levels. ``whole`` names the level of no damage; ``unit`` says what is counted."""

    key: str
    title: str
    unit: str
    whole: str
    levels: tuple[float, ...]
    apply: Damage


def _height(base: Plate, level: float) -> NDArray[np.uint8]:
    return damage.shrunk(base.pixels, level / HEIGHT)


def _blur(base: Plate, level: float) -> NDArray[np.uint8]:
    return damage.blurred(base.pixels, level)


def _motion(base: Plate, level: float) -> NDArray[np.uint8]:
    return damage.moved(base.pixels, level, _random(base).uniform(0.0, np.pi))


def _noise(base: Plate, level: float) -> NDArray[np.uint8]:
    return damage.noisy(base.pixels, level, _random(base))


def _glare(base: Plate, level: float) -> NDArray[np.uint8]:
    first, last = base.places[0], base.places[-1]
    wide = last[2] - first[0]
    x = first[0] + wide * _random(base).uniform(0.25, 0.75)
    return damage.glared(base.pixels, level, (x, (first[1] + first[3]) / 2), 0.3 * wide)


def _contrast(base: Plate, level: float) -> NDArray[np.uint8]:
    return damage.faded(base.pixels, level / 100, _random(base))


def _hidden(base: Plate, level: float) -> NDArray[np.uint8]:
    order = _random(base).permutation(len(base.places))[: int(level)]
    return damage.covered(base.pixels, [base.places[place] for place in order], (58, 48, 38))


def _slant(base: Plate, level: float) -> NDArray[np.uint8]:
    return damage.aslant(base.pixels, level * (1 if base.seed % 2 else -1))


def _both(base: Plate, level: float) -> NDArray[np.uint8]:
    aside, above = (1 if base.seed % 2 else -1), (1 if base.seed // 2 % 2 else -1)
    return damage.aslant(base.pixels, level * aside, level * above)


def _bent(base: Plate, level: float) -> NDArray[np.uint8]:
    return damage.bent(base.pixels, level, 45.0)


def _random(base: Plate) -> np.random.Generator:
    return np.random.default_rng([HEIGHT, base.seed])


SERIES = (
    Series("height", "Drawn plates, character height", "px", str(HEIGHT), (*HEIGHTS, 4), _height),
    Series("blur", "Blur", "sigma, px", "0", (3, 5, 7), _blur),
    Series("motion", "Motion blur", "length, px", "0", (10, 18, 26), _motion),
    Series("noise", "Noise", "sigma, grey levels", "0", (60, 120, 180), _noise),
    Series("glare", "Glare on the serial", "white added", "0", (0.7, 0.9), _glare),
    Series("contrast", "Contrast", "% left", "100", (10, 5, 2.5), _contrast),
    Series("hidden", "Characters covered", "of 6 to 10", "0", (1, 2, 3, 4), _hidden),
    Series("slant", "Seen aslant", "degrees", "0", (72, 76, 78, 80, 82, 84), _slant),
    Series("bent", "Around a pipe, from above", "degrees covered", "0", (90, 120, 150), _bent),
    Series("both", "Seen aslant and from above", "degrees each", "0", (50, 60, 65), _both),
)


def level_name(key: str, level: float | str) -> str:
    """What a level is called in a sample's kind: ``blur/4``."""
    return f"{key}/{level}"


def drawn(
    folder: Path,
    count: int,
    series: Sequence[Series] = SERIES,
    kinds: Mapping[str, str | None] = MappingProxyType(KINDS),
) -> list[Sample]:
    """``count`` pictures of each kind and of each level, written to ``folder`` as PNG.

    The same plates, in the same order, stand at every level of every series.
    """
    samples = []
    for seed in range(count):
        base = plate(seed)
        samples.append(_written(folder, UNDAMAGED, seed, base.pixels, base.serial))
        for one in series:
            for level in one.levels:
                name = level_name(one.key, level)
                samples.append(_written(folder, name, seed, one.apply(base, level), base.serial))
        for name, kind in kinds.items():
            if kind is not None:
                pixels, truth = draw(kind, seed)
                samples.append(_written(folder, level_name("kind", name), seed, pixels, truth.serial))
    return samples


def _written(folder: Path, name: str, seed: int, pixels: NDArray[np.uint8], serial: str) -> Sample:
    path = folder / f"{name.replace('/', '-').replace(', ', '-')}-{seed:04d}.png"
    Image.fromarray(pixels).save(path)
    return Sample(path, name, (plain_text(serial),))
