"""Labels: every one of the table is found in its language, and nothing of a value is taken for one."""

from __future__ import annotations

import tomllib
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.marking.fields.labels import find_labels, key_of, one_error, trimmed
from findspot.vocabulary.reading import FieldName

_TABLE = tomllib.loads(files("findspot.marking.fields").joinpath("labels.toml").read_text(encoding="utf-8"))
LABELS = [
    (field, language, name)
    for field, languages in _TABLE.items()
    for language, names in languages.items()
    for name in names
]
_ALPHABETIC = [
    name for _, _, name in LABELS if name.isascii() and name.replace(" ", "").isalpha() and len(name) > 5
]


def _found(text: str) -> list[tuple[str, str]]:
    """Each label of a line: its field and the characters that it covers."""
    return [(label.field, text[label.start : label.end]) for label in find_labels(text)]


@pytest.mark.parametrize("before", ["", ": ", " ", " : "])
def test_every_label_is_found_before_its_value(before: str) -> None:
    """Each name of the table, in each language, is found whole and as its field, and the value is left."""
    for field, language, name in LABELS:
        text = f"{name}{before}773344" if before else name
        ((found, written), *more) = _found(text)
        assert (found, more) == (field, []), f"{language}: {text}"
        assert written.rstrip(".°") == name.rstrip(".°"), f"{language}: {text}"


@pytest.mark.parametrize("language", ["english", "french", "german", "turkish", "russian", "chinese"])
@pytest.mark.parametrize("field", list(FieldName))
def test_the_usual_fields_are_known_in_the_usual_languages(field: str, language: str) -> None:
    """Every field has labels in each of the main languages."""
    assert _TABLE[field][language]


#: As plates have them: abbreviated, dotted, hyphened, with the numero sign and without.
ABBREVIATED = {
    "serial": (
        "S/N S.N. SN: SER.NO. SER# SERIAL# SERL.NO. S/NO. SR.NO. MFR.SER.NO. MFG.NO. MANUFACTURER'S|NO. "
        "N°|DE|SÉRIE N°|SÉRIE N.|DE|SÉRIE NO|DE|SERIE N°DESÉRIE NUM.|DE|SÉRIE N°|FAB. N°|DE|FABR. "
        "SERİ|NO SERİ|NO.: SERI|NO. S.|NO: ÜRÜN|SERİ|NO ŞASİ|NO İMALAT|NO. "
        "СЕР.№ СЕР.|N° ЗАВ.№ ЗАВ.|N ЗАВ.|НОМЕР "
        "SERIENNR. SERIEN-NR.: SER.-NR. SER.NR. FABR.-NR. FABR.NR. F.-NR. MASCH.-NR. GERÄTE-NR. FERT.-NR. "
        "序列号 序列號: 出厂编号 出廠編號 产品序列号： 机身号 设备编号"
    ),
    "part_number": (
        "P/N PN: PART|NO. PART# P.NO. PART|NR. ASSY|NO. DWG.|NO. RÉF. RÉF.: N°|DE|PIÈCE N°|PIÈCE "
        "PARÇA|NO. ÜRÜN|KODU АРТ.|№ КАТ.|№ TEILE-NR. TEILENR. SACH-NR. ART.-NR. ARTIKELNR. 图号 零件号 物料号"
    ),
    "model": "MODEL|NO. MOD. MOD.NO. TYPE: M/N: MODÈLE TYP: TYP-NR. TİP TİPİ: МАРКА 型号 规格型号",
    "maker": "MFR. MFR.: MANUF. FABRICANT HERSTELLER: HERST. ÜRETİCİ İMALATÇI: 制造商 生产厂家：",
    "date": (
        "DATE: MFG.DATE MFD. DATE|OF|MFR. YEAR|OF|MFG. DATE|DE|FAB. ANNÉE: BAUJAHR BJ. ÜRETİM|TARİHİ "
        "İMAL|YILI 出厂日期 生产日期： 制造年月"
    ),
    "cage": "CAGE CAGE|CODE: NCAGE FSCM CODE|OTAN CAGE|KODU HERST.-CODE",
    "nsn": "NSN: NATO|STOCK|NO. STOCK|NO. N°|OTAN STOK|NO. VERS.-NR. NATO-NR.",
}


