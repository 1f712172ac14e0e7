"""Check digits: the published examples hold, and what each is made to detect is detected."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from findspot.marking.fields.check_digits import (
    article_check_holds,
    container_check_digit,
    container_check_holds,
    is_article,
    is_container,
    is_vin,
    luhn_holds,
    vin_check_holds,
    vin_uses_check_digit,
)

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VIN_CHARACTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_BODIES = st.builds(
    lambda owner, category, number: owner + category + number,
    st.text(_LETTERS, min_size=3, max_size=3),
    st.sampled_from("UJZ"),
    st.text("0123456789", min_size=6, max_size=6),
)


@st.composite
def _vins(draw: st.DrawFn) -> str:
    """A VIN of random characters whose ninth is the check digit."""
    head = draw(st.text(_VIN_CHARACTERS, min_size=8, max_size=8))
    tail = draw(st.text(_VIN_CHARACTERS, min_size=4, max_size=4))
    number = draw(st.text("0123456789", min_size=4, max_size=4))
    made = [head + digit + tail + number for digit in "0123456789X"]
    (right,) = [vin for vin in made if vin_check_holds(vin)]
    return right


def _luhn(body: str) -> str:
    (right,) = [body + digit for digit in "0123456789" if luhn_holds(body + digit)]
    return right


def _with(text: str, place: int, character: str) -> str:
    return text[:place] + character + text[place + 1 :]


def test_the_standards_container_holds() -> None:
    """The example of ISO 6346, CSQU3054383, is a container code and its check digit holds."""
    assert is_container("CSQU3054383")
    assert container_check_digit("CSQU305438") == "3"
    assert container_check_holds("CSQU3054383")


@given(_BODIES)
def test_every_container_number_has_one_check_digit(body: str) -> None:
    """Of the ten codes with the same first ten characters, exactly one holds: the one with its digit."""
    holding = [body + digit for digit in "0123456789" if container_check_holds(body + digit)]
    assert holding == [body + container_check_digit(body)]
    assert is_container(holding[0])


@given(_BODIES, st.integers(4, 10), st.sampled_from("0123456789"))
def test_one_changed_digit_of_a_container_code_shows(body: str, place: int, digit: str) -> None:
    """Any one wrong digit is detected; only the check digit 0, which stands for 10 too, may hide it."""
    code = body + container_check_digit(body)
    assume(code[place] != digit)
    changed = _with(code, place, digit)
    assert not container_check_holds(changed) or code[10] == changed[10] == "0"


@given(_BODIES)
def test_a_container_code_without_its_check_digit_does_not_hold(body: str) -> None:
    """Ten characters are a container code, but nothing about them was checked."""
    assert is_container(body)
    assert not container_check_holds(body)


@pytest.mark.parametrize("text", ["CSQU305438", "CSQU3054383", "ABCJ0000000", "XYZZ123456"])
def test_container_codes_are_told_by_form(text: str) -> None:
    """Three letters, U, J or Z, and six or seven digits."""
    assert is_container(text)


@pytest.mark.parametrize(
    "text", ["", "CSQA3054383", "CSQU30543", "CSQU30543833", "C5QU3054383", "csqu3054383"]
)
def test_other_texts_are_no_container_codes(text: str) -> None:
    """Another category, another length or a digit among the letters is another kind of number."""
    assert not is_container(text)


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP042788", "11111111111111111", "5GZCZ43D13S812715"])
def test_published_vehicle_numbers_hold(vin: str) -> None:
    """Examples from print, one of them with the check digit X, hold."""
    assert vin_check_holds(vin)
    assert vin_uses_check_digit(vin)


@given(_vins(), st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_changed_digit_of_a_vin_shows(vin: str, place: int, digit: str) -> None:
    """Any one digit read as another is detected, wherever it stands."""
    assume(vin[place].isdigit() and vin[place] != digit)
    assert not vin_check_holds(_with(vin, place, digit))


def test_vins_are_told_by_form() -> None:
    """17 characters without I, O and Q whose last four are digits; digits alone are some other number."""
    assert is_vin("1M8GDM9AXKP042788")
    assert not is_vin("1M8GDM9AXKPO42788"), "an O"
    assert not is_vin("1M8GDM9AXKP04278"), "too short"
    assert not is_vin("1M8GDM9AXKP0427B8"), "a letter among the last four"
    assert not is_vin("1" * 17), "no letter at all"


@pytest.mark.parametrize(("vin", "uses"), [("1M8GDM9AXKP042788", True), ("WDB9066331S123456", False)])
def test_the_makers_region_says_whether_a_check_digit_is_due(vin: str, uses: bool) -> None:
    """North America and China prescribe the check digit; Europe uses the place as it likes."""
    assert vin_uses_check_digit(vin) is uses


def test_the_published_imei_holds() -> None:
    """The example of 3GPP TS 23.003 and of most textbooks holds."""
    assert luhn_holds("490154203237518")


@given(st.text("0123456789", min_size=1, max_size=20), st.integers(0, 20), st.sampled_from("0123456789"))
def test_one_changed_digit_of_a_luhn_number_shows(body: str, place: int, digit: str) -> None:
    """Any one wrong digit is detected."""
    number = _luhn(body)
    assume(place < len(number) and number[place] != digit)
    assert not luhn_holds(_with(number, place, digit))


@given(st.text("0123456789", min_size=1, max_size=20), st.integers(0, 19))
def test_two_swapped_digits_of_a_luhn_number_show(body: str, place: int) -> None:
    """Neighbours in the wrong order are detected, but for 0 and 9, which the standard cannot tell."""
    number = _luhn(body)
    assume(place + 1 < len(number))
    pair = number[place : place + 2]
    assume(pair[0] != pair[1] and set(pair) != {"0", "9"})
    assert not luhn_holds(number[:place] + pair[::-1] + number[place + 2 :])


def test_the_published_article_number_holds() -> None:
    """The examples of the GS1 General Specifications hold, of 8, 12, 13 and 14 digits."""
    for number in ("95050003", "614141000036", "4006381333931", "10614141000415"):
        assert is_article(number)
        assert article_check_holds(number), number
    assert not is_article("417228")
    assert not is_article("40063813339A1")


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.sampled_from("0123456789"))
def test_one_changed_digit_of_an_article_number_shows(body: str, place: int, digit: str) -> None:
    """Exactly one last digit holds, and any one wrong digit is detected."""
    (number,) = [body + last for last in "0123456789" if article_check_holds(body + last)]
    assume(number[place] != digit)
    assert not article_check_holds(_with(number, place, digit))
