"""Damaged, peened and tiny symbols: drawn as the benchmark draws them, and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from benchmarks.symbols import contents
from benchmarks.symbols.drawing import draw
from benchmarks.symbols.looks import Look

from findspot.marking.symbols import decode_symbols
from findspot.marking.symbols.content import read_content
from findspot.marking.symbols.regions import REGION_LIMIT, square_regions

if TYPE_CHECKING:
    from numpy.typing import NDArray

MESSAGES = (
    b"[)>\x1e06\x1d17V0CVA5\x1d1P4202435-01\x1dS674A36458\x1e\x04",
    b"[)>\x1e06\x1d18S0CVA5786950\x1e\x04",
    b"[)>\x1e12\x1dCAG 0CVA5\x1dPNO 1234\x1dSEQ 786950\x1e\x04",
    b"[)>\x1eDD\x1dMFR 0CVA5\x1dSER 674\x1e\x04",
    b"[)>\x1e05\x1d80040614141MH80312\x1e\x04",
)
METAL = Look(module=6, turn=180, noise=4, metal=True, dot=0.75, contrast=60)


def _picture(look: Look, seed: int, message: bytes = MESSAGES[0]) -> NDArray[np.uint8]:
    return draw(contents.matrix(message), look, np.random.default_rng(seed))


def _read(look: Look, seed: int, message: bytes = MESSAGES[0]) -> list[str]:
    return [symbol.text for symbol in decode_symbols(_picture(look, seed, message))]


def _shown(message: bytes) -> list[str]:
    return [read_content("Data Matrix", message).text]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: repr(message[4:10]))
def test_two_pixels_a_module_are_enough(message: bytes, seed: int) -> None:
    """A clean Data Matrix of 2 pixels a module is read, of each format, at any angle."""
    assert _read(Look(module=2, turn=180), seed, message) == _shown(message)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "look",
    [
        METAL,
        Look(module=6, turn=180, noise=4, metal=True, dot=0.9, contrast=90),
        Look(module=6, turn=180, noise=4, metal=True, dot=0.75, contrast=60, inverted=True),
        Look(module=3, turn=180, noise=4, metal=True, dot=0.75, contrast=60),
    ],
    ids=["dark dots", "large dots", "bright dots", "3 px a module"],
)
def test_peened_dots_are_read_on_brushed_metal(look: Look, seed: int) -> None:
    """Dots that do not touch, on brushed metal under uneven light, are read as the cells they stand for."""
    assert _read(look, seed) == _shown(MESSAGES[0])


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "look",
    [
        Look(contrast=12, noise=2),
        Look(noise=50),
        Look(module=2, crowded=True),
        Look(module=2, inverted=True),
        Look(turn=180, tilt=0.16),
        Look(glare=0.1),
        Look(scratches=2),
        Look(finder_lost=0.1),
    ],
    ids=[
        "12 grey levels",
        "noise",
        "no quiet zone",
        "light on dark",
        "perspective",
        "glare",
        "scratches",
        "worn finder",
    ],
)
def test_damage_that_leaves_the_content_does_not_hide_it(look: Look, seed: int) -> None:
    """One kind of moderate damage at a time leaves a Data Matrix readable."""
    assert _read(look, seed) == _shown(MESSAGES[0])


@pytest.mark.parametrize("look", [Look(module=3, turn=0), Look(module=3, turn=0, inverted=True)])
@pytest.mark.parametrize("turns", range(4))
def test_pdf417_is_read_lying_standing_and_light_on_dark(look: Look, turns: int) -> None:
    """PDF417 is read on its four sides, dark on light and light on dark."""
    upright = draw(contents.other("PDF417", "MX15D-00417"), look, np.random.default_rng(3))
    found = decode_symbols(np.ascontiguousarray(np.rot90(upright, turns)))
    assert [(symbol.kind, symbol.text) for symbol in found] == [("PDF417", "MX15D-00417")]


def test_a_peened_symbol_in_a_large_photograph_is_read_where_it_is() -> None:
    """The patient passes look at the full picture, and the box is in the picture's own pixels."""
    symbol = _picture(METAL, 1)
    height, width = symbol.shape[:2]
    scene = np.full((2000, 3000, 3), int(symbol.mean()), np.uint8)
    scene[1500 : 1500 + height, 400 : 400 + width] = symbol
    (found,) = decode_symbols(scene)
    assert [found.text] == _shown(MESSAGES[0])
    assert found.box is not None
    x, y = np.array(found.box).mean(axis=0)
    assert abs(x - 400 - width / 2) < 16
    assert abs(y - 1500 - height / 2) < 16


@pytest.mark.parametrize("seed", range(3))
def test_brushed_metal_bears_no_symbol(seed: int) -> None:
    """Nothing is read into the streaks of a plate without a symbol."""
    blank = np.zeros((20, 20), np.bool_)
    assert decode_symbols(draw(blank, METAL, np.random.default_rng(seed))) == ()


def test_a_reading_can_be_repeated() -> None:
    """The same picture gives the same symbols, boxes and all."""
    picture = _picture(METAL, 2)
    assert decode_symbols(picture) == decode_symbols(picture)


@pytest.mark.parametrize("seed", range(5))
def test_the_region_of_a_symbol_is_found(seed: int) -> None:
    """One of the few regions of a picture lies about the symbol and holds little else."""
    modules = contents.matrix(MESSAGES[0])
    grey = np.ascontiguousarray(draw(modules, Look(module=5, turn=10), np.random.default_rng(seed))[:, :, 0])
    regions = square_regions(grey)
    side = 5 * modules.shape[0]
    assert len(regions) <= REGION_LIMIT
    assert any(
        max(abs(region.x - grey.shape[1] / 2), abs(region.y - grey.shape[0] / 2)) < 0.2 * side
        and 0.75 * side < region.side < 1.7 * side
        for region in regions
    )


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (17, 17), (30, 5000)])
def test_flat_and_tiny_pictures_have_no_regions(shape: tuple[int, int]) -> None:
    """Where nothing changes, nothing is looked at twice."""
    assert square_regions(np.full(shape, 128, np.uint8)) == ()
