"""The museum of bad pictures: files that lie, break off, or would swell up, each made here byte for byte.

``python -m tests.assets.make_pictures FOLDER`` writes them all, to look at or to try with the command line.
Nothing in it is large: what would fill a disk or a memory is claimed in a few bytes.
"""

from __future__ import annotations

import base64
import io
import os
import struct
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class BadPicture:
    """A picture that must be refused: its file's name, its bytes, and what the sentence must say."""

    name: str
    content: Callable[[], bytes]
    says: str


#: 64 by 48 pixels, red above left and blue below right before its container turns it upright (a quarter turn
#: clockwise), taken on 2020-10-05 at 14:03:22. Encoded once with pillow-heif 1.8: nothing here writes HEIC.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAchtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ADRpbG9jAAAAAERAAAIAAQAAAAAB7AABAAAAAAAAALkAAgAAAAACpQABAAAAAAAAAFYAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADmaXBjbwAAAHZodmNDAQNwAAAA"
    "kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq"
    "5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xh"
    "cAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAAAlpcm90AwAAABlpcG1hAAAAAAAAAAEA"
    "AQaBAgMFhIYAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAARdtZGF0AAAAtSgBrwngIzhH/962H/zrGh8pbvFV35TeVvSKS7DU"
    "/9W2U+U9mdmH6sH+MOK/59z7YP8ECf/iKp0yMsyK6exwGcaTyFNEg2bNEpa4ObhBWVXUjAApzV+gCmOK/yBPwf8UoKgcrJtfxL5M"
    "Too0JMaNEw3GGMGRwgwfrW8CPmZfYzs97N+8zTLK/VDM8Kk+H8fx9whCnNQKeNjhfC+H4FpPVaQ8lahZ1+ap7f8j+N+H69mz/vyg"
    "t4AAAAAGRXhpZgAATU0AKgAAAAgAAgESAAMAAAABAAYAAIdpAAQAAAABAAAAJgAAAAAAAZADAAIAAAAUAAAAOAAAAAAyMDIwOjEw"
    "OjA1IDE0OjAzOjIyAA=="
)


def drawing(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    """White, with a red quarter above left and a blue one below right, and grain that compresses badly."""
    width, height = size
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=(200, 30, 30))
    pen.rectangle((width // 2, height // 2, width - 1, height - 1), fill=(30, 30, 200))
    return picture.convert(mode)


def saved(kind: str, picture: Image.Image | None = None, **options: Any) -> bytes:
    """A picture's file in a format."""
    target = io.BytesIO()
    (picture or drawing()).save(target, kind, **options)
    return target.getvalue()


def cut(content: bytes, share: float = 0.6) -> bytes:
    """A file that breaks off."""
    return content[: int(len(content) * share)]


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG of 8-bit grey that claims a size, with further chunks and the pixels of the first row."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(bytes(min(width, 1000) + 1)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + rows + chunk(b"IEND", b"")


def jpeg_claiming(width: int, height: int) -> bytes:
    """A JPEG whose frame header claims another size than its data have."""
    content = bytearray(saved("JPEG"))
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def jpeg_with(*segments: tuple[int, bytes]) -> bytes:
    """A JPEG with further segments, each a marker and its content, before all others."""
    content = saved("JPEG")
    added = b"".join(
        bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body for marker, body in segments
    )
    return content[:2] + added + content[2:]


def directory(*entries: tuple[int, int, int, int], following: int = 0) -> bytes:
    """A directory of TIFF entries (tag, type, count, value or offset), and the offset of the next."""
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return struct.pack("<H", len(entries)) + rows + struct.pack("<I", following)


def exif(*entries: tuple[int, int, int, int], after: bytes = b"") -> bytes:
    """A block of EXIF with one directory, at offset 8, and what follows it."""
    return b"Exif\0\0II*\0" + struct.pack("<I", 8) + directory(*entries) + after


def swelling_exif() -> bytes:
    """64 KiB of EXIF in which 4000 entries each claim the same 16 KiB: 64 MiB once unfolded."""
    return exif(*((tag, 7, 16000, 8) for tag in range(4000)))


def recursive_exif() -> bytes:
    """EXIF whose directories name each other as their parts, without end."""
    first = directory((0x8769, 4, 1, 8), (0x8825, 4, 1, 8), (0xA005, 4, 1, 8), following=8)
    return b"Exif\0\0II*\0" + struct.pack("<I", 8) + first


def swelling_text() -> bytes:
    """A PNG whose comment unfolds from 20 KiB to 20 MB."""
    content = saved("PNG")
    header = 8 + 25
    return (
        content[:header]
        + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(20_000_000)))
        + content[header:]
    )


