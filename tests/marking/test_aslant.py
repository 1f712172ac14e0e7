"""Plates seen aslant: how that is told, and what is read once they are straightened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from benchmarks.curves.base import plate
from benchmarks.curves.damage import aslant
from tests.marking.drawing import kept

from findspot.marking.aslant import DOUBT, MORE_DOUBT, look_straight, slant_of
from findspot.marking.fields.formats import canonical
from findspot.marking.looks import look_at
from findspot.marking.plate.lines import PlateLine
from findspot.marking.plate.outline import Outline
from findspot.marking.plate.recognition import Recognised
from findspot.vocabulary.lattice import certain_lattice
from findspot.vocabulary.reading import Character

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.marking.plate.lines import PlateReader
    from findspot.marking.read import Reader

SQUARE = np.array([[0, 0], [300, 0], [300, 200], [0, 200]], np.float32)


def line(text: str, left: float, top: float, pitch: float, height: float = 20.0) -> PlateLine:
    """A line of text whose characters stand ``pitch`` heights apart."""
    wide = (pitch * len(text) + 0.5) * height
    corners = np.array([[left, top], [left + wide, top], [left + wide, top + height], [left, top + height]])
    characters = tuple(Character(c, 0.99) for c in text)
    frames = certain_lattice(text).probabilities
    read = Recognised(text, 0.99, characters, tuple(range(1, 2 * len(text), 2)), frames)
    return PlateLine(corners.astype(np.float32), read)


@pytest.mark.parametrize("pitch", [0.15, 0.3, 0.6, 1.2])
def test_the_letters_tell_how_a_plate_is_drawn_together(pitch: float) -> None:
    """The pitch of most letters is the plate's, whatever a short or doubtful line says."""
    lines = [line("AB12345", 10, 10, pitch), line("MODEL", 10, 60, pitch), line("XY", 10, 110, 5 * pitch)]
    doubtful = line("NOISENOISE", 10, 150, 3 * pitch)
    lines.append(replace(doubtful, recognised=replace(doubtful.recognised, p=0.4)))
    slant = slant_of(lines, Outline(SQUARE, 0.9))
    assert slant is not None
    assert slant.pitch == pytest.approx(pitch, rel=0.02)
    assert slant.skew == pytest.approx(0.0, abs=0.1)
    assert slant.line == pytest.approx(20.0)


def test_the_corners_tell_how_a_plate_leans() -> None:
    """A plate that leans by 30 degrees has a skew of 30; without a line that tells, nothing is said."""
    lean = SQUARE + np.array([[1, 0], [1, 0], [0, 0], [0, 0]], np.float32) * 200 * np.tan(np.pi / 6)
    slant = slant_of([line("AB12345", 60, 90, 0.6)], Outline(lean.astype(np.float32), 0.9))
    assert slant is not None
    assert slant.skew == pytest.approx(30.0, abs=0.5)
    assert slant_of([], Outline(SQUARE, 0.9)) is None


@pytest.mark.parametrize(("degrees", "tilt"), [(78, 0), (0, 70)])
def test_a_plate_seen_far_aslant_is_read(reader: Reader, tmp_path: Path, degrees: float, tilt: float) -> None:
    """Seen from far aside or above, the serial is read as it is, where it stands in the picture."""
    base = plate(1)
    pixels = aslant(base.pixels, degrees, tilt)
    (marking,) = reader.read(kept(tmp_path, pixels)).markings
    assert marking.serial is not None
    assert canonical(marking.serial.text) == canonical(base.serial)
    assert marking.serial.p > 0.9
    assert marking.serial.box is not None
    assert marking.plate is not None
    outline = np.array(marking.plate.box, np.float32)
    middle = np.array(marking.serial.box).mean(axis=0)
    assert cv2.pointPolygonTest(outline, (float(middle[0]), float(middle[1])), measureDist=True) > 0
    assert all(entry.box is not None for entry in marking.lines)


def test_only_a_doubtful_plate_seen_aslant_is_straightened(plate_reader: PlateReader) -> None:
    """A serial that is believed, and a plate that faces the camera, are looked at once."""
    facing = look_at(plate_reader, plate(1).pixels)
    aside = look_at(plate_reader, aslant(plate(1).pixels, 78))
    square = Outline(np.array([[40, 40], [640, 40], [640, 380], [40, 380]], np.float32), 0.9)
    assert look_straight(plate_reader, facing, square, 0.0) is None
    assert look_straight(plate_reader, aside, square, MORE_DOUBT) is None
    assert DOUBT < MORE_DOUBT
