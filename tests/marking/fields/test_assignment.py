"""Assignment: which text of a plate is the serial, and which are its other fields."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.marking.fields.laying import lay

from findspot.marking.fields.assignment import Assignment, assign
from findspot.vocabulary.reading import FieldName, Line

#: One label a language for serial, model, part number, date: as plates have them.
LANGUAGES = {
    "english": ("SERIAL NO.", "MODEL", "PART NO.", "DATE"),
    "french": ("N° DE SÉRIE", "MODÈLE", "RÉFÉRENCE", "DATE DE FABRICATION"),
    "turkish": ("SERİ NO", "TİP", "PARÇA NO", "ÜRETİM TARİHİ"),
    "russian": ("ЗАВОДСКОЙ №", "МОДЕЛЬ", "ОБОЗНАЧЕНИЕ", "ДАТА ВЫПУСКА"),
    "german": ("FABR.-NR.", "TYP", "TEILE-NR.", "HERSTELLUNGSDATUM"),
    "chinese": ("出厂编号", "型号", "图号", "出厂日期"),
}
VALUES = ("00417-7B", "MX-15D", "8077-1402", "04/2019")


def _text(lines: list[Line], assignment: Assignment, rank: int = 0) -> str:
    """The text of the proposal of that rank."""
    pieces = assignment.serials[rank].pieces
    return " ".join(lines[piece.line].text[piece.start : piece.end] for piece in pieces)


def _assert_fields(lines: list[Line]) -> None:
    assignment = assign(lines)
    assert _text(lines, assignment) == VALUES[0]
    assert assignment.serials[0].why.startswith("label ")
    assert assignment.texts[FieldName.MODEL] == VALUES[1]
    assert assignment.texts[FieldName.PART_NUMBER] == VALUES[2]
    assert assignment.texts[FieldName.DATE] == VALUES[3]


@pytest.mark.parametrize("labels", LANGUAGES.values(), ids=LANGUAGES)
def test_a_value_on_its_labels_line_is_that_field(labels: tuple[str, ...]) -> None:
    """LABEL: VALUE on one line is assigned in every language."""
    _assert_fields(
        [
            lay(f"{label}: {value}", 0, 40 * n)
            for n, (label, value) in enumerate(zip(labels, VALUES, strict=True))
        ]
    )


@pytest.mark.parametrize("labels", LANGUAGES.values(), ids=LANGUAGES)
def test_a_value_right_of_its_label_is_that_field(labels: tuple[str, ...]) -> None:
    """A label and its value found as two boxes in a row belong together in every language."""
    rows = enumerate(zip(labels, VALUES, strict=True))
    _assert_fields(
        [line for n, (label, value) in rows for line in (lay(label, 0, 40 * n), lay(value, 260, 40 * n))]
    )


@pytest.mark.parametrize("labels", LANGUAGES.values(), ids=LANGUAGES)
def test_a_value_under_its_label_is_that_field(labels: tuple[str, ...]) -> None:
    """A value below its label belongs to it in every language."""
    rows = enumerate(zip(labels, VALUES, strict=True))
    _assert_fields(
        [line for n, (label, value) in rows for line in (lay(label, 0, 100 * n), lay(value, 0, 100 * n + 26))]
    )


@settings(max_examples=40)
@given(st.floats(-20, 20), st.floats(0.4, 3), st.permutations(range(8)))
def test_neither_the_plates_angle_nor_the_order_of_its_lines_counts(
    turn: float, scale: float, order: list[int]
) -> None:
    """The same fields are found on a turned, scaled plate, in whatever order its lines were found."""
    laid = [
        lay(text, scale * left, scale * 40 * n, height=20 * scale, turn=turn)
        for n, pair in enumerate(zip(LANGUAGES["english"], VALUES, strict=True))
        for left, text in zip((0, 260), pair, strict=True)
    ]
    _assert_fields([laid[index] for index in order])


_LINES = st.lists(
    st.builds(
        lay,
        st.text(max_size=16)
        | st.sampled_from(["S/N", "S/N 417-22", "CSQU", "CSQU 305438", "3", "NO", "MX15D-00417"]),
        st.floats(0, 300),
        st.floats(0, 300),
        height=st.floats(8, 40),
        p=st.floats(0, 1),
    ),
    max_size=8,
)


@settings(max_examples=80, deadline=None)
@given(_LINES)
def test_proposals_are_pieces_of_lines_in_order_of_their_odds(lines: list[Line]) -> None:
    """Whatever lines are read where, each proposal is stretches of them, and the likeliest is first."""
    assignment = assign(lines)
    odds = [proposal.odds for proposal in assignment.serials]
    assert odds == sorted(odds, reverse=True)
    assert all(value > 0 for value in odds)
    for proposal in assignment.serials:
        assert proposal.pieces
        for piece in proposal.pieces:
            assert 0 <= piece.start <= piece.end <= len(lines[piece.line].text)
    assert len({proposal.pieces for proposal in assignment.serials}) == len(odds)
    assert all(0 <= index < len(lines) for index in assignment.unanswered)
    assert all(assignment.texts.values())


def test_nothing_read_is_nothing_assigned() -> None:
    """A picture without text has no serial, no field and nothing to look for again."""
    assert assign([]) == Assignment()


def test_a_label_outweighs_a_form() -> None:
    """The text that a label names is the serial, though another has a more telling form."""
    lines = [lay("CSQU3054383", 0, 0), lay("S/N 4417", 0, 60)]
    assert _text(lines, assign(lines)) == "4417"


def test_without_labels_the_form_decides() -> None:
    """Of a name, a measure, a date and a VIN, the VIN is the serial."""
    lines = [
        lay(text, 0, 40 * n)
        for n, text in enumerate(("KESTREL WORKS", "1680 KG", "04/2019", "1M8GDM9AXKP042788"))
    ]
    assignment = assign(lines)
    assert _text(lines, assignment) == "1M8GDM9AXKP042788"
    assert assignment.serials[0].why == "format"


def test_a_text_that_a_label_gives_to_another_field_is_hardly_the_serial() -> None:
    """What stands behind P/N is the part number, and far behind an unlabelled text as a serial."""
    lines = [lay("P/N 8077-1402", 0, 0), lay("4417-2231", 0, 40)]
    assignment = assign(lines)
    assert _text(lines, assignment) == "4417-2231"
    rank = next(n for n in range(len(assignment.serials)) if _text(lines, assignment, n) == "8077-1402")
    assert assignment.serials[rank].odds < 0.1 * assignment.serials[0].odds


def test_two_labels_on_one_line_part_their_values() -> None:
    """P/N and S/N on one line each take the text up to the next label."""
    lines = [lay("P/N 8077-1402 S/N 00417")]
    assignment = assign(lines)
    assert _text(lines, assignment) == "00417"
    assert assignment.texts[FieldName.PART_NUMBER] == "8077-1402"


def test_what_follows_a_serial_is_left_out() -> None:
    """A word, a date or a measure behind the serial on its line is no part of it."""
    for rest in ("MADE IN NORWAY", "04/2019", "24VDC"):
        lines = [lay(f"S/N 00417 {rest}")]
        assert _text(lines, assign(lines)) == "00417", rest


def test_a_serial_with_a_space_is_kept_whole() -> None:
    """S/N AAA 417332 is one serial; so are two boxes close behind their label."""
    lines = [lay("S/N AAA 417332")]
    assert _text(lines, assign(lines)) == "AAA 417332"
    lines = [lay("S/N", 0), lay("AAA", 60), lay("417332", 110)]
    assert _text(lines, assign(lines)) == "AAA 417332"


def test_a_bare_number_label_says_less() -> None:
    """NO. may be any number: its value has less odds than that of S/N."""
    number, serial = assign([lay("NO. 00417")]), assign([lay("S/N 00417")])
    assert 0 < number.serials[0].odds < serial.serials[0].odds


def test_a_container_code_in_pieces_is_put_together() -> None:
    """Owner, number and check digit apart are one code; its parts in reading order, whole in the check."""
    lines = [lay("CSQU", 0), lay("305438", 80), lay("3", 180)]
    assert _text(lines, assign(lines)).replace(" ", "") == "CSQU3054383"
    lines = [lay("CSQU305438", 0), lay("3", 160)]
    assert _text(lines, assign(lines)).replace(" ", "") == "CSQU3054383"


def test_a_label_under_a_container_code_is_no_part_of_it() -> None:
    """A code without check digit above MAX GROSS is itself: every piece of a proposal holds characters."""
    proposals = assign([lay("CSQU305438"), lay("MAX GROSS 30480 KG", 0, 30)]).serials
    assert all(piece.start < piece.end for proposal in proposals for piece in proposal.pieces)


def test_a_label_without_value_is_looked_at_again() -> None:
    """A serial's label without value, and a container code without check digit, are named."""
    assert assign([lay("S/N")]).unanswered == (0,)
    assert assign([lay("S/N 00417")]).unanswered == ()
    assert assign([lay("MODEL")]).unanswered == ()
    assert assign([lay("CSQU305438")]).unanswered == (0,)
    assert assign([lay("CSQU3054383")]).unanswered == ()


