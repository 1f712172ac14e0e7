"""Small multiples of shares: one panel a question, one line a series, each point with its interval.

Levels are words at even distances. Series are told apart by colour, by mark and by dash, and are named at
their line's end; the description says every figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from findspot.pictures.lettering import Style, text_width, wrap
from findspot.pictures.palette import DECLARED, INK, MUTED, OUTSIDE, PALE, RULE, SEEN, WHITE
from findspot.pictures.svg import drawing, element, line, rectangle, text

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence

_PLOT = 104.0  # the height of a plot
_HEAD, _FOOT = 31.0, 26.0  # above a plot, beneath it
_SCALE = 30.0  # the figures at its left
_GAP = 12.0  # between panels
_EDGE = 10.0  # around everything
_CHARACTER = 9.0  # how close two names may stand, baseline to baseline
_TITLE = Style(11, bold=True)
_NAME = Style(8, bold=True)
_SMALL = Style(7.5)
_TICKS = (0.0, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    """A share at one level, from 0 to 1, with the ends of its interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """One series by its name: a point for each level of its panel, None where nothing was measured."""

    name: str
    points: tuple[Point | None, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One question: its title, what its levels count, the levels, and the curves over them.

    ``joined``: the levels are steps of one thing, so lines run from point to point; otherwise each stands
    for itself, and the panel takes the whole width.
    """

    title: str
    unit: str
    levels: tuple[str, ...]
    curves: tuple[Curve, ...]
    joined: bool = True


@dataclass(frozen=True, slots=True)
class _Look:
    """How one series is drawn."""

    colour: str
    mark: str
    dash: str
    weight: float


#: The first series is the one that the drawing is about.
_LOOKS = (
    _Look(DECLARED, "dot", "none", 2.0),
    _Look(SEEN, "square", "none", 1.3),
    _Look(OUTSIDE, "triangle", "3 2", 1.3),
    _Look(INK, "dot", "1 2", 1.3),
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a panel's plot lies, in points of the drawing."""

    left: float
    top: float
    width: float
    levels: int

    def x(self, level: int) -> float:
        """The middle of a level."""
        return self.left + self.width * (level + 0.5) / max(1, self.levels)

    def y(self, share: float) -> float:
        """The height of a share."""
        return self.top + _PLOT * (1.0 - min(1.0, max(0.0, share)))


def share_curves(
    title: str, note: str, panels: Sequence[Panel], *, across: int = 3, width: float = 760.0
) -> str:
    """The panels in the order given, ``across`` in a row, as SVG of that width under its title and a note.

    Panels that are not joined take a row each.
    """
    inner = width - 2 * _EDGE
    cell = (inner - (across - 1) * _GAP) / across
    notes = wrap(note, _SMALL, inner, 4)
    parts = [text(_EDGE, _EDGE + 12, title, Style(14, bold=True), width=inner)]
    parts += [text(_EDGE, _EDGE + 26 + 10 * n, said, _SMALL, fill=MUTED) for n, said in enumerate(notes)]
    top, column = _EDGE + 26 + 10 * len(notes), 0
    for panel in panels:
        wide = not panel.joined
        if column and (wide or column == across):
            top, column = top + _row(), 0
        parts.append(_panel(panel, _EDGE + column * (cell + _GAP), top, inner if wide else cell))
        column = across if wide else column + 1
    height = top + (_row() if panels else 0) - _GAP + _EDGE
    ground = rectangle(0, 0, width, height, WHITE)
    return drawing(width, height, title, f"{note} {_said(panels)}", [ground, *parts])


def _row() -> float:
    return _HEAD + _PLOT + _FOOT + _GAP


def _panel(panel: Panel, left: float, top: float, width: float) -> ET.Element:
    names = max((text_width(curve.name, _NAME) for curve in panel.curves), default=0.0)
    room = min(names + 10, width / 3)
    frame = _Frame(left + _SCALE, top + _HEAD, width - _SCALE - room, len(panel.levels))
    parts = [text(left, top + 18, panel.title, _TITLE, width=width)]
    parts += _axes(panel, frame)
    looks = [_LOOKS[place % len(_LOOKS)] for place in range(len(panel.curves))]
    shift = min(5.0, frame.width / max(1, frame.levels) / 4)
    for place in reversed(range(len(panel.curves))):  # the first on top of the others
        aside = (place - (len(panel.curves) - 1) / 2) * shift
        parts += _curve(panel.curves[place], looks[place], frame, aside, joined=panel.joined)
    parts += _names(panel.curves, looks, frame, room)
    return element("g", *parts)


def _axes(panel: Panel, frame: _Frame) -> list[ET.Element]:
    right, foot = frame.left + frame.width, frame.top + _PLOT
    parts = [rectangle(frame.left, frame.top, frame.width, _PLOT, PALE)]
    if not panel.joined:
        step = frame.width / max(1, frame.levels)
        parts += [
            line(frame.left + step * n, frame.top, frame.left + step * n, foot, WHITE, stroke_width=2)
            for n in range(1, frame.levels)
        ]
    for share in _TICKS:
        y = frame.y(share)
        parts.append(line(frame.left, y, right, y, RULE, stroke_width=0.6))
        said = text(frame.left - 4, y + 2.5, f"{100 * share:.0f} %", _SMALL, anchor="end", fill=MUTED)
        parts.append(said)
    step = frame.width / max(1, frame.levels)
    for n, level in enumerate(panel.levels):
        parts.append(text(frame.x(n), foot + 11, level, _SMALL, width=step, anchor="middle"))
    middle = frame.left + frame.width / 2
    parts.append(text(middle, foot + 22, panel.unit, _SMALL, width=frame.width, anchor="middle", fill=MUTED))
    return parts


def _curve(curve: Curve, look: _Look, frame: _Frame, aside: float, *, joined: bool) -> list[ET.Element]:
    """The intervals, the line through the points where they follow each other, and a mark at each."""
    known = [(n, point) for n, point in enumerate(curve.points) if point is not None]
    parts: list[ET.Element] = []
    for n, point in known:
        x = frame.x(n) + aside
        low, high = frame.y(point.low), frame.y(point.high)
        parts.append(line(x, low, x, high, look.colour, stroke_width=1.1, stroke_opacity=0.4))
    for (n, one), (following, other) in pairwise(known):
        if joined and following == n + 1:
            ends = frame.x(n) + aside, frame.y(one.share), frame.x(following) + aside, frame.y(other.share)
            parts.append(line(*ends, look.colour, stroke_width=look.weight, stroke_dasharray=look.dash))
    parts += [_mark(frame.x(n) + aside, frame.y(point.share), look) for n, point in known]
    return parts


def _mark(x: float, y: float, look: _Look) -> ET.Element:
    if look.mark == "square":
        return rectangle(x - 2.5, y - 2.5, 5, 5, look.colour, stroke=WHITE, stroke_width=0.6)
    if look.mark == "triangle":
        path = f"M{x:.2f} {y - 3.2:.2f} L{x + 3:.2f} {y + 2.3:.2f} L{x - 3:.2f} {y + 2.3:.2f} Z"
        return element("path", d=path, fill=WHITE, stroke=look.colour, stroke_width=1.1)
    return element("circle", cx=x, cy=y, r=3.0, fill=look.colour, stroke=WHITE, stroke_width=0.6)


def _names(curves: Sequence[Curve], looks: Sequence[_Look], frame: _Frame, room: float) -> list[ET.Element]:
    """Each curve's name at the height of its last point, moved apart where two would touch."""
    ends = []
    for place, curve in enumerate(curves):
        last = next((point for point in reversed(curve.points) if point is not None), None)
        if last is not None:
            ends.append((frame.y(last.share), place))
    ends.sort()
    heights = _apart([y for y, _ in ends], frame.top, frame.top + _PLOT)
    x = frame.left + frame.width + 6
    return [
        text(x, y + 3, curves[place].name, _NAME, width=room - 6, fill=looks[place].colour)
        for y, (_, place) in zip(heights, ends, strict=True)
    ]


def _apart(heights: Sequence[float], top: float, foot: float) -> list[float]:
    """The heights, in order, no two closer than a line of type, kept between top and foot if they can be."""
    placed: list[float] = []
    for y in heights:
        placed.append(max(y, placed[-1] + _CHARACTER, top) if placed else max(y, top))
    limit = foot
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], limit)
        limit = placed[place] - _CHARACTER
    return placed


def _said(panels: Sequence[Panel]) -> str:
    return " ".join(
        f"{panel.title} ({panel.unit}): "
        + "; ".join(f"{curve.name} {_points(panel, curve)}" for curve in panel.curves)
        + "."
        for panel in panels
    )


def _points(panel: Panel, curve: Curve) -> str:
    pairs = zip(panel.levels, curve.points, strict=True)
    return ", ".join(f"{100 * point.share:.0f} % at {level}" for level, point in pairs if point is not None)
