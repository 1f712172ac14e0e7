"""Where the lines of a plate stand to each other: to the right, below, in one row."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from findspot.vocabulary.reading import Line

#: How far to the right of its label a value may stand, and how far below, in heights of the label.
RIGHT, BELOW = 16.0, 2.2
#: How far a line may reach over the beginning of the next one in its row, in heights.
OVERLAP = 1.8
#: The slope up to which a line on a bent plate may run up or down in the plate's axes.
STEEPEST = 1.75


@dataclass(frozen=True, slots=True)
class Place:
    """A line in the plate's own axes: along the lines of text, and down."""

    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """The height of the line."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """How far down the middle of the line stands."""
        return (self.top + self.bottom) / 2


class Layout:
    """The places of all lines, in axes that follow the plate and not the picture."""

    def __init__(self, lines: Sequence[Line]) -> None:
        corners = [
            np.array(line.box if line.box is not None else ((0.0, 0.0),) * 4, dtype=np.float64)
            for line in lines
        ]
        along = _direction(corners)
        axes = np.stack((along, np.array((-along[1], along[0]))))
        self.places = tuple(_place(box @ axes.T) for box in corners)
        self._angles = tuple(_angle(box @ axes.T) for box in corners)

    def bend(self, index: int, other: int) -> float:
        """How much lower the other line should stand than this one if both lie on one bent line of text.

        An arc's chord runs in the mean of the directions at its ends. 0 on a plate whose lines are parallel
        to its axes.
        """
        one, two = self.places[index], self.places[other]
        across = (two.left + two.right - one.left - one.right) / 2
        return across * math.tan((self._angles[index] + self._angles[other]) / 2)

    def right_of(self, index: int, *, within: float = RIGHT) -> list[int]:
        """The lines that continue this one to the right, nearest first; ``within`` in heights."""
        here = self.places[index]
        found: list[tuple[float, int]] = []
        for other, there in enumerate(self.places):
            larger = max(here.height, there.height)
            gap, shift = there.left - here.right, abs(there.middle - here.middle)
            if (
                other != index
                and -OVERLAP * larger <= gap <= within * larger
                and there.left > (here.left + here.right) / 2
                and shift <= 0.6 * larger
            ):
                found.append((max(gap, 0.0) + 3 * shift, other))
        return [other for _, other in sorted(found)]

    def below(self, index: int, *, within: float = BELOW) -> list[int]:
        """The lines under this one that overlap it from the side, nearest first; ``within`` in heights."""
        here = self.places[index]
        found: list[tuple[float, int]] = []
        for other, there in enumerate(self.places):
            gap = there.top - here.bottom
            overlap = min(here.right, there.right) - max(here.left, there.left)
            if (
                other != index
                and there.middle > here.middle + 0.4 * here.height
                and gap <= within * here.height
                and overlap > 0.3 * min(here.right - here.left, there.right - there.left)
            ):
                found.append((gap + 0.3 * abs(there.left - here.left), other))
        return [other for _, other in sorted(found)]


def _direction(corners: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The direction in which most of the text runs: unit vector (x, y)."""
    total = np.zeros(2)
    for box in corners:
        upper = box[1] - box[0]
        # Long lines know their direction best; lines that run up or down have no say.
        if upper[0] > abs(upper[1]):
            total += upper * float(np.linalg.norm(upper))
    length = float(np.linalg.norm(total))
    return total / length if length else np.array((1.0, 0.0))


def _place(box: NDArray[np.float64]) -> Place:
    """The mean of each side, so that a slanted box is no larger than its text."""
    left, right = (box[0, 0] + box[3, 0]) / 2, (box[1, 0] + box[2, 0]) / 2
    top, bottom = (box[0, 1] + box[1, 1]) / 2, (box[2, 1] + box[3, 1]) / 2
    if right < left or bottom < top:  # read upside down or sideways: its outer bounds
        return Place(
            *(float(v) for v in (box[:, 0].min(), box[:, 0].max(), box[:, 1].min(), box[:, 1].max()))
        )
    return Place(float(left), float(right), float(top), float(bottom))


def _angle(box: NDArray[np.float64]) -> float:
    """How far a line runs downwards, in radians; 0 where it is as steep or as short as to tell nothing."""
    along, down = box[1] - box[0], box[3] - box[0]
    if along[0] * STEEPEST <= abs(along[1]) or np.hypot(*along) <= np.hypot(*down):
        return 0.0
    return float(np.arctan2(along[1], along[0]))
