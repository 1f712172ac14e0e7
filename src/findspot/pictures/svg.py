"""Writing SVG: elements as values, text escaped, nothing that acts or that is fetched."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET  # writing only: nothing is parsed
from typing import TYPE_CHECKING

from findspot.pictures.lettering import FAMILIES, Style, fit
from findspot.pictures.palette import INK

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A number or a text of an attribute; numbers are written with at most two decimals.
Attribute = str | float

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """The text without what XML 1.0 cannot hold: each such character becomes U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text)


def drawing(width: float, height: float, title: str, description: str, parts: Iterable[ET.Element]) -> str:
    """A whole SVG of so many points, with the title and description that screen readers speak."""
    root = element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {_number(width)} {_number(height)}",
        role="img",
    )
    for tag, said in (("title", title), ("desc", description)):
        child = ET.SubElement(root, tag)
        child.text = legal(said)
    root.extend(parts)
    return ET.tostring(root, encoding="unicode")


def element(tag: str, *children: ET.Element, **attributes: Attribute) -> ET.Element:
    """One element. ``stroke_width`` becomes ``stroke-width``."""
    made = ET.Element(tag)
    for name, value in attributes.items():
        text = legal(value) if isinstance(value, str) else _number(value)
        made.set(name.replace("_", "-") if name != "viewBox" else name, text)
    made.extend(children)
    return made


def text(
    x: float,
    y: float,
    said: str,
    style: Style,
    *,
    width: float | None = None,
    anchor: str = "start",
    fill: str = INK,
) -> ET.Element:
    """A line of text with its baseline at ``y``, cut with an ellipsis to be no wider than ``width``."""
    shown = said if width is None else fit(said, style, width)
    made = element(
        "text",
        x=x,
        y=y,
        font_family=FAMILIES[style.mono],
        font_size=style.size,
        font_weight="700" if style.bold else "400",
        text_anchor=anchor,
        fill=fill,
    )
    made.text = legal(" ".join(shown.split()))
    return made


def line(x1: float, y1: float, x2: float, y2: float, stroke: str, **more: Attribute) -> ET.Element:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, **more)


def rectangle(x: float, y: float, width: float, height: float, fill: str, **more: Attribute) -> ET.Element:
    """A rectangle; a width or height below zero is none."""
    return element("rect", x=x, y=y, width=max(0.0, width), height=max(0.0, height), fill=fill, **more)


def hatch(name: str, stroke: str, ground: str, gap: float = 4) -> ET.Element:
    """A pattern of slanted lines, told apart from a plain tint in grey print; use it as ``url(#name)``."""
    strokes = line(0, 0, 0, gap, stroke, stroke_width=1.2)
    pattern = element(
        "pattern",
        rectangle(0, 0, gap, gap, ground),
        strokes,
        id=name,
        width=gap,
        height=gap,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return element("defs", pattern)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
