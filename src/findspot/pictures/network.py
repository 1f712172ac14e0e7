"""Exposure as a network: the item, the attributes it shares, and the records that share them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.pictures.lettering import Style
from findspot.pictures.palette import DECLARED, DECLARED_TINT, INK, MUTED, PALE, RULE, WHITE
from findspot.pictures.svg import drawing, element, rectangle, text

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence

_MOST_TIES = 16
_MOST_NODES = 16
_NODE = 24.0
_GAP = 6.0
_IDENTIFIER = Style(7.5, mono=True)
_DETAIL = Style(7)


@dataclass(frozen=True, slots=True)
class Node:
    """A record that is touched: its kind, its identifier, and the attributes (tie, value) that it shares."""

    kind: str
    identifier: str
    ties: tuple[tuple[str, str], ...]


def tie_network(centre: tuple[str, str], nodes: Sequence[Node], *, width: float = 480.0) -> str:
    """Three columns, item, shared attributes, records, joined by lines, as SVG of that width.

    ``centre``: what kind of thing is in the middle, and its name.
    The attributes shared most often and the first records are drawn; a line says how many are not.
    """
    ties = _commonest(nodes[:_MOST_NODES])
    shown = [node for node in nodes[:_MOST_NODES] if not node.ties or set(node.ties) & set(ties)]
    tall = max(len(ties), len(shown), 1) * (_NODE + _GAP)
    tie_at = _places(len(ties), tall)
    node_at = _places(len(shown), tall)
    columns = (0.5, 0.31 * width, 0.72 * width - 1)
    wide = (0.2 * width, 0.27 * width, 0.28 * width)
    parts: list[ET.Element] = []
    for tie, y in zip(ties, tie_at, strict=True):
        parts.append(_join(columns[0] + wide[0], tall / 2, columns[1], y, DECLARED))
        parts += [
            _join(columns[1] + wide[1], y, columns[2], at, MUTED)
            for node, at in zip(shown, node_at, strict=True)
            if tie in node.ties
        ]
    parts += _box(columns[0], tall / 2, wide[0], (*centre, _IDENTIFIER), DECLARED_TINT)
    for (attribute, value), y in zip(ties, tie_at, strict=True):
        parts += _box(columns[1], y, wide[1], (attribute, value, _DETAIL), WHITE)
    for node, y in zip(shown, node_at, strict=True):
        parts += _box(columns[2], y, wide[2], (node.kind, node.identifier, _IDENTIFIER), PALE)
    hidden = len(nodes) - len(shown)
    if hidden:
        said = f"and {hidden} more, in the table"
        parts.append(text(columns[2] + 5, tall + 9, said, _DETAIL, fill=MUTED))
    described = "; ".join(
        f"{node.kind} {node.identifier} by " + ", ".join(f"{tie} {value}" for tie, value in node.ties)
        for node in shown
    )
    return drawing(width, tall + (14 if hidden else 0), "What the finding touches, and why", described, parts)


def _commonest(nodes: Sequence[Node]) -> list[tuple[str, str]]:
    counts: dict[tuple[str, str], int] = {}
    for node in nodes:
        for tie in dict.fromkeys(node.ties):
            counts[tie] = counts.get(tie, 0) + 1
    return sorted(counts, key=lambda tie: -counts[tie])[:_MOST_TIES]


def _places(count: int, tall: float) -> list[float]:
    """Middles of so many boxes, spread evenly over the height."""
    step = tall / max(1, count)
    return [step * (place + 0.5) for place in range(count)]


def _join(x1: float, y1: float, x2: float, y2: float, stroke: str) -> ET.Element:
    bend = (x2 - x1) / 2
    path = f"M{x1:.1f} {y1:.1f} C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    return element("path", d=path, fill="none", stroke=stroke, stroke_width=0.7, stroke_opacity=0.75)


def _box(x: float, middle: float, wide: float, said: tuple[str, str, Style], ground: str) -> list[ET.Element]:
    """A box around ``middle``: what kind of thing it is, above its name in the given style."""
    over, name, style = said
    top = middle - _NODE / 2
    return [
        rectangle(x, top, wide, _NODE, ground, stroke=RULE, stroke_width=0.8, rx=2),
        text(x + 5, top + 9, over, _DETAIL, width=wide - 10, fill=MUTED),
        text(x + 5, top + 18.5, name, style, width=wide - 10, fill=INK),
    ]
