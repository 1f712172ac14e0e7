"""Straight lines that may be the sides of a plate: how much of each lies on an edge of the picture.

A side parts two surfaces all along, so that what counts is the difference between the means of a few pixels
on its two sides, with its sign; along text, grain and thin rules these differences cancel out. A picture's
differences are summed in bins along the way, and lines of all slopes within a range are laid through the bins
(a Hough transform of one narrow range).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Steps = NDArray[np.float32]

#: Into how many bins the way along a side is cut.
BINS = 24
#: The slopes that level and upright sides may have, against the text's own axes.
LEVEL, UPRIGHT = np.linspace(-0.36, 0.36, 13), np.linspace(-0.6, 0.6, 17)
#: How many pixels on each side of a line are compared.
REACH = 3
#: A difference in grey levels counts in full from this share of the picture's greater differences (their 90th
#: centile) on, which is kept within two bounds.
FULL, FULL_LEAST, FULL_MOST = 0.6, 5.0, 24.0
#: What is painted over a line of text, in its heights: less at its ends, more above and below.
LESS, MORE = 0.25, 0.2
#: The sides that are tried in each place, how far they lie apart in pixels, and the least support of one.
TRIED, APART, LEAST = 5, 3, 0.12
#: What a side counts that is the picture's own border: the plate may end there or go on.
BORDER = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Lines that may be one side of the plate.

    A line lies ``at`` some place in the middle of the picture, and ``slope`` times the way along it further.
    ``sums`` [n, BINS + 1] adds up its support from bin to bin; ``border``: it is the picture's border.
    """

    at: Numbers
    slope: Numbers
    sums: Numbers
    border: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.at)

    def places(self, along: Numbers, middle: float) -> Numbers:
        """Where each line [n, 1, …] lies at the places ``along`` the way."""
        shape = (-1, *([1] * along.ndim))
        return np.asarray(self.at.reshape(shape) + self.slope.reshape(shape) * (along - middle))

    def support(self, which: NDArray[np.intp], start: Numbers, end: Numbers) -> tuple[Numbers, Numbers]:
        """The support of the lines ``which`` from ``start`` to ``end`` (in bins), and just beyond.

        Both are means per bin, 0 to 1, in the shape to which the three arguments broadcast.
        """
        first = np.clip(start, 0, BINS - 1).astype(np.intp)
        last = np.clip(np.ceil(end).astype(np.intp), first + 1, BINS)
        wide = np.maximum(2, (last - first) // 5)
        before, after = np.maximum(first - wide, 0), np.minimum(last + wide, BINS)
        sums = self.sums
        inner = (sums[which, last] - sums[which, first]) / (last - first)
        outer = sums[which, first] - sums[which, before] + sums[which, after] - sums[which, last]
        outer = outer / np.maximum(first - before + after - last, 1)
        return inner, np.where(self.border[which], 0.0, outer)

    def and_border(self, at: float, slope: float) -> Sides:
        """The same with the picture's border among them."""
        sums = BORDER * np.arange(BINS + 1.0)
        return Sides(
            np.append(self.at, at),
            np.append(self.slope, slope),
            np.concatenate((self.sums, sums[None])),
            np.append(self.border, True),
        )


def steps(
    pixels: NDArray[np.uint8], texts: Sequence[Numbers], within: NDArray[np.bool_] | None = None
) -> tuple[Steps, Steps]:
    """How the picture changes across level lines and across upright ones, each float32 [H, W] from -1 to 1.

    ``texts`` are painted over in the colour around their letters. ``within`` is 0 where the picture shows
    nothing; where it is given, a change counts only as far as it is there before the texts are painted over.
    """
    bare = pixels.copy()
    for text in texts:
        _paint_over(bare, text)
    found = []
    for level in (True, False):
        step = _differences(bare, level=level)
        if within is not None:
            before = _differences(pixels, level=level)
            step = np.where(np.abs(step) < np.abs(before), step, before) * (step * before > 0)
        great = float(np.percentile(np.abs(step[::3, ::3]), 90))
        step *= 1.0 / min(max(FULL * great, FULL_LEAST), FULL_MOST)
        np.clip(step, -1.0, 1.0, out=step)
        if within is not None:
            step *= within
        found.append(step)
    return found[0], found[1]


def _differences(pixels: NDArray[np.uint8], *, level: bool) -> Steps:
    """Of the three colours the greatest difference between the two sides of each level, or upright, line."""
    import cv2  # noqa: PLC0415 - 0.2 s, which only reading pays

    across = np.concatenate((-np.ones(REACH), [0.0], np.ones(REACH))) / REACH
    along = np.full(3, 1.0 / 3.0)
    kernels = (along, across) if level else (across, along)
    colours = cv2.split(cv2.sepFilter2D(pixels, cv2.CV_32F, *kernels))
    low, high = colours[0], colours[0]
    for colour in colours[1:]:
        low, high = cv2.min(low, colour), cv2.max(high, colour)
    return np.where(high > -low, high, low)


def _paint_over(pixels: NDArray[np.uint8], text: Numbers) -> None:
    """Paint over a text that runs level, in the median colour of its area."""
    (left, top), (right, foot) = (text[0] + text[3]) / 2, (text[1] + text[2]) / 2
    height = float(text[3, 1] + text[2, 1] - text[0, 1] - text[1, 1]) / 2
    upper, lower = min(top, foot) - (0.5 + MORE) * height, max(top, foot) + (0.5 + MORE) * height
    less = min(LESS * height, 0.2 * (right - left))
    first = (max(0, round(upper)), max(0, round(left + less)))
    area = pixels[first[0] : max(first[0], round(lower)), first[1] : max(first[1], round(right - less))]
    if area.size:
        few = area[:: 1 + area.shape[0] // 12, :: 1 + area.shape[1] // 24]
        area[:] = np.median(few.reshape(-1, 3), axis=0)


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """All lines of a range of slopes along the rows of a map of steps [N, M].

    ``laid`` [slopes, N, BINS + 1] adds up, from bin to bin, the support of the line of each slope that lies
    at each row in the middle.
    """

    slopes: Numbers
    way: int
    laid: Steps

    @classmethod
    def of(cls, found: Steps, slopes: Numbers) -> Edges:
        """The lines along the rows of ``found``."""
        rows, way = found.shape
        binned = in_bins(found)
        along = (np.arange(BINS) + 0.5) / BINS * way - way / 2
        lower = np.rint(slopes[:, None] * along).astype(np.intp)
        spare = int(np.abs(lower).max())
        padded = np.zeros((rows + 2 * spare, BINS), np.float32)
        padded[spare : spare + rows] = binned
        laid = np.zeros((len(slopes), rows, BINS + 1), np.float32)
        places = np.arange(spare, spare + rows)[None, :, None] + lower[:, None, :]
        np.cumsum(padded[places, np.arange(BINS)], axis=2, out=laid[:, :, 1:])
        return cls(slopes, way, laid)

    def likely(self, spans: Sequence[tuple[float, float]], beyond: Numbers, sign: float) -> Sides:
        """The best borne out lines that keep clear of a text.

        ``spans`` are the parts of the way (from, to, in pixels) over which they may be borne out; ``beyond``
        is (from, to, row) of the text, past whose row a line lies in the direction of ``sign``.
        """
        rows = np.arange(self.laid.shape[1])[None, :]
        start, end, row = beyond
        ends = [rows + self.slopes[:, None] * (place - self.way / 2) for place in (start, end)]
        clear = ((ends[0] - row) * sign >= 0) & ((ends[1] - row) * sign >= 0)
        chosen: dict[tuple[int, int], None] = {}
        for span in spans:
            first, last = self.bins(*span)
            mean = np.where(clear, (self.laid[:, :, last] - self.laid[:, :, first]) / (last - first), 0.0)
            best, slope = mean.max(axis=0), mean.argmax(axis=0)
            for _ in range(TRIED):
                place = int(best.argmax())
                if best[place] < LEAST:
                    break
                chosen[int(slope[place]), place] = None
                best[max(0, place - APART) : place + APART + 1] = 0.0
        which = np.array(list(chosen), dtype=np.intp).reshape(-1, 2)
        return Sides(
            which[:, 1].astype(np.float64),
            self.slopes[which[:, 0]],
            self.laid[which[:, 0], which[:, 1]].astype(np.float64),
            np.zeros(len(which), dtype=bool),
        )

    def bins(self, start: float, end: float) -> tuple[int, int]:
        """The bins from one place on the way to another, one at least."""
        first = int(np.clip(start / self.way * BINS, 0, BINS - 1))
        return first, int(np.clip(np.ceil(end / self.way * BINS), first + 1, BINS))


def in_bins(found: Steps) -> Steps:
    """The changes across lines along the rows of a map [N, M], summed in bins without sign: [N, BINS]."""
    import cv2  # noqa: PLC0415

    return np.abs(cv2.resize(found, (BINS, len(found)), interpolation=cv2.INTER_AREA))


def fitted(binned: Steps, way: int, row: float, window: int) -> tuple[float, float]:
    """The line through the edges near a row of a map in bins, where it lies in the middle and its slope.

    ``window`` is how far from the row it may lie. Least squares, weighted by the squared support, twice: the
    second time close to where the first came to lie.
    """
    along = (np.arange(1, BINS - 1) + 0.5) / BINS * way - way / 2  # corners are round
    at, slope = row, 0.0
    for reach in (window, max(2, window // 3)):
        middle = at + slope * along
        rows = np.rint(middle)[:, None].astype(np.intp) + np.arange(-reach, reach + 1)
        there = (rows >= 0) & (rows < len(binned))
        weights = binned[np.clip(rows, 0, len(binned) - 1), np.arange(1, BINS - 1)[:, None]]
        weights = np.where(there, weights.astype(np.float64) ** 2, 0.0)
        weights *= np.exp(-2.0 * ((rows - middle[:, None]) / (reach + 1)) ** 2)
        total = float(weights.sum())
        if total < 1.0:
            break
        mean_along = float((weights.sum(axis=1) @ along) / total)
        mean_row = float((weights * rows).sum() / total)
        spread = float(weights.sum(axis=1) @ (along - mean_along) ** 2)
        lean = float((weights * (rows - mean_row)).sum(axis=1) @ (along - mean_along))
        slope = lean / max(spread, total * (way / 8) ** 2)
        at = mean_row - slope * mean_along
    return at, slope
