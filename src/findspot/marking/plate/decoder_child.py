"""The child process of ``apart``: one TIFF or HEIC in on stdin, its header and pixels out on stdout.

Run by its path, it imports nothing of findspot, so that it starts quickly. What its libraries write to
stderr, and their crashes, stay in this process. The output is one line of JSON, the EXIF, and the pixels.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO

TOO_LITTLE_MEMORY = 4  # exit status


def decode(kind: str, data: bytes, pixel_limit: int, metadata_limit: int) -> list[bytes]:
    """The output for a file of format ``kind``; the header alone where it exceeds a limit."""
    if kind == "HEIC":
        import pi_heif  # noqa: PLC0415 - an optional part

        container = pi_heif.HeifFile(BytesIO(data), convert_hdr_to_8bit=True)
        picture = container[container.primary_index]
        exif, frames, mode, size = (
            picture.info.get("exif") or b"",
            len(container) > 1,
            picture.mode,
            picture.size,
        )
    else:
        from PIL import TiffImagePlugin  # noqa: PLC0415 - no other format's decoder is loaded

        picture = TiffImagePlugin.TiffImageFile(BytesIO(data))
        exif, frames, mode, size = b"", picture.is_animated, picture.mode, picture.size
    if size[0] * size[1] > pixel_limit or len(exif) > metadata_limit:
        return [_header(size, mode, frames, len(exif))]
    image = picture.to_pillow() if kind == "HEIC" else picture
    image.load()
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in ("I", "F") and not image.mode.startswith("I;16"):
        image = image.convert("RGB")
    return [_header(image.size, image.mode, frames, len(exif)), exif, image.tobytes()]


def _header(size: tuple[int, int], mode: str, frames: bool, exif: int) -> bytes:
    return json.dumps({"size": size, "mode": mode, "frames": frames, "exif": exif}).encode() + b"\n"


def _limit_memory(size: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _main() -> None:
    kind, pixel_limit, metadata_limit, memory_limit = sys.argv[1], *map(int, sys.argv[2:5])
    _limit_memory(memory_limit)
    try:
        for part in decode(kind, sys.stdin.buffer.read(), pixel_limit, metadata_limit):
            sys.stdout.buffer.write(part)
    except MemoryError:
        sys.exit(TOO_LITTLE_MEMORY)


if __name__ == "__main__":
    _main()
