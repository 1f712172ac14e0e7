"""Lines: the texts of a picture, whichever way up it is, and where each of them stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.marking.drawing import PLATE, SERIAL, downwards, page

from findspot.marking.plate.fusion import likeliest
from findspot.marking.plate.lines import PlateLine, PlateReader, lies_on, sliced, upright_box
from findspot.marking.plate.second_look import SecondLook

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.marking.plate.models import Models
    from findspot.marking.plate.recognition import Recognised

_TEXTS = {text.replace(" ", "") for text, *_ in PLATE}


@pytest.fixture(scope="module")
def lines(plate_reader: PlateReader) -> list[PlateLine]:
    """The lines of an upright plate."""
    turns, found = plate_reader.read(page(PLATE))
    assert turns == 0
    return found


def _said(lines: list[PlateLine]) -> set[str]:
    return {line.text.replace(" ", "") for line in lines}


def test_every_line_of_a_plate_is_read(lines: list[PlateLine]) -> None:
    """Each text drawn is one line, and nothing else is read."""
    assert _said(lines) == _TEXTS
    assert len(lines) == len(PLATE)
    assert not any(line.downwards for line in lines)


@pytest.mark.parametrize(
    "turns",
    [
        1,
        2,
        3,
    ],
)
def test_a_turned_plate_is_set_upright(plate_reader: PlateReader, turns: int) -> None:
    """A plate in any of the other rotations says the same, once turned back by as many quarters."""
    back, found = plate_reader.read(np.ascontiguousarray(np.rot90(page(PLATE), turns)))
    assert (turns + back) % 4 == 0
    assert _said(found) == _TEXTS


def test_no_box_is_read_twice_in_one_direction(models: Models) -> None:
    """A picture that must be turned has each strip recognised once: the vote asks for none again."""
    reader = PlateReader(models)
    asked: list[bytes] = []
    recogniser = reader.recogniser

    def counted(strip: NDArray[np.uint8]) -> Recognised:
        asked.append(strip.tobytes())
        return recogniser(strip)

    reader._recogniser = counted  # type: ignore[assignment]
    turns, _ = reader.read(np.ascontiguousarray(np.rot90(page(PLATE), 2)))
    assert turns == 2
    assert len(set(asked)) == len(asked)


def test_a_line_lies_where_it_was_drawn(lines: list[PlateLine]) -> None:
    """The outline of a line holds the text that was drawn there, and little more."""
    for text, left, top, height in PLATE:
        (line,) = [line for line in lines if line.text.replace(" ", "") == text.replace(" ", "")]
        low, high = line.corners.min(axis=0), line.corners.max(axis=0)
        assert left - height < low[0] <= left + 5
        assert top - height < low[1] <= top + 5
        assert high[1] < top + 2 * height


def test_a_line_for_a_reading_carries_its_evidence(lines: list[PlateLine]) -> None:
    """Text, probability, box and characters go together, and the lattice's frames sum to 1."""
    for line in lines:
        made = line.line(upright_box(line.corners, 0, (800, 400)))
        assert made.text == line.text == "".join(character.text for character in made.characters)
        assert 0.0 < made.p <= 1.0
        assert made.box == upright_box(line.corners, 0, (800, 400))
        (lattice,) = made.lattices
        assert np.allclose(lattice.probabilities.sum(axis=1), 1.0, atol=1e-5)


@settings(max_examples=60)
@given(
    st.integers(0, 3),
    st.integers(20, 90),
    st.integers(20, 90),
    st.tuples(st.floats(0.1, 0.9), st.floats(0.1, 0.9)),
)
def test_boxes_come_back_through_the_turn(
    turns: int, width: int, height: int, at: tuple[float, float]
) -> None:
    """A mark found in the picture set upright lies, by its box, on the same mark in the picture as given."""
    pixels = np.zeros((height, width), np.uint8)
    x, y = int(at[0] * width), int(at[1] * height)
    pixels[y, x] = 1
    (row,), (column,) = np.nonzero(np.rot90(pixels, turns))
    corners: NDArray[np.float32] = np.array(
        [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]], np.float32
    )
    box = np.array(upright_box(corners, turns, (width, height)))
    assert (box.min(axis=0) == (x, y)).all()
    assert (box.max(axis=0) == (x + 1, y + 1)).all()


@pytest.mark.parametrize(("start", "end"), [(0, 5), (6, 11), (3, 7), (0, 11), (10, 11)])
def test_a_part_of_a_line_is_a_line(
    plate_reader: PlateReader, lines: list[PlateLine], start: int, end: int
) -> None:
    """A stretch of a line has its characters, frames and outline, and reads alone as it did in the line."""
    (line,) = [line for line in lines if line.text == SERIAL]
    part = sliced(line, start, end)
    assert part.text == SERIAL[start:end]
    assert len(part.recognised.characters) == len(part.recognised.places) == end - start
    assert all(0 <= place < len(part.recognised.frames) for place in part.recognised.places)
    again = plate_reader.view(page(PLATE), part.corners)
    assert again.text.strip(" -.") in {SERIAL[start:end].strip("-"), SERIAL[start:end]}


@given(st.integers(1, 10))
def test_two_parts_of_a_line_share_its_frames(lines: list[PlateLine], at: int) -> None:
    """Cut at a character, a line's frames fall to one part or the other, none to both."""
    (line,) = [line for line in lines if line.text == SERIAL]
    left, right = sliced(line, 0, at), sliced(line, at, len(SERIAL))
    assert abs(len(left.recognised.frames) + len(right.recognised.frames) - len(line.recognised.frames)) <= 1
    assert np.allclose(left.corners[1], right.corners[0], atol=0.5)


def test_a_line_lies_on_itself_and_on_no_other(lines: list[PlateLine]) -> None:
    """Which lines are the same text is told by their ground."""
    for line in lines:
        assert [other.text for other in lines if lies_on(line, other)] == [line.text]


def test_a_column_is_read_downwards(plate_reader: PlateReader) -> None:
    """Upright characters one under another are one line, marked as written downwards."""
    turns, found = plate_reader.read(downwards("CSQU3054383"))
    (line,) = [line for line in found if line.downwards]
    assert turns == 0
    frames = (line.recognised.frames, *line.more)
    assert "CSQU3054383" in {likeliest(belief)[0] for belief in frames}


def test_what_stands_right_of_a_label_is_found_by_a_second_look(
    plate_reader: PlateReader, lines: list[PlateLine]
) -> None:
    """Beside the label S/N, the look to its right finds the serial and nothing from other rows."""
    (label,) = [line for line in lines if line.text == "S/N"]
    found = SecondLook(plate_reader, page(PLATE)).beyond(label, 14.0)
    assert [line.text for line in found] == [SERIAL]


@pytest.mark.parametrize("shape", [(1, 1), (40, 900), (600, 30), (300, 300)])
def test_a_picture_without_text_has_no_lines(plate_reader: PlateReader, shape: tuple[int, int]) -> None:
    """Flat pictures of any shape have no lines and need no turning."""
    assert plate_reader.read(np.full((*shape, 3), 90, np.uint8)) == (0, [])
