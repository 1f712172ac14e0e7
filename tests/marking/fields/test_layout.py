"""Layout: what stands to the right and below, in the plate's own axes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.marking.fields.laying import bend, lay

from findspot.marking.fields.layout import Layout
from findspot.vocabulary.reading import Line

#: A plate of two columns: labels, and their values to the right of them.
_ROWS = [
    ("MAKER", 0, 0),
    ("NORDHAVN", 120, 0),
    ("MODEL", 0, 40),
    ("MX-15", 120, 40),
    ("S/N", 0, 80),
    ("417", 120, 80),
]


def _plate(turn: float = 0.0, scale: float = 1.0, shift: float = 0.0) -> list[Line]:
    return [
        lay(text, shift + scale * left, shift + scale * top, height=20 * scale, turn=turn)
        for text, left, top in _ROWS
    ]


def _neighbours(layout: Layout) -> list[tuple[list[int], list[int]]]:
    return [(layout.right_of(index), layout.below(index)) for index in range(len(layout.places))]


def test_the_value_stands_right_of_its_label_and_the_next_label_below() -> None:
    """On a plate of two columns each label has its own value to the right and the next label under it."""
    layout = Layout(_plate())
    assert [layout.right_of(index) for index in (0, 2, 4)] == [[1], [3], [5]]
    assert [layout.below(index)[:1] for index in (0, 2, 4)] == [[2], [4], []]
    assert [layout.right_of(index) for index in (1, 3, 5)] == [[], [], []]


@settings(max_examples=60)
@given(st.floats(-25, 25), st.floats(0.3, 4), st.floats(-100, 900))
def test_turning_scaling_and_moving_a_plate_changes_nothing(turn: float, scale: float, shift: float) -> None:
    """However a plate lies in the picture and however large it is, the same lines are neighbours."""
    assert _neighbours(Layout(_plate(turn, scale, shift))) == _neighbours(Layout(_plate()))


def test_the_nearest_comes_first() -> None:
    """Of several lines in a row, or in a column, the nearest is named first."""
    row = Layout([lay("S/N"), lay("AB", 60), lay("CD", 110), lay("EF", 160)])
    assert row.right_of(0) == [1, 2, 3]
    column = Layout([lay("S/N"), lay("4170", 0, 24), lay("4171", 0, 48)])
    assert column.below(0) == [1, 2]


def test_what_is_far_off_is_no_neighbour() -> None:
    """A line at the other end of the plate, or of another row, belongs to something else."""
    layout = Layout([lay("S/N"), lay("417", 2000), lay("419", 60, 60), lay("421", 0, 400)])
    assert layout.right_of(0) == []
    assert layout.below(0) == []


def test_the_reach_can_be_narrowed() -> None:
    """Only pieces within the stated number of heights continue a row."""
    layout = Layout([lay("AB"), lay("CD", 24 + 60)])
    assert layout.right_of(0, within=4) == [1]
    assert layout.right_of(0, within=2) == []


def test_a_place_has_the_lines_height_and_middle() -> None:
    """A line's place is measured across the line, also on a turned plate."""
    for turn in (0.0, 12.0):
        (place,) = Layout([lay("MX15D-00417", 30, 50, height=24, turn=turn)]).places
        assert abs(place.height - 24) < 1e-6
        assert abs(place.middle - 62) < 1e-6


def test_lines_without_a_place_are_no_error() -> None:
    """A plate without lines, and a line of which nobody knows where it stands, have no neighbours."""
    assert Layout([]).places == ()
    assert Layout([Line("S/N", 0.9, None)]).right_of(0) == []


@settings(max_examples=60)
@given(st.floats(-120, 120), st.floats(10, 90))
def test_a_bend_leads_from_a_label_to_its_value(depth: float, left: float) -> None:
    """On a bent plate the value is expected nearer to where it stands than in a straight row."""
    across = lay("A LINE THAT RUNS ACROSS THE WHOLE OF THE PLATE", 24)
    lines = bend([lay("SERIAL", left, 40), lay("TX-686", 260, 40), across], depth)
    layout = Layout(lines)
    lower = layout.places[1].middle - layout.places[0].middle
    assert abs(layout.bend(0, 1) - lower) <= 0.6 * abs(lower) + 1e-6
    assert abs(layout.bend(0, 1) + layout.bend(1, 0)) < 1e-6


@given(st.floats(-25, 25))
def test_a_straight_plate_has_no_bend(turn: float) -> None:
    """However it lies in the picture; a text that runs down or is a single character tells nothing."""
    layout = Layout(_plate(turn))
    assert abs(layout.bend(4, 5)) < 1e-6
    assert Layout([lay("SERIAL"), lay("1", 200, height=30), lay("DATE", 0, 60, turn=80)]).bend(0, 1) == 0
