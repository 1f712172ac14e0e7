"""How much room text takes: widths estimated from the paper's fonts, on the generous side.

Drawings are laid out before any font is at hand, so widths are estimated: exact for ASCII in the body font,
its regular cut, and an upper class width for the rest. A text that is said to fit does fit.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

#: Font families by ``Style.mono``; the first of each is the paper's own.
FAMILIES = {
    False: "Libertinus Serif, Georgia, 'Times New Roman', serif",
    True: "DejaVu Sans Mono, Menlo, Consolas, monospace",
}

#: Advance widths of Libertinus Serif for U+0020 to U+007E, in thousandths of the type size.
_ASCII = (
    250, 288, 336, 465, 465, 637, 705, 190, 298, 298, 369, 550, 220, 338, 220, 323,
    465, 465, 465, 465, 465, 465, 465, 465, 465, 465, 236, 236, 550, 550, 550, 435,
    895, 695, 588, 646, 701, 557, 485, 685, 730, 297, 322, 637, 528, 839, 699, 702,
    541, 702, 587, 485, 597, 661, 652, 951, 660, 575, 604, 356, 287, 356, 518, 486,
    392, 457, 493, 428, 506, 447, 310, 500, 538, 271, 272, 512, 264, 790, 542, 504,
    519, 503, 372, 390, 316, 531, 497, 747, 490, 515, 424, 277, 205, 277, 449,
)  # fmt: skip

_MONO = 0.602  # of DejaVu Sans Mono, every character
_BOLD = 1.15  # Libertinus Serif Bold against the regular cut, the widest common letters
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: its type size in points, its weight, and whether every character is as wide."""

    size: float
    bold: bool = False
    mono: bool = False


def text_width(text: str, style: Style) -> float:
    """The width of the text in points, or somewhat more."""
    if style.mono:
        units = sum(_mono_width(character) for character in text)
    else:
        units = sum(_width(character) for character in text) * (_BOLD if style.bold else 1.0)
    return units * style.size


def fit(text: str, style: Style, width: float) -> str:
    """The text, or as much of its beginning as fits into ``width`` with an ellipsis."""
    text = " ".join(text.split())
    if text_width(text, style) <= width:
        return text
    room = width - text_width(_ELLIPSIS, style)
    used = 0.0
    kept = 0
    for character in text:
        used += text_width(character, style)
        if used > room:
            break
        kept += 1
    while kept and unicodedata.combining(text[kept : kept + 1] or " "):
        kept -= 1
    return text[:kept].rstrip() + _ELLIPSIS if kept else (_ELLIPSIS if room >= 0 else "")


def wrap(text: str, style: Style, width: float, lines: int) -> list[str]:
    """The text in at most so many lines of at most ``width``, the last cut with an ellipsis."""
    words = text.split()
    wrapped: list[str] = []
    while words and len(wrapped) < lines - 1:
        taken = 1
        while taken < len(words) and text_width(" ".join(words[: taken + 1]), style) <= width:
            taken += 1
        wrapped.append(fit(" ".join(words[:taken]), style, width))
        words = words[taken:]
    if words:
        wrapped.append(fit(" ".join(words), style, width))
    return wrapped


def _mono_width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else _MONO


def _width(character: str) -> float:
    code = ord(character)
    if 0x20 <= code <= 0x7E:
        return _ASCII[code - 0x20] / 1000
    if unicodedata.combining(character):
        return 0.0
    base = unicodedata.normalize("NFD", character)[0]
    if "A" <= base <= "z" and base != character:
        return _ASCII[ord(base) - 0x20] / 1000
    return _class_width(character)


def _class_width(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    category = unicodedata.category(character)
    if category in ("Lu", "Lt"):
        return 0.98
    if category == "Ll":
        return 0.72
    return 1.15 if category in ("Sm", "So", "No", "Nl") else 0.78
