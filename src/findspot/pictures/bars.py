"""Candidates as bars: the share of belief of each, and of *not in this register*."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.pictures.lettering import Style, wrap
from findspot.pictures.palette import DECLARED, MUTED, OUTSIDE, PALE, WHITE
from findspot.pictures.shares import percent
from findspot.pictures.svg import drawing, hatch, rectangle, text

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence

_ROW = 26.0
_LINE = 9.0
_DETAILS = 3  # lines
_LABELS = 0.44  # of the width
_SHARES = 52.0
_NAME = Style(9, mono=True)
_OUTSIDE_NAME = Style(9.5, bold=True)
_WORDS_NAME = Style(9.5)
_DETAIL = Style(7.5)
_SHARE = Style(9)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: what it is called, a detail beneath, its share of belief, and whether it is outside.

    ``words``: the name is no identifier but words.
    """

    name: str
    detail: str
    share: float
    outside: bool = False
    words: bool = False


def share_bars(bars: Sequence[Bar], *, width: float = 480.0) -> str:
    """The bars in the order given, as SVG of that width; those outside the register are hatched."""
    parts: list[ET.Element] = [hatch("outside", OUTSIDE, WHITE)]
    top = 0.0
    for bar in bars:
        details = wrap(bar.detail, _DETAIL, width * _LABELS, _DETAILS)
        parts += _row(bar, details, top, width)
        top += _ROW + _LINE * max(0, len(details) - 1)
    said = "; ".join(f"{bar.name} {percent(bar.share)}" for bar in bars)
    return drawing(width, max(top, _ROW), "Share of belief of each candidate", said, parts)


def _row(bar: Bar, details: Sequence[str], top: float, width: float) -> list[ET.Element]:
    labels = width * _LABELS
    left, room = labels + 6, width - labels - 6 - _SHARES
    share = min(1.0, max(0.0, bar.share))
    name = _OUTSIDE_NAME if bar.outside else _WORDS_NAME if bar.words else _NAME
    return [
        text(0, top + 11, bar.name, name, width=labels),
        *(
            text(0, top + 20 + _LINE * line, detail, _DETAIL, width=labels, fill=MUTED)
            for line, detail in enumerate(details)
        ),
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
