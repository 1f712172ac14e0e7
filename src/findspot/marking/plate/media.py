"""Media: a picture file in, upright pixels out, or one sentence that says why not.

The file is read once; its digest, its metadata and its pixels all come from the same bytes. What stands in
a header is checked before anything is decoded.
"""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import os
import stat
import warnings
from dataclasses import dataclass, field
from io import BytesIO
from logging import NullHandler, getLogger
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, JpegImagePlugin

from findspot.marking.plate.apart import APART, decode_apart
from findspot.marking.plate.containers import Bare, bare_avif, bare_jpeg, bare_png
from findspot.marking.plate.exif import Exif, parse_exif
from findspot.marking.plate.formats import AS_NAMED, Format, format_of, what_it_holds
from findspot.marking.plate.likeness import likeness_of
from findspot.vocabulary.errors import BadInputError, MissingPartError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FILE_LIMIT = 64 * 2**20  # bytes of a file
PIXEL_LIMIT = 100_000_000  # width by height, from the header, before decoding
METADATA_LIMIT = 4 * 2**20  # bytes of EXIF, as stored and as it would unfold

# Without a handler of its own, what the decoder logs about damaged files would land on stderr.
getLogger("PIL").addHandler(NullHandler())


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture file, decoded.

    ``file``: the path as given. ``sha256``: of the file's bytes. ``pixels``: uint8 RGB of shape
    (height, width, 3), upright by the EXIF orientation, transparent parts white. ``likeness``: the
    perceptual hash, 16 hexadecimal digits. ``taken_on``: DateTimeOriginal as ISO 8601 text.
    ``notes``: sentences on what was done to the file's content to get here.
    """

    file: str
    sha256: str
    pixels: NDArray[np.uint8] = field(repr=False)
    likeness: str
    taken_on: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Opened:
    """A picture between its header and its pixels."""

    image: Image.Image
    exif: Exif
    frames: bool  # whether the file holds more than this one


def open_picture(path: Path) -> Picture:
    """The picture in a file: JPEG, PNG, WebP, TIFF, GIF, BMP, AVIF, or HEIC with the extra ``heic``.

    What the file is, is told from its content, never its name. Raises BadInputError, one sentence that
    names the file, for what is no readable picture within the limits; MissingPartError for HEIC where
    the part that reads it is not installed.
    """
    file = shown(path)
    data = _bytes_of(path, file)
    kind = format_of(data)
    if kind is None:
        raise BadInputError(f"{file} {what_it_holds(data)}.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the decoder's warnings are not for people
        opened = _opened(data, kind, file)
        width, height = opened.image.size
        _check_size(width, height, file)
        pixels, notes = _pixels(opened, kind, file)
    named = AS_NAMED.get(path.suffix.lower())
    if named is not None and named is not kind:
        notes = (
            f"{file} is named as {named.value} but holds {kind.value}, and was read as that.",
            *notes,
        )
    if opened.frames:
        part = "page" if kind is Format.TIFF else "frame"
        notes = (*notes, f"{file} holds more than one {part}: only the first was read.")
    return Picture(
        file=str(path),
        sha256=hashlib.sha256(data).hexdigest(),
        pixels=pixels,
        likeness=likeness_of(pixels),
        taken_on=opened.exif.taken_on,
        notes=notes,
    )


def shown(path: Path) -> str:
    """The path as a sentence may show it: control characters and undecodable bytes escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(path))


def _bytes_of(path: Path, file: str) -> bytes:
    # Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        raise BadInputError(_cannot_open(error, file)) from None
    except ValueError:
        raise BadInputError(f"{file} is not a possible file name: correct the path.") from None
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            raise BadInputError(_a_folder(file))
        raise BadInputError(f"{file} is a device or a pipe, not a file: save the picture to a file first.")
    with os.fdopen(descriptor, "rb") as source:
        try:
            data = source.read(FILE_LIMIT + 1)
        except OSError:
            raise BadInputError(
                f"{file} cannot be read from its disk: copy it to another disk and try again."
            ) from None
    if len(data) > FILE_LIMIT:
        raise BadInputError(
            f"{file} has more than {FILE_LIMIT // 2**20} MiB: give a picture of less, "
            "such as the part that shows the plate."
        )
    if not data:
        raise BadInputError(f"{file} is empty: get the file again from where it came from.")
    return data


def _cannot_open(error: OSError, file: str) -> str:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return f"{file} does not exist: check the path."
    if error.errno in (errno.EACCES, errno.EPERM):
        if os.path.isdir(file):  # noqa: PTH112 - Windows answers so for folders; the text is all we have
            return _a_folder(file)
        return f"{file} may not be read by this user: grant permission to read it."
    if error.errno == errno.ENAMETOOLONG:
        return f"{file[:60]}… is too long to be a file's name: check the path."
    return f"{file} cannot be opened: check that it is an ordinary file on a disk that works."


def _a_folder(file: str) -> str:
    return f"{file} is a folder, not a picture: name the files in it."


def _check_size(width: int, height: int, file: str) -> None:
    if width < 1 or height < 1:
        raise BadInputError(f"{file} has no pixels: get the file again from where it came from.")
    if width * height > PIXEL_LIMIT:
        raise BadInputError(
            f"{file} claims {width} by {height} pixels, more than the {PIXEL_LIMIT // 10**6} million that "
            "are read: cut out or shrink to the part that shows the plate."
        )


