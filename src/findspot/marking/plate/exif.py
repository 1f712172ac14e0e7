"""EXIF, as much of it as an exhibit needs: which way is up, and when the camera says it was taken.

A hostile block can point thousands of entries at the same megabytes, or directories at each other.
So nothing is unfolded here: each directory is walked at most once, and only two values are read.
Source: CIPA DC-008 (Exif 2.32), section 4.6, on the directories of TIFF 6.0, section 2.
"""

from __future__ import annotations

import datetime as dt
import re
import struct
from dataclasses import dataclass

_ORIENTATION, _EXIF, _GPS, _INTEROP = 0x0112, 0x8769, 0x8825, 0xA005
_TAKEN_ON, _TAKEN_OFFSET = 0x9003, 0x9011
#: Bytes a value of each TIFF type takes.
_UNIT = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8}
_TAKEN_FORM = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET_FORM = re.compile(r"[+-]\d\d:\d\d")
_EARLIEST_YEAR = 1980  # no earlier date can have been written by a camera's clock


@dataclass(frozen=True, slots=True)
class Exif:
    """What a block of EXIF says.

    ``orientation``: 1 to 8, 1 where none is stated. ``taken_on``: ISO 8601 text, None where the block has
    none that can be. ``unfolded``: the bytes that all its values would take together, which in a hostile
    block is far more than its length.
    """

    orientation: int = 1
    taken_on: str | None = None
    unfolded: int = 0


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    count: int
    place: int  # where the value stands in the block

    @property
    def size(self) -> int:
        return _UNIT.get(self.kind, 1) * self.count


def parse_exif(block: bytes) -> Exif:
    """The facts of an EXIF block, with or without its leading ``Exif`` mark; damage yields fewer facts."""
    tiff = block[6:] if block[:4] == b"Exif" else block
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return Exif()
    walked: dict[int, dict[int, _Entry]] = {}
    waiting = [(0, struct.unpack_from(order + "I", tiff, 4)[0])]
    seen: set[int] = set()
    while waiting:
        name, offset = waiting.pop()
        if offset in seen:
            continue
        seen.add(offset)
        walked[name] = _directory(tiff, order, offset)
        waiting += [
            (tag, struct.unpack_from(order + "I", tiff, walked[name][tag].place)[0])
            for tag in (_EXIF, _GPS, _INTEROP)
            if tag in walked[name] and tag not in walked
        ]
    main, details = walked[0], walked.get(_EXIF, {})
    unfolded = sum(
        min(entry.size, len(tiff)) for directory in walked.values() for entry in directory.values()
    )
    return Exif(_orientation(tiff, order, main), _taken_on(tiff, details), unfolded)


def _directory(tiff: bytes, order: str, offset: int) -> dict[int, _Entry]:
    """The entries of one directory by tag; those that do not lie inside the block are left out."""
    if offset + 2 > len(tiff):
        return {}
    (count,) = struct.unpack_from(order + "H", tiff, offset)
    entries = {}
    for index in range(min(count, (len(tiff) - offset - 2) // 12)):
        start = offset + 2 + 12 * index
        tag, kind, length = struct.unpack_from(order + "HHI", tiff, start)
        entry = _Entry(kind, length, start + 8)
        if entry.size > 4:
            entry = _Entry(kind, length, struct.unpack_from(order + "I", tiff, start + 8)[0])
        if entry.place + min(entry.size, 4) <= len(tiff):
            entries[tag] = entry
    return entries


def _orientation(tiff: bytes, order: str, main: dict[int, _Entry]) -> int:
    entry = main.get(_ORIENTATION)
    if entry is None or entry.kind not in (3, 4) or entry.count != 1:
        return 1
    (value,) = struct.unpack_from(order + ("H" if entry.kind == 3 else "I"), tiff, entry.place)
    return value if 1 <= value <= 8 else 1


def _taken_on(tiff: bytes, details: dict[int, _Entry]) -> str | None:
    form = _TAKEN_FORM.match(_text(tiff, details.get(_TAKEN_ON)))
    if form is None:
        return None
    try:
        moment = dt.datetime(*(int(part) for part in form.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - the camera states local time, its offset apart
    except ValueError:
        return None
    if moment.year < _EARLIEST_YEAR:
        return None
    offset = _OFFSET_FORM.match(_text(tiff, details.get(_TAKEN_OFFSET)))
    return moment.isoformat() + (offset[0] if offset else "")


def _text(tiff: bytes, entry: _Entry | None) -> str:
    """The first characters of a text value: no more are ever needed."""
    if entry is None or entry.kind != 2:
        return ""
    return tiff[entry.place : entry.place + min(entry.count, 32)].decode("ascii", "replace")
