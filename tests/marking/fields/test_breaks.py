"""Breaks: a serial that goes on in the line below is proposed beside the one that does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.marking.fields.laying import lay

from findspot.marking.fields.assignment import TWO_LINES, Assignment, assign

if TYPE_CHECKING:
    from findspot.vocabulary.reading import Line


def _texts(lines: list[Line], assignment: Assignment) -> dict[str, float]:
    """Each proposed text, without its spaces, with its odds."""
    return {
        "".join(lines[piece.line].text[piece.start : piece.end] for piece in proposal.pieces): proposal.odds
        for proposal in reversed(assignment.serials)
    }


def _likeliest(lines: list[Line]) -> str:
    texts = _texts(lines, assign(lines))
    return max(texts, key=lambda text: texts[text])


@pytest.mark.parametrize(
    "lines",
    [
        [lay("S/N: MX2021-", 0, 0), lay("004512", 0, 28)],
        [lay("S/N: MX2021-", 0, 0), lay("004512", 60, 28)],
        [lay("S/N", 0, 0), lay("MX2021-", 200, 0), lay("004512", 200, 28)],
        [lay("S/N", 0, 0), lay("MX2021-", 200, 0), lay("004512", 0, 28)],
        [lay("SERIAL NO.", 0, 0), lay("MX2021-", 0, 28), lay("004512", 0, 56)],
        [lay("MX2021-", 0, 0), lay("004512", 0, 28), lay("MADE IN NORWAY", 0, 100)],
    ],
    ids=[
        "under the label",
        "under the value",
        "right, under it",
        "right, under the label",
        "below",
        "unlabelled",
    ],
)
def test_a_hyphen_at_a_lines_end_is_followed(lines: list[Line]) -> None:
    """A serial that ends its line in a hyphen most likely goes on below, hyphen and all."""
    assert _likeliest(lines) == "MX2021-004512"


@pytest.mark.parametrize("name", ["SERIAL NO.", "N° DE SÉRIE", "SERİ NO", "СЕР. №", "FABR.-NR.", "序列号"])
def test_a_wrapped_serial_is_proposed_whole_and_in_part(name: str) -> None:
    """Two rows of one height and left edge under a label are one serial or two texts: both are proposed."""
    lines = [lay(name, 0, 0), lay("9L4GXVALBJ", 0, 28), lay("01RDX2B3", 0, 56)]
    texts = _texts(lines, assign(lines))
    assert {"9L4GXVALBJ", "9L4GXVALBJ01RDX2B3"} <= set(texts)
    assert 0.2 < texts["9L4GXVALBJ01RDX2B3"] / texts["9L4GXVALBJ"] < 1.0


def test_a_guess_says_what_it_is() -> None:
    """The reason of a serial over two lines says so, after the label or the form that proposed it."""
    for lines in ([lay("S/N MX2021-"), lay("004512", 0, 28)], [lay("MX2021-"), lay("004512", 0, 28)]):
        broken = [proposal for proposal in assign(lines).serials if len(proposal.pieces) == 2]
        assert broken
        assert all(proposal.why.endswith(TWO_LINES) for proposal in broken)


@pytest.mark.parametrize(
    ("below", "left", "top", "height"),
    [
        ("MODEL MX-15", 0, 28, 20),
        ("04/2019", 0, 28, 20),
        ("1680 KG", 0, 28, 20),
        ("WARNING", 0, 28, 20),
        ("KEEP DRY 12", 0, 28, 20),
        ("MX2021", 60, 28, 20),
        ("004512", 130, 28, 20),
        ("004512", 0, 70, 20),
        ("004512", 0, 28, 34),
    ],
    ids=["label", "date", "measure", "word", "words", "the same", "out of line", "far below", "larger"],
)
def test_what_is_no_rest_is_not_joined(below: str, left: float, top: float, height: float) -> None:
    """A labelled line, a date, a measure, words, the number again, another place or size continue nothing."""
    lines = [lay("S/N: MX2021", 0, 0), lay(below, left, top, height=height)]
    assert not any(
        len(proposal.pieces) == 2 and proposal.why.startswith("label") for proposal in assign(lines).serials
    )


def test_another_labels_value_is_no_rest() -> None:
    """The value of the next row's label stands below the serial and is not taken for its rest."""
    lines = [
        lay(text, left, 28 * row)
        for row, pair in enumerate((("S/N", "MX2021"), ("MODEL", "417-22")))
        for left, text in zip((0, 200), pair, strict=True)
    ]
    assert "MX2021417-22" not in _texts(lines, assign(lines))


def test_a_standard_number_over_two_lines_is_put_together() -> None:
    """Two halves that make a VIN are one, label or none; a whole VIN does not go on."""
    halves = [lay("1M8GDM9AX", 0, 0), lay("KP042788", 0, 28)]
    assert _likeliest(halves) == "1M8GDM9AXKP042788"
    whole = [lay("VIN 1M8GDM9AXKP042788", 0, 0), lay("417228", 0, 28)]
    assert _likeliest(whole) == "1M8GDM9AXKP042788"


_PARTS = ("S/N: MX2021-", "S/N", "MX2021-", "004512", "9L4GXVALBJ", "01RDX2B3", "MODEL MX-15", "CSQU", "3")
_ROWS = st.lists(st.sampled_from(_PARTS), min_size=1, max_size=6)


@settings(max_examples=80, deadline=None)
@given(_ROWS, st.sampled_from([0.0, 40.0]), st.floats(20, 44))
def test_joining_takes_nothing_away(rows: list[str], indent: float, pitch: float) -> None:
    """Beside each serial over two lines, the same without its second line is proposed."""
    lines = [lay(text, indent * (row % 2), pitch * row) for row, text in enumerate(rows)]
    serials = assign(lines).serials
    places = {tuple((piece.line, piece.start) for piece in proposal.pieces) for proposal in serials}
    for proposal in serials:
        if proposal.why.startswith("label") and proposal.why.endswith(TWO_LINES):
            assert tuple((piece.line, piece.start) for piece in proposal.pieces[:-1]) in places
