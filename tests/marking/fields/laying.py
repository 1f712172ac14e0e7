"""Lines of text laid on a plate, as a reader would hand them on."""

from __future__ import annotations

import math
from dataclasses import replace

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


def bend(lines: list[Line], depth: float, *, across: float = 600.0) -> list[Line]:
    """The lines on a plate bent around a pipe of the width ``across``, seen from above.

    Its middle hangs ``depth`` lower than its sides, or stands higher where ``depth`` is negative. A box
    follows its line from the beginning to the end and is as much taller as the line is curved.
    """

    def sag(x: float) -> float:
        return depth * math.sqrt(max(0.0, 1.0 - (2.0 * x / across - 1.0) ** 2))

    bent = []
    for line in lines:
        assert line.box is not None
        (left, top), (right, _), (_, bottom), _ = line.box
        first, last, middle = sag(left), sag(right), sag((left + right) / 2)
        curved = middle - (first + last) / 2
        up, down = top + min(curved, 0.0), bottom + max(curved, 0.0)
        box: Box = (
            (left, up + first),
            (right, up + last),
            (right, down + last),
            (left, down + first),
        )
        bent.append(replace(line, box=box))
    return bent
