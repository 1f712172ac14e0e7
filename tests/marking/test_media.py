"""Pictures: every format upright and in RGB, and every bad file refused in one sentence."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.assets.make_pictures import (
    BAD_PICTURES,
    HEIC,
    BadPicture,
    directory,
    drawing,
    jpeg_with,
    make_sparse,
    png,
    recursive_exif,
    saved,
    swelling_text,
)

from findspot.marking.plate.likeness import likeness_distance, likeness_of
from findspot.marking.plate.media import FILE_LIMIT, open_picture
from findspot.vocabulary.errors import BadInputError, MissingPartError

#: What no sentence for people may hold: names and phrases of libraries, and of Python.
_LIBRARY_WORDS = re.compile(
    r"PIL|Pillow|libtiff|libheif|pi_heif|Traceback|Error|Exception|cannot identify|bytes-like|NoneType|errno",
    re.IGNORECASE,
)
RED, BLUE, WHITE = (200, 30, 30), (30, 30, 200), (255, 255, 255)


def _written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _refusal(path: Path) -> str:
    with pytest.raises(BadInputError) as refusal:
        open_picture(path)
    return refusal.value.sentence


def _assert_a_sentence(sentence: str, path: Path) -> None:
    """One line that names the file, ends as a sentence, says what to do and holds no library's words."""
    assert str(path) in sentence
    assert sentence.isprintable()
    assert sentence.endswith(".")
    assert ": " in sentence
    assert _LIBRARY_WORDS.search(sentence.replace(str(path), "")) is None


@pytest.mark.parametrize("bad", BAD_PICTURES, ids=[bad.name for bad in BAD_PICTURES])
def test_a_bad_picture_is_refused_in_one_sentence(
    bad: BadPicture, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each exhibit of the museum is refused with its reason, and nothing else is written anywhere."""
    path = _written(tmp_path, bad.name, bad.content())
    sentence = _refusal(path)
    assert bad.says in sentence
    _assert_a_sentence(sentence, path)
    assert capfd.readouterr() == ("", "")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A missing file, a file taken for a folder, a folder, and impossible names each get their sentence."""
    held = _written(tmp_path, "held.jpg", b"x")
    for path, says in (
        (tmp_path / "missing.jpg", "does not exist"),
        (held / "inner.jpg", "does not exist"),
        (tmp_path, "is a folder"),
    ):
        _assert_a_sentence(_refusal(path), path)
        assert says in _refusal(path)
    assert "too long" in _refusal(tmp_path / ("x" * 5000))
    assert "not a possible file name" in _refusal(Path("a\0b.jpg"))


def test_odd_names_are_shown_escaped(tmp_path: Path) -> None:
    """A line feed or an undecodable byte in a file's name cannot break the sentence into two lines."""
    sentence = _refusal(tmp_path / "a\nb\udcff.jpg")
    assert "a\\nb\\udcff.jpg does not exist" in sentence
    assert sentence.isprintable()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    """A named pipe that nobody writes to does not hold the program up."""
    path = tmp_path / "pipe.jpg"
    os.mkfifo(path)
    assert "a device or a pipe" in _refusal(path)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="this system has no user ids")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    """A file that this user may not read says so."""
    path = _written(tmp_path, "secret.jpg", saved("JPEG"))
    path.chmod(0)
    user = os.geteuid()
    try:
        if user == 0:
            os.seteuid(65534)
        sentence = _refusal(path)
    finally:
        if user == 0:
            os.seteuid(user)
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert "may not be read by this user" in sentence


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    """A file larger than the limit is refused, whatever it begins with."""
    path = tmp_path / "large.jpg"
    make_sparse(path, FILE_LIMIT + 1)
    sentence = _refusal(path)
    assert "more than 64 MiB" in sentence
    _assert_a_sentence(sentence, path)


