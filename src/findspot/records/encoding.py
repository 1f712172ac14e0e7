"""Bytes of a text table into text: which encoding it is, decided by evidence and said aloud.

A byte order mark decides; then UTF-16 where every other byte is zero; then UTF-8 where all bytes obey
it (RFC 3629); then one of the Windows code pages 1252 (western), 1254 (Turkish) and 1251 (Cyrillic).
"""

from __future__ import annotations

import codecs
from itertools import pairwise

from findspot.records.tables import refusal

_MARKS = (
    # The mark of UTF-32 begins with that of UTF-16: it is asked first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PAGES = {
    "cp1252": "Windows-1252 (western European)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1251": "Windows-1251 (Cyrillic)",
}
_SAVE = "save it again as “CSV UTF-8”"
_CONTROLS = tuple(chr(code) for code in range(32) if chr(code) not in "\t\n\r")
_SAMPLE = 64 * 1024
_LETTERS_SAMPLE = 4 * 2**20
_LETTERS = bytes(c if c >= 0xC0 or (c < 0x80 and chr(c).isalpha()) else 0x20 for c in range(256))

#: The six letters of Windows-1254 that are not those of Windows-1252: Turkish G, I and S with their marks
#: in one, the Icelandic eth, thorn and y acute in the other.
_TURKISH_OR_ICELANDIC = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")
_ICELANDIC = frozenset("ÁÆÉÍÓÚáæéíóú".encode("cp1252"))
#: The dotless i is a Turkish word's commonest mark; its byte is a y acute, which Icelandic seldom writes.
_TURKISH = frozenset("ÂÇÎÜâçîü".encode("cp1254") + b"\xfd")


def decode_table(data: bytes, file: str) -> tuple[str, str | None]:
    """The text of a table's bytes, and a note where its encoding was a judgement.

    Raises BadInputError, naming file and row, where the bytes are no text.
    """
    text, note = _decode(data, file)
    for control in _CONTROLS:
        at = text.find(control)
        if at >= 0:
            row = text.count("\n", 0, at) + 1
            raise refusal(file, f"this is no text (byte {ord(control):#04x}): {_SAVE}.", row=row)
    return text, note


def _decode(data: bytes, file: str) -> tuple[str, str | None]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, name, file), None
    if b"\0" in data:
        unmarked = _unmarked_utf16(data)
        if unmarked is None:
            raise refusal(file, f"this is no text (byte 0x00): {_SAVE}.", row=_row(data, data.index(0)))
        note = f"{file} has no byte order mark and was read as {unmarked.upper()}, by its zero bytes."
        return _strictly(data, unmarked, file), note
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        page = _code_page(data, error.start)
        if page is None:
            raise refusal(
                file,
                f"the bytes are neither UTF-8 nor a Windows code page: {_SAVE}.",
                row=_row(data, error.start),
            ) from None
        note = f"{file} is not UTF-8 and was read as {_PAGES[page]}, by its letters: check the names."
        return _strictly(data, page, file), note


def _strictly(data: bytes, name: str, file: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        sound = data[: error.start].decode(name, errors="ignore")
        raise refusal(
            file,
            f"a byte does not decode as {name.removesuffix('-sig').upper()}: {_SAVE}.",
            row=sound.count("\n") + 1,
        ) from None


def _row(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: the zero bytes of its digits, separators and line ends stand on one side."""
    sample = data[:_SAMPLE]
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or 16 * (high + low) < len(sample):
        return None
    if low > 4 * high:
        return "utf-16-le"
    return "utf-16-be" if high > 4 * low else None


def _code_page(data: bytes, start: int) -> str | None:
    """The likeliest Windows code page, or None where the bytes fit none.

    Cyrillic letters stand beside each other, accented Latin letters stand among plain ones. The six
    places where 1252 and 1254 differ are Turkish unless more of their words have vowels that only
    Icelandic has.
    """
    sample = data[max(0, start - 64) : start + _LETTERS_SAMPLE]
    words = {word for word in sample.translate(_LETTERS).split() if not word.isascii()}
    pairs = [(a >= 0xC0, b >= 0xC0) for word in words for a, b in pairwise(word)]
    if pairs.count((True, True)) > sum(a != b for a, b in pairs):
        order = ["cp1251"]
    else:
        doubtful = [word for word in words if _TURKISH_OR_ICELANDIC & set(word)]
        icelandic = sum(bool(_ICELANDIC & set(word)) for word in doubtful)
        turkish = sum(bool(_TURKISH & set(word)) for word in doubtful)
        order = ["cp1254", "cp1252"] if doubtful and turkish >= icelandic else ["cp1252"]
    for page in order:
        try:
            data.decode(page)
        except UnicodeDecodeError:
            continue
        return page
    return None
