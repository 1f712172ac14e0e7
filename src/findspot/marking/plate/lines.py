"""The lines of text of one picture, found and read, whichever way up it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.plate.columns import find_columns, relaid
from findspot.marking.plate.detection import USUAL, Look, find_text
from findspot.marking.plate.recognition import Recogniser
from findspot.marking.plate.views import (
    FOUND,
    MARGIN,
    grown,
    piece_of,
    strip,
    turned,
)
from findspot.marking.plate.zoom import find_text_closer
from findspot.vocabulary.lattice import Lattice
from findspot.vocabulary.reading import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.marking.plate.detection import Region
    from findspot.marking.plate.models import Models, Network
    from findspot.marking.plate.recognition import Recognised
    from findspot.marking.plate.views import Corners, View
    from findspot.vocabulary.reading import Box

#: A box this many times taller than wide is read sideways or downwards.
TALL = 1.5
#: Below this, what a picture says upright is too little, and the other three rotations are tried.
ENOUGH = 6.0
#: Below this mean certainty of its letters, a picture may be upside down.
LEGIBLE = 0.88
#: From so many tall boxes on, which are most of all, the picture may lie on its side; it does where it then
#: says so much that no code written downwards, misread, could say it.
MANY, PLENTY = 4, 30.0
#: How many of the largest boxes vote on the rotation.
VOTERS = 4
#: How many frames after its middle the recogniser names a character: 0.27 to 0.32 on the mean over 324 drawn
#: characters, at three widths.
LATE = 0.3
#: A line read with less certainty than this is no text.
NOISE = 0.35


@dataclass(frozen=True, slots=True, eq=False)
class PlateLine:
    """One line as read: ``corners`` is the outline of the strip that was read, ends and all.

    ``sideways``: it was read along the longer side of a tall box. ``downwards``: its characters stand one
    under another, so no other view of it can be cut; ``more`` holds its frames under other pitches.
    """

    corners: Corners
    recognised: Recognised
    downwards: bool = False
    more: tuple[NDArray[np.float32], ...] = ()
    sideways: bool = False

    @property
    def text(self) -> str:
        """What it says."""
        return self.recognised.text

    def line(self, box: Box) -> Line:
        """The line for a reading; ``box`` is where its corners lie in the picture's own pixels."""
        read = self.recognised
        return Line(read.text, read.p, box, read.characters, (Lattice(read.frames),))

    def shares(self, start: int, end: int) -> tuple[float, float]:
        """Where the characters from ``start`` to ``end`` lie, as shares of the line's width.

        The bounds lie half-way to the neighbouring characters, which stand a little before their frames.
        """
        places, frames = self.recognised.places, len(self.recognised.frames)
        characters = self.recognised.text
        left, right = 0.0, 1.0
        before = [i for i in range(start) if characters[i] != " "]
        after = [i for i in range(end, len(places)) if characters[i] != " "]
        if before:
            left = ((places[before[-1]] + places[start] + 1) / 2 - LATE) / frames
        if after:
            right = ((places[end - 1] + places[after[0]] + 1) / 2 - LATE) / frames
        return left, right


