"""A serial as read: each character in a cell, the darker the less sure, with what else it may be beneath."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.pictures.lettering import Style
from findspot.pictures.palette import MUTED, RULE, certainty_ground
from findspot.pictures.shares import percent, whole_percent
from findspot.pictures.svg import drawing, element, rectangle, text

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence

_CELL = 40.0
_TALL = 30.0
_GAP = 12.0
_ALTERNATIVES = 3
_LETTER = Style(17, bold=True, mono=True)
_SHARE = Style(7)
_OTHER = Style(7, mono=True)
_NOTHING = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One character with its probability and what else it may be: other characters, "" for none at all."""

    text: str
    p: float
    others: tuple[tuple[str, float], ...] = ()


def character_strip(cells: Sequence[Cell], *, width: float = 480.0) -> str:
    """The characters from left to right, in as many rows as the width needs, as SVG."""
    across = max(1, int(width // _CELL))
    rows = [cells[start : start + across] for start in range(0, len(cells), across)] or [[]]
    beneath = max((min(_ALTERNATIVES, len(cell.others)) for cell in cells), default=0)
    tall = _TALL + 10 + 9 * beneath
    parts: list[ET.Element] = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            parts += _cell(cell, column * _CELL + 0.5, number * (tall + _GAP) + 0.5)
    height = len(rows) * (tall + _GAP) - _GAP + 4
    said = ", ".join(_said(cell) for cell in cells)
    wide = min(across, max(1, len(cells))) * _CELL + 1
    return drawing(wide, height, "The serial, character by character", said, parts)


def _cell(cell: Cell, x: float, y: float) -> list[ET.Element]:
    middle = x + (_CELL - 3) / 2
    room = _CELL - 4
    parts = [
        rectangle(x, y, _CELL - 3, _TALL, certainty_ground(cell.p), stroke=RULE, stroke_width=0.8, rx=1.5),
        text(middle, y + 21, cell.text, _LETTER, width=room, anchor="middle"),
        text(middle, y + _TALL + 8.5, percent(cell.p), _SHARE, width=room, anchor="middle", fill=MUTED),
    ]
    for place, (other, p) in enumerate(cell.others[:_ALTERNATIVES]):
        said = f"{other or _NOTHING} {whole_percent(p)}"
        parts.append(
            text(middle, y + _TALL + 18 + 9 * place, said, _OTHER, width=room, anchor="middle", fill=MUTED)
        )
    return [element("g", *parts)]


def _said(cell: Cell) -> str:
    others = " or ".join(f"{other or 'nothing'} {percent(p)}" for other, p in cell.others[:_ALTERNATIVES])
    return f"{cell.text} {percent(cell.p)}" + (f" (else {others})" if others else "")
