from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from findspot.dossier.blocks import facts, listing, section, table
from findspot.dossier.exhibits import LONGEST_SIDE, cropped_picture, marked_picture
from findspot.pictures.overlay import Mark


def inside(svg: str) -> Image.Image:
    """The picture that a drawing holds."""
    found = re.search(r"data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=]+)", svg)
    assert found is not None
    return Image.open(io.BytesIO(base64.b64decode(found[1])))


def test_a_picture_keeps_its_colours_and_loses_its_metadata() -> None:
    """What the paper shows is the pixels as read: red is red, and nothing else of the file comes along."""
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, :, 0] = 200
    shown = marked_picture(pixels, [])
    picture = inside(shown.svg)
    assert (picture.size, shown.reduced) == ((60, 40), False)
    assert picture.convert("RGB").getpixel((30, 20)) == (200, 0, 0)
    assert not picture.getexif()


def test_a_large_picture_is_reduced_and_its_outline_with_it() -> None:
    """Beyond the measure the picture is made smaller, said so, and the outline stays where it was."""
    pixels = np.full((300, 2 * LONGEST_SIDE, 3), 120, np.uint8)
    mark = Mark(((1000, 100), (2000, 100), (2000, 200), (1000, 200)), "S", main=True)
    shown = marked_picture(pixels, [mark])
    assert (shown.width, shown.height, shown.reduced) == (LONGEST_SIDE, 150, True)
    assert max(inside(shown.svg).size) == LONGEST_SIDE
    points = re.findall(r'points="([^"]+)"', shown.svg)[-1].split()
    across = [float(point.split(",")[0]) for point in points]
    assert min(across) == pytest.approx(500, abs=15)
    assert max(across) == pytest.approx(1000, abs=15)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-50, 150), st.integers(-50, 150)), min_size=4, max_size=4))
def test_a_crop_is_a_part_of_the_picture_or_none(corners: list[tuple[int, int]]) -> None:
    """Wherever the corners lie, the crop holds pixels of the picture, or there is none."""
    pixels = np.full((100, 80, 3), 90, np.uint8)
    crop = cropped_picture(pixels, corners)
    if crop is not None:
        assert 2 <= crop.width <= 80
        assert 2 <= crop.height <= 100
        assert inside(crop.svg).convert("RGB").getpixel((1, 1)) == (90, 90, 90)


def test_a_crop_holds_what_was_outlined() -> None:
    """All of the outlined part is in the crop, with a margin."""
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[40:60, 50:150] = 255
    crop = cropped_picture(pixels, [(50, 40), (150, 40), (150, 60), (50, 60)])
    assert crop is not None
    assert int((np.asarray(inside(crop.svg).convert("L")) == 255).sum()) == 20 * 100
    assert crop.width > 100
    assert crop.height > 20


@given(st.integers(0, 200), st.integers(1, 80))
def test_lists_and_tables_say_what_they_leave_out(count: int, most: int) -> None:
    """A long list or table ends, and counts the rest; nothing is left out in silence."""
    rows = [(f"row {n}",) for n in range(count)]
    whole = table((("Row", 1.0, False),), rows, most)
    items = listing([row[0] for row in rows], most)["items"]
    left = max(0, count - most)
    said = [f"{left} more stand in the JSON."] if left else []
    assert items == [row[0] for row in rows[:most]] + said
    if count == 0:
        assert whole is None
    else:
        assert whole is not None
        assert len(whole["rows"]) == min(count, most)
        assert whole["rest"] == " ".join(said)


def test_what_has_no_value_has_no_line() -> None:
    """Facts without a value, and parts that there are none of, leave no gap."""
    assert facts([("Maker", ""), ("Model", "")]) is None
    kept = facts([("Maker", ""), ("Model", "CMX-15D")])
    assert kept is not None
    assert kept["rows"] == [["Model", "CMX-15D"]]
    assert section("Title", None, kept, None)["blocks"] == [kept]
