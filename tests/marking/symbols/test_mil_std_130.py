"""MIL-STD-130: constructs, formats and what breaks them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.marking.symbols.content import read_content
from findspot.marking.symbols.iso15434 import DataFormat, compose_envelope
from findspot.marking.symbols.mil_std_130 import read_marking
from findspot.vocabulary.reading import Symbol

_ALLOWED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/"
_CAGES = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=5, max_size=5)
_NUMBERS = st.text(_ALLOWED, min_size=1, max_size=20)


def _read(indicator: str, *elements: str) -> Symbol:
    return read_content("Data Matrix", compose_envelope((DataFormat(indicator, elements),)))


# The standard, then CAGE code, part number, serial and UII, of each construct in each format
VALID = [
    (("06", "18S0CVA5786950"), "construct 1, format 06", ("0CVA5", None, "786950", "D0CVA5786950")),
    (("06", "25SD0CVA5786950"), "whole UII, format 06", ("0CVA5", None, None, "D0CVA5786950")),
    (("06", "25SUN194532636786950"), "whole UII, format 06", (None, None, None, "UN194532636786950")),
    (
        ("06", "17V0CVA5", "1P4202435-01", "S674A36458"),
        "construct 2, format 06",
        ("0CVA5", "4202435-01", "674A36458", "D0CVA54202435-01674A36458"),
    ),
    (("06", "17V0CVA5", "1TLOT7", "S674"), "construct 2, format 06", ("0CVA5", None, "674", "D0CVA5LOT7674")),
    (
        ("06", "12V194532636", "1P1234", "S786950"),
        "construct 2, format 06",
        (None, "1234", "786950", "UN1945326361234786950"),
    ),
    (("06", "3V0614141", "1P1234", "S78"), "construct 2, format 06", (None, "1234", "78", "0614141123478")),
    (("06", "7LW81XYZ", "1P1234", "S78"), "construct 2, format 06", (None, "1234", "78", "LDW81XYZ123478")),
    (("06", "18VD0CVA5", "1P1234", "S78"), "construct 2, format 06", ("0CVA5", "1234", "78", "D0CVA5123478")),
    (("06", "18VLHA99", "1T5", "S78"), "construct 2, format 06", (None, None, "78", "LHA99578")),
    (("06", "18S0CVA57", "30PNEW-2"), "construct 1, format 06", ("0CVA5", "NEW-2", "7", "D0CVA57")),
    (
        ("06", "17V0CVA5", "1P12", "S3", "25SD0CVA5123"),
        "construct 2, format 06",
        ("0CVA5", "12", "3", "D0CVA5123"),
    ),
    (
        ("06", "I1GNSK6E05DR213601"),
        "IUID equivalent (VIN), format 06",
        (None, None, "1GNSK6E05DR213601", "1GNSK6E05DR213601"),
    ),
    (("06", "22S80A1B2C3"), "IUID equivalent (ESN), format 06", (None, None, "80A1B2C3", "80A1B2C3")),
    (
        ("12", "CAG A3309", "SER 1234567"),
        "construct 1, format 12",
        ("A3309", None, "1234567", "DA33091234567"),
    ),
    (("12", "MFR0CVA5", "SER674"), "construct 1, format 12", ("0CVA5", None, "674", "D0CVA5674")),
    (("DD", "MFR 0CVA5", "SER 674"), "construct 1, format DD", ("0CVA5", None, "674", "D0CVA5674")),
    (("12", "SPL 0F3N5", "UCN 10936"), "construct 1, format 12", ("0F3N5", None, "10936", "D0F3N510936")),
    (("12", "DUN 194532636", "SER 7"), "construct 1, format 12", (None, None, "7", "UN1945326367")),
    (("12", "EUC 0614141", "SER 7"), "construct 1, format 12", (None, None, "7", "06141417")),
    (
        ("12", "CAG 0CVA5", "PNO 1234", "SEQ 78", "PNR 9"),
        "construct 2, format 12",
        ("0CVA5", "1234", "78", "D0CVA5123478"),
    ),
    (("12", "CAG 0CVA5", "LOT 1", "SEQ 78"), "construct 2, format 12", ("0CVA5", None, "78", "D0CVA5178")),
    (("12", "UID D0CVA5123478"), "whole UII, format 12", ("0CVA5", None, None, "D0CVA5123478")),
    (
        ("05", "800406141419999960MH80312"),
        "IUID equivalent (GIAI), format 05",
        (None, None, None, "06141419999960MH80312"),
    ),
    (
        ("05", "800309501101530003A7"),
        "IUID equivalent (GRAI), format 05",
        (None, None, "A7", "09501101530003A7"),
    ),
    (("05", "800280A1B2C3"), "IUID equivalent (ESN), format 05", (None, None, "80A1B2C3", "80A1B2C3")),
]


@pytest.mark.parametrize(("message", "standard", "fields"), VALID, ids=[" ".join(case[0]) for case in VALID])
def test_every_construct_in_every_format_is_read(
    message: tuple[str, ...], standard: str, fields: tuple[str | None, ...]
) -> None:
    """Fields are told apart and the UII is put together in the standard's order."""
    symbol = _read(*message)
    assert symbol.error is None
    assert f"MIL-STD-130 {standard}" == symbol.standard
    assert fields == (symbol.cage, symbol.part_number, symbol.serial, symbol.uii)


