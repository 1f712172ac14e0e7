"""Reliability: what was stated beside what came true, bin by bin, with intervals; on the line both agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.pictures.lettering import Style
from findspot.pictures.palette import DECLARED, MUTED, PALE, RULE, WHITE
from findspot.pictures.svg import drawing, element, line, rectangle, text

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence

_LEFT, _TOP, _BELOW, _GAP = 34.0, 24.0, 40.0, 12.0
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_HEADING = Style(9.5, bold=True)
_LABEL = Style(7.5)
_COUNT = Style(7)


@dataclass(frozen=True, slots=True)
class Bin:
    """The claims stated between ``start`` and ``end``: the mean stated, the share true, and its interval.

    A bin without claims has a count of 0, and its other figures are not drawn.
    """

    start: float
    end: float
    count: int
    stated: float = 0.0
    true: float = 0.0
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One kind of claim with its bins."""

    heading: str
    bins: tuple[Bin, ...]


def reliability_diagram(panels: Sequence[Panel], *, width: float = 480.0) -> str:
    """The panels side by side as SVG of that width; beneath each bin stands how many claims it holds."""
    each = (width - _GAP * (len(panels) - 1)) / max(1, len(panels))
    side = max(1.0, each - _LEFT - 8)
    height = _TOP + side + _BELOW
    parts: list[ET.Element] = [rectangle(0, 0, width, height, WHITE)]
    for place, panel in enumerate(panels):
        parts += _panel(panel, place * (each + _GAP), side)
    said = " ".join(_said(panel) for panel in panels)
    return drawing(width, height, "What was stated and what came true", said, parts)


def _panel(panel: Panel, left: float, side: float) -> list[ET.Element]:
    x, y = left + _LEFT, _TOP
    parts = [
        text(x, y - 10, panel.heading, _HEADING, width=side),
        rectangle(x, y, side, side, PALE, stroke=RULE, stroke_width=0.6),
        line(x, y + side, x + side, y, MUTED, stroke_width=0.8, stroke_dasharray="4 3"),
    ]
    for tick in _TICKS:
        said = f"{100 * tick:.0f} %"
        level = y + side * (1 - tick)
        parts += [
            line(x - 3, level, x, level, RULE, stroke_width=0.6),
            line(x + side * tick, y + side, x + side * tick, y + side + 3, RULE, stroke_width=0.6),
            text(x - 5, level + 2.5, said, _LABEL, anchor="end", fill=MUTED),
            text(x + side * tick, y + side + 11, said, _LABEL, anchor="middle", fill=MUTED),
        ]
    for one in panel.bins:
        parts += _bin(one, x, y, side)
    below = y + side + 35
    parts.append(
        text(x + side / 2, below, "stated, and answers in each bin", _LABEL, width=side, anchor="middle")
    )
    parts.append(text(x + 4, y + 10, "came true", _LABEL, width=side - 8))
    return parts


def _bin(one: Bin, x: float, y: float, side: float) -> list[ET.Element]:
    middle = x + side * (one.start + one.end) / 2
    room = side * (one.end - one.start) - 1
    beneath = text(middle, y + side + 22, str(one.count), _COUNT, width=room, anchor="middle")
    if not one.count:
        return [beneath]
    at, low, high, level = (
        x + side * _unit(one.stated),
        y + side * (1 - _unit(one.low)),
        y + side * (1 - _unit(one.high)),
        y + side * (1 - _unit(one.true)),
    )
    return [
        line(at, low, at, high, DECLARED, stroke_width=1.1),
        line(at - 2.5, low, at + 2.5, low, DECLARED, stroke_width=1.1),
        line(at - 2.5, high, at + 2.5, high, DECLARED, stroke_width=1.1),
        element("circle", cx=at, cy=level, r=3, fill=DECLARED, stroke=WHITE, stroke_width=0.6),
        beneath,
    ]


def _unit(share: float) -> float:
    return min(1.0, max(0.0, share))


def _said(panel: Panel) -> str:
    bins = "; ".join(
        f"{100 * one.stated:.0f} % stated, {100 * one.true:.0f} % true"
        f" ({100 * one.low:.0f} to {100 * one.high:.0f} %, {one.count} answers)"
        for one in panel.bins
        if one.count
    )
    return f"{panel.heading}: {bins or 'no answers'}."