def test_a_stock_number_and_a_code_of_the_maker_are_found() -> None:
    """NSN and CAGE stand in their usual forms; what is no such code is none."""
    texts = assign([lay("NSN 5998 01 419 6284", 0, 0), lay("CAGE 0CVA5", 0, 40)]).texts
    assert (texts[FieldName.NSN], texts[FieldName.CAGE]) == ("5998-01-419-6284", "0CVA5")
    assert FieldName.CAGE not in assign([lay("CAGE 0C")]).texts


def test_dates_and_stock_numbers_need_no_label() -> None:
    """Their form says what they are."""
    texts = assign([lay("5998-01-419-6284", 0, 0), lay("30.04.2019", 0, 40)]).texts
    assert (texts[FieldName.NSN], texts[FieldName.DATE]) == ("5998-01-419-6284", "30.04.2019")


def test_the_maker_is_a_company_or_the_name_at_the_top() -> None:
    """Without a label, a line with a company's form is the maker, else the large name at the top."""
    rows = [lay("MODEL MX-15", 0, 60), lay("S/N 00417", 0, 100), lay("04/2019", 0, 140)]
    assert (
        assign([*rows, lay("HANDLE WITH CARE", 0, 0), lay("TORVIK OPTIK GMBH", 0, 200)]).texts[
            FieldName.MAKER
        ]
        == "TORVIK OPTIK GMBH"
    )
    assert assign([lay("NORDHAVN OPTIK", 0, 0, height=34), *rows]).texts[FieldName.MAKER] == "NORDHAVN OPTIK"
    assert FieldName.MAKER not in assign(rows).texts


