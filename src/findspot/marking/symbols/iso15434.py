"""The envelope of ISO/IEC 15434: how a two-dimensional symbol says which syntax its data follows.

A message is ``[)>`` RS, then one or more formats, then EOT. A format is a two-character indicator, its data,
and RS. The formats that item marking uses (05, 06, 12, DD) separate their data elements with GS, which also
stands between indicator and data. DD is what 12 was called before ISO assigned it (MIL-STD-130N, 6.7).

The reading is strict and nothing is repaired: a message that breaks off or is cut wrongly says so, because a
value read out of it may be part of a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from findspot.vocabulary.errors import BadInputError

HEADER = b"[)>"
EOT, FS, GS, RS, US = b"\x04", b"\x1c", b"\x1d", b"\x1e", b"\x1f"
#: Formats of data elements: GS1 application identifiers, data identifiers, text element identifiers.
ELEMENT_FORMATS = ("05", "06", "12", "DD")
#: The other formats that ISO/IEC 15434:2025 assigns; what they hold is no marking and is not looked into.
_OTHER_FORMATS = ("01", "02", "03", "04", "07", "08", "09", "13", "14", "15")
_NAMES = {0x04: "EOT", 0x1C: "FS", 0x1D: "GS", 0x1E: "RS", 0x1F: "US"}
_CONTROL = re.compile(rb"[^\x20-\x7e]")


@dataclass(frozen=True, slots=True)
class DataFormat:
    """One format of a message: its ``indicator`` and its data ``elements``, printable ASCII, none empty.

    A format that holds no data elements (EDI, free text, binary) has none here.
    """

    indicator: str
    elements: tuple[str, ...] = ()


def looks_enveloped(content: bytes) -> bool:
    """Whether a content claims to be a message: it begins as one, or is text cut by its separators."""
    if content.startswith(HEADER):
        return True
    cuts = set(EOT + FS + GS + RS + US)
    return not cuts.isdisjoint(content) and all(0x20 <= byte < 0x7F or byte in cuts for byte in content)


def parse_envelope(content: bytes) -> tuple[DataFormat, ...]:
    """The formats of a message. Raises BadInputError, the reason in one sentence, for a malformed one."""
    if not content.startswith(HEADER):
        raise BadInputError("The content has message separators but does not begin with [)>.")
    if content[3:4] != RS:
        found = _name(content[3:4]) if content[3:4] else "nothing"
        raise BadInputError(f"The message header [)> is followed by {found} and not by the separator RS.")
    if not content.endswith(EOT):
        if EOT in content:
            raise BadInputError("The message goes on after its end, EOT.")
        raise BadInputError("The message breaks off: its end, EOT, is missing.")
    body = content[4:-1]
    if not body:
        raise BadInputError("The message is empty: it has no format between header and EOT.")
    if not body.endswith(RS):
        raise BadInputError("The last format breaks off: RS is missing before EOT.")
    return tuple(_format(part) for part in body[:-1].split(RS))


def compose_envelope(formats: tuple[DataFormat, ...]) -> bytes:
    """The message that holds these formats: what parse_envelope reads back."""
    parts = [
        GS.join((item.indicator.encode(), *(text.encode() for text in item.elements))) for item in formats
    ]
    return HEADER + RS + b"".join(part + RS for part in parts) + EOT


def _format(part: bytes) -> DataFormat:
    indicator = part[:2].decode("ascii", "backslashreplace")
    if len(part) < 2:
        raise BadInputError("A format of the message is empty: two separators RS follow each other.")
    if indicator in _OTHER_FORMATS:
        return DataFormat(indicator)
    if indicator not in ELEMENT_FORMATS:
        raise BadInputError(f"The format {_safe(indicator)} is none that ISO/IEC 15434 assigns.")
    if len(part) == 2:
        raise BadInputError(f"The format {indicator} holds no data.")
    if part[2:3] != GS:
        raise BadInputError(
            f"The format indicator {indicator} is followed by {_name(part[2:3])} and not by the separator GS."
        )
    return DataFormat(indicator, tuple(_element(text, indicator) for text in part[3:].split(GS)))


def _element(text: bytes, indicator: str) -> str:
    if not text:
        raise BadInputError(f"The format {indicator} has an empty element: a separator GS too many.")
    odd = _CONTROL.search(text)
    if odd:
        raise BadInputError(f"An element of format {indicator} holds {_name(odd[0])}, which no element may.")
    return text.decode("ascii")


def _name(byte: bytes) -> str:
    """A character in words: the name of a control, the hexadecimal value of what is no character."""
    code = byte[0]
    if 0x20 < code < 0x7F:
        return repr(chr(code))
    return _NAMES.get(code, "a space" if code == 0x20 else f"the byte {code:02X}")


def _safe(text: str) -> str:
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
