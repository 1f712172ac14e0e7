"""Second looks at a part of a picture: where something should stand that the first look did not find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.plate.detection import Look, find_text
from findspot.marking.plate.lines import NOISE, PlateLine, PlateReader, worth
from findspot.marking.plate.views import cut, extent, grown, laid_flat, levelled, moved, piece_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from findspot.marking.plate.views import Corners

#: The height, in pixels, to which the neighbourhood of a line is brought.
NEAR = 128
#: The look at it: the picture is already as large as it should be.
NEARBY = Look(0.0, 0.12, 0.2)
#: How far around a text is looked, in its heights: at each end, above and below.
AT_ENDS, ABOVE = 4.0, 0.6
#: How far a line is read on where the detector saw its end, in heights to the left and to the right.
READ_ON = ((9.0, 0.0), (0.0, 9.0), (3.0, 3.0))


class SecondLook:
    """Looks once more at parts of one upright picture."""

    def __init__(self, reader: PlateReader, pixels: NDArray[np.uint8]) -> None:
        self._reader = reader
        self.pixels = pixels

    def around(self, outline: Corners) -> list[PlateLine]:
        """The lines of text within and close around an outline, from a larger picture of that area alone."""
        area = cut(grown(outline, AT_ENDS, AT_ENDS), -ABOVE)
        flat, back = laid_flat(self.pixels, area, round(NEAR * (1.0 + 2.0 * ABOVE) * 0.6))
        found = [
            self._reader.line_within(self.pixels, moved(region.corners, back))
            for region in find_text(levelled(flat), self._reader.detector, NEARBY)
            if region.width > 0.7 * region.height
        ]
        return [line for line in found if line.recognised.p >= NOISE]

    def longer(self, outline: Corners) -> list[PlateLine]:
        """The line within an outline with what may stand before or after it, each a line of its own.

        The recogniser passes over what is no text: this finds the rest of a line of which only a part is
        clear enough for the detector.
        """
        lines = [self._reader.line_within(self.pixels, grown(outline, *ends)) for ends in READ_ON]
        return [line for line in lines if line.recognised.p >= NOISE]

    def beyond(self, line: PlateLine, reach: float) -> list[PlateLine]:
        """What stands to the right of a line's last character, up to ``reach`` heights on, looked for keenly.

        Values are often stamped or etched after their label was printed, and fainter than it.
        """
        width, height = extent(line.corners)
        last = (line.recognised.places[-1] + 1.5) / len(line.recognised.frames)
        area = cut(piece_of(line.corners, last, last + reach * height / max(width, 1.0)), -0.7)
        flat, back = laid_flat(self.pixels, area, NEAR)
        found = []
        for region in find_text(levelled(flat), self._reader.detector, NEARBY):
            middle = float(region.corners[:, 1].mean()) / flat.shape[0]
            if 0.3 < middle < 0.7 and region.width > 0.4 * region.height:
                found.append(self._maybe_framed(moved(region.corners, back)))
        return [other for other in found if other.recognised.p >= NOISE and worth([other], 1) > 0]

    def below(self, line: PlateLine) -> list[PlateLine]:
        """A single character at or under the foot of a column, such as a check digit in its frame."""
        corners = line.corners
        width, height = extent(corners)
        down = (corners[3] + corners[2] - corners[0] - corners[1]) / (2 * max(height, 1.0))
        foot = corners[[3, 2]]
        area = np.stack((*(foot - down * 1.2 * width), *(foot[::-1] + down * 2.2 * width)))
        area = grown(area.astype(np.float32), 0.15, 0.15)
        flat, back = laid_flat(self.pixels, area, 3 * NEAR)
        found = [
            self._maybe_framed(moved(region.corners, back))
            for region in find_text(levelled(flat), self._reader.detector, NEARBY)
            if 0.5 < region.height / region.width < 2.0 and region.width > 0.3 * flat.shape[1]
        ]
        single = [other for other in found if sum(c.isalnum() for c in other.text) == 1]
        return sorted(single, key=lambda other: -float(other.corners[:, 1].mean()))[:1]

    def _maybe_framed(self, corners: Corners) -> PlateLine:
        """A line, or one character in a frame, as the check digit of a container code has it."""
        line = self._reader.line_within(self.pixels, corners)
        width, height = extent(corners)
        if width > 1.6 * height:
            return line
        inner = [cut(grown(corners, -share, -share), share) for share in (0.15, 0.22)]
        options = [line, *(PlateLine(outline, self._reader.view(self.pixels, outline)) for outline in inner)]
        single = [option for option in options if sum(c.isalnum() for c in option.text) == 1]
        return max(single or options, key=lambda option: worth([option], 1))