INVALID = [
    (("06", "17V0CVA5", "1P1234"), "state no serial number", None),
    (("06", "Y1220000000000X", "P25187045", "12V631065646", "TB1132713A8SX0201"), "no serial number", None),
    (("06", "S786950"), "no enterprise that gave it", "786950"),
    (("06", "1P1234", "S786950"), "no enterprise that gave it", "786950"),
    (("06", "17V0CVA5", "S786950"), "neither original part number nor lot", "786950"),
    (("06", "17V0CVA5", "30P1234", "S786950"), "neither original part number nor lot", "786950"),
    (("06", "17V0CVA5", "1P1", "1T2", "S786950"), "1P and 1T both", "786950"),
    (("06", "17V0CVA", "1P1", "S7"), "'0CVA' is no CAGE code", "7"),
    (("06", "17V0cva5", "1P1", "S7"), "'0cva5' is no CAGE code", "7"),
    (("06", "17VOCVA5", "1P1", "S7"), "'OCVA5' is no CAGE code", "7"),
    (("06", "12V12345", "1P1", "S7"), "'12345' is no DUNS number", "7"),
    (("06", "7LAB", "1P1", "S7"), "'AB' is no DoDAAC", "7"),
    (("06", "3VABC", "1P1", "S7"), "'ABC' is no GS1 company prefix", "7"),
    (("06", "17V0CVA5", "12V194532636", "1P1", "S7"), "different enterprises: 17V and 12V", "7"),
    (("06", "17V0CVA5", "1P1", "S7", "S8"), "S stands there twice", None),
    (("06", "17V0CVA5", "1P1", "S7", "25SD0CVA5999"), "make different UIIs", "7"),
    (("06", "18S0CVA5"), "too short", None),
    (("06", "18S0CVA57", "17V0CVA5", "1P1", "S7"), "make different UIIs", "7"),
    (("06", "17V0CVA5", "1P12 34", "S7"), "would hold a space", "7"),
    (("06", "17V0CVA5", "1P1234", "Sab7"), "would hold 'a'", "ab7"),
    (("06", "17V0CVA5", "1P1234", "S7.8"), "would hold '.'", "7.8"),
    (("06", "17V0CVA5", "1P" + "1" * 32, "S" + "2" * 20), "would have 58 characters", "2" * 20),
    (("06", "17V0CVA5", "1P1", "Sx", "/"), "has no qualifier", None),
    (("06", "17V0CVA5", "1P", "S7"), "has no qualifier", None),
    (("06", "I1GNSK6E05DR21360O"), "is no VIN", "1GNSK6E05DR21360O"),
    (("06", "22Sxyz"), "is no ESN", "xyz"),
    (("12", "CAG 0CVA5", "SEQ 7"), "neither original part number nor lot", "7"),
    (("12", "CAG 0CVA5", "PNO 7"), "state no serial number", None),
    (("12", "SER 7"), "no enterprise that gave it", "7"),
    (("12", "CAG 0CVA5", "SER 1", "PNO 2", "SEQ 3"), "make different UIIs", None),
    (("12", "CAG 0CVA5", "SER 1", "UCN 2"), "state two serial numbers: 1 and 2", None),
    (("12", "CAG 0CVA5", "MFR 0F3N5", "SER 1"), "different enterprises: CAG and MFR", "1"),
    (("12", "cag 0CVA5", "SER 1"), "has no qualifier", None),
    (("DD", "17V0CVA5", "1P1", "S7"), "has no qualifier", None),
    (("05", "0109501101530003"), "no serial number", None),
    (("05", "21A7"), "without the GTIN", "A7"),
    (("05", "010950110153000421A7"), "wrong check digit", None),
    (("05", "ABC"), "no GS1 application identifier", None),
    (("05", "800309501101530003"), "no serial number", None),
]


