"""Text that the paper can print: what its fonts lack is shown by Latin letters or by code point.

The fonts are those that the typst wheel carries, so that a dossier looks the same on every machine. They hold
Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic. Any other script is given in Latin letters
between ⟦ and ⟧, and what has no letter to it (control characters, marks that turn the writing direction) by
its code point between ⟨ and ⟩, so that nothing hides in a text. The JSON keeps the original.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from typing import TYPE_CHECKING

from anyascii import anyascii

if TYPE_CHECKING:
    from findspot.dossier.plain import Json

#: First and last code points of the runs that every cut of the fonts can print; measured by
#: tests/dossier/test_lettering.py.
COVERED = (
    (0x0020, 0x007E), (0x00A0, 0x00AC), (0x00AE, 0x0377), (0x037A, 0x037F), (0x0384, 0x038A),
    (0x038C, 0x038C), (0x038E, 0x03A1), (0x03A3, 0x04FF), (0x0510, 0x0513), (0x051A, 0x051D),
    (0x0531, 0x0556), (0x0559, 0x058A), (0x058D, 0x058F), (0x0591, 0x05C7), (0x05D0, 0x05EA),
    (0x05EF, 0x05F4), (0x0606, 0x060C), (0x0615, 0x0615), (0x061B, 0x061B), (0x061F, 0x061F),
    (0x0621, 0x063A), (0x0640, 0x0655), (0x065A, 0x065A), (0x0660, 0x066D), (0x0674, 0x0674),
    (0x0679, 0x067B), (0x067E, 0x0680), (0x0683, 0x0684), (0x0686, 0x0687), (0x0691, 0x0691),
    (0x0698, 0x0698), (0x06A4, 0x06A4), (0x06A9, 0x06A9), (0x06AF, 0x06AF), (0x06BE, 0x06BE),
    (0x06CC, 0x06CC), (0x06F0, 0x06F9), (0x10D0, 0x10FF), (0x1D00, 0x1F15), (0x1F18, 0x1F1D),
    (0x1F20, 0x1F45), (0x1F48, 0x1F4D), (0x1F50, 0x1F57), (0x1F59, 0x1F59), (0x1F5B, 0x1F5B),
    (0x1F5D, 0x1F5D), (0x1F5F, 0x1F7D), (0x1F80, 0x1FB4), (0x1FB6, 0x1FC4), (0x1FC6, 0x1FD3),
    (0x1FD6, 0x1FDB), (0x1FDD, 0x1FEF), (0x1FF2, 0x1FF4), (0x1FF6, 0x1FFE), (0x2000, 0x200A),
    (0x2010, 0x2027), (0x202F, 0x2040), (0x2042, 0x2042), (0x2044, 0x2052), (0x2054, 0x205F),
    (0x2070, 0x2071), (0x2074, 0x208E), (0x2090, 0x209C), (0x20A0, 0x20C0), (0x20D0, 0x20F0),
    (0x2100, 0x211E), (0x2120, 0x2120), (0x2122, 0x2122), (0x2124, 0x2124), (0x2126, 0x2151),
    (0x2153, 0x2184), (0x2189, 0x2189), (0x2190, 0x22FF), (0x25A0, 0x25FF), (0x27E6, 0x27EF),
    (0xFB00, 0xFB06),
)  # fmt: skip

_STARTS = tuple(first for first, _ in COVERED)

#: No text of a claim is printed at more than this length.
LONGEST = 700


def covered(character: str) -> bool:
    """Whether the paper's fonts can print the character."""
    place = bisect_right(_STARTS, ord(character)) - 1
    return place >= 0 and ord(character) <= COVERED[place][1]


def printable(text: str) -> str:
    """The text as the paper prints it: white space as single spaces, and only characters that are covered."""
    parts: list[str] = []
    foreign: list[str] = []
    for character in " ".join(text.split()):
        latin = "" if covered(character) else _latin(character)
        if latin:
            foreign.append(latin)
            continue
        _close(foreign, parts)
        parts.append(character if covered(character) else f"⟨U+{ord(character):04X}⟩")
    _close(foreign, parts)
    return "".join(parts)


def shortened(text: str, longest: int = LONGEST) -> str:
    """The text, or its beginning and how much more there is."""
    if len(text) <= longest:
        return text
    return f"{text[:longest].rstrip()} … ({len(text) - longest} more characters stand in the JSON)"


def shortened_inside(text: str, longest: int) -> str:
    """The text, or its beginning and its end with an ellipsis between: what tells file names apart."""
    if len(text) <= longest:
        return text
    head = (longest - 1) // 3
    return f"{text[:head].rstrip()}…{text[len(text) - (longest - 1 - head) :].lstrip()}"


def printable_claims(value: Json) -> Json:
    """The same claims with every text printable and none longer than ``LONGEST``."""
    if isinstance(value, str):
        return printable(shortened(value))
    if isinstance(value, list):
        return [printable_claims(item) for item in value]
    if isinstance(value, dict):
        return {printable(shortened(key, 60)): printable_claims(item) for key, item in value.items()}
    return value


def _close(foreign: list[str], parts: list[str]) -> None:
    if foreign:
        parts.append(f"⟦{''.join(foreign).strip()}⟧")
        foreign.clear()


def _latin(character: str) -> str:
    """Latin letters for a letter of another script; "" for what is no letter."""
    if unicodedata.category(character)[0] not in "LMN":
        return ""
    latin: str = anyascii(character)
    return latin