def test_heic_without_its_part_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the part that reads HEIC is not installed, the sentence names the extra that brings it."""
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "pi_heif")
    path = _written(tmp_path, "a.heic", HEIC)
    with pytest.raises(MissingPartError, match=r"install findspot\[heic\]") as refusal:
        open_picture(path)
    _assert_a_sentence(refusal.value.sentence, path)


FORMATS = ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF"]


@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_is_read(kind: str, tmp_path: Path) -> None:
    """The same drawing comes out of every format, its digest that of the file's bytes."""
    content = saved(kind)
    picture = open_picture(_written(tmp_path, "a", content))
    assert hashlib.sha256(content).hexdigest() == picture.sha256
    assert str(tmp_path / "a") == picture.file
    assert picture.pixels.dtype == np.uint8
    assert picture.pixels.shape == (48, 64, 3)
    assert picture.pixels.flags["C_CONTIGUOUS"]
    assert picture.notes == ()
    difference = picture.pixels.astype(int) - np.asarray(drawing()).astype(int)
    assert np.abs(difference[5:20, 5:28]).mean() < 8


MODES = [
    ("PNG", "RGB"),
    ("PNG", "P"),
    ("PNG", "L"),
    ("PNG", "LA"),
    ("PNG", "RGBA"),
    ("PNG", "I;16"),
    ("JPEG", "CMYK"),
    ("JPEG", "L"),
    ("TIFF", "CMYK"),
    ("TIFF", "LAB"),
    ("TIFF", "YCbCr"),
    ("TIFF", "I"),
    ("WEBP", "RGBA"),
]


@pytest.mark.parametrize(("kind", "mode"), MODES, ids=[" ".join(pair) for pair in MODES])
def test_each_colour_mode_becomes_rgb(kind: str, mode: str, tmp_path: Path) -> None:
    """Palette, grey, transparency, 16 bits and print colours all give RGB of 8 bits, as people see it."""
    grey = mode in ("L", "LA", "I", "I;16")
    source = drawing().convert("L") if grey else drawing()
    if mode == "I;16":
        source = Image.fromarray(np.asarray(source).astype(np.uint16) * 257)
    elif mode == "P":
        source = source.quantize(16)
    else:
        source = source.convert(mode)
    picture = open_picture(_written(tmp_path, "a", saved(kind, source)))
    wanted = np.asarray((drawing().convert("L") if grey else drawing()).convert("RGB")).astype(int)
    assert np.abs(picture.pixels[5:20, 5:28] - wanted[5:20, 5:28]).mean() < 12
    assert np.abs(picture.pixels[30:45, 38:60] - wanted[30:45, 38:60]).mean() < 12


def test_transparent_parts_are_white(tmp_path: Path) -> None:
    """What a viewer shows on a white page is what is read."""
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    assert (open_picture(_written(tmp_path, "a.png", saved("PNG", clear))).pixels == 255).all()


def test_a_narrow_range_of_sixteen_bits_is_spread_and_noted(tmp_path: Path) -> None:
    """A thermal camera's values, which fill a small part of 16 bits, become visible, and a note says so."""
    values = np.linspace(3000, 3200, 64 * 48).reshape(48, 64).astype(np.uint16)
    picture = open_picture(_written(tmp_path, "a.png", saved("PNG", Image.fromarray(values))))
    assert (int(picture.pixels.min()), int(picture.pixels.max())) == (0, 255)
    assert "from 3000 to 3200" in picture.notes[0]


