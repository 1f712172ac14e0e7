"""The curves of damage: the damage itself, what is counted, and that the command runs on little."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from benchmarks.curves import __main__ as command
from benchmarks.curves import damage, report
from benchmarks.curves.base import HEIGHT, plate
from benchmarks.curves.measuring import Cell, Figures, Share, counted
from benchmarks.curves.photographs import ABSENT, Measured, box_height, measured, shrunken
from benchmarks.curves.series import HEIGHTS, SERIES, UNDAMAGED, Series, drawn
from benchmarks.reading.measuring import HARD, Row
from benchmarks.reading.samples import Sample
from benchmarks.reading.scores import Ranking, Said
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SAME_SIZE = [one for one in SERIES if one.key != "height"]
(BY_HEIGHT,) = (one for one in SERIES if one.key == "height")


def ink_rows(pixels: NDArray[np.uint8], columns: slice, rows: slice) -> int:
    """How many rows of a part of the picture have lettering that stands out from the paper."""
    part = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)[rows, columns].astype(int)
    paper = int(np.median(part))
    reach = int(np.abs(part - paper).max())
    return int((np.abs(part - paper).max(axis=1) > reach / 2).sum())


@pytest.mark.parametrize("one", SAME_SIZE, ids=lambda one: one.key)
def test_damage_keeps_size_and_type_and_follows_from_the_seed(one: Series) -> None:
    """Each damage gives a changed picture of the same size and type, the same one each time."""
    base = plate(3)
    for level in one.levels:
        pixels = one.apply(base, level)

        assert (pixels.shape, pixels.dtype) == (base.pixels.shape, np.dtype(np.uint8))
        assert np.array_equal(pixels, one.apply(plate(3), level))
        assert not np.array_equal(pixels, base.pixels)


#: What moves the serial, and so changes its pixels as much at each level.
MOVING = ("slant", "both", "bent")


@pytest.mark.parametrize("one", [s for s in SAME_SIZE if s.key not in MOVING], ids=lambda one: one.key)
def test_more_of_a_damage_changes_the_serial_more(one: Series) -> None:
    """From level to level the serial's pixels lie further from the undamaged ones."""
    base = plate(3)
    left, top = base.places[0][:2]
    right, bottom = base.places[-1][2:]

    def away(level: float) -> float:
        change = one.apply(base, level).astype(float) - base.pixels
        return float(np.abs(change[top:bottom, left:right]).mean())

    distances = [away(level) for level in one.levels]
    assert distances == sorted(distances)
    assert distances[0] > 0


@pytest.mark.parametrize("seed", range(4))
def test_the_serial_is_as_tall_as_is_said(seed: int) -> None:
    """The undamaged plate's serial and every shrunken one have the height of their level within a pixel."""
    base = plate(seed)
    left, top, right, bottom = base.places[-1]  # the last character is always a digit or letter
    for level in (HEIGHT, *HEIGHTS):
        scale = level / HEIGHT
        pixels = BY_HEIGHT.apply(base, level)
        rows = slice(int((top - 6) * scale), round((bottom + 6) * scale))
        columns = slice(int(left * scale), round(right * scale))

        assert abs(ink_rows(pixels, columns, rows) - level) <= 1


def test_a_plate_follows_from_its_seed_and_bears_no_barcode() -> None:
    """The same seed gives the same plate; its places are one for each letter and digit, left to right."""
    one, again, other = plate(1), plate(1), plate(2)
    lefts = [place[0] for place in one.places]

    assert np.array_equal(one.pixels, again.pixels)
    assert one.serial == again.serial != other.serial
    assert len(one.places) == sum(character.isalnum() for character in one.serial)
    assert lefts == sorted(lefts)


def test_covered_characters_stay_covered() -> None:
    """A further level covers the characters of the one before and one more, and nothing else changes."""
    base = plate(5)
    (hidden,) = (one for one in SERIES if one.key == "hidden")
    gone = [
        {
            place
            for place in base.places
            if (
                hidden.apply(base, level)[place[1] + 9 : place[3] - 9, place[0] + 5 : place[2] - 5] < 62
            ).all()
        }
        for level in (1, 2, 3, 4)
    ]

    assert [len(places) for places in gone] == [1, 2, 3, 4]
    assert gone[0] < gone[1] < gone[2] < gone[3]
    assert np.array_equal(hidden.apply(base, 4)[:20], base.pixels[:20])


def test_motion_keeps_what_lies_along_it() -> None:
    """A line is left sharp by motion along it and smeared by motion across it."""
    page = np.zeros((40, 40, 3), np.uint8)
    page[20] = 255

    assert np.array_equal(damage.moved(page, 8, 0.0), page)
    assert damage.moved(page, 8, np.pi / 2).max() < 100


