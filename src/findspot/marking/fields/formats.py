"""What a text looks like by its form alone: a serial, a date, a measure, a stock number.

A form's standing is given as odds that a text of this form, on a plate without labels, is the serial. The
odds are ordinal knowledge in numbers (a text of 17 characters in VIN form is hardly anything else), not
counted frequencies; they only share out belief among the texts of one plate.
"""

from __future__ import annotations

import re

from findspot.marking.fields.check_digits import (
    article_check_holds,
    container_check_holds,
    is_article,
    is_container,
    is_vin,
    luhn_holds,
    vin_check_holds,
    vin_uses_check_digit,
)
from findspot.marking.plate.letters import serial_character

#: A text with a check digit that holds is this many times likelier than one without: 10 of 11 errors show.
CHECK_HOLDS, CHECK_FAILS = 11.0, 0.1
#: The odds that a text in a standard's form is the serial: its check digit holds, fails, is not looked at.
STANDARD_HOLDS, STANDARD_FAILS, STANDARD = 12.0, 5.0, 8.0

_VIN_FORBIDDEN = str.maketrans("IOQ", "100")
TO_DIGIT = str.maketrans("OQDIZSGB", "00012568")
TO_LETTER = str.maketrans("012568", "OIZSGB")
_SIZE_AND_TYPE = re.compile(r"[1-9A-P][0-9C-P][A-Z][0-9A-Z]")
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

    ISO 3779 has no I, O and Q in a VIN, and digits in its last four places; ISO 6346 has letters in the first
    four places of a container code and digits after them. A character that cannot stand where it was read is
    taken for the one drawn like it: two of them at most, not counting I, O and Q in a VIN. None where the
    text has neither form.
    """
    vin = plain[:13].translate(_VIN_FORBIDDEN) + plain[13:].translate(TO_DIGIT)
    if is_vin(vin) and sum(a != b and a not in "IOQ" for a, b in zip(plain, vin, strict=True)) <= 2:
        return vin
    code = plain[:4].translate(TO_LETTER) + plain[4:].translate(TO_DIGIT)
    changed = sum(a != b for a, b in zip(plain, code, strict=True))
    return code if is_container(code) and changed <= 2 else None


def standard_spans(text: str, *, check_digits: bool = True) -> tuple[tuple[int, int], ...]:
    """The parts of a longer text, from character to character, that are a VIN or a container code.

    Its check digit must hold, which only ``check_digits`` lets count, or a container's size and type (ISO
    6346, clause 4.3) must follow it: what was written close to it was read as one text with it.
    """
    places = [i for i, c in enumerate(text) if (serial_character(c) or "-") not in "-/."]
    plain = canonical(text)
    found = []
    for length, holds in ((17, vin_holds), (11, container_check_holds)):
        for first in range(len(plain) - length + 1 if len(plain) > length else 0):
            standard = standard_form(plain[first : first + length])
            if standard is not None and (
                (check_digits and holds(standard))
                or (length == 11 and _SIZE_AND_TYPE.fullmatch(plain[first + 11 :]))
            ):
                found.append((places[first], places[first + length - 1] + 1))
    return tuple(found)


def vin_holds(vin: str) -> bool:
    """Whether a VIN has a check digit that its maker's region requires, and it holds."""
    return vin_uses_check_digit(vin) and vin_check_holds(vin)


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
    if len(plain) == 13 and is_article(plain):
        # Nothing says that thirteen digits are an article number unless their check digit holds.
        return CHECK_HOLDS if article_check_holds(plain) else 1.0
    return 1.0


def serial_odds(text: str, *, check_digits: bool = True) -> float:
    """The odds that an unlabelled text is the serial, by its form; 0 where it can be none.

    ``check_digits``: whether a standard number's says something.
    """
    plain = canonical(text)
    digits = sum(character.isdigit() for character in plain)
    if not 4 <= len(plain) <= 25 or digits < 2:
        return 0.0
    standard = standard_form(plain)
    if standard is not None:
        holds = vin_check_holds(standard) if is_vin(standard) else container_check_holds(standard)
        return STANDARD if not check_digits else STANDARD_HOLDS if holds else STANDARD_FAILS
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