def _opened(data: bytes, kind: Format, file: str) -> _Opened:
    """The picture's header, with its metadata checked first: the decoder would unfold a bomb at once."""
    try:
        if kind in APART:
            return _opened_apart(data, kind, file)
        bare = _bare(data, kind, file)
        stated = _checked_exif(bare.exif, file)
        if kind is Format.JPEG:
            # Its class, not its opener: the opener goes on into the directory of further pictures.
            return _Opened(JpegImagePlugin.JpegImageFile(BytesIO(bare.data)), stated, frames=False)
        image = Image.open(BytesIO(bare.data), formats=[kind.value])
        exif = _checked_exif(image.info["exif"], file) if "exif" in image.info else stated
        return _Opened(image, exif, bare.frames or bool(getattr(image, "is_animated", False)))
    except (BadInputError, MissingPartError):
        raise
    except MemoryError:
        raise BadInputError(_too_little_memory(file)) from None
    except Image.DecompressionBombError:
        raise BadInputError(
            f"{file} claims more than the {PIXEL_LIMIT // 10**6} million pixels that are read: "
            "cut out or shrink to the part that shows the plate."
        ) from None
    except Exception:  # noqa: BLE001 - decoders raise whatever damaged bytes lead them to
        raise BadInputError(_damaged(file, kind)) from None


def _bare(data: bytes, kind: Format, file: str) -> Bare:
    """What the decoder is given. Raises BadInputError where a checksum shows that the file was altered."""
    if kind is Format.JPEG:
        return bare_jpeg(data)
    if kind is Format.AVIF:
        return bare_avif(data)
    if kind is not Format.PNG:
        return Bare(data)
    try:
        return bare_png(data)
    except BadInputError:
        raise BadInputError(_damaged(file, kind)) from None


def _damaged(file: str, kind: Format) -> str:
    return (
        f"{file} is damaged or breaks off before its end (it was read as {kind.value}): "
        "get the whole file again from where it came from."
    )


def _too_little_memory(file: str) -> str:
    return f"{file} needs more memory than is free: cut out or shrink to the part that shows the plate."


def _checked_exif(block: bytes, file: str, *, stored: int | None = None) -> Exif:
    """The EXIF of a block. ``stored``: how much of the block is metadata, None where all of it is."""
    exif = parse_exif(block)
    stored = len(block) if stored is None else stored
    if max(exif.unfolded, stored) > METADATA_LIMIT:
        raise BadInputError(
            f"{file} carries more than {METADATA_LIMIT // 2**20} MiB of metadata, as no camera writes: "
            "save the picture anew without its metadata, and keep the original as it is."
        )
    return exif


def _opened_apart(data: bytes, kind: Format, file: str) -> _Opened:
    if kind is Format.HEIC and importlib.util.find_spec("pi_heif") is None:
        raise MissingPartError(
            f"{file} is a HEIC picture, which needs a part that is not installed: install findspot[heic], "
            "or save the picture as JPEG."
        )
    exif = _checked_exif(data, file, stored=0) if kind is Format.TIFF else Exif()
    decoded = decode_apart(data, kind, pixel_limit=PIXEL_LIMIT, metadata_limit=METADATA_LIMIT)
    _check_size(*decoded.size, file)
    if kind is Format.HEIC:
        exif = _checked_exif(decoded.exif, file, stored=decoded.exif_length)
    if decoded.image is None:
        raise BadInputError(_damaged(file, kind))
    # The decoder has already turned the picture.
    return _Opened(decoded.image, Exif(taken_on=exif.taken_on), decoded.frames)


def _pixels(opened: _Opened, kind: Format, file: str) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    try:
        opened.image.load()
        rgb, notes = _to_rgb(opened.image, file)
    except MemoryError:
        raise BadInputError(_too_little_memory(file)) from None
    except Exception:  # noqa: BLE001 - decoders raise whatever damaged bytes lead them to
        raise BadInputError(_damaged(file, kind)) from None
    return np.ascontiguousarray(_upright(rgb, opened.exif.orientation)), notes


def _upright(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """The pixels turned as EXIF says that they are to be shown (Exif 2.32, tag 0x0112)."""
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels


def _to_rgb(image: Image.Image, file: str) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Any mode as RGB of 8 bits; transparent parts white."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        grey, notes = _to_eight_bits(np.asarray(image), file)
        return np.repeat(grey[:, :, None], 3, axis=2), notes
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return np.asarray(image.convert("RGB")), ()


def _to_eight_bits(values: NDArray[np.generic], file: str) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Grey of 16 bits by its upper 8; other ranges (12-bit sensors, thermal cameras, floats) spread out."""
    wide = np.nan_to_num(values.astype(np.float64), posinf=0.0, neginf=0.0)
    low, high = float(wide.min()), float(wide.max())
    if values.dtype.kind in "iu" and low >= 0 and 4096 <= high < 65536:
        return (wide / 256).astype(np.uint8), ()
    if values.dtype.kind in "iu" and low >= 0 and high < 256:
        return wide.astype(np.uint8), ()
    spread = (wide - low) * (255.0 / max(high - low, 1e-12))
    return np.rint(spread).astype(np.uint8), (
        f"{file} has grey values from {low:g} to {high:g}: they were spread to 8 bits.",
    )
