"""Columns: text written downwards is found, cut between its characters and laid out as a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.marking.drawing import downwards

from findspot.marking.fields.formats import canonical
from findspot.marking.plate.columns import TALL, find_columns, relaid
from findspot.marking.plate.detection import find_text
from findspot.marking.plate.recognition import HEIGHT, STRIDE
from findspot.marking.plate.views import extent

if TYPE_CHECKING:
    from findspot.marking.plate.lines import PlateReader
    from findspot.marking.plate.models import Models
    from findspot.marking.plate.views import Corners


def _box(left: float, top: float, width: float, height: float) -> Corners:
    return np.array(
        [[left, top], [left + width, top], [left + width, top + height], [left, top + height]], np.float32
    )


@given(
    st.integers(4, 12).flatmap(lambda count: st.permutations(range(count))),
    st.floats(20, 80),
    st.floats(0, 0.6),
)
def test_small_boxes_one_under_another_are_a_column(order: list[int], width: float, gap: float) -> None:
    """A file of characters is one column from the first one's top to the last one's foot, in any order."""
    step = width * (1.2 + gap)
    boxes = [_box(100, 50 + step * place, width, 1.2 * width) for place in order]
    (column,) = find_columns(boxes)
    assert column[:, 1].min() == pytest.approx(50, abs=0.5)
    assert column[:, 1].max() == pytest.approx(50 + step * (len(order) - 1) + 1.2 * width, abs=0.5)
    assert extent(column)[0] == pytest.approx(width, rel=0.01)


@given(
    st.lists(
        st.tuples(st.floats(0, 900), st.floats(0, 900), st.floats(5, 200), st.floats(5, 200)), max_size=12
    )
)
def test_a_column_is_tall(places: list[tuple[float, float, float, float]]) -> None:
    """Whatever boxes there are, what is called a column is far taller than wide."""
    for column in find_columns([_box(*place) for place in places]):
        width, height = extent(column)
        assert height >= 0.999 * TALL * width


def test_rows_are_no_columns() -> None:
    """Lines of text one under another, and characters side by side, are none."""
    assert find_columns([_box(50, 40 * row, 300, 30) for row in range(8)]) == []
    assert find_columns([_box(50 * place, 40, 30, 36) for place in range(8)]) == []
    assert find_columns([]) == []


def test_a_tall_box_is_a_column_by_itself() -> None:
    """The detector often gives a whole column as one box."""
    box = _box(40, 40, 50, 600)
    (column,) = find_columns([box])
    assert np.array_equal(column, box)


def test_two_columns_beside_each_other_stay_apart() -> None:
    """Files too far apart to be one text are two columns."""
    files = [_box(left, 60 * place, 40, 50) for left in (100, 400) for place in range(8)]
    assert len(find_columns(files)) == 2


@pytest.mark.parametrize("code", ["CSQU3054383", "TGHU7741235", "KLMZ202468"])
def test_a_column_laid_out_as_a_row_reads_as_written(
    models: Models, plate_reader: PlateReader, code: str
) -> None:
    """Of the rows that the possible pitches give, at least one reads as the column was written."""
    pixels = downwards(code)
    (column,) = find_columns([region.corners for region in find_text(pixels, models.detector)])
    rows = relaid(pixels, column)
    assert all(row.shape[0] == HEIGHT and row.shape[1] % STRIDE == 0 for row in rows)
    assert code in {canonical(plate_reader.recogniser(row).text) for row in rows}


def test_a_blank_column_gives_no_trouble() -> None:
    """A flat column may give rows or none; whatever it gives can be read."""
    pixels = np.full((700, 100, 3), 70, np.uint8)
    for row in relaid(pixels, _box(20, 20, 50, 640)):
        assert row.shape[0] == HEIGHT
