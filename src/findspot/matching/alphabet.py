"""The characters in which serials are compared: what is dropped, what is folded, how rows become codes.

A serial is compared in upper case, without spaces, separators and accents, with the Cyrillic and Greek
letters that print like Latin ones written as those. Of the Latin characters, exactly O, 0, Q and I, 1 are
folded together: on plates the print itself does not tell them apart (DESIGN §5). No other pair is folded,
since true serials would then collide.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: The characters of folded serials. Code 0 ends a serial, code i is the character i - 1 of this.
FOLDED_ALPHABET = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"

#: The first code of characters beyond ``FOLDED_ALPHABET`` (other scripts); they are numbered by register.
FIRST_OTHER = len(FOLDED_ALPHABET) + 1

#: The code shared by all other characters beyond the 220 commonest of a register.
LAST_OTHER = 255

#: Serials are compared by this many characters; no known standard allows more than 50.
LONGEST = 64

_PRINTS_ALIKE = str.maketrans({"O": "0", "Q": "0", "I": "1"})

# Capital letters of other scripts that print like a Latin one (Unicode confusables, the letter pairs only).
_LOOKS_LATIN = str.maketrans(
    "АВЕКМНОРСТУХІЈЅԚԜ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",  # noqa: RUF001 - look-alikes are the subject
    "ABEKMHOPCTYXIJSQW" + "ABEZHIKMNOPTYX",
)

_CODES = {character: code for code, character in enumerate(FOLDED_ALPHABET, start=1)}
_CODES.update({"O": _CODES["0"], "Q": _CODES["0"], "I": _CODES["1"]})

_DROPPED = 254
_ROW_END = 255


def _byte_codes() -> NDArray[np.uint8]:
    table = np.full(256, _DROPPED, dtype=np.uint8)
    for character, code in _CODES.items():
        table[ord(character)] = table[ord(character.lower())] = code
    table[0] = _ROW_END
    return table


_BYTE_CODES = _byte_codes()


def normalise(text: str) -> str:
    """The text in upper-case letters and digits only, accents off and look-alike letters made Latin."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).upper()
        text = text.translate(_LOOKS_LATIN)
    return "".join(c for c in text.upper() if c.isalnum())


def fold(text: str) -> str:
    """The text as it is compared: normalised, with O, Q written 0 and I written 1."""
    return normalise(text).translate(_PRINTS_ALIKE)


def character_class(character: str) -> str:
    """The folded characters that could stand where ``character`` does: all digits, or all letters."""
    return FOLDED_ALPHABET[:10] if character.isdigit() else FOLDED_ALPHABET[10:]


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Serials as codes: uint8 of shape (rows, longest serial), filled up with 0.

    ``others`` are the characters beyond ``FOLDED_ALPHABET``; the first has code ``FIRST_OTHER``.
    """

    codes: NDArray[np.uint8]
    lengths: NDArray[np.uint8]
    others: str = ""

    def encode(self, text: str) -> NDArray[np.uint8]:
        """The codes of one text in this register's numbering; characters that it lacks share the last."""
        return np.array([code_of(c, self.others) for c in fold(text)[:LONGEST]], dtype=np.uint8)


def decode(codes: NDArray[np.uint8], others: str = "") -> str:
    """The folded text of a row of codes."""
    known = FOLDED_ALPHABET + others
    return "".join(known[c - 1] if c <= len(known) else "\N{REPLACEMENT CHARACTER}" for c in codes if c)


def code_of(character: str, others: str) -> int:
    """The code of one folded character in the numbering of a register with these ``others``."""
    code = _CODES.get(character)
    if code is not None:
        return code
    place = others.find(character)
    return LAST_OTHER if place < 0 else FIRST_OTHER + place


def encode_all(serials: Sequence[str]) -> Encoded:
    """Every serial as a row of codes, in the order given.

    Texts without a letter or digit become empty rows. Plain ASCII is encoded as one buffer, since a
    register has a hundred thousand rows and a trace half a second.
    """
    joined = "\0".join(serials)
    if joined.isascii() and joined.count("\0") == max(len(serials) - 1, 0):
        return _encode_ascii(joined, len(serials))
    folded = [fold(text)[:LONGEST] for text in serials]
    tally: dict[str, int] = {}
    for character in "".join(folded):
        if character not in _CODES:
            tally[character] = tally.get(character, 0) + 1
    commonest = sorted(tally, key=lambda c: (-tally[c], c))[: LAST_OTHER - FIRST_OTHER]
    others = "".join(sorted(commonest))
    lengths = np.array([len(text) for text in folded], dtype=np.uint8)
    codes = np.zeros((len(folded), int(lengths.max(initial=0))), dtype=np.uint8)
    place = np.arange(codes.shape[1]) < lengths[:, None]
    codes[place] = [code_of(c, others) for c in "".join(folded)]
    return Encoded(codes, lengths, others)


def _encode_ascii(joined: str, rows: int) -> Encoded:
    raw = _BYTE_CODES[np.frombuffer(joined.encode("ascii"), dtype=np.uint8)]
    raw = raw[raw != _DROPPED]
    ends = np.flatnonzero(raw == _ROW_END)
    starts = np.concatenate([[0], ends + 1])[:rows]
    stops = np.append(ends, len(raw))[:rows]
    lengths = np.minimum(stops - starts, LONGEST)
    width = int(lengths.max(initial=0))
    source = starts[:, None] + np.arange(width)
    inside = np.arange(width) < lengths[:, None]
    codes = np.where(inside, raw[np.minimum(source, max(len(raw) - 1, 0))] if len(raw) else 0, 0)
    return Encoded(codes.astype(np.uint8), lengths.astype(np.uint8))
