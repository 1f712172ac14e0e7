"""The plate itself: the four sides around the text, found by the edges of the picture.

The text says which way the plate runs and where its sides cannot be. In a small picture, turned so that the
text runs level, the lines that are best borne out above, below, left and right of it (see sides) are joined
to quadrilaterals, and the one whose four sides speak for it most is the plate. Paint on a wall has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from findspot.marking.plate.sides import BINS, LEVEL, REACH, UPRIGHT, Edges, Sides, fitted, in_bins, steps
from findspot.marking.plate.straight import straightened
from findspot.marking.plate.views import extent, moved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.marking.plate.views import Corners

    Numbers = NDArray[np.float64]

_Kind = TypeVar("_Kind", bound=np.generic)

#: The longer side of the small picture, in pixels.
SIDE = 192
#: When its sides are laid fine, the plate is looked at once more: how much around it, how far a side may then
#: move, and the least width and height of that picture, in pixels.
MARGIN, WINDOW, LOW = 16, 10, 24
#: How far around the text the sides are looked for, in lengths of the text and in heights of its main line.
AROUND, AROUND_LINE = 1.0, 4.0
#: How far a side may cut into the main line, in its heights: its box is wider than its letters.
OVER_LEVEL, OVER_UPRIGHT = 0.25, 0.4
#: What the least of the four sides counts beside their mean, what an edge that runs on past the corners takes
#: away, lines of text that are cut through or lie within, and sides that do not run alike or stand askew.
#: Judged on drawn plates and on the development photographs.
WEAKEST, BEYOND, CUT, HELD, UNLIKE, ASKEW = 0.5, 0.25, 0.8, 0.6, 0.3, 0.05
#: How far apart, in heights of the taller one, two rows of one plate may stand side by side and one above the
#: other, and what a row counts that no others join to the main one: it may be of another plate.
ASIDE, APART, ELSEWHERE = 10.0, 4.0, 0.2
#: At which score an outline is right as often as wrong, and how quickly that changes.
EVEN, SOFT = 1.48, 0.13
#: An outline that is less likely right than this is none.
SEEN = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A plate's ``corners``, clockwise from the text's upper left, and ``p`` that it is outlined rightly."""

    corners: Corners
    p: float


def find_outline(
    pixels: NDArray[np.uint8], texts: Sequence[Corners], weights: Sequence[float], main: int
) -> Outline | None:
    """The outline of the plate that bears the text ``main``; None where no four sides are seen.

    ``texts`` are the outlines of the picture's rows of text, each with its weight: a plate holds its rows
    whole, and mostly all of them.
    """
    frame = _Frame.around(pixels, texts, main)
    rows = [frame.into(text) for text in texts]
    field = _Field.of(frame, rows, main)
    if not all(len(sides) for sides in field.sides):
        return None
    boxes = np.array([_bounds(row) for row in rows])
    near = np.where(_together(boxes, main), 1.0, ELSEWHERE)
    scores = field.scores(boxes, np.array(weights) * near, main)
    best = np.unravel_index(int(scores.argmax()), scores.shape)
    p = float(1.0 / (1.0 + np.exp((EVEN - float(scores[best])) / SOFT)))
    if p < SEEN:
        return None
    rough, at_border = field.rough([int(index) for index in best])
    return Outline(_fine(pixels, frame.out_of(rough), at_border, texts), p)


