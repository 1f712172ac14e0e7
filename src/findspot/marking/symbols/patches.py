"""Patches: a region brought to one size, and the recipes that bring out a damaged symbol in it.

A patch has the same size whatever its region's, so a symbol of 16 to 26 modules has modules of about nine to
five pixels in it, and the sizes of the filters below fit them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import cv2
import numpy as np
import zxingcpp

from findspot.marking.symbols.shapes import after, scaled, turned

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from findspot.marking.symbols.regions import Region

    Grey = NDArray[np.uint8]
    Filter = Callable[[Grey], Grey]

_SIDE = 192
#: What of the picture a patch holds: so many sides of the region, and so many pixels more.
_ROOM, _MARGIN = 1.3, 6
_MIDDLE = 128
_AROUND = (41, 41)  # pixels that light and contrast are levelled over: some modules
_LOCAL = zxingcpp.Binarizer.LocalAverage  # each pixel against its surroundings
_GLOBAL = zxingcpp.Binarizer.GlobalHistogram  # each line against one threshold


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a patch is prepared: filtered, scaled, turned, and cut into black and white."""

    filtered: Filter
    factor: float = 1.0
    binarizer: zxingcpp.Binarizer = _GLOBAL
    levelled: bool = False
    degrees: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A region's ``pixels``, and ``back``, the affine map from them to the picture."""

    pixels: Grey
    back: NDArray[np.float64]
    _made: dict[tuple[Filter, bool], Grey] = field(default_factory=dict)  # what filters have made so far

    @classmethod
    def of(cls, grey: Grey, region: Region) -> Patch:
        """The patch about a region of a picture."""
        span = _ROOM * region.side + _MARGIN
        factor = _SIDE / span
        left, top = max(0, int(region.x - span)), max(0, int(region.y - span))
        near = grey[top : int(region.y + span) + 1, left : int(region.x + span) + 1]
        across = down = 1.0
        if factor < 1:  # averaged first, so that nothing finer than the patch's pixels is left
            size = (max(1, round(near.shape[1] * factor)), max(1, round(near.shape[0] * factor)))
            across, down = size[0] / near.shape[1], size[1] / near.shape[0]
            near = np.asarray(cv2.resize(near, size, interpolation=cv2.INTER_AREA), np.uint8)
        shift = (_SIDE / 2 - factor * (region.x - left), _SIDE / 2 - factor * (region.y - top))
        there = np.array([[factor / across, 0, shift[0]], [0, factor / down, shift[1]]])
        flags = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_LINEAR
        pixels = cv2.warpAffine(near, there, (_SIDE, _SIDE), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        back = np.array([[1 / factor, 0, left - shift[0] / factor], [0, 1 / factor, top - shift[1] / factor]])
        return cls(np.asarray(pixels, np.uint8), back)

    def prepared(self, recipe: Recipe) -> tuple[Grey, NDArray[np.float64]]:
        """The patch after a recipe, and the map from it to the picture."""
        pixels, back = self._filtered(recipe.filtered, levelled=recipe.levelled), self.back
        if recipe.factor != 1:
            how = cv2.INTER_AREA if recipe.factor < 1 else cv2.INTER_CUBIC
            resized = cv2.resize(pixels, None, fx=recipe.factor, fy=recipe.factor, interpolation=how)
            pixels, back = np.asarray(resized, np.uint8), after(scaled(1 / recipe.factor), back)
        if recipe.degrees:
            pixels, turned_back = turned(pixels, recipe.degrees, ground=_MIDDLE)
            back = after(turned_back, back)
        return pixels, back

    def _filtered(self, filtered: Filter, *, levelled: bool) -> Grey:
        """What a filter makes of the patch; several recipes may ask for the same."""
        key = (filtered, levelled)
        if key not in self._made:
            if filtered is not _as_is:
                self._made[key] = filtered(self._filtered(_as_is, levelled=levelled))
            else:
                self._made[key] = _levelled(self.pixels) if levelled else self.pixels
        return self._made[key]


def _levelled(grey: Grey) -> Grey:
    """Even light and even contrast: each pixel against the spread around it."""
    exact = grey.astype(np.float32)
    apart = exact - cv2.blur(exact, _AROUND)
    spread = np.sqrt(np.maximum(cv2.blur(apart * apart, _AROUND), 0)) + 4
    return np.asarray(np.clip(_MIDDLE + 70 * apart / spread, 0, 255), np.uint8)


def _as_is(grey: Grey) -> Grey:
    return grey


@dataclass(frozen=True, slots=True)
class _Morphology:
    """Smoothed, then what is dark or bright spreads by a disc of ``size`` pixels, and may shrink back."""

    operation: int
    size: int
    sigma: float = 0.0

    def __call__(self, grey: Grey) -> Grey:
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (self.size, self.size))
        smooth = cv2.GaussianBlur(grey, (0, 0), self.sigma) if self.sigma else grey
        return np.asarray(cv2.morphologyEx(smooth, self.operation, disc), np.uint8)


def _opened(size: int) -> Filter:
    """Dark dots that are close together join, and bright flecks go."""
    return _Morphology(cv2.MORPH_OPEN, size)


def _closed(size: int) -> Filter:
    """Bright dots that are close together join, and dark flecks go."""
    return _Morphology(cv2.MORPH_CLOSE, size)


def _darker(sigma: float, size: int) -> Filter:
    """What is dark spreads, in a smoothed patch."""
    return _Morphology(cv2.MORPH_ERODE, size, sigma)


def _lighter(sigma: float, size: int) -> Filter:
    """What is bright spreads, in a smoothed patch."""
    return _Morphology(cv2.MORPH_DILATE, size, sigma)


def _sharpened(grey: Grey) -> Grey:
    """The edges of a blurred symbol steepened."""
    smooth = cv2.GaussianBlur(grey, (0, 0), 0.8)
    return np.asarray(cv2.addWeighted(smooth, 4, cv2.GaussianBlur(smooth, (0, 0), 2.5), -3, 0), np.uint8)


#: Chosen on drawn pictures: each reads symbols that those before it do not. Most fruitful first.
RECIPES = (
    Recipe(_darker(1.0, 3), 2 / 3, _GLOBAL, levelled=True, degrees=30),
    Recipe(_opened(7), 2 / 3, _GLOBAL, levelled=True),
    Recipe(_closed(7), 1.0, _GLOBAL, levelled=True),
    Recipe(_closed(5), 1.0, _GLOBAL),
    Recipe(_opened(5), 1 / 2, _LOCAL, levelled=True),
    Recipe(_lighter(1.0, 3), 2 / 3, _LOCAL),
    Recipe(_opened(3), 1 / 2, _GLOBAL, levelled=True),
    Recipe(_opened(5), 1.0, _GLOBAL),
    Recipe(_lighter(1.5, 5), 1.0, _GLOBAL, levelled=True),
    Recipe(_sharpened, 1.0, _LOCAL),
    Recipe(_sharpened, 1.5, _GLOBAL),
    Recipe(_sharpened, 1.5, _LOCAL),
)
