"""How serials are compared: what is dropped, what is folded and what is kept apart."""

from __future__ import annotations

import itertools
import string
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from findspot.matching.alphabet import LONGEST, decode, encode_all, fold, normalise

_ALIKE = ({"O", "0", "Q"}, {"I", "1"})
_CAPITALS = string.digits + string.ascii_uppercase

plain = st.text(st.characters(codec="ascii"), max_size=20)
latin_and_others = st.text(st.sampled_from("0OQ1IlaZ9 -/._éÉÅñЖД字מ"), max_size=12)


def test_exactly_the_characters_that_print_alike_fold() -> None:
    """O, 0 and Q are one, I and 1 are one, and no other two characters of serials are."""
    for one, other in itertools.combinations(_CAPITALS, 2):
        assert (fold(one) == fold(other)) is any({one, other} <= alike for alike in _ALIKE), one + other


def test_a_small_l_is_the_letter_l() -> None:
    """Serials are compared in upper case: a small l is a capital L, never a 1."""
    assert fold("l") == fold("L") != fold("1")


def test_what_normalises_keeps_its_spelling() -> None:
    """Normalising alone folds nothing: O and 0 stay what they are."""
    assert normalise("mx-15D / o0Q") == "MX15DO0Q"


@given(plain, st.lists(st.tuples(st.integers(0, 20), st.sampled_from(" -/._#\t")), max_size=5))
def test_separators_and_spaces_make_no_difference(text: str, added: list[tuple[int, str]]) -> None:
    """A serial with spaces, hyphens, slashes and points anywhere compares as without them."""
    spaced = text
    for place, separator in added:
        spaced = spaced[:place] + separator + spaced[place:]
    assert fold(spaced) == fold(text)


@given(plain)
def test_case_makes_no_difference(text: str) -> None:
    """Serials typed in small letters are the same serials."""
    assert fold(text.lower()) == fold(text) == fold(text.upper())


@pytest.mark.parametrize(
    ("written", "latin"),
    [("МХ-15Р", "MX-15P"), ("АВЕКМНОРСТУХ", "ABEKMHOPCTYX"), ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
     ("ÅÉÑ-7", "AEN7"), ("Ｍｘ１５", "MX15"), ("ах", "AX")],
)  # fmt: skip
def test_letters_that_look_latin_compare_as_latin(written: str, latin: str) -> None:
    """Cyrillic and Greek capitals that print like Latin ones, wide forms and accents are seen through."""
    assert fold(written) == fold(latin)


@pytest.mark.parametrize("letter", "ЖДЯΩΣ字")
def test_letters_that_do_not_look_latin_stay_themselves(letter: str) -> None:
    """A letter of another script that prints like no Latin one is kept and equals no Latin one."""
    assert fold(letter) == letter
    assert fold(letter) not in {fold(c) for c in _CAPITALS}


@given(st.text())
@example("ß")
@example("ǰŉ")
def test_folding_twice_is_folding_once(text: str) -> None:
    """What is folded folds to itself."""
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_composed_and_decomposed_accents_are_one(text: str) -> None:
    """It makes no difference whether an accent is part of its letter or follows it."""
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(st.lists(plain | latin_and_others, max_size=8))
def test_codes_hold_the_folded_serial(serials: list[str]) -> None:
    """Every serial's codes spell it as folded, in the order given and whatever stands beside it."""
    encoded = encode_all(serials)
    assert len(encoded.codes) == len(serials)
    for serial, codes, length in zip(serials, encoded.codes, encoded.lengths, strict=True):
        assert decode(codes, encoded.others) == fold(serial)
        assert length == len(fold(serial))


@given(st.lists(plain, min_size=1, max_size=6))
def test_a_serial_is_encoded_alike_beside_other_scripts(serials: list[str]) -> None:
    """One row in another script changes no other row."""
    alone, beside = encode_all(serials), encode_all([*serials, "Ж-7"])
    for at in range(len(serials)):
        assert decode(alone.codes[at]) == decode(beside.codes[at], beside.others)


@given(st.lists(latin_and_others, min_size=1, max_size=6))
def test_a_text_alone_has_the_codes_of_its_row(serials: list[str]) -> None:
    """Encoding one of the register's serials by itself gives its row."""
    encoded = encode_all(serials)
    for serial, codes, length in zip(serials, encoded.codes, encoded.lengths, strict=True):
        assert encoded.encode(serial).tolist() == codes[:length].tolist()


def test_a_serial_is_compared_by_its_first_characters() -> None:
    """No standard allows so long a serial: what is beyond the longest is not compared."""
    encoded = encode_all(["7" * LONGEST + "A", "7" * LONGEST, "7" * (LONGEST - 1)])
    assert (encoded.codes[0] == encoded.codes[1]).all()
    assert (encoded.codes[0] != encoded.codes[2]).any()


def test_hundreds_of_foreign_characters_are_no_obstacle() -> None:
    """A register in a script with more characters than codes is encoded; the commonest stay apart."""
    many = [chr(0x4E00 + n) for n in range(400)]
    encoded = encode_all([*many, many[7] + many[9], many[7]])
    common, other = encoded.codes[-1], encoded.codes[9]
    assert (common[:1] != other[:1]).any()
    assert len(encoded.codes) == 402