def _fine(
    pixels: NDArray[np.uint8], corners: Corners, at_border: Sequence[bool], texts: Sequence[Corners]
) -> Corners:
    """The corners with each side laid through the edges close to it, in a picture that is laid flat."""
    wide, tall = extent(corners)
    scale = SIDE / max(wide, tall)
    size = (round(max(wide * scale, LOW)) + 2 * MARGIN, round(max(tall * scale, LOW)) + 2 * MARGIN)
    flat, back = straightened(pixels, corners, size, MARGIN)
    onto = np.asarray(np.linalg.inv(back), dtype=np.float64)
    level, upright = steps(flat, [moved(text, onto).astype(np.float64) for text in texts])
    binned = (in_bins(level), in_bins(np.ascontiguousarray(upright.T)))
    sides = []
    for index in range(4):
        way, room = (size[0], size[1]) if index < 2 else (size[1], size[0])
        row = float(MARGIN if index % 2 == 0 else room - MARGIN)
        sides.append((row, 0.0) if at_border[index] else fitted(binned[index // 2], way, row, WINDOW))
    fine = np.stack([_crossing(*sides[a], *sides[b], size) for a, b in _CORNERS])
    return moved(fine.astype(np.float32), back)


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """A small picture of the text's surroundings, turned so that the text runs level.

    A place p of the picture lies at ``turn`` @ p + ``shift`` in it; ``within`` is where it shows anything,
    and ``border`` the four corners of the picture, in its own pixels.
    """

    pixels: NDArray[np.uint8]
    within: NDArray[np.bool_]
    turn: Numbers
    shift: Numbers
    border: Numbers

    @classmethod
    def around(cls, pixels: NDArray[np.uint8], texts: Sequence[Corners], main: int) -> _Frame:
        import cv2  # noqa: PLC0415 - 0.2 s, which only reading pays

        axes = _axes(texts)
        points = np.concatenate(texts).astype(np.float64)
        spread = points @ axes.T
        low, high = spread.min(axis=0), spread.max(axis=0)
        line = float(np.linalg.norm(texts[main][3] - texts[main][0]))
        reach = max(AROUND * float((high - low).max()), AROUND_LINE * line)
        height, width = pixels.shape[:2]
        first = np.maximum(np.floor(points.min(axis=0) - 1.5 * reach), 0).astype(int)
        last = np.minimum(np.ceil(points.max(axis=0) + 1.5 * reach), (width, height)).astype(int)
        part = pixels[first[1] : last[1], first[0] : last[0]]
        reached = _rectangle(first.astype(np.float64), last.astype(np.float64)) @ axes.T
        low = np.maximum(low - reach, reached.min(axis=0))
        high = np.minimum(high + reach, reached.max(axis=0))
        scale = SIDE / float((high - low).max())
        size = [int(side) for side in np.maximum(np.ceil((high - low) * scale), 16)]
        turn, shift = axes * scale, -low * scale
        if scale < 0.7:  # the warp samples single pixels: a large picture is averaged down first
            part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
        kept = np.array((part.shape[1], part.shape[0])) / np.maximum(last - first, 1)
        warp = np.concatenate((turn / kept, (turn @ first + shift)[:, None]), axis=1)
        small = cv2.warpAffine(part, warp, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        shown = cv2.warpAffine(np.full(part.shape[:2], 255, np.uint8), warp, size)
        near = np.ones((2 * REACH + 3, 2 * REACH + 3), np.uint8)
        shown = cv2.erode(shown, near, borderType=cv2.BORDER_CONSTANT, borderValue=255)
        border = _rectangle(np.zeros(2), np.array((width, height), np.float64)) @ turn.T + shift
        return cls(np.asarray(small, np.uint8), np.asarray(shown > 0), turn, shift, border)

    def into(self, corners: Corners) -> Numbers:
        return np.asarray(corners.astype(np.float64) @ self.turn.T + self.shift)

    def out_of(self, points: Numbers) -> Corners:
        return np.asarray((points - self.shift) @ np.linalg.inv(self.turn).T, dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Field:
    """The sides that are tried: upper, lower, left and right, in a small picture of ``size`` (width, height).

    ``height`` is that of the main line.
    """

    level: Edges
    upright: Edges
    sides: tuple[Sides, Sides, Sides, Sides]
    size: tuple[int, int]
    height: float

    @classmethod
    def of(cls, frame: _Frame, rows: Sequence[Numbers], main: int) -> _Field:
        across_level, across_upright = steps(frame.pixels, rows, frame.within)
        level = Edges.of(across_level, LEVEL)
        upright = Edges.of(np.ascontiguousarray(across_upright.T), UPRIGHT)
        high, wide = frame.pixels.shape[:2]
        left, right, top, bottom = _bounds(rows[main])
        tall = min(bottom - top, float(np.linalg.norm(rows[main][3] - rows[main][0])) + 2.0)
        points = np.concatenate(rows)
        spans = [(top, bottom), (float(points[:, 1].min()), float(points[:, 1].max()))]
        in_level, in_upright = OVER_LEVEL * tall, OVER_UPRIGHT * tall
        found = [
            level.likely([(left, right)], np.array((left, right, top + in_level)), -1.0),
            level.likely([(left, right)], np.array((left, right, bottom - in_level)), 1.0),
            upright.likely(spans, np.array((top, bottom, left + in_upright)), -1.0),
            upright.likely(spans, np.array((top, bottom, right - in_upright)), 1.0),
        ]
        for index, (one, other) in enumerate(((0, 1), (3, 2), (0, 3), (1, 2))):
            (a, b), (c, d) = frame.border[one], frame.border[other]
            along, away, way, room = (a, b, wide, high) if index < 2 else (b, a, high, wide)
            slope = (d - b) / (c - a) if index < 2 else (c - a) / (d - b)
            at = away + slope * (way / 2 - along)
            if -3.0 <= at <= room + 3.0:
                found[index] = found[index].and_border(at, slope)
        return cls(level, upright, (found[0], found[1], found[2], found[3]), (wide, high), tall)

    def scores(self, boxes: Numbers, weights: Numbers, main: int) -> Numbers:
        """How much speaks for each quadrilateral: float64 [upper, lower, left, right]; -inf for none."""
        upper, lower, left, right = self.sides
        corners = self._corners()
        supports, beyond = self._supports(corners)
        weakest = np.minimum(np.minimum(supports[0], supports[1]), np.minimum(supports[2], supports[3]))
        score = WEAKEST * weakest
        for support, outer in zip(supports, beyond, strict=True):
            score = score + support / 4 - BEYOND * outer / 4
        over, under, before, after = (_placed(side.slope, i) for i, side in enumerate(self.sides))
        score = score - UNLIKE * (np.abs(over - under) + 0.7 * np.abs(before - after))
        score = score - ASKEW * np.abs(over + under + before + after) / 2
        held, cut = self._held(boxes)
        score = score + (HELD * (held @ weights) - CUT * (cut @ weights)) / float(weights.sum())
        borders = np.zeros((1, 1, 1, 1), dtype=np.intp)
        for index, side in enumerate(self.sides):
            borders = borders + _placed(side.border.astype(np.intp), index)
        tall = (corners[..., 3, 1] - corners[..., 0, 1], corners[..., 2, 1] - corners[..., 1, 1])
        wide = (corners[..., 1, 0] - corners[..., 0, 0], corners[..., 2, 0] - corners[..., 3, 0])
        fair = (np.minimum(*wide) > 8.0) & (np.minimum(*tall) > 0.8 * self.height) & held[..., main]
        assert score.shape == (len(upper), len(lower), len(left), len(right)), "one score a quadrilateral"
        return np.where(fair & (borders <= 1), score, -np.inf)

    def rough(self, chosen: Sequence[int]) -> tuple[Numbers, list[bool]]:
        """The corners [4, 2] of one quadrilateral, and which of its sides are the picture's border."""
        sides = [(float(s.at[i]), float(s.slope[i])) for s, i in zip(self.sides, chosen, strict=True)]
        corners = np.stack([_crossing(*sides[a], *sides[b], self.size) for a, b in _CORNERS])
        return corners, [bool(s.border[i]) for s, i in zip(self.sides, chosen, strict=True)]

    def _corners(self) -> Numbers:
        """The corners of all quadrilaterals: [upper, lower, left, right, 4, 2]."""
        made = np.empty((*(len(side) for side in self.sides), 4, 2))
        for corner, (one, other) in enumerate(_CORNERS):
            level, upright = self.sides[one], self.sides[other]
            made[..., corner, :] = _crossing(
                _placed(level.at, one),
                _placed(level.slope, one),
                _placed(upright.at, other),
                _placed(upright.slope, other),
                self.size,
            )
        return made

    def _supports(self, corners: Numbers) -> tuple[list[Numbers], list[Numbers]]:
        """For each side of each quadrilateral its support from corner to corner, and just beyond."""
        within, beyond = [], []
        for index, (one, other) in enumerate(_ENDS):
            axis = 0 if index < 2 else 1
            # A side's ends do not depend on the side opposite.
            across = [slice(None)] * 4
            across[index ^ 1] = slice(0, 1)
            part = corners[tuple(across)][..., axis] * (BINS / self.size[axis])
            which = _placed(np.arange(len(self.sides[index])), index)
            inner, outer = self.sides[index].support(which, part[..., one], part[..., other])
            within.append(inner)
            beyond.append(outer)
        return within, beyond

    def _held(self, boxes: Numbers) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether each quadrilateral holds each row of text, and whether it cuts through it: [..., rows]."""
        middle = np.stack((boxes[:, :2].mean(axis=1), boxes[:, 2:].mean(axis=1)), axis=1)
        across = np.stack((boxes[:, 0], boxes[:, 1], middle[:, 0], middle[:, 0]), axis=1)
        down = np.stack((middle[:, 1], middle[:, 1], boxes[:, 2], boxes[:, 3]), axis=1)
        spare = 0.3 * (boxes[:, 3] - boxes[:, 2])[:, None] + 1.0
        held, out = (
            np.ones((1, 1, 1, 1, len(boxes)), dtype=bool),
            np.zeros((1, 1, 1, 1, len(boxes)), dtype=bool),
        )
        for index, side in enumerate(self.sides):
            along, away, axis = (across, down, 0) if index < 2 else (down, across, 1)
            inwards = (away - side.places(along, self.size[axis] / 2)) * (1.0 if index % 2 == 0 else -1.0)
            whole = np.asarray((inwards > -spare).all(axis=2))
            past = np.asarray((inwards < spare).all(axis=2) & (inwards.mean(axis=2) < 0))
            held = np.logical_and(held, _placed(whole, index))
            out = np.logical_or(out, _placed(past, index))
        return held, ~held & ~out


#: The two sides that meet in each corner, a level one and an upright one; and the corners that end each side.
_CORNERS = ((0, 2), (0, 3), (1, 3), (1, 2))
_ENDS = ((0, 1), (3, 2), (0, 3), (1, 2))


def _placed(values: NDArray[_Kind], index: int) -> NDArray[_Kind]:
    """The values of one side's lines along that side's axis of four; further axes follow."""
    shape = [1, 1, 1, 1]
    shape[index] = len(values)
    return values.reshape(*shape, *values.shape[1:])


def _crossing(
    level_at: Numbers | float,
    level_slope: Numbers | float,
    upright_at: Numbers | float,
    upright_slope: Numbers | float,
    size: tuple[int, int],
) -> Numbers:
    """Where level lines cross upright ones: [..., 2]."""
    wide, high = size
    down = level_at + level_slope * (upright_at - upright_slope * high / 2 - wide / 2)
    down = down / (1.0 - level_slope * upright_slope)
    return np.stack(np.broadcast_arrays(upright_at + upright_slope * (down - high / 2), down), axis=-1)


def _together(boxes: Numbers, main: int) -> NDArray[np.bool_]:
    """Which rows of text stand with the main one, or with one that does."""
    left, right, top, bottom = boxes.T
    tall = np.maximum(bottom - top, (bottom - top)[:, None])
    aside = np.maximum(left - right[:, None], left[:, None] - right)
    apart = np.maximum(top - bottom[:, None], top[:, None] - bottom)
    joined = (aside < ASIDE * tall) & (apart < APART * tall)
    found = np.zeros(len(boxes), dtype=np.bool_)
    found[main] = True
    for _ in boxes:
        more = np.asarray((joined & found).any(axis=1))
        if (more == found).all():
            break
        found = more
    return found


def _axes(texts: Sequence[Corners]) -> Numbers:
    """Along the text, and across it: two unit vectors as rows. Long lines know their direction best."""
    total = np.zeros(2)
    for text in texts:
        along = (text[1] - text[0] + text[2] - text[3]).astype(np.float64) / 2
        if along[0] > abs(along[1]):
            total += along * float(np.linalg.norm(along))
    length = float(np.linalg.norm(total))
    along = total / length if length else np.array((1.0, 0.0))
    return np.array((along, (-along[1], along[0])))


def _rectangle(low: Numbers, high: Numbers) -> Numbers:
    return np.array(((low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])))


def _bounds(points: Numbers) -> tuple[float, float, float, float]:
    """Left, right, top and bottom."""
    low, high = points.min(axis=0), points.max(axis=0)
    return float(low[0]), float(high[0]), float(low[1]), float(high[1])