@pytest.mark.parametrize("field", ABBREVIATED)
def test_usual_abbreviations_are_labels(field: str) -> None:
    """The forms that plates print are known, before a value on the line and as a line of their own."""
    for written in ABBREVIATED[field].split():
        label = written.replace("|", " ")
        for text in (f"{label} 773344", label):
            assert [found for found, _ in _found(text)] == [field], text


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("5/N: 417228", "5/N"),
        ("S|N 417228", "S|N"),
        ("S1N 417228", "S1N"),
        ("5ERIAL NO. 417228", "5ERIAL NO"),
        ("SERlAL N0. 417228", "SERlAL N0"),
        ("SERIAI NO 417228", "SERIAI NO"),
        ("N9 DE SERIE 417228", "N9 DE SERIE"),
        ("N DE SERIE 417228", "N DE SERIE"),
        ("SERI N0 417228", "SERI N0"),
        ("FA8R.-NR. 417228", "FA8R.-NR"),
        ("SERIENNP. 417228", "SERIENNP"),
        ("3AB. No 417228", "3AB. No"),
        ("CEP. HOMEP 417228", "CEP. HOMEP"),
        ("序列号417228", "序列号"),
    ],
)
def test_what_the_recogniser_makes_of_labels_is_known(text: str, label: str) -> None:
    """Letters read as digits or signs, one letter wrong, and Cyrillic read as Latin leave a label known."""
    labels = [text[found.start : found.end] for found in find_labels(text) if found.field == "serial"]
    assert labels == [label]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("S/N12345", "12345"),
        ("S/NAB1234", "AB1234"),
        ("SERIAL NO12345", "12345"),
        ("SERIAL NOAB1234", "AB1234"),
        ("SERIENNR12345", "12345"),
        ("N°DE SÉRIE12345", "12345"),
        ("SERİ NO12345", "12345"),
        ("出厂编号AB12345", "AB12345"),
        ("SN:12345", ":12345"),
    ],
)
def test_a_value_may_be_fused_to_its_label(text: str, value: str) -> None:
    """Where no space is read between them, the label ends where the value begins."""
    (label,) = find_labels(text)
    assert (label.field, text[label.end :], label.fused) == ("serial", value, False)


@pytest.mark.parametrize("text", ["SN12345", "SN-12345", "VIN-12345", "SER-99"])
def test_a_short_label_joined_to_a_value_may_be_its_beginning(text: str) -> None:
    """SN12345 and SN-12345 may be serials themselves: the label says that it is in doubt."""
    (label,) = find_labels(text)
    assert (label.field, label.fused) == ("serial", True)


@pytest.mark.parametrize("text", ["HW-12345", "SW-1024", "IP-417", "LOT-7", "MAC-10", "NO-417", "NS 417"])
def test_the_beginning_of_a_number_is_no_label(text: str) -> None:
    """Two or three letters before a hyphen and digits are a number's own; N/S is none without its stroke."""
    assert find_labels(text) == ()


def test_a_label_may_hold_a_digit() -> None:
    """IMEI 1 is a label with its number; in IMEI 1356… the digit is the value's."""
    assert _found("IMEI 1: 356341951586294") == [("second", "IMEI 1")]
    assert _found("IMEI 1356341951586294") == [("second", "IMEI")]


@given(st.sampled_from([name for _, _, name in LABELS if name.isascii()]), st.sampled_from([0, 1, 2]))
def test_case_and_spaces_do_not_count(name: str, form: int) -> None:
    """A label is the same in small letters, as a title, and with its spaces lost."""
    written = (name.lower(), name.title(), name.replace(" ", ""))[form]
    assert [label.field for label in find_labels(written)] == [label.field for label in find_labels(name)]


@given(st.sampled_from([name for _, _, name in LABELS]))
def test_accents_do_not_count(name: str) -> None:
    """A label whose accents were not stamped, or not read, is the same label."""
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    assert [label.field for label in find_labels(bare)] == [label.field for label in find_labels(name)]


def test_a_label_is_no_part_of_a_word() -> None:
    """SN in SNOW and PART in PARTNERS are no labels; neither is a word that ends as a label begins."""
    for text in ("SNOW", "PARTNERS", "MODELLING", "DESIGN", "XSN 123"):
        assert find_labels(text) == (), text


