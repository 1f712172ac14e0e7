"""A single-stroke alphabet, as engraving machines and stamps cut it: each glyph is a few polylines.

Coordinates run 0 to 4 across and 0 (top) to 6 (baseline). A curve is a polyline whose corners are cut
(Chaikin's algorithm), marked by a leading "~"; "o" closes it as well.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

_ROUND = "o 20 40 43 46 26 06 03 00"
_GLYPHS: dict[str, tuple[str, ...]] = {
    "0": ("o 20 30 33 36 26 16 13 10",),
    "1": ("02 20 26",),
    "2": ("~ 02 00 20 40 42 24 06", "06 46"),
    "3": ("~ 01 00 20 40 41 43 23 13", "~ 13 23 43 44 46 26 06 05"),
    "4": ("36 30 04 44",),
    "5": ("40 00 03", "~ 03 02 22 42 44 46 26 06 05"),
    "6": ("~ 41 40 20 00 03 04 06 26 46 44 42 22 02 04",),
    "7": ("00 40 16",),
    "8": ("o 20 40 41 43 23 03 01 00", "o 23 43 44 46 26 06 04 03"),
    "9": ("~ 05 06 26 46 43 42 40 20 00 02 04 24 44 42",),
    "A": ("06 20 46", "14 34"),
    "B": ("23 03 06 26", "03 00 20", "~ 20 40 41 43 23", "~ 23 43 44 46 26"),
    "C": ("~ 41 40 20 00 03 06 26 46 45",),
    "D": ("10 00 06 16", "~ 10 30 41 43 45 36 16"),
    "E": ("40 00 06 46", "03 33"),
    "F": ("40 00 06", "03 33"),
    "G": ("~ 41 40 20 00 03 06 26 46 44", "44 43 23"),
    "H": ("00 06", "40 46", "03 43"),
    "I": ("20 26",),
    "J": ("30 34", "~ 34 36 16 06 04"),
    "K": ("00 06", "40 03 46"),
    "L": ("00 06 46",),
    "M": ("06 00 24 40 46",),
    "N": ("06 00 46 40",),
    "O": (_ROUND,),
    "P": ("06 00 20", "~ 20 40 41 43 23", "23 03"),
    "Q": (_ROUND, "24 46"),
    "R": ("06 00 20", "~ 20 40 41 43 23", "03 23 46"),
    "S": ("~ 41 40 20 00 01 03 23 43 45 46 26 06 05",),
    "T": ("00 40", "20 26"),
    "U": ("00 03", "~ 03 06 26 46 43", "43 40"),
    "V": ("00 26 40",),
    "W": ("00 16 21 36 40",),
    "X": ("00 46", "40 06"),
    "Y": ("00 23 40", "23 26"),
    "Z": ("00 40 06 46",),
    "-": ("13 33",),
    "/": ("06 40",),
    ".": ("26 25",),
    ",": ("25 16",),
    ":": ("21 22", "25 24"),
    "'": ("20 11",),
    "(": ("~ 30 13 36",),
    ")": ("~ 10 33 16",),
    "*": ("21 25", "02 44", "42 04"),
}


def glyph(character: str) -> tuple[Points, ...]:
    """The polylines of one character, float64 of shape (points, 2); none for a space.

    Raises KeyError for a character that the alphabet lacks.
    """
    return () if character == " " else tuple(_polyline(stroke) for stroke in _GLYPHS[character.upper()])


@functools.cache
def _polyline(stroke: str) -> Points:
    first, _, rest = stroke.partition(" ")
    curved = first in ("~", "o")
    corners = (rest if curved else stroke).split()
    points = np.array([[float(c[0]), float(c[1])] for c in corners])
    if first == "o":
        points = np.vstack([points, points[:1]]) if not np.array_equal(points[0], points[-1]) else points
    return _cut_corners(points, closed=first == "o") if curved else points


def _cut_corners(points: Points, *, closed: bool) -> Points:
    for _ in range(3):
        near = 0.75 * points[:-1] + 0.25 * points[1:]
        far = 0.25 * points[:-1] + 0.75 * points[1:]
        middle = np.stack([near, far], axis=1).reshape(-1, 2)
        points = (
            np.vstack([middle, middle[:1]]) if closed else np.vstack([points[:1], middle[1:-1], points[-1:]])
        )
    return points
