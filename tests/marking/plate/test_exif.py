"""EXIF: two facts out of a block, whatever else a camera or a forger wrote into it."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assets.make_pictures import recursive_exif, swelling_exif

from findspot.marking.plate.exif import Exif, parse_exif

_TAKEN = b"2020:10:05 14:03:22\0"


def _directory(order: str, *entries: tuple[int, int, int, int]) -> bytes:
    rows = b"".join(struct.pack(order + "HHII", *entry) for entry in entries)
    return struct.pack(order + "H", len(entries)) + rows + struct.pack(order + "I", 0)


def _short(order: str, value: int) -> int:
    """A 16-bit value as it stands in an entry's four bytes."""
    found: int = struct.unpack(order + "I", struct.pack(order + "HH", value, 0))[0]
    return found


def _block(order: str, orientation: int, taken: bytes = _TAKEN, offset: bytes = b"") -> bytes:
    """A block with an orientation in its first directory, and a date with its offset in the second."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    details = 8 + 2 + 2 * 12 + 4
    text = details + 2 + (2 if offset else 1) * 12 + 4
    main = _directory(order, (0x0112, 3, 1, _short(order, orientation)), (0x8769, 4, 1, details))
    entries = [(0x9003, 2, len(taken), text)]
    if offset:
        entries.append((0x9011, 2, len(offset), text + len(taken)))
    return mark + struct.pack(order + "I", 8) + main + _directory(order, *entries) + taken + offset


@pytest.mark.parametrize("order", ["<", ">"], ids=["little", "big"])
@pytest.mark.parametrize("mark", [b"", b"Exif\0\0"], ids=["bare", "marked"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_and_date_are_read(order: str, mark: bytes, orientation: int) -> None:
    """In either byte order, with or without its leading mark, a block gives both facts."""
    found = parse_exif(mark + _block(order, orientation, offset=b"+04:00\0"))
    assert (found.orientation, found.taken_on) == (orientation, "2020-10-05T14:03:22+04:00")


@given(st.sampled_from("<>"), st.integers(0, 65535))
def test_an_orientation_that_is_none_leaves_the_picture_as_it_is(order: str, value: int) -> None:
    """Only 1 to 8 are orientations; everything else counts as upright."""
    assert parse_exif(_block(order, value)).orientation == (value if 1 <= value <= 8 else 1)


@given(st.datetimes())
def test_a_date_is_the_date_that_was_written(moment: object) -> None:
    """Each second since 1980 comes back as ISO 8601; earlier ones were written by no camera's clock."""
    text = f"{moment:%Y:%m:%d %H:%M:%S}".rjust(19, "0")
    found = parse_exif(_block("<", 1, text.encode() + b"\0")).taken_on
    wanted = text[:10].replace(":", "-") + "T" + text[11:]
    assert found == (wanted if text >= "1980" else None)


@given(st.binary(max_size=19))
def test_a_date_that_is_none_is_none(text: bytes) -> None:
    """Whatever stands where the date should, a date in the calendar comes out, or none."""
    found = parse_exif(_block(">", 3, text.ljust(20, b"\0")))
    assert found.orientation == 3
    assert found.taken_on is None or len(found.taken_on) == 19


@given(st.binary(max_size=300))
def test_any_bytes_give_facts_or_none(block: bytes) -> None:
    """No block is an error: what cannot be read is left out."""
    for mark in (b"", b"II*\0", b"MM\0*", b"Exif\0\0II*\0\x08\0\0\0"):
        found = parse_exif(mark + block)
        assert 1 <= found.orientation <= 8
        assert found.unfolded >= 0


@given(st.integers(0, 200), st.integers(0, 120), st.integers(0, 255))
def test_a_damaged_block_gives_fewer_facts(length: int, place: int, value: int) -> None:
    """Cut anywhere, changed anywhere, a block gives what is left of it and raises nothing."""
    block = bytearray(_block("<", 6))
    block[place % len(block)] = value
    found = parse_exif(bytes(block[:length]))
    assert 1 <= found.orientation <= 8


@pytest.mark.parametrize("length", range(8))
def test_a_block_without_a_directory_says_nothing(length: int) -> None:
    """Seven bytes and fewer hold no fact."""
    assert parse_exif(b"II*\0\x08\0\0"[:length]) == Exif()


def test_directories_in_a_circle_end() -> None:
    """Directories that name each other are walked once."""
    assert parse_exif(recursive_exif()).orientation == 1


def test_a_bomb_shows_by_what_it_would_unfold() -> None:
    """Thousands of entries on the same bytes are counted as large as they would become, not unfolded."""
    block = swelling_exif()
    assert parse_exif(block).unfolded > 500 * len(block)
    assert parse_exif(_block("<", 1)).unfolded < len(_block("<", 1))