def test_a_value_may_follow_at_once() -> None:
    """S/N12345 and SERIAL12345 are a label and its value, without a space between them."""
    assert _found("S/N12345") == [("serial", "S/N")]
    assert _found("SERIAL12345") == [("serial", "SERIAL")]
    assert _found("序列号12345") == [("serial", "序列号")]


def test_the_longest_label_is_taken() -> None:
    """PART NO holds NO, MODEL NO holds MODEL, and SERIAL NUMBER is one label."""
    assert _found("PART NO 12") == [("part_number", "PART NO")]
    assert _found("MODEL NO 12") == [("model", "MODEL NO")]
    assert _found("SERIAL NUMBER 12") == [("serial", "SERIAL NUMBER")]


def test_several_labels_of_a_line_are_found_in_order() -> None:
    """P/N and S/N on one line are two labels, each with its own value behind it."""
    assert _found("P/N 8077-1 S/N 00417 REV B") == [
        ("part_number", "P/N"),
        ("serial", "S/N"),
        ("other", "REV"),
    ]


@given(st.sampled_from(_ALPHABETIC), st.integers(1, 30), st.sampled_from("XKWV"))
def test_one_misread_letter_leaves_a_long_label_readable(name: str, place: int, letter: str) -> None:
    """From six letters on, a letter taken for another one after the first does not hide the label."""
    key = name.replace(" ", "")
    place = 1 + place % (len(key) - 1)
    labels = find_labels(key[:place] + letter + key[place + 1 :])
    assert labels
    assert (labels[0].start, labels[0].end) == (0, len(key))


def test_digits_read_for_letters_leave_a_label_readable() -> None:
    """5ERIAL and M0DEL are labels, but the digits of a value are none of their letters."""
    assert _found("SER1AL N0 417") == [("serial", "SER1AL N0")]
    assert _found("M0DEL MX") == [("model", "M0DEL")]
    assert find_labels("51417") == ()


@given(
    st.text(max_size=60) | st.lists(st.sampled_from([n for _, _, n in LABELS] + ["417", ":"])).map(" ".join)
)
def test_labels_stand_apart_and_in_order(text: str) -> None:
    """Whatever a line says, its labels lie within it, from left to right, none over another, none empty."""
    ends = 0
    for label in find_labels(text):
        assert ends <= label.start < label.end <= len(text)
        ends = label.end


@given(st.text(max_size=40))
def test_the_letters_compared_know_where_they_come_from(text: str) -> None:
    """Each compared letter comes from a character of the text, in the text's order."""
    key, places = key_of(text)
    assert len(key) == len(places)
    assert list(places) == sorted(places)
    assert all(0 <= place < len(text) for place in places)


_WORDS = st.text("ABC1", max_size=8)


@given(_WORDS, _WORDS)
def test_one_error_goes_both_ways(one: str, other: str) -> None:
    """If one text is the other but for one error, so is the other the one."""
    assert one_error(one, other) == one_error(other, one)
    assert one_error(one, one)


@given(_WORDS, st.integers(0, 8), st.sampled_from("ABC1X"))
def test_a_change_an_addition_and_a_loss_are_one_error(word: str, place: int, letter: str) -> None:
    """Each single change leaves both texts one error apart."""
    place = min(place, len(word))
    assert one_error(word, word[:place] + letter + word[place:])
    assert one_error(word, word[:place] + letter + word[place + 1 :])
    assert one_error(word, word[:place] + word[place + 1 :])


@given(_WORDS)
def test_two_foreign_letters_are_two_errors(word: str) -> None:
    """Two letters that the other text does not have are more than one error."""
    assert not one_error(word, "X" + word + "Y")
    assert not one_error("X" + word + "Y", "Z" + word + "W")


@given(st.text("A1 :-./", max_size=20))
def test_what_is_trimmed_is_signs_only(text: str) -> None:
    """Around a value only signs are dropped, and it begins and ends with a letter or digit."""
    start, end = trimmed(text, 0, len(text))
    value = text[start:end]
    assert not any(c.isalnum() for c in text[:start] + text[end:])
    assert value == "" or (value[0].isalnum() and value[-1].isalnum())
