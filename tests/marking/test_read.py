"""Whole pictures: from a file to what is marked, and how sure that is."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from benchmarks.drawn import draw
from PIL import Image
from tests.marking.drawing import PLATE, SERIAL, downwards, kept, page, strip_of

from findspot.marking.fields.formats import canonical
from findspot.marking.fields.labels import one_error
from findspot.marking.read import Reader
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from findspot.vocabulary.reading import Marking, Reading, SerialReading

UID = "[)>\x1e06\x1d17V0CVA5\x1d1P4202435-01\x1dS674A36458\x1e\x04"


def _read(reader: Reader, folder: Path, pixels: NDArray[np.uint8]) -> Reading:
    return reader.read(kept(folder, pixels))


def _serial(marking: Marking) -> SerialReading:
    assert marking.serial is not None
    return marking.serial


def _assert_proper(reading: Reading) -> None:
    """All probabilities are such, and no belief is given away twice."""
    for marking in reading.markings:
        assert sum(serial.weight for serial in marking.serials) <= 1.0
        for serial in marking.serials:
            assert 0.0 <= serial.p <= 1.0
            assert serial.p + sum(other.p for other in serial.alternatives) <= 1.0
            assert "".join(character.text for character in serial.characters) == serial.text
            assert serial.lattices
            for lattice in serial.lattices:
                assert np.allclose(lattice.probabilities.sum(axis=1), 1.0, atol=1e-4)
        for line in marking.lines:
            assert 0.0 <= line.p <= 1.0
            for character in line.characters:
                assert character.p + sum(other.p for other in character.alternatives) <= 1.0 + 1e-3
            for lattice in line.lattices:
                assert np.allclose(lattice.probabilities.sum(axis=1), 1.0, atol=1e-4)


@pytest.fixture(scope="module")
def turned(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Reading]:
    """The reading of the plate after that many quarter turns to the left, read once for all tests."""

    @cache
    def read(turns: int) -> Reading:
        pixels = np.ascontiguousarray(np.rot90(page(PLATE), turns))
        return _read(reader, tmp_path_factory.mktemp("turned"), pixels)

    return read


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_plate_reads_its_fields_whichever_way_up(turned: Callable[[int], Reading], turns: int) -> None:
    """Serial, model, maker, part number and date are read in all four rotations of the picture."""
    reading = turned(turns)
    (marking,) = reading.markings
    assert _serial(marking).text == SERIAL
    assert _serial(marking).why == "label S/N"
    assert _serial(marking).weight > 0.9
    assert (marking.model, marking.maker) == ("MX-15D", "NORDHAVN OPTIK AS")
    assert (marking.part_number, marking.date) == ("8077-1402", "04/2019")
    assert marking.symbols == ()
    assert reading.notes == ()
    _assert_proper(reading)


@pytest.mark.parametrize("turns", [0, 2])
def test_boxes_lie_in_the_picture_as_given(turned: Callable[[int], Reading], turns: int) -> None:
    """The serial's box covers its ink in the file's own pixels, also where the plate is upside down."""
    (marking,) = turned(turns).markings
    box = np.array(_serial(marking).box)
    ink = np.rot90(page([(SERIAL, 360, 190, 30)]), turns)[:, :, 0] < 120
    rows, columns = np.nonzero(ink)
    low, high = box.min(axis=0), box.max(axis=0)
    assert low[0] <= columns.min() + 4
    assert low[1] <= rows.min() + 4
    assert high[0] >= columns.max() - 4
    assert high[1] >= rows.max() - 4
    assert (high - low)[1] < 60


def test_a_reading_says_of_what_and_by_what(reader: Reader, tmp_path: Path) -> None:
    """File, digest, size, likeness and models stand in the reading, so that it can be repeated."""
    path = kept(tmp_path, page(PLATE))
    reading = reader.read(path)
    assert reading.file == str(path)
    assert reading.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (reading.width, reading.height) == (800, 400)
    assert len(reading.likeness) == 16
    assert [name.split()[0].endswith(".onnx") for name in reading.recogniser] == [True, True]


def test_the_same_file_reads_the_same(reader: Reader, tmp_path: Path) -> None:
    """A second reading of a file, and another reader's, is equal to the first, lattices included."""
    path = kept(tmp_path, page([("S/N 4417-2231", 40, 120, 30)], (400, 300)))
    first, second, other = reader.read(path), reader.read(path), Reader(threads=2).read(path)
    assert first == second
    assert [s.text for s in first.markings[0].serials] == [s.text for s in other.markings[0].serials]
    for one, again in zip(first.markings[0].serials, second.markings[0].serials, strict=True):
        for lattice, same in zip(one.lattices, again.lattices, strict=True):
            assert np.array_equal(lattice.probabilities, same.probabilities)


@pytest.mark.parametrize("code", ["CSQU3054383", "TGHU7741235"])
def test_a_column_written_downwards_is_read(reader: Reader, tmp_path: Path, code: str) -> None:
    """A container code whose characters stand one under another is read whole."""
    reading = _read(reader, tmp_path, downwards(code))
    assert _serial(reading.markings[0]).text == code
    _assert_proper(reading)