@pytest.mark.parametrize(
    ("message", "reason", "serial"), INVALID, ids=[" ".join(case[0])[:60] for case in INVALID]
)
def test_what_makes_no_valid_uii_gives_its_reason(
    message: tuple[str, ...], reason: str, serial: str | None
) -> None:
    """A content that breaks the standard has no UII and says why; a serial stated plainly is kept."""
    symbol = _read(*message)
    assert symbol.error is not None
    assert reason in symbol.error
    assert symbol.uii is None
    assert serial == symbol.serial


@pytest.mark.parametrize("kind", ["07", "02", "09"])
def test_formats_without_marking_say_so(kind: str) -> None:
    """A well-formed message of free text or EDI is no marking, and says which format it is."""
    marked = read_marking((DataFormat(kind),))
    assert f"The message holds format {kind} only, which carries no item marking." == marked.error


def test_formats_that_make_different_uiis_are_refused() -> None:
    """A message that marks two items marks none; one that says the same twice is read."""
    first, other = DataFormat("06", ("18S0CVA5123",)), DataFormat("12", ("CAG 0CVA5", "SER 999"))
    marked = read_marking((first, other))
    assert marked.error == "The formats of the message make different UIIs: D0CVA5123 and D0CVA5999."
    assert (marked.uii, marked.serial) == (None, None)
    assert read_marking((first, DataFormat("12", ("CAG 0CVA5", "SER 123")))).uii == "D0CVA5123"


@given(_CAGES, _NUMBERS, _NUMBERS)
def test_construct_two_reads_back(cage: str, part_number: str, serial: str) -> None:
    """Whatever allowed CAGE code, part number and serial are marked, in either syntax, are read."""
    for message in (
        ("06", f"17V{cage}", f"1P{part_number}", f"S{serial}"),
        ("12", f"CAG {cage}", f"PNO {part_number}", f"SEQ {serial}"),
        ("06", f"S{serial}", f"1P{part_number}", f"17V{cage}"),
    ):
        symbol = _read(*message)
        assert (cage, part_number, serial) == (symbol.cage, symbol.part_number, symbol.serial)
        assert f"D{cage}{part_number}{serial}" == symbol.uii
        assert symbol.error is None


@given(_CAGES, _NUMBERS)
def test_construct_one_reads_back(cage: str, serial: str) -> None:
    """CAGE code and serial joined in one value, or stated apart, are told apart again."""
    for message in (("06", f"18S{cage}{serial}"), ("12", f"MFR {cage}", f"SER {serial}")):
        symbol = _read(*message)
        assert (cage, serial, f"D{cage}{serial}") == (symbol.cage, symbol.serial, symbol.uii)


@given(
    st.binary(max_size=80)
    | st.lists(st.binary(min_size=1, max_size=12), max_size=6).map(
        lambda parts: b"[)>\x1e06\x1d" + b"\x1d".join(parts) + b"\x1e\x04"
    )
    | st.lists(st.text(st.characters(max_codepoint=0x7E), max_size=12), max_size=6).map(
        lambda parts: b"[)>\x1e12\x1d" + "\x1d".join(parts).encode() + b"\x1e\x04"
    ),
    st.booleans(),
)
def test_arbitrary_content_never_fails(content: bytes, gs1: bool) -> None:
    """Any bytes make a Symbol of printable text; a UII and an error never stand side by side."""
    symbol = read_content("Data Matrix", content, gs1=gs1)
    assert symbol.text.isprintable()
    assert symbol.uii is None or symbol.error is None
    assert symbol.error is None or symbol.error.isprintable()


def test_gs1_outside_the_envelope_keeps_gtin_and_serial() -> None:
    """A GS1 symbol states a GTIN and, within it, a serial number."""
    symbol = read_content("Data Matrix", b"010950110153000321AB-7\x1d240PN-1", gs1=True)
    wanted = ("09501101530003", "AB-7", "PN-1")
    assert wanted == (symbol.gtin, symbol.serial, symbol.part_number)
    assert symbol.error is None


@pytest.mark.parametrize("content", [b"https://example.org/item?sn=7", b"MX15D-00417", b"S/N 7", b""])
def test_plain_text_claims_nothing(content: bytes) -> None:
    """A web address or a bare number is text: no serial is guessed into it, and it is no error."""
    assert Symbol("QR Code", content.decode()) == read_content("QR Code", content)


def test_control_characters_are_shown_as_pictures() -> None:
    """The text of a message can be shown on any screen, its separators visible."""
    wanted = "[)>␞06␝18S0CVA57␞␄"
    assert wanted == _read("06", "18S0CVA57").text