def test_the_serial_comes_before_a_telephones_number() -> None:
    """An IMEI is the serial of a telephone whose label names none, and stands behind one that it names."""
    both = [lay("IMEI: 356341951586294", 0, 0), lay("S/N: 757JX32", 0, 40)]
    assert _text(both, assign(both)) == "757JX32"
    assert _text(both, assign(both), 1) == "356341951586294"
    assert _text(both[:1], assign(both[:1])) == "356341951586294"


@pytest.mark.parametrize("text", ["SN12345", "SN-12345"])
def test_a_fused_label_leaves_both_readings(text: str) -> None:
    """SN12345 is the serial 12345 behind its label, or a serial that begins so: both are proposed."""
    lines = [lay(text)]
    assignment = assign(lines)
    assert {_text(lines, assignment, n) for n in range(len(assignment.serials))} >= {"12345", text}


def test_the_next_cell_is_cut_off_and_kept() -> None:
    """Of two cells of a table read as one line, the first alone is proposed beside both."""
    lines = [lay("SERIAL NO.", 0, 0), lay("LA-7065-38 G76-3D", 0, 26)]
    assignment = assign(lines)
    assert {_text(lines, assignment, n) for n in range(len(assignment.serials))} >= {
        "LA-7065-38",
        "LA-7065-38 G76-3D",
    }


@pytest.mark.parametrize("text", ["RZNU052984222G1", "SONRZNU0529842", "RZNU052984-222G1"])
def test_a_container_code_is_found_in_a_longer_text(text: str) -> None:
    """What was painted close to a code, its size and type or a name, is cut off."""
    lines = [lay(text)]
    code = _text(lines, assign(lines))
    assert code.replace("-", "") == "RZNU0529842"


def test_check_digits_may_say_nothing() -> None:
    """Without them a code whose check digit fails has the odds of one whose check digit holds."""
    good, bad = ([lay(text)] for text in ("CSQU3054383", "CSQU3054384"))
    assert assign(good).serials[0].odds > assign(bad).serials[0].odds
    unchecked = [assign(lines, check_digits=False).serials[0].odds for lines in (good, bad)]
    assert unchecked[0] == unchecked[1]


@pytest.mark.parametrize("label", ["PIN", "ASSET", "WPA KEY", "REG. TYPE", "PRODUCT NO.", "MAC ID"])
def test_the_other_numbers_of_a_label_are_no_serial(label: str) -> None:
    """A number that a label names as something else stands far behind one without any label."""
    lines = [lay(f"{label}: 93307140", 0, 0), lay("4417-2231", 0, 40)]
    assert _text(lines, assign(lines)) == "4417-2231"


def test_a_label_claims_less_of_what_it_does_not_ask_for() -> None:
    """A text of serial form behind DATE is hardly a date: it may still be the serial."""
    number, date = (assign([lay("DATE", 0, 0), lay(text, 200, 0)]) for text in ("FAXV368613", "12/1998"))
    assert number.serials[0].odds > 0.1 > date.serials[0].odds
    own = assign([lay("MODEL", 0, 0), lay("FAXV368613", 200, 0)])
    assert own.serials[0].odds < 0.5 * number.serials[0].odds
