"""The encoding of a text table: which it is, decided by evidence and said aloud.

A byte order mark decides; then UTF-16 where every other byte is zero; then UTF-8 where all bytes obey
it (RFC 3629); then one of the Windows code pages 1252 (western), 1254 (Turkish) and 1251 (Cyrillic).
"""

from __future__ import annotations

import codecs
import io
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

from findspot.records.limits import MAX_LINE
from findspot.records.tables import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_AT_ONCE = 2**24
_SAMPLE = 64 * 1024
_LETTERS_SAMPLE = 4 * 2**20
_LETTERS = bytes(c if c >= 0xC0 or (c < 0x80 and chr(c).isalpha()) else 0x20 for c in range(256))

#: The six letters of Windows-1254 that are not those of Windows-1252: Turkish G, I and S with their marks
#: in one, the Icelandic eth, thorn and y acute in the other.
_TURKISH_OR_ICELANDIC = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")
_ICELANDIC = frozenset("ÁÆÉÍÓÚáæéíóú".encode("cp1252"))
#: The dotless i is a Turkish word's commonest mark; its byte is a y acute, which Icelandic seldom writes.
_TURKISH = frozenset("ÂÇÎÜâçîü".encode("cp1254") + b"\xfd")


def encoding_of(stream: BinaryIO, file: str) -> tuple[str, str | None]:
    """The encoding of a text table's bytes, all of which obey it, and a note where it was a judgement.

    The stream is read from its start, a little at a time. Raises BadInputError, naming file and row, where
    the bytes are no text.
    """
    name, note = _judged(stream, file)
    _check(stream, name, file)
    return name, note


def _judged(stream: BinaryIO, file: str) -> tuple[str, str | None]:
    stream.seek(0)
    head = stream.read(_SAMPLE)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, None
    nought = _found(stream, b"\0")
    if nought is not None:
        unmarked = _unmarked_utf16(head, stream.seek(0, io.SEEK_END))
        if unmarked is None:
            raise refusal(file, f"this is no text (byte 0x00): {_SAVE}.", row=_row(stream, nought))
        return (
            unmarked,
            f"{file} has no byte order mark and was read as {unmarked.upper()}, by its zero bytes.",
        )
    start = _undecodable(stream, "utf-8")
    if start is None:
        return "utf-8", None
    page = _code_page(stream, start)
    if page is None:
        raise refusal(
            file, f"the bytes are neither UTF-8 nor a Windows code page: {_SAVE}.", row=_row(stream, start)
        )
    return page, f"{file} is not UTF-8 and was read as {_PAGES[page]}, by its letters: check the names."


def _check(stream: BinaryIO, name: str, file: str) -> None:
    """Refuse what does not decode so, control characters, and lines longer than any table's."""
    row, running = 1, 0
    controls: dict[str, int] = {}
    try:
        for text in _decoded(stream, name):
            for control in _CONTROLS:
                if control not in controls and (at := text.find(control)) >= 0:
                    controls[control] = row + text.count("\n", 0, at)
            ends = [at for end in "\r\n" if (at := text.find(end)) >= 0]
            running += min(ends, default=len(text))
            if running > MAX_LINE:
                raise refusal(
                    file, f"a line has more than {MAX_LINE:,} characters: this is no table.", row=row
                )
            if ends:
                running = len(text) - 1 - max(text.rfind("\r"), text.rfind("\n"))
            row += text.count("\n")
    except _UndecodableError as error:
        said = name.removesuffix("-sig").upper()
        raise refusal(
            file, f"a byte does not decode as {said}: {_SAVE}.", row=row + error.sound.count("\n")
        ) from None
    if controls:
        first = min(controls)
        raise refusal(file, f"this is no text (byte {ord(first):#04x}): {_SAVE}.", row=controls[first])


class _UndecodableError(Exception):
    """Bytes that do not decode; ``at`` is where they stand, ``sound`` the text of the same piece before."""

    def __init__(self, at: int, sound: str) -> None:
        super().__init__()
        self.at, self.sound = at, sound


def _decoded(stream: BinaryIO, name: str) -> Iterator[str]:
    """The text of the whole stream, piece by piece. Raises _UndecodableError."""
    decoder = codecs.getincrementaldecoder(name)()
    stream.seek(0)
    begun = 0
    while True:
        piece = stream.read(_AT_ONCE)
        state = decoder.getstate()
        try:
            yield decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            # What did not decode ends with this piece; bytes that were left over, or a mark, stand before it.
            at = error.start + len(piece) - len(error.object)
            lenient = codecs.getincrementaldecoder(name)("ignore")
            lenient.setstate(state)
            raise _UndecodableError(begun + at, lenient.decode(piece[: max(at, 0)])) from None
        if not piece:
            return
        begun += len(piece)


def _undecodable(stream: BinaryIO, name: str) -> int | None:
    """Where the first byte stands that does not decode, if one does not."""
    try:
        for _ in _decoded(stream, name):
            pass
    except _UndecodableError as error:
        return error.at
    return None


def _found(stream: BinaryIO, byte: bytes) -> int | None:
    """Where a byte stands first, if it does."""
    stream.seek(0)
    begun = 0
    while piece := stream.read(_AT_ONCE):
        at = piece.find(byte)
        if at >= 0:
            return begun + at
        begun += len(piece)
    return None


def _row(stream: BinaryIO, at: int) -> int:
    """The row in which this byte stands."""
    stream.seek(0)
    row = 1
    while at > 0 and (piece := stream.read(min(_AT_ONCE, at))):
        row += piece.count(b"\n")
        at -= len(piece)
    return row


def _unmarked_utf16(sample: bytes, size: int) -> str | None:
    """UTF-16 without a mark: the zero bytes of its digits, separators and line ends stand on one side."""
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    if size % 2 or 16 * (high + low) < len(sample):
        return None
    if low > 4 * high:
        return "utf-16-le"
    return "utf-16-be" if high > 4 * low else None


def _code_page(stream: BinaryIO, start: int) -> str | None:
    """The likeliest Windows code page, or None where the bytes fit none.

    Cyrillic letters stand beside each other, accented Latin letters stand among plain ones. The six
    places where 1252 and 1254 differ are Turkish unless more of their words have vowels that only
    Icelandic has.
    """
    before = min(start, 64)
    stream.seek(start - before)
    sample = stream.read(before + _LETTERS_SAMPLE)
    words = {word for word in sample.translate(_LETTERS).split() if not word.isascii()}
    pairs = [(a >= 0xC0, b >= 0xC0) for word in words for a, b in pairwise(word)]
    if pairs.count((True, True)) > sum(a != b for a, b in pairs):
        order = ["cp1251"]
    else:
        doubtful = [word for word in words if _TURKISH_OR_ICELANDIC & set(word)]
        icelandic = sum(bool(_ICELANDIC & set(word)) for word in doubtful)
        turkish = sum(bool(_TURKISH & set(word)) for word in doubtful)
        order = ["cp1254", "cp1252"] if doubtful and turkish >= icelandic else ["cp1252"]
    return next((page for page in order if _undecodable(stream, page) is None), None)
