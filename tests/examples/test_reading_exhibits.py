"""What findspot reads on the founding case's exhibits."""

from __future__ import annotations

from examples.karabakh.draw import EXHIBITS
from examples.karabakh.drawing.plate import MAKER, MODEL, PART_NUMBER, SERIAL

from findspot.marking.read import Reader


def test_the_plate_reads_rightly_and_not_without_doubt() -> None:
    """The serial, model, maker and part number are as drawn; the serial's rubbed digits leave some doubt."""
    (marking,) = Reader().read(EXHIBITS / "plate.png").markings

    assert marking.serial is not None
    assert marking.serial.text == SERIAL
    assert 0.5 < marking.serial.p < 0.98
    assert (marking.maker, marking.model, marking.part_number) == (MAKER, MODEL, PART_NUMBER)


def test_nothing_on_the_frame_is_taken_for_a_serial() -> None:
    """The frame shows no plate that can be read: whatever is read there is no serial."""
    reading = Reader().read(EXHIBITS / "frame.png")

    assert all(marking.serial is None for marking in reading.markings)
