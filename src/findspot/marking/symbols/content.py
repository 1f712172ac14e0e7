"""Content: from what a barcode holds to a Symbol of the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.marking.symbols.iso15434 import GS, looks_enveloped, parse_envelope
from findspot.marking.symbols.mil_std_130 import Marked, read_element_strings, read_marking
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.reading import Symbol

if TYPE_CHECKING:
    from findspot.vocabulary.reading import Box

TEXT_LIMIT = 4096  # characters of a content that are kept as text
_PICTURES = {code: chr(0x2400 + code) for code in (*range(0x20),)} | {0x7F: "\u2421"}


def read_content(kind: str, content: bytes, *, gs1: bool = False, box: Box | None = None) -> Symbol:
    """The Symbol of a barcode of symbology ``kind`` whose decoded bytes are ``content``.

    ``gs1``: the symbology's own flag that the content is GS1 element strings, separated by GS.
    It never raises: why a content that claims to be a marking is none stands in ``error``. A content that
    claims nothing (a web address, a bare number) is text only.
    """
    marked = _marked(content, gs1=gs1)
    return Symbol(
        kind=kind,
        text=_as_text(content),
        box=box,
        standard=marked.standard,
        cage=marked.cage,
        part_number=marked.part_number,
        serial=marked.serial,
        uii=marked.uii,
        error=marked.error,
        gtin=marked.gtin,
    )


def _marked(content: bytes, *, gs1: bool) -> Marked:
    if gs1:
        elements = tuple(part.decode("latin-1") for part in content.split(GS) if part)
        return read_element_strings(elements, where="element strings")
    if not looks_enveloped(content):
        return Marked()
    try:
        formats = parse_envelope(content)
    except BadInputError as error:
        return Marked(error=error.sentence)
    return read_marking(formats)


def _as_text(content: bytes) -> str:
    """The content as people may see it: control characters as their pictures (Unicode, 2400-2421)."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    shown = text[:TEXT_LIMIT].translate(_PICTURES)
    return "".join(c if c.isprintable() else "\ufffd" for c in shown)
