"""Lines of text laid on a plate, as a reader would hand them on."""

from __future__ import annotations

import math

from findspot.vocabulary.reading import Box, Character, Line

#: How wide a character is, as a share of its line's height.
PITCH = 0.6


def lay(
    text: str,
    left: float = 0.0,
    top: float = 0.0,
    *,
    height: float = 20.0,
    p: float = 0.98,
    turn: float = 0.0,
) -> Line:
    """``text`` with its upper left corner at (``left``, ``top``), the plate turned by ``turn`` degrees."""
    right, bottom = left + PITCH * height * max(len(text), 1), top + height
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    box: Box = (
        (cosine * left - sine * top, sine * left + cosine * top),
        (cosine * right - sine * top, sine * right + cosine * top),
        (cosine * right - sine * bottom, sine * right + cosine * bottom),
        (cosine * left - sine * bottom, sine * left + cosine * bottom),
    )
    return Line(text, p, box, tuple(Character(c, p) for c in text))