def swelling_tiff() -> bytes:
    """A TIFF whose directory claims the same kilobytes 20 000 times over."""
    entries = sorted(
        [
            (256, 3, 1, 4),
            (257, 3, 1, 4),
            (258, 3, 1, 8),
            (259, 3, 1, 1),
            (262, 3, 1, 1),
            (273, 4, 1, 8),
            (279, 4, 1, 16),
        ]
        + [(tag, 7, 100_000, 8) for tag in range(1000, 21_000)]
    )
    return b"II*\0" + struct.pack("<I", 8) + directory(*entries)


def tiff_claiming(width: int, height: int) -> bytes:
    """An uncompressed grey TIFF that claims a size and has 16 pixels."""
    entries = directory(
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 200),
        (278, 4, 1, height),
        (279, 4, 1, 16),
    )
    return (b"II*\0" + struct.pack("<I", 8) + entries).ljust(200, b"\0") + bytes(16)


def bmp_claiming(width: int, height: int) -> bytes:
    """A BMP of 24 bits that claims a size and has no pixels."""
    return (
        b"BM"
        + struct.pack("<IHHI", 54, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, *[0] * 6)
    )


def gif_claiming(width: int, height: int) -> bytes:
    """A GIF whose screen claims a size that its frame does not have."""
    content = saved("GIF")
    return content[:6] + struct.pack("<HH", width, height) + content[10:]


def webp_claiming(width: int, height: int) -> bytes:
    """A lossless WebP that claims a size and has no pixels."""
    bits = (width - 1) | (height - 1) << 14
    body = b"VP8L" + struct.pack("<I", 10) + b"\x2f" + struct.pack("<I", bits) + bytes(5)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def with_a_flipped_byte(content: bytes) -> bytes:
    """A file with one byte of its middle changed."""
    middle = len(content) // 2
    return content[:middle] + bytes((content[middle] ^ 0xFF,)) + content[middle + 1 :]


_TOO_MANY = "100 million"
_SWELLS = "more than 4 MiB of metadata"
_BROKEN = "damaged or breaks off"
_MEGABYTE = bytes(60_000)

