"""Candidates as bars: the share of belief of each, and of *not in this register*."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.pictures.lettering import Style
from findspot.pictures.palette import DECLARED, MUTED, OUTSIDE, PALE, WHITE
from findspot.pictures.shares import percent
from findspot.pictures.svg import drawing, hatch, rectangle, text

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence

_ROW = 26.0
_LABELS = 0.44  # of the width
_SHARES = 52.0
_NAME = Style(9, mono=True)
_PLAIN_NAME = Style(9.5, bold=True)
_DETAIL = Style(7.5)
_SHARE = Style(9)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: what it is called, a detail beneath, its share of belief, and whether it is outside."""

    name: str
    detail: str
    share: float
    outside: bool = False


def share_bars(bars: Sequence[Bar], *, width: float = 480.0) -> str:
    """The bars in the order given, as SVG of that width; those outside the register are hatched."""
    parts: list[ET.Element] = [hatch("outside", OUTSIDE, WHITE)]
    for row, bar in enumerate(bars):
        parts += _row(bar, row * _ROW, width)
    said = "; ".join(f"{bar.name} {percent(bar.share)}" for bar in bars)
    return drawing(width, max(1, len(bars)) * _ROW, "Share of belief of each candidate", said, parts)


def _row(bar: Bar, top: float, width: float) -> list[ET.Element]:
    labels = width * _LABELS
    left, room = labels + 6, width - labels - 6 - _SHARES
    share = min(1.0, max(0.0, bar.share))
    name = _PLAIN_NAME if bar.outside else _NAME
    return [
        text(0, top + 11, bar.name, name, width=labels),
        text(0, top + 20, bar.detail, _DETAIL, width=labels, fill=MUTED),
        rectangle(left, top + 5, room, 12, PALE),
        rectangle(
            left,
            top + 5,
            max(0.8, room * share),
            12,
            "url(#outside)" if bar.outside else DECLARED,
            stroke=OUTSIDE if bar.outside else DECLARED,
            stroke_width=0.5,
        ),
        text(width, top + 14.5, percent(share), _SHARE, anchor="end"),
    ]
