"""Serials: from what is proposed and decoded to weighted hypotheses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import serial_reading
from tests.marking.drawing import PLATE, SERIAL, page, strip_of

from findspot.marking.fields.assignment import Piece, Proposal
from findspot.marking.fields.formats import canonical, check_ratio
from findspot.marking.plate.lines import PlateLine
from findspot.marking.plate.views import whole
from findspot.marking.serials import (
    Hypothesis,
    SerialReader,
    Turned,
    from_symbols,
    read_as_serial,
    serial_of,
    united,
    weighted,
)
from findspot.marking.symbols.content import read_content
from findspot.vocabulary.lattice import SERIAL_ALPHABET, certain_lattice
from findspot.vocabulary.reading import Symbol

if TYPE_CHECKING:
    from findspot.marking.plate.lines import PlateReader
    from findspot.vocabulary.reading import Box

UID = b"[)>\x1e06\x1d17V0CVA5\x1d1P4202435-01\x1dS674A36458\x1e\x04"
_TEXTS = st.text("ABC0123", min_size=4, max_size=10)


def _indifferent(_text: str) -> float:
    return 1.0


def _box(left: float, top: float) -> Box:
    return ((left, top), (left + 50, top), (left + 50, top + 10), (left, top + 10))


def _hypothesis(
    text: str,
    odds: float = 1.0,
    at: tuple[float, float] | None = (0, 0),
    *,
    decoded: bool = False,
    error: float = 1e-3,
) -> Hypothesis:
    box = None if at is None else _box(*at)
    return Hypothesis(replace(serial_reading(text, error=error), box=box), odds, decoded)


_HYPOTHESES = st.lists(
    st.builds(
        _hypothesis,
        _TEXTS,
        st.floats(1e-3, 100),
        st.tuples(st.sampled_from([0.0, 200.0]), st.sampled_from([0.0, 100.0])),
        decoded=st.booleans(),
    ),
    max_size=7,
)


@given(_HYPOTHESES)
def test_weights_are_shares_of_belief(hypotheses: list[Hypothesis]) -> None:
    """Weights lie between 0 and 1, likeliest first, and leave something for *none of these*."""
    weights = [reading.weight for reading in weighted(hypotheses)]
    assert weights == sorted(weights, reverse=True)
    assert all(0.0 < weight < 1.0 for weight in weights)
    assert sum(weights) < 1.0


def test_nothing_proposed_is_no_serial() -> None:
    """Without hypotheses there is no serial, rather than a poor one."""
    assert weighted([]) == ()
    assert united([], _indifferent) == []


@settings(max_examples=60, deadline=None)
@given(_HYPOTHESES)
def test_uniting_leaves_each_text_once(hypotheses: list[Hypothesis]) -> None:
    """No two united hypotheses have one text, none is lost, and odds add up to no more than there were."""
    made = united(hypotheses, _indifferent)
    texts = [canonical(hypothesis.reading.text) for hypothesis in made]
    assert len(set(texts)) == len(texts)
    assert set(texts) <= {canonical(hypothesis.reading.text) for hypothesis in hypotheses}
    assert sum(h.odds for h in made) <= sum(h.odds for h in hypotheses) * (1 + 1e-9)
    assert [h.odds for h in made] == sorted((h.odds for h in made), reverse=True)


def test_the_same_number_in_another_place_is_more_evidence() -> None:
    """Twice on the plate, a doubtful serial is surer than once, and likelier the serial."""
    once = _hypothesis("4417228", error=0.02)
    (both,) = united([once, _hypothesis("4417228", at=(0, 200), error=0.02)], _indifferent)
    (alone,) = united([once], _indifferent)
    assert both.odds == 2 * alone.odds
    assert len(both.reading.lattices) == 2
    read_once = serial_of(once.reading.lattices, "", _indifferent)
    assert read_once is not None
    assert both.reading.p > read_once.p


def test_the_same_place_twice_is_no_more_evidence() -> None:
    """Two proposals over the same ground are one piece of evidence."""
    (made,) = united([_hypothesis("4417228", 3.0), _hypothesis("4417228", 2.0)], _indifferent)
    assert made.odds == 3.0
    assert len(made.reading.lattices) == 1


def test_a_misread_character_does_not_part_a_long_number() -> None:
    """Two printed texts of eight characters and more that differ in one are the same number read twice."""
    pair = [_hypothesis("MX15D00417", 2.0, error=0.05), _hypothesis("MX15D0O417", at=(0, 200), error=0.2)]
    (made,) = united(pair, _indifferent)
    assert made.reading.text == "MX15D00417"
    short = [_hypothesis("44172"), _hypothesis("44173", at=(0, 200))]
    assert len(united(short, _indifferent)) == 2


def test_a_decoded_text_is_never_taken_for_a_near_one() -> None:
    """A symbol is exact: a printed text that differs in one character is another serial."""
    made = united(
        [_hypothesis("MX15D00417", 30.0), _hypothesis("MX15D00418", 60.0, None, decoded=True)], _indifferent
    )
    assert [(h.reading.text, h.decoded) for h in made] == [("MX15D00418", True), ("MX15D00417", False)]


def test_a_symbol_confirms_the_print() -> None:
    """Symbol and print of one text are one hypothesis that names both, its evidence from both."""
    (made,) = united(
        [_hypothesis("MX15D00417", 30.0), _hypothesis("MX15D00417", 60.0, decoded=True)], _indifferent
    )
    assert made.odds == 90.0
    assert len(made.reading.lattices) == 2


def test_a_marked_symbol_gives_its_serial() -> None:
    """A MIL-STD-130 symbol's serial is a hypothesis, nearly sure and named by its symbology."""
    (made,) = from_symbols([read_content("Data Matrix", UID)])
    assert (made.reading.text, made.reading.why, made.decoded) == ("674A36458", "Data Matrix", True)
    assert made.reading.p > 0.9
    assert made.odds > 10


