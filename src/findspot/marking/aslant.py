"""A plate that is seen aslant: what its letters and corners tell of that, and the look at it straightened.

Seen from far aside, letters are crowded together, or spread out, and the detector's upright boxes hold parts
of other lines. The whole plate is then laid flat by the perspective map of its four corners, which moves the
pixels and adds nothing to them. How wide it is in truth the corners do not tell; the letters of print do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.looks import Seen, look_closely, plate_around
from findspot.marking.plate.detection import Look
from findspot.marking.plate.straight import straightened
from findspot.marking.plate.views import MARGIN, extent, moved
from findspot.marking.serials import Turned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.marking.plate.lines import PlateLine, PlateReader
    from findspot.marking.plate.outline import Outline
    from findspot.marking.plate.views import Corners

#: How far characters of print stand apart, in heights of their line's box.
PITCH = 0.58
#: A plate is aslant from a pitch below or above these on, or where a corner is so many degrees from upright;
#: and strongly so.
SLIGHT, STRONG = (0.35, 1.05, 25.0), (0.28, 1.15, 35.0)
#: A serial read with less belief than this leaves doubt: where the plate is aslant, and strongly so.
DOUBT, MORE_DOUBT = 0.5, 0.75
#: How many other lines are asked for their plate where the likeliest serial's has none.
OTHERS = 2
#: A line of fewer characters, or of less certainty, does not tell the pitch.
LETTERS, CERTAIN = 3, 0.5
#: How tall the lines of the flat picture should be and how wide or tall it may be, in pixels, and what is
#: shown around it, as a share of its shorter side.
LINE, LARGEST, AROUND = 32.0, 1600, 0.08
#: How far a plate may be drawn out sideways.
MOST_DRAWN = 8.0
#: The look at it: it is already as large as it should be.
FLAT = Look(fixed=1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Slant:
    """How a plate is seen: the ``pitch`` of its letters between its corners, and its ``skew`` in degrees.

    ``line`` is the height of its lines and ``size`` its width and height between the corners, in pixels.
    """

    pitch: float
    skew: float
    line: float
    size: tuple[float, float]

    def beyond(self, bounds: tuple[float, float, float]) -> bool:
        """Whether it is seen more aslant than the bounds: least and greatest pitch, greatest skew."""
        least, most, skew = bounds
        return not least <= self.pitch <= most or self.skew > skew


def slant_of(lines: Sequence[PlateLine], plate: Outline) -> Slant | None:
    """How aslant a plate with these lines is seen; None where no line tells."""
    import cv2  # noqa: PLC0415 - 0.2 s, which only reading pays

    corners = plate.corners
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(sides, axis=1)
    width, height = float(max(lengths[0], lengths[2])), float(max(lengths[1], lengths[3]))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    onto = np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), flat), dtype=np.float64)
    told = [_pitch(line, onto) for line in lines if _tells(line)]
    if not told:
        return None
    pitches, heights, counts = (np.array(column) for column in zip(*told, strict=True))
    before = -np.roll(sides, 1, axis=0)
    cosines = (sides * before).sum(axis=1) / np.maximum(lengths * np.roll(lengths, 1), 1e-6)
    skew = float(np.degrees(np.abs(np.arccos(np.clip(cosines, -1.0, 1.0)) - np.pi / 2)).max())
    return Slant(_median(pitches, counts), skew, _median(heights, counts), (width, height))


def look_straight(
    reader: PlateReader, seen: Seen, plate: Outline | None, belief: float
) -> tuple[Seen, Outline] | None:
    """What stands on the plate once it is straightened, and that plate.

    ``belief`` is that in the serial as it was read, and ``plate`` what was outlined around it; where there is
    none, other lines are asked for theirs. None where the serial is not doubtful, or the plate not aslant,
    enough to be worth it, or where nothing is found on the flat plate.
    """
    if belief >= MORE_DOUBT:
        return None
    if plate is None and belief < DOUBT:
        outlines = (plate_around(seen, rank) for rank in range(1, 1 + OTHERS))
        plate = next((outline for outline in outlines if outline is not None), None)
    slant = None if plate is None else slant_of(seen.plate_lines, plate)
    if plate is None or slant is None or not slant.beyond(SLIGHT):
        return None
    if belief >= DOUBT and not slant.beyond(STRONG):
        return None
    flat, back = _laid_flat(seen.picture.pixels, plate.corners, slant)
    found = reader.read_upright(flat, FLAT)
    if not found:
        return None
    picture = Turned(flat, seen.picture.quarter_turns, seen.picture.size, back)
    return look_closely(reader, picture, found, check_digits=seen.check_digits), plate


def _laid_flat(
    pixels: NDArray[np.uint8], corners: Corners, slant: Slant
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    width, height = slant.size
    drawn = min(max(PITCH / slant.pitch, 1.0 / MOST_DRAWN), MOST_DRAWN)
    width, line = width * max(drawn, 1.0), slant.line
    if drawn < 1.0:
        height, line = height / drawn, line / drawn
    scale = max(LINE / line, 1.0)
    scale = min(scale, LARGEST / max(width, height))
    margin = round(AROUND * scale * min(width, height)) + 4
    size = (round(width * scale) + 2 * margin, round(height * scale) + 2 * margin)
    return straightened(pixels, corners, size, margin)


def _tells(line: PlateLine) -> bool:
    letters = sum(not character.isspace() for character in line.text)
    return not line.downwards and letters >= LETTERS and line.recognised.p >= CERTAIN


def _pitch(line: PlateLine, onto: NDArray[np.float64]) -> tuple[float, float, int]:
    """The pitch of a line's characters, its height, and how many there are."""
    width, height = extent(moved(line.corners, onto))
    return max(width - 2 * MARGIN * height, 1.0) / len(line.text) / max(height, 1.0), height, len(line.text)


def _median(values: NDArray[np.float64], counts: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    passed = np.cumsum(counts[order])
    return float(values[order[int(np.searchsorted(passed, passed[-1] / 2))]])
