"""Formats: what a file is by its first bytes, and what to say when it is no picture."""

from __future__ import annotations

import codecs
from enum import Enum


class Format(Enum):
    """The picture formats that are read, each by its common name."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    TIFF = "TIFF"
    GIF = "GIF"
    BMP = "BMP"
    AVIF = "AVIF"
    HEIC = "HEIC"


#: The format that a file's extension claims.
AS_NAMED = {
    **dict.fromkeys((".jpg", ".jpeg", ".jpe", ".jfif"), Format.JPEG),
    **dict.fromkeys((".png", ".apng"), Format.PNG),
    **dict.fromkeys((".tif", ".tiff"), Format.TIFF),
    **dict.fromkeys((".bmp", ".dib"), Format.BMP),
    **dict.fromkeys((".avif", ".avifs"), Format.AVIF),
    **dict.fromkeys((".heic", ".heif", ".hif"), Format.HEIC),
    ".webp": Format.WEBP,
    ".gif": Format.GIF,
}

_MAGIC = (
    (b"\xff\xd8\xff", Format.JPEG),
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"II*\0", Format.TIFF),
    (b"MM\0*", Format.TIFF),
    (b"GIF87a", Format.GIF),
    (b"GIF89a", Format.GIF),
    (b"BM", Format.BMP),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}

_EXPORT = "save it as JPEG or PNG"
_OTHERS = (
    (b"%PDF", f"is a PDF document, not a picture: take out the picture that it shows and {_EXPORT}"),
    (b"PK\x03\x04", "is an archive or an office document, not a picture: unpack it and give the picture"),
    (b"\x1f\x8b", "is a compressed file, not a picture: unpack it and give the picture"),
    (b"7z\xbc\xaf\x27\x1c", "is an archive, not a picture: unpack it and give the picture"),
    (b"Rar!", "is an archive, not a picture: unpack it and give the picture"),
    (b"\x1aE\xdf\xa3", "is a video, not a picture: save the frame that shows the plate as PNG"),
    (b"8BPS", f"is a Photoshop document, which is not read: {_EXPORT}"),
    (b"%!PS", f"is a PostScript document, not a picture: {_EXPORT}"),
    (b"\0\0\0\x0cjP  ", f"is a JPEG 2000 picture, which is not read: {_EXPORT}"),
    (b"\xff\x4f\xff\x51", f"is a JPEG 2000 picture, which is not read: {_EXPORT}"),
    (b"\0\0\0\x0cJXL ", f"is a JPEG XL picture, which is not read: {_EXPORT}"),
    (b"\xff\x0a", f"is a JPEG XL picture, which is not read: {_EXPORT}"),
    (b"II+\0", f"is a TIFF of the large kind (BigTIFF), which is not read: {_EXPORT}"),
    (b"MM\0+", f"is a TIFF of the large kind (BigTIFF), which is not read: {_EXPORT}"),
)


def format_of(data: bytes) -> Format | None:
    """The picture format whose mark the bytes begin with; None for anything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.WEBP
    if data[4:8] == b"ftyp":
        return _boxed(data)
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)


def _boxed(data: bytes) -> Format | None:
    """HEIC or AVIF by the brands of the first box (ISO/IEC 14496-12, 4.3)."""
    end = min(int.from_bytes(data[:4], "big"), 256)
    brands = [data[8:12], *(data[i : i + 4] for i in range(16, end - 3, 4))]
    if b"avif" in brands or b"avis" in brands:
        return Format.AVIF
    return Format.HEIC if brands[0] in _HEIC_BRANDS else None


def what_it_holds(data: bytes) -> str:
    """What a file that is no readable picture is, and what to do: a sentence's end, after the file's name."""
    if data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] == b"AVI "):
        return "is a video, not a picture: save the frame that shows the plate as PNG"
    for magic, sentence in _OTHERS:
        if data.startswith(magic):
            return sentence
    head = data[:4096]
    if b"<svg" in head.lower():
        return "is an SVG drawing, not a picture of pixels: export it as PNG"
    if b"<html" in head.lower():
        return "is a web page, not a picture: save the picture that it shows"
    if _is_text(head):
        return "holds text, not a picture: give the picture itself"
    return "is not a picture in a format that is read: give a JPEG, PNG, WebP, TIFF or HEIC"


def _is_text(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return all(byte >= 0x20 or byte in b"\t\n\r\f" for byte in head)
