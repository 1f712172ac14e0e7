"""GS1 element strings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.marking.symbols.gs1 import check_digit_holds, parse_element_strings
from findspot.vocabulary.errors import BadInputError

GTIN = "09501101530003"


def _with_check_digit(digits: str) -> str:
    return next(digits + d for d in "0123456789" if check_digit_holds(digits + d))


@given(
    st.text("0123456789", min_size=13, max_size=13).map(_with_check_digit),
    st.text("ABCXYZ0189-/.", min_size=1, max_size=20),
    st.text("0123456789", min_size=6, max_size=6),
)
def test_element_strings_read_back(gtin: str, serial: str, date: str) -> None:
    """Strings of predefined length need no separator after them, wherever the variable one stands."""
    wanted = {"01": gtin, "11": date, "21": serial}
    assert wanted == parse_element_strings((f"01{gtin}11{date}21{serial}",))
    assert wanted == parse_element_strings((f"21{serial}", f"11{date}01{gtin}"))


@given(st.integers(0, 12), st.integers(1, 9))
def test_a_changed_digit_breaks_the_check_digit(place: int, change: int) -> None:
    """Every single wrong digit of a GTIN is noticed."""
    wrong = str((int(GTIN[place]) + change) % 10)
    assert check_digit_holds(GTIN)
    assert not check_digit_holds(GTIN[:place] + wrong + GTIN[place + 1 :])


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ((f"01{GTIN[:-1]}4",), "wrong check digit"),
        ((f"01{GTIN[:-3]}",), "cut short"),
        (("21",), "cut short"),
        (("21" + "A" * 21,), "not as GS1 defines it"),
        (("21A B",), "not as GS1 defines it"),
        (("01ABCDEFGHIJKLMN",), "not as GS1 defines it"),
        (("ABC",), "no GS1 application identifier"),
        (("80X4123",), "no GS1 application identifier"),
        (("8",), "no GS1 application identifier"),
        (("21A", "21B"), "twice with different values"),
        (("80030950110153000421",), "wrong check digit"),
    ],
)
def test_malformed_element_strings_give_their_reason(elements: tuple[str, ...], reason: str) -> None:
    """Each way in which element strings break the specification is refused with that reason."""
    with pytest.raises(BadInputError) as refusal:
        parse_element_strings(elements)
    assert reason in refusal.value.sentence
