"""Columns: labels and the values beside them that stand in no row with them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.marking.fields.laying import bend, lay

from findspot.marking.fields.assignment import Assignment, assign
from findspot.marking.fields.columns import paired
from findspot.marking.fields.labels import NUMBER, OTHER
from findspot.marking.fields.layout import Layout
from findspot.vocabulary.reading import FieldName, Line

#: The rows of a plate in the order of the benchmark's, and each label's field.
ROWS = (("MODEL", "TX-686"), ("SERIAL", "FAXV368613"), ("DATE", "12/1998"), ("MAX. GROSS", "19003 KG"))
FIELDS = {"MODEL": FieldName.MODEL, "SERIAL": FieldName.SERIAL, "DATE": FieldName.DATE, "MAX. GROSS": OTHER}


def _laid(rows: tuple[tuple[str, str], ...] = ROWS, *, lower: float = 0.0) -> list[Line]:
    """Labels and values in rows 40 apart, the values ``lower`` than their labels; "" lays nothing."""
    laid = []
    for n, (label, value) in enumerate(rows):
        laid += [lay(label, 30, 40 * n)] if label else []
        laid += [lay(value, 230, 40 * n + lower)] if value else []
    return laid


def _odds(lines: list[Line], assignment: Assignment) -> dict[str, float]:
    """The odds of each proposed text."""
    odds: dict[str, float] = {}
    for proposal in assignment.serials:
        text = " ".join(lines[piece.line].text[piece.start : piece.end] for piece in proposal.pieces)
        odds.setdefault(text, proposal.odds)
    return odds


def _assert_paired(lines: list[Line]) -> None:
    """The serial is far ahead and said to be its label's, model and date are their labels'."""
    assignment = assign(lines)
    (first, most), *others = _odds(lines, assignment).items()
    assert first == "FAXV368613"
    assert assignment.serials[0].why == "label SERIAL"
    assert all(odds < 0.1 * most for _, odds in others)
    assert assignment.texts[FieldName.MODEL] == "TX-686"
    assert assignment.texts[FieldName.DATE] == "12/1998"


def _shares(lines: list[Line]) -> dict[str, dict[str, float]]:
    """What is told of each label, by the texts."""
    bare = {n: FIELDS[line.text] for n, line in enumerate(lines) if line.text in FIELDS}
    told = paired(Layout(lines), [line.text for line in lines], bare, [line.text in FIELDS for line in lines])
    return {
        lines[label].text: {lines[value].text: share for value, share in values.items()}
        for label, values in told.items()
    }


@settings(max_examples=60, deadline=None)
@given(st.permutations(ROWS), st.floats(-90, 90))
def test_around_a_pipe_each_value_is_its_own_labels(rows: list[tuple[str, str]], depth: float) -> None:
    """However far the middle of the plate hangs or rises, and whatever the order of its rows."""
    _assert_paired(bend(_laid(tuple(rows)), depth))


@pytest.mark.parametrize("lower", [-36, -28, -20, 0, 20, 28, 36])
def test_values_stamped_askew_are_told_by_what_they_are(lower: float) -> None:
    """Where nothing is bent and all values stand lower or higher, date and mass say by how much."""
    _assert_paired(_laid(lower=lower))


def test_where_both_pairings_are_possible_both_are_proposed() -> None:
    """Two values that stand between three labels: either may be the serial, and neither is believed."""
    rows = (("PART NO.", "80771402"), ("SERIAL", "41722318"), ("PART NO.", ""))
    lines = _laid(rows, lower=20)
    odds = _odds(lines, assign(lines))
    assert 0.5 < odds["80771402"] / odds["41722318"] < 2


def test_rows_of_a_straight_plate_stay_rows() -> None:
    """On a straight plate each label has its row's value, and hardly any doubt."""
    told = _shares(_laid())
    assert {label: max(values, key=values.__getitem__) for label, values in told.items()} == dict(ROWS)
    assert all(max(values.values()) > 0.95 for values in told.values())


def test_forms_alone_move_no_value_out_of_a_straight_row() -> None:
    """A serial that looks like a date, and a date that does not, stay where they stand."""
    rows = (("MODEL", "FAXV368613"), ("SERIAL", "12/1998"), ("DATE", "TX-686"), ("MAX. GROSS", "19003 KG"))
    told = _shares(_laid(rows))
    assert all(told[label][value] > 0.9 for label, value in rows)


