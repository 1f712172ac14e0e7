"""Containers: a picture file without what its pixels do not need, before any decoder unfolds it.

Comments, profiles, thumbnails and further pictures are where bombs hide; the decoder is given none of them.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from findspot.vocabulary.errors import BadInputError


@dataclass(frozen=True, slots=True)
class Bare:
    """A file with its pixels only: its bytes, the EXIF that stood in it, whether it holds further frames."""

    data: bytes
    exif: bytes = b""
    frames: bool = False


def bare_jpeg(data: bytes) -> Bare:
    """A JPEG without its application segments, JFIF's and Adobe's aside: these tell the colour space.

    Source: ITU-T T.81, annex B. Like all decoders, it passes over bytes between segments.
    """
    kept, exif, place = [data[:2]], bytearray(), 2
    while (place := data.find(b"\xff", place)) >= 0 and place + 4 <= len(data):
        marker = data[place + 1]
        if marker in (0x00, 0x01, 0xFF) or 0xD0 <= marker <= 0xD8:
            place += 1 if marker == 0xFF else 2
            continue
        if marker == 0xDA:  # the scan: compressed pixels from here on
            kept.append(data[place:])
            break
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == 0xE1 and data[place + 4 : place + 8] == b"Exif":
            exif += data[place + (10 if exif else 4) : end]
        if marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(data[place:end])
        place = max(end, place + 4)
    return Bare(b"".join(kept), bytes(exif))


_PIXEL_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")


def bare_png(data: bytes) -> Bare:
    """A PNG with its critical chunks and transparency only, every checksum verified.

    Source: W3C PNG (third edition), chapters 5 and 11. Raises BadInputError where a chunk is cut or altered;
    the sentence is for the caller to replace, who knows the file's name.
    """
    kept, exif, frames, place, kind = [data[:8]], b"", False, 8, b""
    while kind != b"IEND":
        length = int.from_bytes(data[place : place + 4], "big")
        end = place + 12 + length
        kind, body = data[place + 4 : place + 8], data[place + 8 : end - 4]
        if end > len(data) or zlib.crc32(body, zlib.crc32(kind)) != int.from_bytes(
            data[end - 4 : end], "big"
        ):
            raise BadInputError("A chunk of the PNG is cut or altered: get the whole file again.")
        if kind in _PIXEL_CHUNKS:
            kept.append(data[place:end])
        elif kind == b"eXIf":
            exif = body
        elif kind == b"acTL":
            frames = int.from_bytes(body[:4], "big") > 1
        place = end
    return Bare(b"".join(kept), exif, frames)


def bare_avif(data: bytes) -> Bare:
    """An AVIF whose EXIF item is renamed, so that the decoder passes over it.

    Nothing of the picture is lost: an AVIF's own transformation says which way is up (ISO/IEC 23000-22).
    Source of the item's form: ISO/IEC 14496-12, 8.11.6.
    """
    return Bare(re.sub(rb"(infe[\x02\x03].{7,9})Exif", rb"\1none", data, flags=re.DOTALL))
