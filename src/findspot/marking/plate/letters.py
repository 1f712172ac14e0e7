"""Which character of the serial alphabet another character is, or is drawn like."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from findspot.vocabulary.lattice import SERIAL_ALPHABET

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def serial_character(character: str) -> str | None:
    """The character of the serial alphabet that ``character`` is, or is drawn like; None where it is none.

    >>> serial_character("\u0436") is None, serial_character("\u0445"), serial_character("\uff18")
    (True, 'X', '8')
    """
    upper = character.upper()
    for form in (character, upper, unicodedata.normalize("NFKD", upper)[:1]):
        if form and form in SERIAL_ALPHABET:
            return form
        if form in look_alikes():
            return look_alikes()[form]
    return None


@cache
def look_alikes() -> Mapping[str, str]:
    """Letters and signs of other scripts, each with the serial character that it is drawn like."""
    text = files("findspot.marking.plate").joinpath("look_alikes.toml").read_text(encoding="utf-8")
    pairs: dict[str, str] = {}
    for group in tomllib.loads(text).values():
        pairs.update(zip(group["drawn"], group["serial"], strict=True))
    return pairs
