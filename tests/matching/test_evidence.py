"""Maker, model and part number: what they say for or against a row, and what an alias mends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import reading
from tests.matching.registers import Row, of, opened, rows_of

from findspot.matching.matching import match_reading

if TYPE_CHECKING:
    from findspot.vocabulary.candidates import Candidate, Match
    from findspot.vocabulary.register import Register

_SERIAL = "15D-20417"
_MAKER, _FORMER = "L3Harris Wescam", "L3 Wescam"
_MODEL, _PART = "CMX-15D", "7100-02"

#: The item's row among others of three makers.
_ROWS = [
    *rows_of(["15D-20416", _SERIAL, "15D-20455"], maker=_MAKER, model=_MODEL, part_number=_PART),
    *({"item": f"R-{n}", "serial": f"R-{n}", "maker": "Rotax", "model": "912 iS"} for n in range(4)),
    *({"item": f"T-{n}", "serial": f"T-{n}", "maker": "Trijicon", "model": "ACOG"} for n in range(4)),
]
_ALIAS: Row = {"alias": _FORMER, "name": _MAKER, "valid_from": "2002", "valid_to": "2019"}


def _register(*aliases: Row) -> Register:
    return opened(_ROWS, aliases=aliases)


def _match(register: Register, error: float = 0.05, /, **fields: str) -> Match:
    return match_reading((reading(_SERIAL, error=error, **fields),), register)


def _own(match: Match) -> Candidate:
    return next(c for c in match.candidates if c.serial == _SERIAL)


def _said(match: Match, field: str) -> float | None:
    """The logarithm of what one field says of the item's row; None where it says nothing."""
    return next((e.log_ratio for e in _own(match).evidence if e.field == field), None)


@pytest.mark.parametrize(
    ("field", "right", "wrong"),
    [("maker", _MAKER, "Rotax"), ("model", _MODEL, "912 iS"), ("part_number", _PART, "88-1234-X")],
)
def test_a_field_that_agrees_raises_and_one_that_contradicts_lowers(
    field: str, right: str, wrong: str
) -> None:
    """Against the plate with no such field: agreement raises belief in the row, contradiction lowers it."""
    register = _register()
    without = _match(register)
    agreeing, contradicting = _match(register, **{field: right}), _match(register, **{field: wrong})
    assert _own(contradicting).posterior < _own(without).posterior < _own(agreeing).posterior
    assert contradicting.not_in_register > without.not_in_register > agreeing.not_in_register
    assert _said(without, field) is None
    against, for_it = _said(contradicting, field), _said(agreeing, field)
    assert against is not None
    assert for_it is not None
    assert against < 0.0 < for_it


def test_a_contradiction_is_said_with_both_values() -> None:
    """The reason names what the plate and what the register gives, so that people can judge it."""
    evidence = _own(_match(_register(), maker="Rotax", model="912 iS")).evidence
    reasons = {e.field: e.reason for e in evidence}
    assert "Rotax" in reasons["maker"]
    assert _MAKER in reasons["maker"]
    assert "912 iS" in reasons["model"]
    assert _MODEL in reasons["model"]


def test_a_contradiction_does_not_exclude_a_row() -> None:
    """Records and readings can both be wrong: a clear serial survives one field that contradicts."""
    match = _match(_register(), 1e-4, maker="Rotax")
    assert match.candidates[0].serial == _SERIAL
    assert match.candidates[0].posterior > 0.3


def test_an_alias_restores_what_a_former_name_took() -> None:
    """A maker's former name contradicts where nobody recorded it, and agrees in full where an alias does."""
    former = "Wescam Inc. of old"
    alias = {**_ALIAS, "alias": former}
    unknown, known = _match(_register(), maker=former), _match(_register(alias), maker=former)
    current = _match(_register(alias), maker=_MAKER)
    assert _own(unknown).posterior < _own(known).posterior
    assert _own(known).posterior == pytest.approx(_own(current).posterior, rel=0.01)
    said = next(e for e in _own(known).evidence if e.field == "maker")
    assert said.log_ratio > 0.0
    assert former in said.reason
    assert _MAKER in said.reason
    assert "2002" in said.reason
    assert "2019" in said.reason


def test_an_alias_of_another_maker_restores_nothing() -> None:
    """That a name is an alias of somebody else does not make it this maker's."""
    alias = {**_ALIAS, "alias": "Old Rotax", "name": "Rotax"}
    match = _match(_register(alias), maker="Old Rotax")
    said = _said(match, "maker")
    assert said is not None
    assert said < 0.0


@pytest.mark.parametrize("read", ["L3HARRIS WESCAM", "l3harris-wescam", "L3HARR1S WESCAM", "L3HARRIS WESCAN"])
def test_case_marks_and_a_misread_letter_do_not_contradict(read: str) -> None:
    """A maker's name counts as the same in any case, with other marks, and with one letter misread."""
    said = _said(_match(_register(), maker=read), "maker")
    assert said is not None
    assert said > 0.0


def test_agreement_that_all_share_says_little() -> None:
    """The maker of a few rows tells more than that of all, which tells next to nothing."""
    lone = rows_of(["15D-20416"]) + rows_of([_SERIAL], maker=_MAKER)
    lone[1]["item"] = "I-own"
    others = [{"item": f"R-{n}", "serial": f"R-{n}", "maker": "Rotax"} for n in range(20)]
    few = _said(_match(opened([*lone, *others]), maker=_MAKER), "maker")
    all_of_them = _said(_match(of(_SERIAL, "R-1", "R-2", "R-3", maker=_MAKER), maker=_MAKER), "maker")
    assert few is not None
    assert all_of_them is not None
    assert few > all_of_them
    assert abs(all_of_them) < 0.5


def test_of_one_serial_twice_the_row_that_fits_the_plate_leads() -> None:
    """The same serial of two makers: the maker on the plate decides, and the other stays a candidate."""
    rows = rows_of([_SERIAL, _SERIAL, "15D-1"])
    rows[0]["maker"], rows[1]["maker"], rows[2]["maker"] = "Rotax", _MAKER, "Trijicon"
    match = _match(opened(rows), 1e-3, maker=_MAKER)
    first, second = match.candidates[:2]
    assert (first.maker, second.maker) == (_MAKER, "Rotax")
    assert first.posterior > 3 * second.posterior > 0.0
    assert match.tied == 1


@pytest.mark.parametrize("field", ["maker", "model", "part_number"])
def test_a_field_that_the_register_lacks_says_nothing(field: str) -> None:
    """A register of serials alone is matched by serials alone, whatever else the plate gives."""
    register = of(_SERIAL, "15D-1")
    assert _match(register, **{field: "Anything"}) == _match(register)


@settings(max_examples=30, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "maker": st.sampled_from((_MAKER, _FORMER, "Rotax", "a maker", "")),
            "model": st.sampled_from((_MODEL, "912 iS", "?", "")),
            "part_number": st.sampled_from((_PART, "1", "")),
        }
    ),
    st.sampled_from((1e-3, 0.05, 0.3)),
)
def test_belief_sums_to_at_most_one_whatever_the_fields_say(fields: dict[str, str], error: float) -> None:
    """Agreement and contradiction move belief about; they never make more of it."""
    read = {name: text for name, text in fields.items() if text}
    match = _match(_register(_ALIAS), error, **read)
    printed = [match.not_in_register, *(c.posterior for c in match.candidates)]
    assert sum(round(p * 1e6) for p in printed) <= 10**6
    assert all(e.reason and "\n" not in e.reason for c in match.candidates for e in c.evidence)
