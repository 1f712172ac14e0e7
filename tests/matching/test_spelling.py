"""Characters that print alike: what the frames say of O against 0 is heard, and does not decide."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import reading
from tests.matching.registers import of

from findspot.matching.matching import match_reading


@pytest.mark.parametrize(
    ("read", "registered"), [("MO1", "M01"), ("MQ1", "M01"), ("M01", "M0I"), ("M0I", "MQ1")]
)
def test_the_only_row_that_prints_so_is_found_in_any_spelling(read: str, registered: str) -> None:
    """Where one row prints like the plate, it makes no difference which of O, 0 and Q is read."""
    register = of(registered, "MX1", "M07")
    as_read = match_reading((reading(read),), register)
    as_written = match_reading((reading(registered),), register)
    assert as_read.candidates[0].serial == registered
    assert as_read.candidates[0].posterior == pytest.approx(as_written.candidates[0].posterior, abs=1e-3)


@settings(max_examples=20, deadline=None)
@given(st.permutations(["M-O1", "M-01", "M-Q1"]))
def test_of_rows_that_print_alike_the_frames_prefer_one_and_exclude_none(rows: list[str]) -> None:
    """Serials apart only in O, 0 and Q are all candidates; the one that was read leads, within bounds."""
    match = match_reading((reading("M-O1"),), of(*rows))
    assert match.candidates[0].serial == "M-O1"
    assert {c.serial for c in match.candidates} == set(rows)
    assert all(c.posterior > 0.05 for c in match.candidates)
    assert match.candidates[0].posterior < 0.9


@pytest.mark.parametrize("rows", [("M-O1", "M-01"), ("M-I7", "M-17"), ("QQ-7", "00-7")])
def test_the_reason_is_said(rows: tuple[str, str]) -> None:
    """Each row of such a group says what the frames speak for or against; others are not concerned."""
    match = match_reading((reading(rows[0]),), of(*rows, "ZZ-9"))
    said = {c.serial: c.evidence for c in match.candidates}
    (for_it,), (against,) = said[rows[0]], said[rows[1]]
    assert for_it.field == against.field == "serial"
    assert for_it.log_ratio == 0.0 > against.log_ratio
    assert "speak for" in for_it.reason
    assert "speak against" in against.reason
    assert said.get("ZZ-9", ()) == ()


def test_the_same_spelling_twice_stays_a_tie() -> None:
    """Two rows of one spelling are told apart by nothing, separators included."""
    match = match_reading((reading("MO1"),), of("M-O1", "MO-1", "M01"))
    first, second = match.candidates[:2]
    assert {first.serial, second.serial} == {"M-O1", "MO-1"}
    assert first.posterior == second.posterior
    assert match.tied == 2


@pytest.mark.parametrize(
    ("one", "other"), [("M-81", "M-B1"), ("M-51", "M-S1"), ("M-D1", "M-01"), ("M-21", "M-Z1")]
)
def test_characters_that_only_look_near_are_told_apart(one: str, other: str) -> None:
    """8 and B, 5 and S, D and 0, 2 and Z are different characters: clearly read, they leave no doubt."""
    match = match_reading((reading(one),), of(one, other))
    assert match.candidates[0].serial == one
    assert match.candidates[0].posterior > 0.95