# Where the red quarter lies after each EXIF orientation is honoured: above/below, left/right.
CORNERS = {1: "al", 2: "ar", 3: "br", 4: "bl", 5: "al", 6: "ar", 7: "br", 8: "bl"}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_every_exif_orientation_is_honoured(kind: str, orientation: int, tmp_path: Path) -> None:
    """The picture comes out upright: sides swapped from 5 on, its red quarter in the stated corner."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = open_picture(_written(tmp_path, "a", saved(kind, exif=exif)))
    height, width = (48, 64) if orientation < 5 else (64, 48)
    assert picture.pixels.shape == (height, width, 3)
    corner = CORNERS[orientation]
    y = 8 if corner[0] == "a" else height - 8
    x = 8 if corner[1] == "l" else width - 8
    assert np.abs(picture.pixels[y, x].astype(int) - RED).max() < 40
    assert np.abs(picture.pixels[height - y, width - x].astype(int) - BLUE).max() < 40


def test_heic_is_turned_once_and_dated(tmp_path: Path) -> None:
    """A HEIC that its container turns is not turned again by its EXIF; its date is read."""
    picture = open_picture(_written(tmp_path, "a.heic", HEIC))
    assert picture.pixels.shape == (64, 48, 3)
    assert np.abs(picture.pixels[8, 40].astype(int) - RED).max() < 40
    assert np.abs(picture.pixels[56, 8].astype(int) - BLUE).max() < 40
    assert picture.taken_on == "2020-10-05T14:03:22"


def _dated(text: str, offset: str | None = None) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 1
    details = exif.get_ifd(0x8769)
    details[0x9003] = text
    if offset is not None:
        details[0x9011] = offset
    return exif


@pytest.mark.parametrize(
    ("text", "offset", "taken_on"),
    [
        ("2020:10:05 14:03:22", None, "2020-10-05T14:03:22"),
        ("2020:10:05 14:03:22", "+04:00", "2020-10-05T14:03:22+04:00"),
        ("2020-10-05T14:03:22", None, "2020-10-05T14:03:22"),
        ("2037:01:01 00:00:00", None, "2037-01-01T00:00:00"),
        ("2020:10:05 14:03:22", "noon", "2020-10-05T14:03:22"),
        ("0000:00:00 00:00:00", None, None),
        ("2020:13:45 14:03:22", None, None),
        ("1899:12:31 14:03:22", None, None),
        ("    :  :     :  :  ", None, None),
        ("yesterday", None, None),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_camera_date_is_read_where_it_can_be(
    kind: str, text: str, offset: str | None, taken_on: str | None, tmp_path: Path
) -> None:
    """DateTimeOriginal is given as ISO 8601 with its offset; what is no date is none, and no error."""
    content = saved(kind, exif=_dated(text, offset))
    assert taken_on == open_picture(_written(tmp_path, "a", content)).taken_on


def test_a_tiff_states_its_date_too(tmp_path: Path) -> None:
    """In a TIFF the EXIF directory is one of its own."""
    content = bytearray(saved("TIFF"))
    start = len(content)
    (first,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, first)
    entries = [struct.unpack_from("<HHII", content, first + 2 + 12 * n) for n in range(count)]
    details = directory((0x9003, 2, 20, start + 18)) + b"2020:10:05 14:03:22\0"
    content += details
    struct.pack_into("<I", content, 4, len(content))
    content += directory(*entries, (0x8769, 4, 1, start))
    assert open_picture(_written(tmp_path, "a.tif", bytes(content))).taken_on == "2020-10-05T14:03:22"


def test_a_lying_extension_is_read_by_content_and_noted(tmp_path: Path) -> None:
    """A PNG named .jpg is read as PNG, and a note tells."""
    path = _written(tmp_path, "a.jpg", saved("PNG"))
    assert open_picture(path).notes == (f"{path} is named as JPEG but holds PNG, and was read as that.",)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF", "AVIF"])
def test_the_first_of_several_frames_is_read_and_noted(kind: str, tmp_path: Path) -> None:
    """Of an animation or a many-paged TIFF, the first is read, and a note tells that there are more."""
    others = [Image.new("RGB", (64, 48), colour) for colour in ("green", "black")]
    path = _written(tmp_path, "a", saved(kind, save_all=True, append_images=others))
    picture = open_picture(path)
    part = "page" if kind == "TIFF" else "frame"
    assert picture.notes == (f"{path} holds more than one {part}: only the first was read.",)
    assert np.abs(picture.pixels[8, 8].astype(int) - RED).max() < 60


HARMLESS = {
    "exif that goes in circles": lambda: jpeg_with((0xE1, recursive_exif())),
    "exif that is no exif": lambda: jpeg_with((0xE1, b"Exif\0\0nonsense")),
    "exif cut short": lambda: jpeg_with((0xE1, b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01")),
    "something after the end": lambda: saved("JPEG") + b"appended" * 500,
    "comments": lambda: jpeg_with((0xFE, b"x" * 60_000), (0xEC, b"y" * 60_000)),
    "a text that would swell": swelling_text,
    "a profile that is none": lambda: jpeg_with((0xE2, b"ICC_PROFILE\0\x01\x01" + b"z" * 500)),
    "a directory of further pictures that lies": lambda: jpeg_with((0xE2, b"MPF\0II*\0\xff\xff\xff\xff")),
}


@pytest.mark.parametrize("make", HARMLESS.values(), ids=HARMLESS)
def test_what_pixels_do_not_need_does_no_harm(make: object, tmp_path: Path) -> None:
    """Damage in metadata alone, and what follows a picture's end, keep no exhibit from being read."""
    assert callable(make)
    picture = open_picture(_written(tmp_path, "a", make()))
    assert picture.pixels.shape == (48, 64, 3)
    assert picture.taken_on is None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "BMP"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8),
    st.floats(0.05, 1),
)
def test_altered_bytes_are_read_or_refused(
    tmp_path: Path, kind: str, changes: list[tuple[float, int]], share: float
) -> None:
    """Whatever bytes of a file are changed or cut off, a picture or one sentence comes out."""
    content = bytearray(
        saved(kind, exif=_dated("2020:10:05 14:03:22")) if kind in ("JPEG", "PNG") else saved(kind)
    )
    for place, value in changes:
        content[int(place * len(content))] = value
    path = _written(tmp_path, "a", bytes(content[: int(share * len(content))]))
    try:
        picture = open_picture(path)
    except BadInputError as refusal:
        sentence = refusal.sentence
        _assert_a_sentence(sentence, path)
    else:
        assert picture.pixels.ndim == 3