def test_a_container_code_in_its_parts_is_read_as_one(reader: Reader, tmp_path: Path) -> None:
    """Owner, number and check digit stand apart on the wall and are one serial."""
    rows = [("CSQU", 60, 100, 56), ("305438", 300, 100, 56), ("3", 590, 100, 56), ("22G1", 300, 200, 56)]
    reading = _read(reader, tmp_path, page(rows, (760, 360)))
    assert _serial(reading.markings[0]).text == "CSQU3054383"


@pytest.mark.parametrize(
    ("rows", "whole"),
    [
        (
            [("S/N: MX2021-", 40, 60, 34), ("004512", 40, 114, 34), ("MODEL MX-15D", 40, 200, 34)],
            "MX2021-004512",
        ),
        (
            [("SERIAL NO.", 40, 60, 34), ("9L4GXVAL", 40, 114, 34), ("01RDX2B3", 40, 168, 34)],
            "9L4GXVAL01RDX2B3",
        ),
    ],
    ids=["hyphen", "wrapped"],
)
def test_a_serial_over_two_lines_is_one_of_two_readings(
    reader: Reader, tmp_path: Path, rows: list[tuple[str, int, int, int]], whole: str
) -> None:
    """It is read whole, says so, and covers both lines; the first line alone stays in play."""
    (marking,) = _read(reader, tmp_path, page(rows, (560, 300))).markings
    read = {serial.text: serial for serial in marking.serials}
    assert read[whole].why.endswith("over two lines")
    first = next(text for text in read if whole.startswith(text) and text != whole)
    assert not read[first].why.endswith("over two lines")
    box = read[whole].box
    assert box is not None
    assert max(y for _, y in box) - min(y for _, y in box) > 80
    _assert_proper(_read(reader, tmp_path, page(rows, (560, 300))))


@pytest.mark.parametrize("seed", [0, 8])
def test_a_drawn_serial_over_two_lines_is_read(reader: Reader, tmp_path: Path, seed: int) -> None:
    """On a worn plate too, the serial over both lines is among the readings, but for a character at most."""
    pixels, truth = draw("broken-serial", seed)
    (marking,) = _read(reader, tmp_path, pixels).markings
    assert any(one_error(canonical(serial.text), canonical(truth.serial)) for serial in marking.serials)


def _noise() -> NDArray[np.uint8]:
    return np.random.default_rng(6).integers(0, 256, (300, 400, 3)).astype(np.uint8)


def _landscape() -> NDArray[np.uint8]:
    coarse = np.random.default_rng(8).integers(30, 220, (6, 8, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (400, 300), interpolation=cv2.INTER_CUBIC), np.uint8)


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((300, 400, 3), 128, np.uint8),
        np.full((1, 1, 3), 0, np.uint8),
        _noise(),
        _landscape(),
        page([("HANDLE WITH CARE", 30, 40, 26), ("THIS SIDE UP", 30, 110, 26)], (460, 300)),
    ],
    ids=["grey", "one pixel", "noise", "colours", "words"],
)
def test_a_picture_without_a_plate_gives_no_serial(
    reader: Reader, tmp_path: Path, pixels: NDArray[np.uint8]
) -> None:
    """Where nothing is marked nothing is read, and it is no error."""
    reading = _read(reader, tmp_path, pixels)
    assert all(marking.serial is None for marking in reading.markings)
    assert reading.notes == ()
    assert reader.read(tmp_path / "plate.png", as_serial=True).notes == ()
    _assert_proper(reading)


def test_a_symbol_that_says_another_serial_is_said(reader: Reader, tmp_path: Path) -> None:
    """Both serials are kept with their weights, and a note says that print and symbol disagree."""
    reading = _read(reader, tmp_path, page(PLATE, (800, 560), (UID, 60, 380)))
    (marking,) = reading.markings
    assert {serial.text for serial in marking.serials} >= {SERIAL, "674A36458"}
    (note,) = reading.notes
    assert "The Data Matrix gives the serial 674A36458, which is not printed on the plate" in note
    assert SERIAL in note
    _assert_proper(reading)


def test_a_symbol_that_says_the_same_confirms(reader: Reader, tmp_path: Path) -> None:
    """A symbol with the printed serial is evidence for it, and fills in what is not printed."""
    rows = (*PLATE[:4], ("674A36458", 360, 190, 30))
    reading = _read(reader, tmp_path, page(rows, (800, 560), (UID, 60, 300)))
    (marking,) = reading.markings
    serial = _serial(marking)
    assert serial.text == "674A36458"
    assert "Data Matrix" in serial.why
    assert "label S/N" in serial.why
    assert serial.p > 0.9
    assert reading.notes == ()
    assert (marking.cage, marking.part_number) == ("0CVA5", "4202435-01")


