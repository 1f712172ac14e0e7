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
    """An outline in pixels of the picture, what it shows, and whether it is the one that matters."""

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
    said = "; ".join(mark.label for mark in marks if mark.main and mark.label) or "No region is named"
    return drawing(width, height, "What was read, outlined in the picture", said, parts)


def _outline(mark: Mark, unit: float, width: int, height: int) -> list[ET.Element]:
    points = " ".join(
        f"{min(max(x, 0), width):.1f},{min(max(y, 0), height):.1f}" for x, y in _widened(mark, 3 * unit)
    )
    if not mark.main:
        return [_polygon(points, DECLARED, 1.0 * unit)]
    # White under the colour keeps the outline visible on any ground and in grey print.
    outline = [_polygon(points, WHITE, 5.5 * unit), _polygon(points, SEEN, 3 * unit)]
    return outline + (_label(mark, unit, width, height) if mark.label else [])


def _label(mark: Mark, unit: float, width: int, height: int) -> list[ET.Element]:
    style = Style(13 * unit, bold=True)
    wide = min(width, text_width(mark.label, style) + 12 * unit)
    left = min(max(0.0, min(x for x, _ in mark.corners)), width - wide)
    top = min(y for _, y in mark.corners) - 25 * unit
    if top < 0:
        top = min(max(y for _, y in mark.corners) + 7 * unit, height - 19 * unit)
    return [
        rectangle(left, top, wide, 18 * unit, SEEN, rx=2 * unit),
        text(left + 6 * unit, top + 13.4 * unit, mark.label, style, width=wide - 12 * unit, fill=WHITE),
    ]


def _polygon(points: str, stroke: str, thick: float) -> ET.Element:
    return element(
        "polygon", points=points, fill="none", stroke=stroke, stroke_width=thick, stroke_linejoin="round"
    )


def _widened(mark: Mark, by: float) -> list[tuple[float, float]]:
    """The corners moved away from their middle, so that the outline does not touch the letters."""
    middle_x = sum(x for x, _ in mark.corners) / max(1, len(mark.corners))
    middle_y = sum(y for _, y in mark.corners) / max(1, len(mark.corners))
    return [(x + (by if x >= middle_x else -by), y + (by if y >= middle_y else -by)) for x, y in mark.corners]
