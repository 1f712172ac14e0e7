"""Identifiers: an EPC URI and the Digital Link of the same thing are one."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.records.epcis.identifiers import check_digit, identifier
from findspot.vocabulary.errors import BadInputError

#: EPC URI, Digital Link URI, serial: after the examples of GS1's standards.
_PAIRS = [
    ("sgtin:0614141.107346.2017", "01/10614141073464/21/2017", "2017"),
    ("sgtin:0614141.107346.a%2Fb", "01/10614141073464/21/a%2Fb", "a/b"),
    ("sscc:0614141.1234567890", "00/106141412345678908", "106141412345678908"),
    ("giai:4000001.12345", "8004/400000112345", "400000112345"),
    ("grai:4012345.55555.987", "8003/04012345555554987", "987"),
    ("cpi:0614141.123ABC.123456789", "8010/0614141123ABC/8011/123456789", "123456789"),
    ("itip:4012345.012345.01.02.987", "8006/040123451234560102/21/987", "987"),
    ("sgln:0614141.00777.0", "414/0614141007776", ""),
    ("sgln:952005385.011.ts4711", "414/9520053850113/254/ts4711", "ts4711"),
    ("pgln:4012345.00000", "417/4012345000009", ""),
    ("gdti:9525208.40001.0003555", "253/95252084000140003555", "0003555"),
]


@pytest.mark.parametrize(("epc", "link", "serial"), _PAIRS)
def test_both_forms_are_one_thing_with_its_serial(epc: str, link: str, serial: str) -> None:
    """An EPC URI, and a Digital Link at GS1's address or another's, give the same identifier."""
    first = identifier(f"urn:epc:id:{epc}")
    assert first == identifier(f"https://id.gs1.org/{link}")
    assert first == identifier(f"http://maker.example/of/{link}?lot=7#top")
    assert (first.text, first.serial) == (f"https://id.gs1.org/{link}", serial)


def test_what_master_data_say_of_a_kind_reaches_each_of_it() -> None:
    """The pattern of a trade item, its Digital Link without a serial, and an item of it share their kind."""
    pattern = identifier("urn:epc:idpat:sgtin:0614141.107346.*")
    assert pattern.serial == ""
    assert pattern.kind == identifier("https://id.gs1.org/01/10614141073464").kind
    assert pattern.kind == identifier("urn:epc:id:sgtin:0614141.107346.2017").kind


def test_aerospace_and_defence_say_who_made_it() -> None:
    """An ADI holds the enterprise, perhaps the part number, and the serial."""
    with_part = identifier("urn:epc:id:adi:W81X9C.3KL984PX1.2WMA52")
    assert (with_part.maker, with_part.part_number, with_part.serial) == ("W81X9C", "3KL984PX1", "2WMA52")
    alone = identifier("urn:epc:id:adi:2S194..%2312345")
    assert (alone.maker, alone.part_number, alone.serial) == ("2S194", "", "12345")
    assert identifier("urn:epc:id:usdod:2S194.12345").serial == "12345"


@pytest.mark.parametrize(
    "uri",
    [
        "urn:epc:id:sgtin:061414.107346.2017",
        "urn:epc:id:sgtin:0614141.107346",
        "urn:epc:id:sscc:0614141.123456789",
        "urn:epc:id:giai:4000001",
        "urn:epc:id:adi:W81X9C.2WMA52",
        "https://id.gs1.org/01/10614141073465/21/2017",
        "https://id.gs1.org/00/106141412345678909",
    ],
)
def test_what_cannot_be_is_refused(uri: str) -> None:
    """Too few digits, parts that are missing, or a check digit that is wrong."""
    with pytest.raises(BadInputError, match="as GS1 writes it"):
        identifier(uri)


@pytest.mark.parametrize(
    "uri", ["urn:uuid:1", "http://maker.example/item/7", "http://maker.example/01/7/21/9", "urn:epc:id:bic:X"]
)
def test_what_gs1_does_not_know_stays_as_it_is(uri: str) -> None:
    """It is itself, and has no serial."""
    found = identifier(uri)
    assert (found.text, found.serial) == (uri, "")


@given(
    st.from_regex(r"[0-9]{13}", fullmatch=True),
    st.integers(6, 12),
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7A), min_size=1, max_size=20),
)
def test_every_item_number_has_one_form(digits: str, prefix: int, serial: str) -> None:
    """However long the company's prefix, EPC URI and Digital Link agree; the form of it is itself again."""
    company, reference = digits[1 : prefix + 1], digits[0] + digits[prefix + 1 :]
    made = identifier(f"urn:epc:id:sgtin:{company}.{reference}.{quote(serial, safe='')}")
    number = digits + check_digit(digits)
    assert made == identifier(f"https://id.gs1.org/01/{number}/21/{quote(serial, safe='')}")
    assert made == identifier(made.text)
    assert made.serial == serial


@given(st.from_regex(r"[0-9]{7,17}", fullmatch=True))
def test_a_check_digit_makes_the_weighted_sum_a_multiple_of_ten(digits: str) -> None:
    """Weights 1 and 3 in turn, from the check digit on."""
    whole = [int(digit) for digit in reversed(digits + check_digit(digits))]
    assert (sum(whole[0::2]) + 3 * sum(whole[1::2])) % 10 == 0