def test_a_number_without_label_is_doubted(reader: Reader, tmp_path: Path) -> None:
    """A bare number may be the serial; how surely it is one is less than where a label says so."""
    bare = _read(reader, tmp_path, page([("4417-2231", 40, 120, 34)], (400, 300)))
    labelled = _read(reader, tmp_path, page([("S/N 4417-2231", 40, 120, 34)], (400, 300)))
    assert _serial(bare.markings[0]).text == _serial(labelled.markings[0]).text == "4417-2231"
    assert _serial(bare.markings[0]).weight < _serial(labelled.markings[0]).weight


@pytest.mark.parametrize("kind", ["embossed", "etched", "stencil"])
def test_worn_plates_give_proper_readings(reader: Reader, tmp_path: Path, kind: str) -> None:
    """Whatever the wear, belief stays proper, and what is read is the serial but for a character at most."""
    pixels, truth = draw(kind, 0)
    reading = _read(reader, tmp_path, pixels)
    serials = reading.markings[0].serials
    assert any(one_error(canonical(serial.text), canonical(truth.serial)) for serial in serials)
    _assert_proper(reading)


@pytest.mark.parametrize("turns", [0, 1, 3])
def test_a_cut_out_serial_is_read_as_such(reader: Reader, tmp_path: Path, turns: int) -> None:
    """Given as one serial, a picture is read as one line, also where it was cut out sideways."""
    path = kept(tmp_path, np.ascontiguousarray(np.rot90(strip_of(SERIAL), turns)))
    reading = reader.read(path, as_serial=True)
    serial = _serial(reading.markings[0])
    assert (serial.text, serial.why, serial.weight) == (SERIAL, "given as serial", 1.0)
    _assert_proper(reading)


def test_check_digits_can_be_left_out_of_account(tmp_path: Path) -> None:
    """Without check digits a text stands on its pixels alone: one that fails is no less likely."""
    path = kept(tmp_path, page([("CSQU3054388", 40, 80, 44)], (520, 300)))
    counted = _serial(Reader(threads=1).read(path).markings[0])
    ignored = _serial(Reader(threads=1, check_digits=False).read(path).markings[0])
    assert ignored.text == "CSQU3054388"
    assert ignored.p > next((s.p for s in [counted] if s.text == ignored.text), 0.0)


def test_what_is_no_picture_is_refused(reader: Reader, tmp_path: Path) -> None:
    """A missing file and a text file are refused in one sentence that names the file."""
    text = tmp_path / "plate.txt"
    text.write_text("S/N 00417", encoding="utf-8")
    for path in (tmp_path / "none.png", text):
        with pytest.raises(BadInputError, match=path.name):
            reader.read(path)


def test_other_models_are_refused(tmp_path: Path) -> None:
    """A reader with model files that are not the measured ones reads nothing."""
    path = kept(tmp_path, page(PLATE))
    with pytest.raises(BadInputError, match="model file"):
        Reader(threads=1, models_folder=tmp_path).read(path)


def test_a_photograph_as_jpeg_reads_as_its_original(reader: Reader, tmp_path: Path) -> None:
    """What a camera and a post do to a clear plate does not change its serial."""
    path = tmp_path / "post.jpg"
    Image.fromarray(page(PLATE)).resize((640, 320)).save(path, quality=60)
    assert _serial(reader.read(path).markings[0]).text == SERIAL


def test_a_small_plate_in_a_large_photograph_is_read(reader: Reader, tmp_path: Path) -> None:
    """Characters of 13 pixels in twelve million pixels are found, though the whole is reduced first."""
    coarse = np.random.default_rng(3).integers(60, 190, (75, 100, 3)).astype(np.uint8)
    scene = np.asarray(cv2.resize(coarse, (4000, 3000), interpolation=cv2.INTER_CUBIC), np.uint8)
    small = cv2.resize(page(PLATE), None, fx=0.45, fy=0.45, interpolation=cv2.INTER_AREA)
    plate = np.asarray(small, np.uint8)
    scene[1900 : 1900 + plate.shape[0], 2100 : 2100 + plate.shape[1]] = plate
    (marking,) = _read(reader, tmp_path, scene).markings
    assert _serial(marking).text == SERIAL


def test_the_plate_is_outlined_and_paint_on_a_wall_is_not(reader: Reader, tmp_path: Path) -> None:
    """The marking of a drawn plate, turned by a quarter, has the plate's own corners; a wall's has none."""
    pixels, truth = draw("late-stamped", 4)
    assert truth.plate is not None
    width = pixels.shape[1]
    sideways = _read(reader, tmp_path, np.ascontiguousarray(np.rot90(pixels)))
    corners = np.stack((truth.plate[:, 1], width - truth.plate[:, 0]), axis=1)
    (marking,) = sideways.markings
    assert marking.plate is not None
    found = np.array(marking.plate.box, np.float32)
    common, _ = cv2.intersectConvexConvex(found, corners.astype(np.float32))
    assert common / max(cv2.contourArea(found), cv2.contourArea(corners.astype(np.float32))) > 0.85
    assert 0.5 <= marking.plate.p <= 1.0
    wall = _read(reader, tmp_path, draw("stencil", 4)[0])
    assert wall.markings[0].plate is None
