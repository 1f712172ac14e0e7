"""GS1 element strings: application identifiers and their values, run together.

Source: GS1 General Specifications, chapter 3 (the identifiers) and chapter 7 (element strings of predefined
length, which need no separator; check digits; character set 82).
"""

from __future__ import annotations

import re

from findspot.vocabulary.errors import BadInputError

GTIN, SERIAL, MANUFACTURER_PART, ESN, GRAI, GIAI = "01", "21", "240", "8002", "8003", "8004"

#: Digits of an application identifier, by its first two.
_IDENTIFIER_DIGITS = {
    **dict.fromkeys(("00", "01", "02", "03", "04", "10", "11", "12", "13", "15", "16", "17", "20"), 2),
    **dict.fromkeys(("21", "22", "30", "37", "90", "91", "92", "93", "94", "95", "96", "97", "98", "99"), 2),
    **dict.fromkeys(("23", "24", "25", "40", "41", "42", "71"), 3),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82"), 4),
}
#: Characters of the whole element string, by the identifier's first two digits, where that is predefined.
_PREDEFINED = {
    "00": 20,
    **dict.fromkeys(("01", "02", "03"), 16),
    "04": 18,
    **dict.fromkeys(("11", "12", "13", "14", "15", "16", "17", "18", "19"), 8),
    "20": 4,
    **dict.fromkeys(("31", "32", "33", "34", "35", "36"), 10),
    "41": 16,
}
_SET_82 = r"[!-\"%-?A-Z_a-z]"
#: What the values that a marking uses must look like.
_FORMS = {
    GTIN: re.compile(r"\d{14}"),
    SERIAL: re.compile(_SET_82 + "{1,20}"),
    MANUFACTURER_PART: re.compile(_SET_82 + "{1,30}"),
    ESN: re.compile(_SET_82 + "{1,20}"),
    GRAI: re.compile(r"0\d{13}" + _SET_82 + "{0,16}"),
    GIAI: re.compile(_SET_82 + "{1,30}"),
}


def parse_element_strings(elements: tuple[str, ...]) -> dict[str, str]:
    """The values by application identifier; ``elements`` are what stands between separators.

    Raises BadInputError, the reason in one sentence, where they are not what the specification defines.
    """
    values: dict[str, str] = {}
    for element in elements:
        rest = element
        while rest:
            identifier, value, rest = _first(rest)
            if values.setdefault(identifier, value) != value:
                raise BadInputError(
                    f"The GS1 identifier {identifier} stands there twice with different values."
                )
    for identifier, form in _FORMS.items():
        if identifier in values and not form.fullmatch(values[identifier]):
            raise BadInputError(f"The value of GS1 identifier {identifier} is not as GS1 defines it.")
    if GTIN in values and not check_digit_holds(values[GTIN]):
        raise BadInputError(f"The GTIN {values[GTIN]} has a wrong check digit.")
    if GRAI in values and not check_digit_holds(values[GRAI][:14]):
        raise BadInputError(f"The GRAI {values[GRAI]} has a wrong check digit.")
    return values


def _first(text: str) -> tuple[str, str, str]:
    """The first element string's identifier and value, and what follows it."""
    digits = _IDENTIFIER_DIGITS.get(text[:2])
    identifier = text[:digits]
    if digits is None or len(identifier) < digits or not (identifier.isascii() and identifier.isdigit()):
        raise BadInputError(f"{_clip(text)!r} begins with no GS1 application identifier.")
    end = _PREDEFINED.get(text[:2], len(text))
    value = text[digits:end]
    if not value or len(text) < end:
        raise BadInputError(f"The value of GS1 identifier {identifier} is cut short.")
    return identifier, value, text[end:]


def check_digit_holds(digits: str) -> bool:
    """Whether the last digit is the GS1 check digit of those before it: weights 3 and 1 from the right."""
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return weighted % 10 == 0


def _clip(text: str) -> str:
    return text if len(text) <= 20 else text[:19] + "…"
