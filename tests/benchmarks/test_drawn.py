"""The drawn plates that the reader is developed on."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp
from benchmarks.drawn import KINDS, draw
from benchmarks.drawn.lettering import stroked
from benchmarks.drawn.serials import iso6346_check_digit


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
