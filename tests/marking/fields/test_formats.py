"""Forms: what a text may be by how it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.marking.fields.check_digits import container_check_digit
from findspot.marking.fields.formats import (
    canonical,
    check_ratio,
    date_in,
    is_measure,
    nsn_in,
    serial_odds,
    settled,
    standard_form,
    standard_spans,
    year_in,
)
from findspot.vocabulary.lattice import SERIAL_ALPHABET

_SERIAL_TEXTS = st.text(SERIAL_ALPHABET, max_size=24)
_NUMBERS = st.text("0123456789", min_size=6, max_size=6)


@given(st.text(max_size=40))
def test_the_canonical_text_is_letters_and_digits_and_stays(text: str) -> None:
    """Whatever is given, only Latin capitals and digits come out, and again the same from those."""
    plain = canonical(text)
    assert set(plain) <= set(SERIAL_ALPHABET) - set("-/.")
    assert canonical(plain) == plain


@given(st.text(SERIAL_ALPHABET.lower() + SERIAL_ALPHABET + " ", max_size=30))
def test_case_and_separators_do_not_count(text: str) -> None:
    """A serial is the same in lower case, with spaces, and without its hyphens."""
    assert canonical(text.lower()) == canonical(text.upper()) == canonical(text.replace("-", " "))


def test_letters_drawn_alike_are_the_same() -> None:
    """Cyrillic and Greek letters compare as the Latin ones that they look like."""
    assert canonical("МХ-15 АВС") == canonical("ΜΧ-15 ΑΒC") == "MX15ABC"


def test_forbidden_letters_of_a_vin_are_what_they_look_like() -> None:
    """ISO 3779 has no I, O and Q: these were 1 and 0."""
    assert standard_form("IM8GDM9AXKPO42788") == "1M8GDM9AXKP042788"
    assert standard_form("1M8GDM9AXKPQ42788") == "1M8GDM9AXKP042788"


@pytest.mark.parametrize("read", ["CSQU3O54383", "C5QU3054383", "CSQU3054B83", "CSQU3O5438B"])
def test_letters_and_digits_of_a_container_code_are_in_their_places(read: str) -> None:
    """A letter among the digits, or the reverse, is taken for the character that is drawn like it."""
    form = standard_form(read)
    assert form is not None
    assert form[:4] == "CSQU"
    assert form[4:].isdigit()


def test_a_text_with_many_misplaced_characters_is_no_container_code() -> None:
    """Two replaced characters are a misreading; three are another number."""
    assert standard_form("CSQUBO5438B") is None
    assert standard_form("MX15D00417") is None


@given(_SERIAL_TEXTS)
def test_a_standards_form_is_already_in_standard_form(text: str) -> None:
    """Replacing what a standard forbids a second time changes nothing."""
    form = standard_form(canonical(text))
    assert form is None or standard_form(form) == form


@given(st.text("CSQU3054O8I-/.", max_size=14) | _SERIAL_TEXTS)
def test_a_settled_serial_stays_and_has_no_loose_ends(text: str) -> None:
    """Settling twice is settling once, and no separator stands at an end."""
    given_as = settled(text)
    assert settled(given_as) == given_as
    assert given_as.strip("-/.") == given_as


def test_a_serial_of_no_standard_keeps_its_separators_and_letters() -> None:
    """MX15D-OO417 may well have two letters O; a container code written with a hyphen has none."""
    assert settled("-MX15D-OO417.") == "MX15D-OO417"
    assert settled("CSQU-3O54383") == "CSQU3054383"


@given(st.sampled_from(["CSQU", "ABCJ", "TGHU"]), _NUMBERS)
def test_a_check_digit_that_holds_speaks_for_a_text_and_one_that_fails_against(
    owner: str, number: str
) -> None:
    """Exactly one of the ten endings is favoured, the others are disfavoured."""
    body = owner + number
    ratios = {digit: check_ratio(body + digit) for digit in "0123456789"}
    assert ratios.pop(container_check_digit(body)) > 1.0
    assert all(0.0 < ratio < 1.0 for ratio in ratios.values())


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("1M8GDM9AXKP042788", 1),
        ("1M8GDM9A1KP042788", -1),
        ("WDB9066331S123456", 0),  # Europe prescribes none
        ("CSQU305438", 0),  # there is none to check
        ("MX15D-00417", 0),
        ("356938035643809", 1),
        ("", 0),
    ],
)
def test_check_digits_count_only_where_one_is_prescribed(text: str, sign: int) -> None:
    """A text with a check digit is likelier or less likely for it; a text without is neither."""
    ratio = check_ratio(text)
    assert (ratio > 1.0) - (ratio < 1.0) == sign


@given(st.text(max_size=40))
def test_odds_are_never_negative(text: str) -> None:
    """Whatever is read has odds of being the serial, 0 where it can be none."""
    assert 0.0 <= serial_odds(text) < 1000.0


@pytest.mark.parametrize("text", ["", "SN", "123", "WARNING", "THIS SIDE UP", "1" * 26])
def test_what_can_be_no_serial_has_no_odds(text: str) -> None:
    """Words, very short and very long texts are no serials."""
    assert serial_odds(text) == 0.0


@pytest.mark.parametrize("other", ["2019-04-30", "1680 KG", "5998-01-419-6284", "EN 60950-1", "E11 1234"])
def test_other_numbers_of_a_plate_are_hardly_serials(other: str) -> None:
    """A date, a measure, a stock number and an approval stand far behind a text that may be a serial."""
    assert serial_odds(other) < 0.1 * serial_odds("MX15D-00417")


def test_a_standard_number_is_likelier_the_serial_than_a_free_one() -> None:
    """A VIN or container code is hardly anything else, the more so when its check digit holds."""
    free, failing, holding = (serial_odds(t) for t in ("MX15D-00417", "CSQU3054384", "CSQU3054383"))
    assert free < failing < holding
    assert free < serial_odds("1M8GDM9AXKP042788")


@pytest.mark.parametrize(
    "text", ["1680 kg", "24 VDC", "50-60Hz", "3.5A", "≈ 12 mm", "~230 V", "100 %", "-40 °C"]
)
def test_a_number_with_a_unit_is_a_measure(text: str) -> None:
    """Masses, voltages, frequencies and the like are measures."""
    assert is_measure(text.lstrip("≈ -"))


@pytest.mark.parametrize("text", ["00417", "12 Kestrel", "A1234", "24 VDCX", ""])
def test_a_number_without_a_unit_is_none(text: str) -> None:
    """A bare number and a number before a word are no measures."""
    assert not is_measure(text)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("MFG 2019-04-30", "2019-04-30"),
        ("30.04.2019", "30.04.2019"),
        ("4/30/2019", "4/30/2019"),
        ("DATE 04/2019", "04/2019"),
        ("2019-04", "2019-04"),
        ("made 12 apr 2019", "12 apr 2019"),
        ("APR 2019", "APR 2019"),
        ("2019年4月30日", "2019年4月30日"),
    ],
)
def test_a_date_is_found_as_written(text: str, date: str) -> None:
    """Dates in the orders and scripts that plates use are given back as they stand there."""
    assert date_in(text) == date


@pytest.mark.parametrize("text", ["", "MX15D-00417", "2019", "13/2019", "30.13.19", "2019-13", "45.04.2019"])
def test_what_is_no_date_is_none(text: str) -> None:
    """A serial, a bare year, a thirteenth month and a forty-fifth day are no dates."""
    assert date_in(text) is None


def test_a_bare_year_is_found_between_1950_and_2049() -> None:
    """Where a label says that a date stands, four digits are a year if they can be."""
    assert year_in("1987") == "1987"
    assert year_in("YEAR 2031.") == "2031"
    assert year_in("1949") is None
    assert year_in("2050") is None


@given(st.text("0123456789", min_size=13, max_size=13), st.sampled_from(["-", " ", ""]))
def test_a_stock_number_is_given_in_its_written_form(digits: str, sign: str) -> None:
    """Thirteen digits in groups of 4, 2, 3 and 4 are a stock number, however they are parted."""
    groups = (digits[:4], digits[4:6], digits[6:9], digits[9:])
    assert nsn_in(f"NSN {sign.join(groups)}") == "-".join(groups)


def test_letters_in_a_stock_number_were_digits() -> None:
    """A stock number has digits only, so O and I are 0 and 1; another length is none."""
    assert nsn_in("5998-O1-4I9-6284") == "5998-01-419-6284"
    assert nsn_in("5998-01-419-62845") is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("RZNU052984222G1", "RZNU0529842"),
        ("EANU682499-142G1", "EANU682499-1"),
        ("SONCXVU162839822G1", "CXVU1628398"),
        ("*1M8GDM9AXKP042788*X", "1M8GDM9AXKP042788"),
    ],
)
def test_a_standard_number_is_found_in_a_longer_text(text: str, part: str) -> None:
    """A code whose check digit holds, or that its size and type follow, is told from what stands by it."""
    assert [text[start:end] for start, end in standard_spans(text)] == [part]


@given(st.text("CSQU305438X-/ 1M8GDA9K7", max_size=26), st.booleans())
def test_parts_of_a_text_are_in_a_standards_form(text: str, check_digits: bool) -> None:
    """Whatever the text, each part lies in it and has a standard's form; a whole number is no part."""
    for start, end in standard_spans(text, check_digits=check_digits):
        assert 0 <= start < end <= len(text)
        assert standard_form(canonical(text[start:end])) is not None
        assert len(canonical(text[start:end])) < len(canonical(text))


def test_letters_among_a_vins_last_four_are_figures() -> None:
    """ISO 3779 has digits there: two letters that are drawn like digits are these, three are no VIN."""
    assert standard_form("1M8GDM9AXKP04Z78B") == "1M8GDM9AXKP042788"
    assert standard_form("1M8GDM9AXKP04ZSBB") is None


def test_an_article_numbers_check_digit_is_evidence() -> None:
    """Thirteen digits whose check digit holds were read right; others may be some other number."""
    assert check_ratio("4006381333931") > check_ratio("4006381333932") == 1.0
