"""Decoding in a process apart, for the formats whose decoders crash on damaged files or write to stderr.

A damaged HEIC can end the process that reads its metadata (pi-heif 1.4), and the TIFF library prints its own
messages. In a child process both become the one answer: damaged. It costs the start of an interpreter.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from findspot.marking.plate.decoder_child import TOO_LITTLE_MEMORY
from findspot.marking.plate.formats import Format

#: The formats that are decoded apart.
APART = (Format.TIFF, Format.HEIC)
TIME_LIMIT = 60.0  # seconds; 100 million pixels take about five
MEMORY_LIMIT = 4 * 2**30  # bytes of address space
_CHILD = Path(__file__).with_name("decoder_child.py")


class DecodingError(Exception):
    """The child gave no picture: the file is damaged, or it took too long."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the child read: the size by the header, and the picture unless a limit was exceeded."""

    size: tuple[int, int]
    image: Image.Image | None
    exif: bytes
    exif_length: int
    frames: bool


def decode_apart(data: bytes, kind: Format, *, pixel_limit: int, metadata_limit: int) -> Decoded:
    """A TIFF or HEIC, decoded; ``image`` is RGB, RGBA, or grey of more than 8 bits, upright.

    Raises DecodingError for a damaged file, MemoryError where it needs more than MEMORY_LIMIT.
    """
    limits = (pixel_limit, metadata_limit, MEMORY_LIMIT)
    command = [sys.executable, "-P", str(_CHILD), kind.value, *map(str, limits)]
    try:
        child = subprocess.run(command, input=data, capture_output=True, timeout=TIME_LIMIT, check=False)  # noqa: S603 - our own script
    except subprocess.TimeoutExpired:
        raise DecodingError from None
    if child.returncode == TOO_LITTLE_MEMORY:
        raise MemoryError
    line, newline, rest = child.stdout.partition(b"\n")
    if child.returncode or not newline:
        raise DecodingError
    header = json.loads(line)
    size, exif_length = (header["size"][0], header["size"][1]), header["exif"]
    exif, pixels = rest[:exif_length], rest[exif_length:]
    image = Image.frombytes(header["mode"], size, pixels) if pixels else None
    return Decoded(size, image, exif, exif_length, header["frames"])