def test_a_bare_barcode_is_a_serial_as_far_as_it_looks_like_one() -> None:
    """A barcode that holds a bare number may be the serial, far less surely than one that says so."""
    (bare,) = from_symbols([Symbol("Code 128", "MX15D-00417")])
    (marked,) = from_symbols([read_content("Data Matrix", UID)])
    assert bare.reading.text == "MX15D-00417"
    assert bare.odds < 0.1 * marked.odds


def test_a_serials_data_identifier_may_be_left_out() -> None:
    """S5CD1234XYZ in a barcode is that serial, or 5CD1234XYZ behind the identifier S: both, with odds."""
    whole, bare = from_symbols([Symbol("Code 128", "S5CD1234XYZ")])
    assert (whole.reading.text, bare.reading.text) == ("S5CD1234XYZ", "5CD1234XYZ")
    assert bare.odds < whole.odds


@pytest.mark.parametrize("text", ["https://example.org/417332", "HELLO", "", "号417332", "12", "4" * 60])
def test_other_contents_give_no_serial(text: str) -> None:
    """A web address, a word, nothing, another script and odd lengths are no serial numbers."""
    assert from_symbols([Symbol("QR Code", text)]) == []


def test_a_broken_symbol_gives_no_serial() -> None:
    """A symbol whose message the standard forbids is shown, and never believed."""
    broken = read_content("Data Matrix", UID[:-1])
    assert broken.error
    assert from_symbols([broken]) == []


@given(st.text(SERIAL_ALPHABET.replace("-", "").replace("/", "").replace(".", ""), min_size=1, max_size=12))
def test_a_serial_carries_its_evidence(text: str) -> None:
    """A reading keeps its lattices and reason; lattices that say nothing give none."""
    lattice = certain_lattice(text)
    reading = serial_of([lattice], "label S/N", check_ratio)
    assert reading is not None
    assert (reading.lattices, reading.why) == ((lattice,), "label S/N")
    assert "".join(character.text for character in reading.characters) == reading.text
    assert serial_of([certain_lattice("")], "label S/N", check_ratio) is None


def test_a_cut_out_serial_is_read(plate_reader: PlateReader) -> None:
    """A picture that is one line is read in several views that share one vote."""
    pixels = strip_of(SERIAL)
    picture = Turned(pixels, 0, (pixels.shape[1], pixels.shape[0]))
    reading = read_as_serial(plate_reader, picture, whole(pixels), check_digits=True)
    assert reading is not None
    assert reading.text == SERIAL
    assert sum(lattice.weight for lattice in reading.lattices) == pytest.approx(1.0)
    assert reading.p + sum(other.p for other in reading.alternatives) <= 1.0


def test_proposals_become_hypotheses_where_they_stand(plate_reader: PlateReader) -> None:
    """Each proposal becomes a reading with a box on its text; lattices' rows sum to 1."""
    pixels = page(PLATE)
    _, lines = plate_reader.read(pixels)
    (index,) = [n for n, line in enumerate(lines) if line.text == SERIAL]
    serials = SerialReader(plate_reader, Turned(pixels, 0, (800, 400)), lines)
    (made,) = serials.hypotheses([Proposal((Piece(index, 0, len(SERIAL)),), 30.0, "label S/N")])
    assert (made.reading.text, made.odds) == (SERIAL, 30.0)
    assert made.reading.box is not None
    assert np.abs(np.array(made.reading.box).min(axis=0) - (360, 190)).max() < 20
    assert len(made.reading.lattices) == 1, "clear type needs no second view"
    assert sum(lattice.weight for lattice in made.reading.lattices) == pytest.approx(1.0)
    for lattice in made.reading.lattices:
        assert np.allclose(lattice.probabilities.sum(axis=1), 1.0, atol=1e-5)


def test_views_are_spent_where_doubt_is(plate_reader: PlateReader) -> None:
    """A text that is hard to make out is read in several views, which share one vote."""
    blurred = np.asarray(cv2.GaussianBlur(page(PLATE), (0, 0), 6.0), np.uint8)
    pixels = np.asarray(np.clip(blurred * 0.15 + 100, 0, 255), np.uint8)
    _, lines = plate_reader.read(page(PLATE))
    (index,) = [n for n, line in enumerate(lines) if line.text == SERIAL]
    doubtful = PlateLine(lines[index].corners, plate_reader.view(pixels, lines[index].corners))
    serials = SerialReader(plate_reader, Turned(pixels, 0, (800, 400)), [doubtful])
    (made,) = serials.hypotheses([Proposal((Piece(0, 0, len(doubtful.text)),), 30.0, "label S/N")])
    views = {lattice.view for lattice in made.reading.lattices}
    assert {"as found", "trimmed", "lower", "relief"} <= views
    assert sum(lattice.weight for lattice in made.reading.lattices) == pytest.approx(1.0)
