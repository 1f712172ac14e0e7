"""Type faces in which plates and labels are set, from packages of open fonts: the same on every machine."""

from __future__ import annotations

import functools
from enum import Enum
from importlib.resources import files
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Mask = NDArray[np.float32]


class Face(Enum):
    """A face: the package that carries it, its file, and its weight where the file holds several."""

    SANS = ("fontpkg_arimo", "files/Arimo[wght].ttf", "Regular")
    BOLD = ("fontpkg_arimo", "files/Arimo[wght].ttf", "Bold")
    NARROW = ("fontpkg_roboto_condensed", "files/RobotoCondensed[wght].ttf", "Regular")
    NARROW_BOLD = ("fontpkg_roboto_condensed", "files/RobotoCondensed[wght].ttf", "Bold")
    MONO = ("fontpkg_roboto_mono", "files/RobotoMono[wght].ttf", "Medium")
    #: The straight-sided capitals of stencils and signs; Latin letters only.
    SIGN = ("fontpkg_saira_condensed", "files/SairaCondensed-SemiBold.ttf", None)


#: Chinese characters, which the others lack: the third face of a file of several.
_HAN = ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", "Medium")
_HAN_INDEX = 2


def typeset(text: str, height: int, face: Face = Face.SANS) -> Mask:
    """``text`` in a face, its capitals ``height`` pixels tall, 0 to 1 for each pixel; the page fits the text.

    The capitals stand 0.3 heights below the upper edge, so that texts set beside each other share a line.
    """
    runs = [("".join(run), han) for han, run in groupby(text, _is_han)]
    fonts = [_font(_HAN if han else face.value, height) for _, han in runs]
    widths = [font.getlength(run) for (run, _), font in zip(runs, fonts, strict=True)]
    page = Image.new("L", (int(sum(widths)) + 4, round(1.7 * height) + 2))
    pen, left = ImageDraw.Draw(page), 2.0
    for (run, _), font, width in zip(runs, fonts, widths, strict=True):
        pen.text((left, round(1.3 * height)), run, fill=255, font=font, anchor="ls")
        left += width
    return np.asarray(page, dtype=np.float32) / 255.0


def _is_han(character: str) -> bool:
    return ord(character) > 0x2E80


@functools.cache
def _font(source: tuple[str, str, str | None], height: int) -> ImageFont.FreeTypeFont:
    package, name, weight = source
    path = files(package).joinpath(name)
    index = _HAN_INDEX if package == _HAN[0] else 0
    trial = ImageFont.truetype(str(path), 100, index=index)
    box = trial.getbbox("H", anchor="ls")
    font = ImageFont.truetype(str(path), height * 100 / max(1.0, box[3] - box[1]), index=index)
    if weight is not None:
        font.set_variation_by_name(weight)
    return font