BAD_PICTURES: Sequence[BadPicture] = (
    BadPicture("empty.jpg", bytes, "is empty"),
    BadPicture("text.jpg", lambda: b"S/N MX15D-00417, photographed at dawn\n", "holds text"),
    BadPicture("text-utf16.png", lambda: "S/N MX15D-00417".encode("utf-16"), "holds text"),
    BadPicture("noise.jpg", lambda: bytes(range(256)) * 8, "not a picture in a format that is read"),
    BadPicture("drawing.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG drawing"),
    BadPicture("drawing.png", lambda: b"<?xml version='1.0'?>\n<!-- a -->\n<svg/>", "SVG drawing"),
    BadPicture("page.jpg", lambda: b"<!doctype html><HTML><body>not found", "web page"),
    BadPicture("scan.jpg", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF document"),
    BadPicture("photos.jpg", lambda: b"PK\x03\x04" + bytes(40), "archive"),
    BadPicture("photos.tif", lambda: b"\x1f\x8b\x08" + bytes(40), "compressed file"),
    BadPicture("clip.jpg", lambda: b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video"),
    BadPicture("clip.webp", lambda: b"RIFF\x24\0\0\0AVI LIST", "video"),
    BadPicture("layers.psd", lambda: b"8BPS\0\x01" + bytes(20), "Photoshop"),
    BadPicture("scan.jp2", lambda: b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
    BadPicture("large.tif", lambda: b"II+\0\x08\0\0\0" + bytes(8), "BigTIFF"),
    BadPicture("cut.jpg", lambda: cut(saved("JPEG")), _BROKEN),
    BadPicture("cut-progressive.jpg", lambda: cut(saved("JPEG", progressive=True)), _BROKEN),
    BadPicture("cut.png", lambda: cut(saved("PNG")), _BROKEN),
    BadPicture("cut.webp", lambda: cut(saved("WEBP")), _BROKEN),
    BadPicture("cut.tif", lambda: cut(saved("TIFF")), _BROKEN),
    BadPicture("cut-packed.tif", lambda: cut(saved("TIFF", compression="tiff_lzw")), _BROKEN),
    BadPicture("cut.gif", lambda: cut(saved("GIF")), _BROKEN),
    BadPicture("cut.bmp", lambda: cut(saved("BMP")), _BROKEN),
    BadPicture("cut.avif", lambda: cut(saved("AVIF")), _BROKEN),
    BadPicture("cut.heic", lambda: cut(HEIC, 0.9), _BROKEN),
    BadPicture("first-bytes.jpg", lambda: saved("JPEG")[:4], _BROKEN),
    BadPicture("first-bytes.png", lambda: saved("PNG")[:8], _BROKEN),
    BadPicture("first-bytes.heic", lambda: HEIC[:40], _BROKEN),
    BadPicture("flipped.png", lambda: with_a_flipped_byte(saved("PNG")), _BROKEN),
    BadPicture("no-frame.gif", lambda: b"GIF89a" + struct.pack("<HHBBB", 64, 48, 0, 0, 0) + b";", _BROKEN),
    BadPicture("lost-directory.tif", lambda: b"II*\0" + struct.pack("<I", 5000) + bytes(40), _BROKEN),
    BadPicture("no-width.png", lambda: png(0, 48), _BROKEN),
    BadPicture("bomb.png", lambda: png(50_000, 50_000), _TOO_MANY),
    BadPicture("bomb-just-over.png", lambda: png(10_000, 10_001), _TOO_MANY),
    BadPicture("bomb-wide.png", lambda: png(2**31 - 1, 2**31 - 1), _TOO_MANY),
    BadPicture("bomb.jpg", lambda: jpeg_claiming(65_500, 65_500), _TOO_MANY),
    BadPicture("bomb.tif", lambda: tiff_claiming(50_000, 50_000), _TOO_MANY),
    BadPicture("bomb.bmp", lambda: bmp_claiming(50_000, 50_000), _TOO_MANY),
    BadPicture("bomb.gif", lambda: gif_claiming(65_535, 65_535), _TOO_MANY),
    BadPicture("bomb.webp", lambda: webp_claiming(16_383, 16_383), _TOO_MANY),
    BadPicture("exif-swelling.jpg", lambda: jpeg_with((0xE1, swelling_exif())), _SWELLS),
    BadPicture("exif-long.jpg", lambda: jpeg_with(*((0xE1, b"Exif\0\0" + _MEGABYTE),) * 80), _SWELLS),
    BadPicture("exif-swelling.png", lambda: png(64, 48, chunk(b"eXIf", swelling_exif()[6:])), _SWELLS),
    BadPicture("exif-swelling.webp", lambda: saved("WEBP", exif=swelling_exif()), _SWELLS),
    BadPicture("exif-swelling.tif", swelling_tiff, _SWELLS),
)


def make_pictures(folder: Path) -> list[Path]:
    """Every bad picture, written into a folder."""
    paths = []
    for picture in BAD_PICTURES:
        path = folder / picture.name
        path.write_bytes(picture.content())
        paths.append(path)
    return paths


def make_sparse(path: Path, size: int) -> None:
    """A file of that many zeros, which takes no room on the disk."""
    with path.open("wb") as target:
        os.truncate(target.fileno(), size)


if __name__ == "__main__":
    made = make_pictures(Path(sys.argv[1]))
    sys.stdout.write(f"{len(made)} bad pictures in {sys.argv[1]}\n")
