"""Characters that may not be there: what the readings of a whole serial say of each of its characters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from findspot.vocabulary.reading import Alternative

if TYPE_CHECKING:
    from findspot.vocabulary.reading import Character, SerialReading


def with_omissions(serial: SerialReading) -> tuple[Character, ...]:
    """The characters of the serial, each with *nothing* ("") among what else it may be where it may.

    Where the serial may also read as the same text without one character, that character cannot be surer
    than this leaves it.
    """
    characters = list(serial.characters)
    if "".join(one.text for one in characters) != serial.text or len(characters) != len(serial.text):
        return serial.characters
    for whole in serial.alternatives:
        place = _omitted(serial.text, whole.text)
        if place is None:
            continue
        one = characters[place]
        if all(other.text for other in one.alternatives):
            others = sorted((*one.alternatives, Alternative("", whole.p)), key=lambda other: -other.p)
            characters[place] = replace(one, p=min(one.p, 1.0 - whole.p), alternatives=tuple(others))
    return tuple(characters)


def _omitted(text: str, shorter: str) -> int | None:
    """The place of the one character that the shorter text lacks, the last of its like; None where more."""
    places = range(len(text) - 1, -1, -1)
    return next((place for place in places if text[:place] + text[place + 1 :] == shorter), None)
