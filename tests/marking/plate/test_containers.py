"""Containers: a file without what its pixels do not need is the same picture, and nothing else."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.assets.make_pictures import chunk, drawing, jpeg_with, png, saved, swelling_text

from findspot.marking.plate.containers import bare_avif, bare_jpeg, bare_png
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXIF = b"II*\0\x08\0\0\0\0\0"


def _pixels(data: bytes) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"))


def _with_chunks(*chunks: bytes) -> bytes:
    """A PNG with further chunks behind its header."""
    content = saved("PNG")
    return content[:33] + b"".join(chunks) + content[33:]


_SEGMENTS = st.lists(
    st.tuples(st.sampled_from([0xE1, 0xE2, 0xEC, 0xED, 0xFE]), st.binary(max_size=200)), max_size=5
)
_KINDS = st.sampled_from([b"tEXt", b"zTXt", b"iTXt", b"iCCP", b"prIV", b"tIME", b"pHYs", b"gAMA"])


@given(_SEGMENTS)
def test_a_bare_jpeg_is_the_same_picture(segments: list[tuple[int, bytes]]) -> None:
    """Whatever segments stand before them, the pixels are the same, and the segments are gone."""
    content = jpeg_with(*segments)
    bare = bare_jpeg(content)
    assert bare.data == bare_jpeg(saved("JPEG")).data
    assert np.array_equal(_pixels(bare.data), _pixels(saved("JPEG")))
    assert bare_jpeg(bare.data).data == bare.data


def test_the_colour_space_of_a_jpeg_stays() -> None:
    """Adobe's segment says that four inks are meant: without it the colours would be others."""
    content = saved("JPEG", drawing("CMYK"))
    assert np.array_equal(_pixels(bare_jpeg(content).data), _pixels(content))


def test_the_exif_of_a_jpeg_is_handed_out() -> None:
    """The EXIF segment comes out as a block of its own, several of them as one."""
    assert bare_jpeg(jpeg_with((0xE1, b"Exif\0\0" + _EXIF))).exif == b"Exif\0\0" + _EXIF
    halves = jpeg_with((0xE1, b"Exif\0\0" + _EXIF[:6]), (0xE1, b"Exif\0\0" + _EXIF[6:]))
    assert bare_jpeg(halves).exif == b"Exif\0\0" + _EXIF
    assert bare_jpeg(jpeg_with((0xE1, b"http://ns.adobe.com/xap/1.0/\0x"))).exif == b""


@given(st.binary(max_size=400))
def test_any_bytes_pass_through_as_no_more_than_they_are(data: bytes) -> None:
    """What begins like a JPEG and goes on as anything is shortened, never lengthened, and no error."""
    content = b"\xff\xd8" + data
    assert len(bare_jpeg(content).data) <= len(content)


@given(st.lists(st.tuples(_KINDS, st.binary(max_size=100)), max_size=5))
def test_a_bare_png_is_the_same_picture(chunks: list[tuple[bytes, bytes]]) -> None:
    """Whatever chunks stand between them, header, palette and pixels are all that is left."""
    content = _with_chunks(*(chunk(kind, body) for kind, body in chunks))
    bare = bare_png(content)
    assert bare.data == saved("PNG")
    assert np.array_equal(_pixels(bare.data), _pixels(saved("PNG")))
    assert bare_png(bare.data).data == bare.data


def test_palette_and_transparency_of_a_png_stay() -> None:
    """They are part of what the pixels say."""
    picture = drawing().quantize(8)
    content = saved("PNG", picture, transparency=bytes([0, 255, 128]))
    assert bare_png(content).data == content


def test_exif_and_further_frames_of_a_png_are_told() -> None:
    """The EXIF chunk is handed out, and an animation says that there is more than one frame."""
    assert bare_png(_with_chunks(chunk(b"eXIf", _EXIF))).exif == _EXIF
    assert bare_png(_with_chunks(chunk(b"acTL", struct.pack(">II", 3, 0)))).frames
    assert not bare_png(_with_chunks(chunk(b"acTL", struct.pack(">II", 1, 0)))).frames


def test_a_comment_that_would_swell_is_dropped_unread() -> None:
    """A bomb in a comment is no part of the picture."""
    assert len(bare_png(swelling_text()).data) == len(saved("PNG"))


def test_what_follows_the_end_of_a_png_is_dropped() -> None:
    """The last chunk is the end, whatever was appended."""
    assert bare_png(saved("PNG") + b"appended" * 100).data == saved("PNG")


@given(st.integers(8, len(png(64, 48)) - 1), st.integers(1, 255))
def test_any_changed_byte_of_a_png_is_noticed(place: int, change: int) -> None:
    """Every byte behind the signature is under a checksum: none can be altered unseen."""
    content = bytearray(png(64, 48))
    content[place] ^= change
    with pytest.raises(BadInputError):
        bare_png(bytes(content))


@given(st.integers(8, len(png(64, 48)) - 1))
def test_a_png_cut_anywhere_is_refused(length: int) -> None:
    """A file that breaks off before its end is not taken for a whole one."""
    with pytest.raises(BadInputError):
        bare_png(png(64, 48)[:length])


def test_a_bare_avif_is_the_same_picture_without_exif() -> None:
    """The item that holds EXIF is renamed in place: the bytes keep their number and the pixels their look."""
    exif = Image.Exif()
    exif[0x010F] = "Orrery"
    content = saved("AVIF", exif=exif)
    bare = bare_avif(content).data
    assert len(bare) == len(content)
    assert np.array_equal(_pixels(bare), _pixels(content))
    for data, holds in ((content, True), (bare, False)):
        with Image.open(io.BytesIO(data)) as picture:
            assert (0x010F in picture.getexif()) is holds


def test_an_avif_without_exif_stays_as_it_is() -> None:
    """Where there is nothing to rename, nothing changes."""
    assert bare_avif(saved("AVIF")).data == saved("AVIF")
