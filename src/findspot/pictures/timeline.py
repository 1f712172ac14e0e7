"""Custody as a time line: what was declared above the axis, what was seen below it, policies as bands.

A day is a dot, an interval a bar over all days that it may be, open where the record leaves it open.
Labels stand to the right of their event, the later ones nearer to the axis: no leader crosses a label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.pictures.calendar_axis import DayAxis, axis_of
from findspot.pictures.lettering import Style, fit, text_width, wrap
from findspot.pictures.palette import (
    BAN,
    DECLARED,
    DECLARED_TINT,
    EXCEPTION,
    INK,
    MUTED,
    PALE,
    SEEN,
    SEEN_TINT,
    SUSPENSION,
    WHITE,
)
from findspot.pictures.svg import drawing, element, hatch, line, rectangle, text

if TYPE_CHECKING:
    import datetime as dt
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence

    from findspot.vocabulary.dates import Span

_LABEL_WIDTH = 126.0
_LANE = 27.0
_BAND = 13.0
_SCALE = 16.0  # the height of the scale of months
_MOST_LABELS = 9  # on each side of the axis; further events are marks without a label
_MOST_BANDS = 8
_DATE = Style(7.5, bold=True)
_NAME = Style(7.5)
_SMALL = Style(7)
_KINDS = {"ban": BAN, "exception": EXCEPTION}


@dataclass(frozen=True, slots=True)
class Event:
    """One step of custody: its name, its date in words and in days, whether it was seen, whether in doubt."""

    name: str
    when: str
    on: Span
    seen: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A policy in force from one day to another; None is an open end. ``kind`` as of PolicyKind."""

    name: str
    kind: str
    start: dt.date | None
    end: dt.date | None


@dataclass(frozen=True, slots=True)
class _Label:
    """An event's label in its lane, counted from the axis outwards."""

    event: Event
    lines: tuple[str, ...]
    x: float
    lane: int
    width: float


def custody_timeline(events: Sequence[Event], bands: Sequence[Band] = (), *, width: float = 480.0) -> str:
    """The time line as SVG of that width. Events need at least one known end; the rest are left out."""
    dated = [event for event in events if _days(event.on)]
    if not dated:
        note = text(0, 12, "No step of custody has a date.", Style(9), fill=MUTED)
        return drawing(width, 18, "Time line of custody", "No step of custody has a date.", [note])
    days = [day for event in dated for day in _days(event.on)]
    shown = list(bands[:_MOST_BANDS])
    edges = [day for band in shown for day in (band.start, band.end) if day is not None]
    axis = axis_of(days, edges, 4.0, width - _LABEL_WIDTH)
    above = _labels([event for event in dated if not event.seen], axis, width)
    below = _labels([event for event in dated if event.seen], axis, width)
    top = _SCALE + len(shown) * (_BAND + 3) + 4
    middle = top + _lanes(above) * _LANE + 14
    foot = middle + 14 + _lanes(below) * _LANE + 4
    parts = [hatch("open", MUTED, WHITE, 3)]
    parts += _scale(axis, middle, foot, width)
    parts += _bands(shown, axis, width)
    parts += _side(above, middle, -1) + _side(below, middle, 1)
    parts += [_mark(event, axis, middle) for event in sorted(dated, key=_longest_first)]
    parts += _sides_named(middle, width, seen=bool(below))
    return drawing(width, foot, "Time line of custody", _said(dated, shown), parts)


def _longest_first(event: Event) -> int:
    span = event.on
    return -(span.latest - span.earliest).days if span.earliest and span.latest else -(10**7)


def _days(span: Span) -> list[dt.date]:
    return [day for day in (span.earliest, span.latest) if day is not None]


def _labels(events: Sequence[Event], axis: DayAxis, width: float) -> list[_Label]:
    """Labels from the latest event to the earliest, each outside all those that it would touch.

    Events of one day are read from top to bottom in the order given: above the axis, where the first label
    stands lowest, the last recorded comes first.
    """
    placed: list[_Label] = []
    given = events if events and events[0].seen else list(reversed(events))
    for event in sorted(given, key=lambda event: _days(event.on)[0], reverse=True)[-_MOST_LABELS:]:
        x = axis.at(_days(event.on)[0])
        room = min(_LABEL_WIDTH + 20, width - x - 6)
        lines = (fit(event.when, _DATE, room), *wrap(event.name, _NAME, room, 2)[:2])
        wide = max(text_width(said, _DATE) for said in lines)
        lane = 1 + max((label.lane for label in placed if label.x <= x + wide + 10), default=-1)
        placed.append(_Label(event, lines, x, lane, wide))
    return placed


def _lanes(labels: Sequence[_Label]) -> int:
    return 1 + max((label.lane for label in labels), default=-1)


