"""Letters: which character of the serial alphabet another one is, or is drawn like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.marking.plate.letters import look_alikes, serial_character
from findspot.vocabulary.lattice import SERIAL_ALPHABET


@pytest.mark.parametrize("character", SERIAL_ALPHABET)
def test_the_serial_alphabet_is_itself(character: str) -> None:
    """Each character that serials use is itself, in lower case too."""
    assert serial_character(character) == character
    assert serial_character(character.lower()) == character


@given(st.characters())
def test_any_character_is_one_of_serials_or_none(character: str) -> None:
    """Whatever character is given, the answer is in the serial alphabet, or None, and stays what it is."""
    found = serial_character(character)
    if found is not None:
        assert found in SERIAL_ALPHABET
        assert len(found) == 1
        assert serial_character(found) == found


@pytest.mark.parametrize(
    ("drawn", "serial"),
    [("С", "C"), ("х", "X"), ("Ω", None), ("Ж", None), ("é", "E"), ("Ø", "0"), ("8", "8")],
)
def test_letters_of_other_scripts_are_what_they_look_like(drawn: str, serial: str | None) -> None:
    """A Cyrillic es is a C, an accent is dropped, and a letter that looks like none is none."""
    assert serial_character(drawn) == serial


@pytest.mark.parametrize("dash", "‐‑‒–—―−－")
def test_every_dash_is_a_hyphen(dash: str) -> None:
    """Typeset and full-width dashes are the hyphen of a serial."""
    assert serial_character(dash) == "-"


def test_look_alikes_lead_into_the_serial_alphabet() -> None:
    """Each look-alike stands for a serial character, and none is a serial character itself."""
    assert set(look_alikes().values()) <= set(SERIAL_ALPHABET)
    assert not set(look_alikes()) & set(SERIAL_ALPHABET)
