"""Check digits of standard numbers: evidence that a text was read right, never proof."""

from __future__ import annotations

import re

#: Values of letters for a vehicle identification number's check digit (49 CFR 565.15, table III); digits are
#: their own value, and I, O and Q do not occur.
_VIN_VALUES = dict(
    zip(
        "ABCDEFGHJKLMNPRSTUVWXYZ0123456789",
        (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9, *range(10)),
        strict=True,
    )
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
#: ISO 6346, table A.1: letters count from 10, leaving out the multiples of 11.
_CONTAINER_VALUES = {str(digit): digit for digit in range(10)} | dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (n for n in range(10, 40) if n % 11), strict=False)
)
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_CONTAINER = re.compile(r"[A-Z]{3}[UJZ][0-9]{6,7}")


def is_vin(text: str) -> bool:
    """Whether a text has the form of ISO 3779: 17 characters without I, O and Q, the last four digits."""
    return bool(_VIN.fullmatch(text)) and text[-4:].isdigit() and any(c.isalpha() for c in text)


def vin_uses_check_digit(text: str) -> bool:
    """Whether the maker's region requires the ninth character to be a check digit: North America, China."""
    return text[0] in "12345L"


def vin_check_holds(text: str) -> bool:
    """Whether the ninth character is the check digit of 49 CFR 565.15."""
    total = sum(_VIN_VALUES[c] * weight for c, weight in zip(text, _VIN_WEIGHTS, strict=True))
    return text[8] == "0123456789X"[total % 11]


def is_container(text: str) -> bool:
    """Whether a text has the form of ISO 6346: owner code, category U, J or Z, six digits, a check digit."""
    return bool(_CONTAINER.fullmatch(text))


def container_check_digit(text: str) -> str:
    """The check digit that belongs to the first ten characters of a container code (ISO 6346, annex A)."""
    total = sum(_CONTAINER_VALUES[c] << place for place, c in enumerate(text[:10]))
    return str(total % 11 % 10)


def container_check_holds(text: str) -> bool:
    """Whether the eleventh character is there and is the check digit."""
    return len(text) == 11 and text[10] == container_check_digit(text)


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812-1, annex B, as an IMEI has it."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_article(text: str) -> bool:
    """Whether a text has the form of a GS1 article number: 8, 12, 13 or 14 digits."""
    return text.isdigit() and text.isascii() and len(text) in (8, 12, 13, 14)


def article_check_holds(digits: str) -> bool:
    """Whether the last digit is the check digit of the GS1 General Specifications, section 7.9."""
    total = sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(reversed(digits)))
    return total % 10 == 0
