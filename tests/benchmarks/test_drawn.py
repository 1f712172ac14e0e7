"""The drawn plates that the reader is developed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
import zxingcpp
from benchmarks.drawn import KINDS, PLAIN_KINDS, draw
from benchmarks.drawn.devices import ean, imei
from benchmarks.drawn.faces import Face, typeset
from benchmarks.drawn.lettering import stroked
from benchmarks.drawn.serials import iso6346_check_digit
from benchmarks.drawn.words import LANGUAGES

from findspot.marking.fields.check_digits import article_check_holds, luhn_holds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_follows_from_its_kind_and_seed(kind: str) -> None:
    """The same kind and seed give the same pixels and truth; another seed gives others."""
    pixels, truth = draw(kind, 5)
    again, same_truth = draw(kind, 5)
    _, other = draw(kind, 6)

    assert np.array_equal(pixels, again)
    assert truth == same_truth
    assert truth.serial != other.serial
    assert (np.dtype(np.uint8), 3) == (pixels.dtype, pixels.shape[2])


@pytest.mark.parametrize("kind", KINDS)
def test_the_truth_tells_where_the_plate_lies(kind: str) -> None:
    """A plate's corners enclose a part of the picture unlike its surroundings; paint on a wall has none."""
    pixels, truth = draw(kind, 5)
    if kind == "stencil" or kind.startswith("container-"):
        assert truth.plate is None
        return
    assert truth.plate is not None
    height, width = pixels.shape[:2]
    area = cv2.contourArea(truth.plate)
    least = 0.01 if kind.endswith("-in-scene") else 0.2
    assert least * width * height < area < width * height
    inner, outer = (
        truth.plate.mean(axis=0) + (truth.plate - truth.plate.mean(axis=0)) * f for f in (0.97, 1.03)
    )
    steps = [
        np.abs(pixels[int(y1), int(x1)].astype(int) - pixels[int(y2), int(x2)]).max()
        for (x1, y1), (x2, y2) in zip(_between(inner), _between(outer), strict=True)
        if 0 <= x2 < width and 0 <= y2 < height
    ]
    assert np.median(steps) > 10


def _between(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """Places along the sides of an outline, its corners left out."""
    shares = np.linspace(0.1, 0.9, 15, dtype=np.float32)[:, None]
    return np.concatenate(
        [a + (b - a) * shares for a, b in zip(corners, np.roll(corners, -1, 0), strict=True)]
    )


def test_an_unknown_kind_is_refused() -> None:
    """A kind that cannot be drawn raises KeyError."""
    with pytest.raises(KeyError):
        draw("papyrus", 0)


def test_the_check_digit_is_that_of_the_standards_example() -> None:
    """ISO 6346 gives CSQU305438 the check digit 3."""
    assert iso6346_check_digit("CSQU305438") == "3"


def test_a_computers_barcode_holds_its_serial() -> None:
    """Where a drawn computer label has a readable barcode, that barcode says the true serial."""
    said = set()
    for seed in range(4):
        pixels, truth = draw("computer-label", seed)
        said |= {(symbol.text, truth.serial) for symbol in zxingcpp.read_barcodes(pixels)}

    assert said
    assert all(text == serial for text, serial in said)


def test_strokes_keep_look_alikes_apart() -> None:
    """The stroke alphabet draws 0 and O, 1 and I, 5 and S, 8 and B differently."""
    for one, other in ("0O", "1I", "5S", "8B", "2Z"):
        assert not np.array_equal(stroked(one, 40), stroked(other, 40))


def test_the_plain_kinds_stay_as_they_were() -> None:
    """Fitted figures rest on the first nine kinds: new ones are added after them."""
    assert PLAIN_KINDS[0] == "embossed"
    assert PLAIN_KINDS[-1] == "computer-label"
    assert KINDS[: len(PLAIN_KINDS)] == PLAIN_KINDS


def test_the_numbers_on_a_devices_label_are_proper() -> None:
    """A drawn IMEI and a drawn article number have the check digits that they should."""
    rng = np.random.default_rng(4)
    for _ in range(20):
        assert luhn_holds(imei(rng))
        assert article_check_holds(ean(rng))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_languages_labels_can_be_set(language: str) -> None:
    """Every label has ink in the faces that printed labels use: no letter is missing altogether."""
    words = LANGUAGES[language]
    for text in (*words.serial, *words.model, *words.part, *words.date, *words.made_in):
        for face in (Face.SANS, Face.NARROW):
            assert float(typeset(text, 24, face).sum()) > 20 * len(text.replace(" ", "")), text


def test_a_taller_text_is_a_larger_mask() -> None:
    """The height asked for is that of the capitals."""
    rows = np.flatnonzero(typeset("HEH", 40, Face.SANS).max(axis=1) > 0.5)
    assert abs(int(rows[-1] - rows[0]) + 1 - 40) <= 2
