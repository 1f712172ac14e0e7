"""Several photographs of one plate under different lights, looked at together where each leaves doubt.

Each photograph's plate is laid flat by its outline and laid over the one that is outlined best (see
plate.lights); what they show together is read as further views of that photograph's serial. These share its
one vote: the same pixels count once, and no photograph gains weight by being laid over another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.fields.formats import check_ratio
from findspot.marking.looks import look_closely
from findspot.marking.plate.detection import Look
from findspot.marking.plate.lights import AGREED, TOGETHER, agreement, laid_over, overlay
from findspot.marking.plate.media import open_picture
from findspot.marking.plate.straight import straightened
from findspot.marking.plate.views import extent, moved
from findspot.marking.serials import NOTHING, Hypothesis, SerialReader, Turned, serial_of, weighted
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from findspot.marking.plate.lines import PlateReader
    from findspot.vocabulary.lattice import Lattice
    from findspot.vocabulary.reading import Box, Plate, Reading

#: A serial that any photograph shows with this belief needs no other.
CLEAR = 0.9
#: How many photographs are laid over each other at most.
MOST = 6
#: The longer side of the flat plate in pixels, and what is shown around it.
SIDE, MARGIN = 960, 20
#: From which share of common area on two boxes are one place.
ONE_PLACE = 0.5
#: The look at what they show together: it is already as large as it should be.
FLAT = Look(fixed=1.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Flat:
    """One reading's plate, laid flat: its grey pixels, and the map [3, 3] back to the photograph's."""

    reading: Reading
    grey: NDArray[np.uint8]
    back: NDArray[np.float64]

    @property
    def size(self) -> tuple[int, int]:
        return self.grey.shape[1], self.grey.shape[0]

    def agrees(self, laid: NDArray[np.uint8], hypothesis: Hypothesis) -> bool:
        """Whether another light shows the same where the hypothesis stands: other serials do not."""
        if hypothesis.reading.box is None:
            return False
        onto = np.asarray(np.linalg.inv(self.back), dtype=np.float64)
        corners = moved(np.array(hypothesis.reading.box, dtype=np.float32), onto)
        return agreement(self.grey, laid, corners) >= AGREED


def worth_a_look(readings: Sequence[Reading]) -> bool:
    """Whether two or more readings outline a plate, and none is sure of its serial."""
    plated = sum(_plate(reading) is not None for reading in readings)
    return plated > 1 and max(_belief(reading) for reading in readings) < CLEAR


def read_together(
    reader: PlateReader, readings: Sequence[Reading], *, check_digits: bool = True
) -> tuple[Reading, ...]:
    """The readings of different photographs of one item, with what their lights show together.

    They come back in their order; only the one that the others were laid over is changed, and all are as
    they were where one shows the serial clearly or fewer than two can be laid over each other. The files are
    opened anew, one at a time; one that is no longer the file that was read is left out.
    """
    if not worth_a_look(readings):
        return tuple(readings)
    plated = sorted((one for one in readings if _plate(one) is not None), key=_rank)[:MOST]
    flats = list(_flats(plated))
    if not flats:
        return tuple(readings)
    made = _on(reader, flats[0], flats[1:], check_digits=check_digits) or flats[0].reading
    return tuple(made if one is flats[0].reading else one for one in readings)


def _on(reader: PlateReader, ground: _Flat, others: Sequence[_Flat], *, check_digits: bool) -> Reading | None:
    """The reading of one photograph with those laid over it that can be; None where nothing is gained."""
    laid = [(other, grey) for other in others if (grey := _laid(ground, other)) is not None]
    if not laid:
        return None
    made = _read(reader, ground, [grey for _, grey in laid], check_digits=check_digits)
    if made is None:
        return None
    return replace(made, notes=(*made.notes, _said([other for other, _ in laid])))


def _laid(first: _Flat, other: _Flat) -> NDArray[np.uint8] | None:
    """The other plate as it lies over the first; None where it does not, or shows another serial there."""
    onto = overlay(first.grey, other.grey)
    if onto is None:
        return None
    laid = laid_over(other.grey, onto, first.size)
    likeliest = next((h for h in _own(first.reading)[:1]), None)
    return laid if likeliest is None or first.agrees(laid, likeliest) else None


def _said(others: Sequence[_Flat]) -> str:
    names = " and ".join(other.reading.file for other in others)
    return (
        f"Its plate was laid over that of {names}, and what the lights show together was read as further "
        "views of its serial; the pixels were moved and combined, nothing was added."
    )


def _flats(readings: Sequence[Reading]) -> Iterator[_Flat]:
    """The plates laid flat in the form of the first one."""
    import cv2  # noqa: PLC0415 - 0.2 s, which only reading pays

    size: tuple[int, int] | None = None
    for reading in readings:
        plate = _plate(reading)
        assert plate is not None, "only readings with a plate are laid flat"
        corners = np.array(plate.box, dtype=np.float32)
        size = size or _size(*extent(corners))
        try:
            picture = open_picture(Path(reading.file))
        except BadInputError:
            continue
        if picture.sha256 == reading.sha256:
            flat, back = straightened(picture.pixels, corners, size, MARGIN)
            grey = np.asarray(cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
            yield _Flat(reading, grey, back)


def _size(width: float, height: float) -> tuple[int, int]:
    scale = SIDE / max(width, height, 1.0)
    return round(width * scale) + 2 * MARGIN, round(height * scale) + 2 * MARGIN


def _read(
    reader: PlateReader, first: _Flat, laid: Sequence[NDArray[np.uint8]], *, check_digits: bool
) -> Reading | None:
    """The first photograph's reading with the views of all photographs together.

    What is read where the photographs do not agree is left out. None where nothing is left.
    """
    found = []
    for name, combined in TOGETHER.items():
        pixels = combined([first.grey, *laid])
        lines = reader.read_upright(pixels, FLAT)
        if not lines:
            continue
        picture = Turned(pixels, 0, (first.reading.width, first.reading.height), first.back)
        seen = look_closely(reader, picture, lines, check_digits)
        serials = SerialReader(reader, picture, seen.plate_lines, check_digits)
        found.append(
            [
                _named(one, name)
                for one in serials.hypotheses(seen.fields.serials)
                if all(first.agrees(other, one) for other in laid)
            ]
        )
    if not any(found):
        return None
    marking, *more = first.reading.markings
    favour = check_ratio if check_digits else _indifferent
    texts = weighted(merged([_own(first.reading), *found], favour))
    return replace(first.reading, markings=(replace(marking, serials=texts), *more))


def merged(looks: Sequence[Sequence[Hypothesis]], favour: Callable[[str], float]) -> list[Hypothesis]:
    """The hypotheses of several looks at the same pixels, those in one place made one.

    In each place the looks share one vote. ``favour`` is as in ``fusion.fuse``.
    """
    places: list[list[Hypothesis]] = []
    for look in looks:
        fresh = []
        for hypothesis in look:
            place = next((place for place in places if _one_place(place[0], hypothesis)), None)
            if place is None:
                fresh.append([hypothesis])
            else:
                place.append(hypothesis)
        places += fresh
    return [_shared(place, favour) for place in places]


def _shared(place: Sequence[Hypothesis], favour: Callable[[str], float]) -> Hypothesis:
    first = place[0]
    if len(place) == 1:
        return first
    best = max(place, key=lambda one: one.odds)
    lattices = [_share(lattice, len(place)) for one in place for lattice in one.reading.lattices]
    reading = serial_of(lattices, best.reading.why, favour)
    if reading is None:
        return first
    return Hypothesis(replace(reading, box=first.reading.box), best.odds, first.decoded)


def _share(lattice: Lattice, count: int) -> Lattice:
    return replace(lattice, weight=lattice.weight / count)


def _named(hypothesis: Hypothesis, name: str) -> Hypothesis:
    lattices = tuple(
        replace(lattice, view=f"{name}, {lattice.view}") for lattice in hypothesis.reading.lattices
    )
    return replace(hypothesis, reading=replace(hypothesis.reading, lattices=lattices))


def _own(reading: Reading) -> list[Hypothesis]:
    """The hypotheses that a reading was made of: its weights as odds again."""
    serials = reading.markings[0].serials
    rest = max(1.0 - sum(serial.weight for serial in serials), 1e-3)
    return [Hypothesis(serial, NOTHING * serial.weight / rest) for serial in serials]


def _one_place(one: Hypothesis, other: Hypothesis) -> bool:
    if one.reading.box is None or other.reading.box is None:
        return False
    (low, high), (least, most) = (_bounds(box) for box in (one.reading.box, other.reading.box))
    common = float(np.prod(np.clip(np.minimum(high, most) - np.maximum(low, least), 0.0, None)))
    either = float(np.prod(high - low) + np.prod(most - least)) - common
    return common >= ONE_PLACE * either


def _bounds(box: Box) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    corners = np.array(box, dtype=np.float64)
    return corners.min(axis=0), corners.max(axis=0)


def _plate(reading: Reading) -> Plate | None:
    return reading.markings[0].plate if reading.markings else None


def _belief(reading: Reading) -> float:
    return max((s.p * s.weight for marking in reading.markings for s in marking.serials), default=0.0)


def _rank(reading: Reading) -> tuple[float, float, str]:
    """The order in which plates are laid over each other: the one that is outlined best is the ground."""
    plate = _plate(reading)
    assert plate is not None, "only readings with a plate are ranked"
    return -round(plate.p, 1), -_belief(reading), reading.sha256


def _indifferent(_text: str) -> float:
    return 1.0
