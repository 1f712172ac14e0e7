"""What a text looks like by its form alone: a serial, a date, a measure, a stock number.

A form's standing is given as odds that a text of this form, on a plate without labels, is the serial. The
odds are ordinal knowledge in numbers (a text of 17 characters in VIN form is hardly anything else), not
counted frequencies; they only share out belief among the texts of one plate.
"""

from __future__ import annotations

import re

from findspot.marking.fields.check_digits import (
    container_check_holds,
    is_container,
    is_vin,
    luhn_holds,
    vin_check_holds,
    vin_uses_check_digit,
)
from findspot.marking.plate.letters import serial_character

#: A text with a check digit that holds is this many times likelier than one without: 10 of 11 errors show.
CHECK_HOLDS, CHECK_FAILS = 11.0, 0.1

_VIN_FORBIDDEN = str.maketrans("IOQ", "100")
_TO_DIGIT = str.maketrans("OQDIZSGB", "00012568")
_TO_LETTER = str.maketrans("012568", "OIZSGB")
_UNITS = (
    "KG KGS LB LBS G T V VAC VDC A MA W KW HZ KHZ MHZ GHZ MM CM M KM IN BAR PSI RPM AH MAH WH VA KVA C °C F "
    "PA KPA MPA L NM HP % MIN SEC S H DB"
)
_UNIT = re.compile(rf"^[~<>=+±]?\d[\d.,/xX -]*\s*({'|'.join(_UNITS.split())})(?!\w)", re.IGNORECASE)
_DATES = tuple(
    re.compile(form)
    for form in (
        r"\b(19|20)\d\d[-./](0?[1-9]|1[0-2])[-./](0?[1-9]|[12]\d|3[01])\b",
        r"\b(0?[1-9]|[12]\d|3[01])[-./](0?[1-9]|1[0-2])[-./](19|20)?\d\d\b",
        r"\b(0?[1-9]|1[0-2])[-./](0?[1-9]|[12]\d|3[01])[-./](19|20)\d\d\b",
        r"\b(19|20)\d\d[-./](0[1-9]|1[0-2])\b",
        r"(?<!\d[-./])\b(0?[1-9]|1[0-2])\s?[-./]\s?(19|20)\d\d\b",
        r"\b\d{0,2}[ -]?(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*[ .-]?(19|20)?\d\d\b",
        r"(19|20)\d\d年\d{1,2}月(\d{1,2}日)?",
    )
)
_YEAR = re.compile(r"(19[5-9]\d|20[0-4]\d)")
_NSN = re.compile(r"\b(\d{4})[- ]?(\d{2})[- ]?(\d{3})[- ]?(\d{4})\b")
_APPROVAL = re.compile(
    r"^(E\d{1,2}\b|(TC|TP)\s|EN\s?\d|ISO\s?\d|IEC|UL\s?\d|FCC|CE\b|IP\s?\d\d$|MIL-?STD|AQAP|RU\b|EAC|ROHS|GOST|DIN\s|STANAG)|\*\d{4}$|\d\*\d\d/\d\d|HTTP|WWW|@",
    re.IGNORECASE,
)


def canonical(text: str) -> str:
    """The text in the serial alphabet, separators and all else dropped: what formats are told by.

    >>> canonical("MX-15d 004.17")
    'MX15D00417'
    """
    folded = (serial_character(character) for character in text)
    return "".join(character for character in folded if character and character not in "-/.")


def standard_form(plain: str) -> str | None:
    """The VIN or container code that a canonical text is, once what the standard forbids is replaced.

    ISO 3779 has no I, O and Q in a VIN; ISO 6346 has letters in the first four places of a container code
    and digits after them. A character that cannot stand where it was read is taken for the one drawn like
    it, two of them in a container code at most. None where the text has neither form.
    """
    vin = plain.translate(_VIN_FORBIDDEN)
    if is_vin(vin):
        return vin
    code = plain[:4].translate(_TO_LETTER) + plain[4:].translate(_TO_DIGIT)
    changed = sum(a != b for a, b in zip(plain, code, strict=True))
    return code if is_container(code) and changed <= 2 else None


def settled(text: str) -> str:
    """A serial as it is given: no separators at its ends, and in a standard's form what that allows.

    A text in no standard's form keeps its letters and inner separators.
    """
    text = text.strip("-/.")
    return standard_form("".join(character for character in text if character not in "-/.")) or text


def check_ratio(text: str) -> float:
    """How much likelier its check digit makes a text than a misreading of the same form; 1 without one."""
    plain = standard_form(canonical(text)) or canonical(text)
    if is_vin(plain) and vin_uses_check_digit(plain):
        return CHECK_HOLDS if vin_check_holds(plain) else CHECK_FAILS
    if is_container(plain) and len(plain) == 11:
        return CHECK_HOLDS if container_check_holds(plain) else CHECK_FAILS
    if len(plain) == 15 and plain.isdigit() and plain[:2] in {"35", "86", "01", "99"}:
        return CHECK_HOLDS if luhn_holds(plain) else 1.0
    return 1.0


def serial_odds(text: str) -> float:
    """The odds that an unlabelled text is the serial, by its form; 0 where it can be none."""
    plain = canonical(text)
    digits = sum(character.isdigit() for character in plain)
    if not 4 <= len(plain) <= 25 or digits < 2:
        return 0.0
    standard = standard_form(plain)
    if standard is not None:
        holds = vin_check_holds(standard) if is_vin(standard) else container_check_holds(standard)
        return 12.0 if holds else 5.0
    if is_measure(text) or date_in(text) or nsn_in(text) or _APPROVAL.search(text.strip()):
        return 0.01
    return _plain_odds(text, plain, digits)


def _plain_odds(text: str, plain: str, digits: int) -> float:
    words = text.split()
    odds = 0.5 if plain.isdigit() else 0.75
    if len(plain) < 5 or digits < 3:
        odds *= 0.2
    if 14 <= len(plain) <= 19 and digits >= 6 and not plain.isdigit():
        odds *= 3.0  # nearly a VIN
    if len(words) > 2:
        odds *= 0.4
    if any(len(word) > 3 and word.isalpha() for word in words):
        odds *= 0.3
    return odds


def is_measure(text: str) -> bool:
    """Whether a text is a number with a unit, such as 1680 kg."""
    return bool(_UNIT.match(text.strip()))


def date_in(text: str) -> str | None:
    """The date that stands in a text, as written; None where none does."""
    for form in _DATES:
        found = form.search(text.upper())
        if found:
            return text[found.start() : found.end()].strip()
    return None


def year_in(text: str) -> str | None:
    """A bare year, for a text that a label says to be a date."""
    found = _YEAR.search(text)
    return found[0] if found else None


def nsn_in(text: str) -> str | None:
    """The NATO stock number in a text, written 4-2-3-4; None where none stands there."""
    found = _NSN.search(text.translate(str.maketrans("OIl", "011")))
    return "-".join(found.groups()) if found else None