def test_a_value_that_was_not_read_is_not_taken_from_the_next_row() -> None:
    """Without the serial the label stays without value, so that it is looked at again."""
    for missing in range(4):
        rows = tuple((label, value if n != missing else "") for n, (label, value) in enumerate(ROWS))
        label = ROWS[missing][0]
        assert all(share < 0.1 for share in _shares(_laid(rows))[label].values())
        lines = _laid(rows)
        serial = next(n for n, line in enumerate(lines) if line.text == "SERIAL")
        assert (serial in assign(lines).unanswered) == (label == "SERIAL")


def test_a_text_of_the_next_row_is_no_labels_value() -> None:
    """Where the serial was not read, a number in a row without label is not believed in its place."""
    lines = _laid((("MODEL", "TX-686"), ("SERIAL", ""), ("", "FAXV368613")))
    assert all(share < 0.1 for share in _shares(lines).get("SERIAL", {}).values())
    assert assign(lines).unanswered == (2,)


def test_two_columns_of_labels_keep_their_values() -> None:
    """A value between two columns of labels is the left one's, one behind both the right one's."""
    left, right = ROWS[:2], ROWS[2:]
    lines = [
        *_laid(left),
        *(
            lay(text, 440 + x, 40 * n)
            for n, row in enumerate(right)
            for text, x in zip(row, (0, 180), strict=True)
        ),
    ]
    told = _shares(lines)
    assert all(told[label][value] > 0.9 for label, value in ROWS)


def test_a_heading_taken_for_a_label_takes_no_value_out_of_its_row() -> None:
    """What stands over a value, and looks like a label, is not asked where a label stands beside it."""
    _assert_paired([*_laid(), lay("ORRERY SYSTEMS", 150, -30)])


def test_a_box_over_the_whole_column_hides_no_row() -> None:
    """A tall box of what was read across the labels, which ends like one, parts none from its value."""
    box = ((30.0, 0.0), (80.0, 0.0), (80.0, 150.0), (30.0, 150.0))
    _assert_paired([*_laid(), replace(lay("IP: RPM"), box=box)])


def test_values_under_their_labels_are_not_paired_with_those_beside() -> None:
    """In boxes that stand side by side, each with a label over its value, no value is another box's."""
    lines = [
        lay(text, 300 * (n % 2), 100 * (n // 2) + down)
        for n, row in enumerate(ROWS)
        for text, down in zip(row, (0, 24), strict=True)
    ]
    assert not any(_shares(lines).values())
    _assert_paired(lines)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.builds(
            lay,
            st.sampled_from([*FIELDS, "TX-686", "FAXV368613", "12/1998", "19003 KG", "A", ""]),
            st.floats(0, 500),
            st.floats(0, 300),
            height=st.floats(8, 40),
            turn=st.floats(-40, 40),
        ),
        max_size=14,
    )
)
def test_what_is_told_are_probabilities(lines: list[Line]) -> None:
    """Wherever lines stand, a label has at most one value and a value at most one label of its column."""
    bare = {n: FIELDS[line.text] for n, line in enumerate(lines) if line.text in FIELDS}
    told = paired(Layout(lines), [line.text for line in lines], bare, [n in bare for n in range(len(lines))])
    for label, values in told.items():
        assert label in bare
        assert sum(values.values()) <= 1 + 1e-9
        assert all(
            0 < share <= 1 and lines[value].text and value not in bare for value, share in values.items()
        )


def test_nothing_is_told_of_a_label_alone_or_without_place() -> None:
    """One label is no column; lines without a place stand nowhere; a bare NO. is a label like others."""
    alone = [lay("SERIAL"), lay("FAXV368613", 200)]
    assert paired(Layout(alone), ["", "FAXV368613"], {0: FieldName.SERIAL}, [True, False]) == {}
    nowhere = [Line(text, 0.9, None, ()) for text in ("SERIAL", "NO.", "417")]
    bare = {0: FieldName.SERIAL, 1: NUMBER}
    assert paired(Layout(nowhere), ["", "", "417"], bare, [True, True, False]) == {}