def _side(labels: Sequence[_Label], middle: float, way: int) -> list[ET.Element]:
    """Labels and leaders above (``way`` -1) or below (1) the axis."""
    parts: list[ET.Element] = []
    for label in labels:
        if way < 0:
            top = middle - 13 - (label.lane + 1) * _LANE + 4
            end = top + 2
        else:
            top = middle + 12 + label.lane * _LANE
            end = top + 2 + 8.5 * (len(label.lines) - 1) + 6
        colour = SEEN if label.event.seen else DECLARED
        parts.append(line(label.x, middle, label.x, end, colour, stroke_width=0.7))
        for row, said in enumerate(label.lines):
            style = _DATE if row == 0 else _NAME
            fill = colour if row == 0 else INK
            parts.append(text(label.x + 4, top + 7 + 8.5 * row, said, style, fill=fill))
    return parts


def _mark(event: Event, axis: DayAxis, middle: float) -> ET.Element:
    """A dot for a day, a bar for an interval; hollow where something speaks against the event."""
    colour, tint = (SEEN, SEEN_TINT) if event.seen else (DECLARED, DECLARED_TINT)
    inside = WHITE if event.doubtful else colour
    span = event.on
    middle += 4.5 if event.seen else -4.5
    if span.exact and span.earliest is not None:
        x = axis.at(span.earliest)
        return element("circle", cx=x, cy=middle, r=3.6, fill=inside, stroke=colour, stroke_width=1.4)
    left = axis.left if span.earliest is None else axis.at(span.earliest)
    right = axis.right if span.latest is None else axis.at(span.latest)
    opened = span.earliest is None or span.latest is None
    return rectangle(
        left,
        middle - 3,
        max(3.0, right - left),
        6,
        "url(#open)" if opened else (WHITE if event.doubtful else tint),
        stroke=colour,
        stroke_width=1.2,
        rx=2,
    )


def _scale(axis: DayAxis, middle: float, foot: float, width: float) -> list[ET.Element]:
    """Months or years along the top with pale lines down the drawing, and the axis itself."""
    parts: list[ET.Element] = []
    for x, label in axis.ticks(52):
        parts.append(line(x, 3, x, foot, PALE, stroke_width=1))
        parts.append(text(x + 3, 9, label, _SMALL, width=width - x - 3, fill=MUTED))
    parts.append(line(0, middle, width, middle, MUTED, stroke_width=0.8))
    return parts


def _sides_named(middle: float, width: float, *, seen: bool) -> list[ET.Element]:
    named = [text(width, middle - 5, "declared ↑", _SMALL, anchor="end", fill=DECLARED)]
    if seen:
        named.append(text(width, middle + 11, "seen ↓", _SMALL, anchor="end", fill=SEEN))
    return named


def _bands(bands: Sequence[Band], axis: DayAxis, width: float) -> list[ET.Element]:
    parts: list[ET.Element] = []
    for row, band in enumerate(bands):
        y = _SCALE + row * (_BAND + 3)
        left = axis.left if band.start is None else axis.at(band.start)
        right = axis.right if band.end is None else axis.at(band.end)
        right = max(right, left + 3)
        ground = _KINDS.get(band.kind, SUSPENSION)
        parts.append(rectangle(left, y, right - left, _BAND, ground, stroke=MUTED, stroke_width=0.5))
        if band.end is None:
            arrow = f"M{right:.1f} {y} l6 {_BAND / 2} l-6 {_BAND / 2} z"
            parts.append(element("path", d=arrow, fill=ground, stroke=MUTED, stroke_width=0.5))
        known = band.name.casefold().startswith(band.kind.casefold())
        said = band.name if known else f"{band.kind}: {band.name}".rstrip(": ")
        parts.append(_band_label(said, left, y + 9.3, right, width))
    return parts


def _band_label(said: str, left: float, y: float, right: float, width: float) -> ET.Element:
    """The label inside its band where it fits, else after it, else before it, whichever has most room."""
    wide = text_width(said, _SMALL)
    if wide <= right - left - 6:
        return text(left + 4, y, said, _SMALL)
    after, before = width - right - 10, left - 4
    if wide <= after or after >= before:
        return text(right + 9, y, said, _SMALL, width=after)
    return text(left - 4, y, said, _SMALL, width=before, anchor="end")


def _said(events: Sequence[Event], bands: Sequence[Band]) -> str:
    steps = [f"{event.when}: {event.name} ({'seen' if event.seen else 'declared'})" for event in events]
    rules = [
        f"{band.kind} {band.name} from {band.start or 'an unknown day'} to {band.end or 'an open end'}"
        for band in bands
    ]
    return "; ".join([*steps, *rules])