def test_every_level_has_the_same_plates(tmp_path: Path) -> None:
    """Each level and kind has as many pictures as asked, and every level of damage the same serials."""
    series, kinds = SERIES[:2], {"printed": None, "stencil": "stencil"}
    samples = drawn(tmp_path, 2, series, kinds)
    levels = {sample.kind for sample in samples}
    damaged = [level for level in levels if not level.startswith("kind/")]
    truths = {tuple(s.serials for s in samples if s.kind == level) for level in damaged}

    assert len(levels) == 1 + sum(len(one.levels) for one in series) + 1
    assert all(sum(s.kind == level for s in samples) == 2 for level in levels)
    assert len(truths) == 1
    assert all(sample.path.exists() for sample in samples)


def test_photographs_shrink_until_their_serial_has_the_height(tmp_path: Path) -> None:
    """A photograph whose serial is 20 pixels tall is halved for 10 pixels, and stands whole as it is."""
    path = tmp_path / "one.png"
    Image.new("RGB", (200, 100)).save(path)
    made = shrunken(tmp_path, [Measured(Sample(path, "vin", ("A1B2",)), 20.0)])
    sizes = {}
    for sample in made:
        with Image.open(sample.path) as picture:
            sizes[sample.kind] = picture.size

    assert sizes["photographs/full size"] == (200, 100)
    assert sizes["photographs/10"] == (100, 50)
    assert box_height(((0, 0), (50, 3), (50, 23), (0, 18))) == pytest.approx(19.0)


def test_absent_photographs_are_skipped_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the photographs the command says so, measures the drawings and ends well."""
    monkeypatch.setattr(command, "PHOTOGRAPHS", tmp_path / "nowhere")
    monkeypatch.setattr(command, "pin", lambda: None)
    monkeypatch.setattr(command, "drawn", lambda folder, count, _: drawn(folder, count, [], {}))
    out, picture = tmp_path / "out" / "figures.json", tmp_path / "curves.svg"
    options = ["--count", "1", "--reader", "RapidOCR", "--register-size", "100"]

    assert measured(tmp_path / "nowhere", 5) == []
    assert command.main([*options, "--out", str(out), "--picture", str(picture)]) == 0
    assert ABSENT in capsys.readouterr().out
    (cell,) = json.loads(out.read_text(encoding="utf-8"))["cells"]
    assert (cell["reader"], cell["level"], cell["first"]["count"]) == ("RapidOCR", UNDAMAGED, 1)
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_both_shares_are_counted_by_level(tmp_path: Path) -> None:
    """A row that ties counts as a part of a hit; a serial read with O for 0 counts as read."""
    sample = Sample(tmp_path / "x.png", "blur/3", ("AB01",))
    ranking = Ranking(("AB01", "AB02"), (0.9, 0.9), absent=0.1)
    (cell,) = counted("RapidOCR", [Row(sample, Said(("S/N ABO1",)), {HARD: ranking}, {})])

    assert (cell.level, cell.first.share, cell.free.share) == ("blur/3", 0.5, 1.0)


def figures() -> Figures:
    """Two readers at the undamaged plate, at ten pixels and on one kind."""
    whole, half, tenth = Share(10, 10, 0.72, 1), Share(5, 10, 0.24, 0.76), Share(1, 10, 0.02, 0.4)
    cells = [Cell(reader, UNDAMAGED, whole, whole) for reader in ("findspot", "RapidOCR")]
    cells += [Cell("findspot", "height/10", half, tenth), Cell("RapidOCR", "height/10", tenth, tenth)]
    about = {"count": 10, "photographs": 0, "register": "hard", "register_size": 20_000}
    return Figures(tuple(cells), {"findspot": "1"}, about)


def test_the_table_and_the_sentence_say_the_figures() -> None:
    """The table has a row for each level measured, the undamaged plate first; ten pixels are compared."""
    said = report.markdown(figures())

    assert "| Drawn plates, character height, px | 32 | 10 | 100 % (72–100) |" in said
    assert "|  | 10 | 10 | 50 % (24–76) | 10 % (2–40) | 10 % | 10 % |" in said
    assert (
        "At 10 px on drawn plates findspot has 50 % first, the better peer (RapidOCR) 10 % (5.0 times)."
        in said
    )
    assert "Photographs" not in said


def test_figures_survive_their_json() -> None:
    """What is written and read again draws the same table and picture."""
    again = report.figures_from(json.loads(json.dumps(figures().as_json())))

    assert report.markdown(again) == report.markdown(figures())
    assert report.picture(again) == report.picture(figures())
