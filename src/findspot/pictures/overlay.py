"""Marks over a picture: an outline around what was read, to be laid over the picture itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.pictures.lettering import Style, text_width
from findspot.pictures.palette import DECLARED, SEEN, WHITE
from findspot.pictures.svg import drawing, element, rectangle, text

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Mark:
    """An outline in pixels of the picture, what it shows, and whether it is the one that matters.

    The label of the main one is drawn; those of others are said in the drawing's description only.
    """

    corners: tuple[tuple[float, float], ...]
    label: str = ""
    main: bool = False


def picture_overlay(width: int, height: int, marks: Sequence[Mark], *, under: str | None = None) -> str:
    """The outlines as SVG in the picture's own pixels; the main one thick, white-edged and labelled.

    ``under`` is the picture itself as a ``data:`` address, where it is to be part of the drawing; no other
    kind of address is taken, so that a drawing never fetches anything.
    """
    unit = max(width, height) / 600
    parts: list[ET.Element] = []
    if under is not None:
        assert under.startswith("data:image/"), "a drawing holds its picture, it does not fetch it"
        parts.append(element("image", href=under, x=0, y=0, width=width, height=height))
    for mark in sorted(marks, key=lambda mark: mark.main):
        parts += _outline(mark, unit, width, height)
        if mark.main and mark.label:
            parts += _label(mark, [one for one in marks if one is not mark], unit, width, height)
    said = "; ".join(mark.label for mark in marks if mark.label) or "No region is named"
    return drawing(width, height, "What was read, outlined in the picture", said, parts)


def _outline(mark: Mark, unit: float, width: int, height: int) -> list[ET.Element]:
    points = " ".join(
        f"{min(max(x, 0), width):.1f},{min(max(y, 0), height):.1f}" for x, y in _widened(mark, 3 * unit)
    )
    if not mark.main:
        return [_polygon(points, DECLARED, 1.0 * unit)]
    # White under the colour keeps the outline visible on any ground and in grey print.
    return [_polygon(points, WHITE, 5.5 * unit), _polygon(points, SEEN, 3 * unit)]


def _label(mark: Mark, others: Sequence[Mark], unit: float, width: int, height: int) -> list[ET.Element]:
    """The label beside its outline, where it hides least of what else was read."""
    style = Style(13 * unit, bold=True)
    wide, tall, gap = min(width, text_width(mark.label, style) + 12 * unit), 18 * unit, 7 * unit
    x1, y1, x2, y2 = _extent(mark)
    middle = (y1 + y2 - tall) / 2
    places = ((x1, y1 - gap - tall), (x1, y2 + gap), (x2 + gap, middle), (x1 - gap - wide, middle))
    inside = [(min(max(0.0, left), width - wide), min(max(0.0, top), height - tall)) for left, top in places]
    hidden = [_extent(other) for other in (mark, *others)]
    left, top = min(
        inside, key=lambda at: sum(_common((*at, at[0] + wide, at[1] + tall), box) for box in hidden)
    )
    return [
        rectangle(left, top, wide, tall, SEEN, rx=2 * unit),
        text(left + 6 * unit, top + 13.4 * unit, mark.label, style, width=wide - 12 * unit, fill=WHITE),
    ]


def _extent(mark: Mark) -> tuple[float, float, float, float]:
    across, down = [x for x, _ in mark.corners], [y for _, y in mark.corners]
    return min(across), min(down), max(across), max(down)


def _common(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    """The area that two upright boxes (left, top, right, bottom) share."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, across) * max(0.0, down)


def _polygon(points: str, stroke: str, thick: float) -> ET.Element:
    return element(
        "polygon", points=points, fill="none", stroke=stroke, stroke_width=thick, stroke_linejoin="round"
    )


def _widened(mark: Mark, by: float) -> list[tuple[float, float]]:
    """The corners moved away from their middle, so that the outline does not touch the letters."""
    middle_x = sum(x for x, _ in mark.corners) / max(1, len(mark.corners))
    middle_y = sum(y for _, y in mark.corners) / max(1, len(mark.corners))
    return [(x + (by if x >= middle_x else -by), y + (by if y >= middle_y else -by)) for x, y in mark.corners]