class PlateReader:
    """Reads the lines of pictures, with both networks."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._recogniser: Recogniser | None = None

    @property
    def recogniser(self) -> Recogniser:
        """The recogniser, built when first asked for."""
        if self._recogniser is None:
            self._recogniser = Recogniser(self._models)
        return self._recogniser

    @property
    def detector(self) -> Network:
        """The detector, loaded when first asked for."""
        return self._models.detector

    def view(self, pixels: NDArray[np.uint8], corners: Corners, view: View = FOUND) -> Recognised:
        """One view of the text within ``corners``."""
        return self.recogniser(strip(pixels, corners, view))

    def read(self, pixels: NDArray[np.uint8], look: Look = USUAL) -> tuple[int, list[PlateLine]]:
        """The lines of a picture, and the quarter turns to the left that set it upright.

        The lines' corners are pixels of the picture after these turns (``numpy.rot90``).
        """
        regions = find_text_closer(pixels, self.detector, look)
        boxes = _Boxes(self, pixels)
        lying = _is_lying(regions)
        turned = self._turned(boxes, regions, look) if lying else None
        if turned is not None and worth(_level(turned[1])) >= PLENTY:
            return turned
        lines = self._lines(boxes, regions)
        # Clean type read sideways, or even cut into a column, is certain of itself: only rows tell at once.
        rows = [line for line in lines if not line.sideways and not line.downwards]
        if not regions or (worth(rows) >= ENOUGH and _certainty(rows) >= LEGIBLE):
            return 0, lines
        if not lying:
            turned = self._turned(boxes, regions, look)
        if turned is not None and worth(_level(turned[1])) > worth(_level(lines)):
            return turned
        return 0, lines

    def read_upright(self, pixels: NDArray[np.uint8], look: Look) -> list[PlateLine]:
        """The lines of a picture that is known to be upright."""
        return self._lines(_Boxes(self, pixels), find_text(pixels, self.detector, look))

    def _turned(
        self, boxes: _Boxes, regions: Sequence[Region], look: Look
    ) -> tuple[int, list[PlateLine]] | None:
        """The lines of the picture turned as its largest boxes read best; None where that is as it is."""
        turns = _vote(boxes, regions)
        if not turns:
            return None
        upright = np.ascontiguousarray(np.rot90(boxes.pixels, turns))
        return turns, self._lines(_Boxes(self, upright), find_text_closer(upright, self.detector, look))

    def _lines(self, boxes: _Boxes, regions: Sequence[Region]) -> list[PlateLine]:
        lines = []
        for region in regions:
            if region.height > TALL * region.width:
                options = [boxes.line(region, turns) for turns in (1, 3)]
                lines.append(replace(max(options, key=lambda line: worth([line])), sideways=True))
            else:
                lines.append(boxes.line(region))
        columns = find_columns([region.corners for region in regions])
        downwards = [line for column in columns if (line := self._column(boxes.pixels, column)) is not None]
        return _without_doubles([line for line in lines if line.recognised.p >= NOISE], downwards)

    def line_within(self, pixels: NDArray[np.uint8], corners: Corners) -> PlateLine:
        """The line in a box; a detected box cuts into its outermost characters, so a margin is added."""
        wider = grown(corners, MARGIN, MARGIN)
        return PlateLine(wider, self.view(pixels, wider))

    def _column(self, pixels: NDArray[np.uint8], column: Corners) -> PlateLine | None:
        rows = relaid(pixels, column)
        lines = [PlateLine(column, self.recogniser(row), downwards=True) for row in rows]
        lines = [line for line in lines if line.recognised.p >= NOISE and worth([line]) > 0]
        lines.sort(key=lambda line: -worth([line]))
        if not lines:
            return None
        nearly = [line for line in lines[1:3] if worth([line]) > 0.85 * worth(lines[:1])]
        return replace(lines[0], more=tuple(line.recognised.frames for line in nearly))


class _Boxes:
    """The boxes of one picture, each read at most once in each direction."""

    def __init__(self, reader: PlateReader, pixels: NDArray[np.uint8]) -> None:
        self.pixels = pixels
        self._reader = reader
        self._read: dict[tuple[Region, int], PlateLine] = {}

    def line(self, region: Region, turns: int = 0) -> PlateLine:
        """The line in a box, read in a direction (see ``views.turned``)."""
        key = (region, turns)
        if key not in self._read:
            self._read[key] = self._reader.line_within(self.pixels, turned(region.corners, turns))
        return self._read[key]


def _vote(boxes: _Boxes, regions: Sequence[Region]) -> int:
    """The quarter turns under which the largest boxes read best."""
    largest = sorted(regions, key=lambda region: -region.width * region.height)[:VOTERS]
    said = []
    for turns in range(4):
        # Turning the picture to the left by n is reading its boxes in direction 4 - n.
        lines = [boxes.line(region, (4 - turns) % 4) for region in largest]
        fitting = [line for line in lines if not _is_tall(line.corners)]
        said.append(worth(fitting))
    return int(np.argmax(said)) if max(said) > 1.2 * said[0] else 0


def _is_lying(regions: Sequence[Region]) -> bool:
    """Whether so much text runs up or down that the whole picture may lie on its side."""
    tall = sum(region.height > TALL * region.width for region in regions)
    return tall >= MANY and tall > len(regions) / 2


def _level(lines: Sequence[PlateLine]) -> list[PlateLine]:
    """The lines that a reader of the upright picture need not turn his head for."""
    return [line for line in lines if not line.sideways]


def _is_tall(corners: Corners) -> bool:
    return bool(np.linalg.norm(corners[3] - corners[0]) > np.linalg.norm(corners[1] - corners[0]))


def worth(lines: Sequence[PlateLine], least: int = 3) -> float:
    """How much the lines of ``least`` letters say: letters and digits, each as far as it is certain."""
    total = 0.0
    for line in lines:
        count = sum(character.isalnum() for character in line.text)
        if count >= least:
            total += count * max(line.recognised.p - 0.5, 0.0) * 2
    return total


def _certainty(lines: Sequence[PlateLine]) -> float:
    """The mean certainty of the lines, each counted by its letters and digits."""
    counts = [sum(character.isalnum() for character in line.text) for line in lines]
    total = sum(count * line.recognised.p for count, line in zip(counts, lines, strict=True))
    return total / max(sum(counts), 1)


def _without_doubles(rows: list[PlateLine], columns: list[PlateLine]) -> list[PlateLine]:
    """Rows and columns together; of a row and a column on the same ground, the one that says more."""
    kept = list(rows)
    for column in columns:
        inside = [row for row in kept if covers(column.corners, row.corners)]
        # Tall boxes were read sideways, which misreads upright characters with some certainty.
        handicap = 0.75 if any(row.sideways for row in inside) else 1.05
        if worth([column]) > handicap * worth(inside, 1):
            kept = [row for row in kept if all(row is not other for other in inside)] + [column]
    return kept


def covers(outer: Corners, inner: Corners) -> bool:
    """Whether the middle of one outline lies within the bounds of another."""
    low, high = outer.min(axis=0), outer.max(axis=0)
    centre = inner.mean(axis=0)
    return bool((centre >= low).all() and (centre <= high).all())


def lies_on(line: PlateLine, other: PlateLine) -> bool:
    """Whether a line lies on the characters of another, so that both are the same text."""
    places, frames = other.recognised.places, len(other.recognised.frames)
    written = piece_of(other.corners, (places[0] - 1) / frames, (places[-1] + 2) / frames)
    return covers(written, line.corners)


def upright_box(corners: Corners, quarter_turns: int, size: tuple[int, int]) -> Box:
    """The corners in the picture of ``size`` (width, height) from those after ``quarter_turns`` to the left.

    The order stays clockwise from the text's own upper left.
    """
    width, height = size
    points = corners.astype(np.float64)
    x, y = points[:, 0], points[:, 1]
    # One quarter turn to the left takes (x, y) to (y, width - x); this is the way back.
    back = {0: (x, y), 1: (width - y, x), 2: (width - x, height - y), 3: (y, height - x)}[quarter_turns]
    first, second, third, fourth = (
        (round(float(a), 2), round(float(b), 2)) for a, b in zip(*back, strict=True)
    )
    return first, second, third, fourth


def sliced(line: PlateLine, start: int, end: int) -> PlateLine:
    """The part of a line from character ``start`` to ``end``, with its own outline and frames."""
    left, right = line.shares(start, end)
    if line.downwards and (left, right) == (0.0, 1.0):
        return line
    frames = line.recognised.frames
    first, last = round(left * len(frames)), max(round(right * len(frames)), round(left * len(frames)) + 1)
    read = line.recognised
    part = replace(
        read,
        text=read.text[start:end],
        characters=read.characters[start:end],
        places=tuple(place - first for place in read.places[start:end]),
        frames=frames[first:last],
    )
    corners = line.corners if line.downwards else piece_of(line.corners, left, right)
    return PlateLine(corners, part, downwards=line.downwards)