def test_a_changed_pixel_byte_of_a_png_is_noticed(tmp_path: Path) -> None:
    """Every chunk's checksum is verified: no altered PNG passes as read."""
    content = bytearray(png(64, 48))
    place = content.index(b"IDAT") + 6
    content[place] ^= 1
    assert "damaged" in _refusal(_written(tmp_path, "a.png", bytes(content)))


def _photograph() -> Image.Image:
    """Something with many frequencies: a drawing under smooth noise."""
    rng = np.random.default_rng(3)
    coarse = Image.fromarray(rng.integers(0, 256, (12, 16, 3)).astype(np.uint8)).resize(
        (640, 480), Image.Resampling.BICUBIC
    )
    return Image.blend(drawing(size=(640, 480)), coarse, 0.6)


@pytest.mark.parametrize(
    "repost",
    [
        lambda picture: (picture, "JPEG", {"quality": 40}),
        lambda picture: (picture, "WEBP", {"quality": 30}),
        lambda picture: (picture.resize((320, 240)), "JPEG", {"quality": 70}),
        lambda picture: (picture.resize((900, 675)), "PNG", {}),
        lambda picture: (picture.convert("L"), "JPEG", {}),
        lambda picture: (picture.point(lambda value: min(255, int(value * 1.15))), "JPEG", {}),
    ],
)
def test_a_repost_is_like_its_original(repost: object, tmp_path: Path) -> None:
    """Re-encoding, resizing, greying and brightening change few of the 64 bits of the likeness."""
    assert callable(repost)
    original = open_picture(_written(tmp_path, "a.png", saved("PNG", _photograph())))
    picture, kind, options = repost(_photograph())
    again = open_picture(_written(tmp_path, "b", saved(kind, picture, **options)))
    assert re.fullmatch("[0-9a-f]{16}", original.likeness)
    assert likeness_distance(original.likeness, again.likeness) <= 6


def test_other_pictures_are_unlike() -> None:
    """Unrelated pictures differ in about half of the bits."""
    rng = np.random.default_rng(5)
    hashes = [likeness_of(rng.integers(0, 256, (64, 64, 3)).astype(np.uint8)) for _ in range(12)]
    distances = [likeness_distance(one, other) for one in hashes for other in hashes if one < other]
    assert min(distances) > 16


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_likeness_distance_is_a_distance(a: int, b: int, c: int) -> None:
    """It is zero for the same hash, symmetric, and obeys the triangle inequality."""
    one, two, three = (f"{value:016x}" for value in (a, b, c))
    assert likeness_distance(one, one) == 0
    assert likeness_distance(one, two) == likeness_distance(two, one)
    assert likeness_distance(one, three) <= likeness_distance(one, two) + likeness_distance(two, three)


def test_a_flat_picture_has_a_likeness() -> None:
    """A picture of one colour hashes to zeros, not to the noise of arithmetic."""
    assert likeness_of(np.full((50, 70, 3), 137, np.uint8)) == "0" * 16
