"""Likeness: a hash that stays nearly the same when a photograph is re-encoded, resized or posted again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIDE = 32
#: The 64 lowest spatial frequencies after the mean, by u + v and then by row.
_LOWEST = sorted(((u, v) for u in range(12) for v in range(12)), key=lambda at: (sum(at), at))[1:65]
_ROWS = np.array([at[0] for at in _LOWEST])
_COLUMNS = np.array([at[1] for at in _LOWEST])


def likeness_of(pixels: NDArray[np.uint8]) -> str:
    """The 64-bit perceptual hash of RGB pixels, as 16 hexadecimal digits.

    Each bit says whether one of the 64 lowest frequencies of the picture's cosine transform lies above
    their median (after Zauner 2010, with the frequencies in diagonal order). A flat picture is all zeros.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    while min(grey.shape) >= 8 * _SIDE:  # halving is twenty times as fast as one great reduction
        even = grey[: grey.shape[0] // 2 * 2, : grey.shape[1] // 2 * 2]
        size = (even.shape[1] // 2, even.shape[0] // 2)
        grey = cv2.resize(even, size, interpolation=cv2.INTER_AREA)
    small = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    frequencies = cv2.dct(small.astype(np.float32))[_ROWS, _COLUMNS]
    # Rounding keeps the noise of a flat picture's transform from counting as content.
    bits = np.round(frequencies, 1) > np.round(np.median(frequencies), 1)
    return np.packbits(bits).tobytes().hex()


def likeness_distance(one: str, other: str) -> int:
    """In how many of their 64 bits two hashes differ: 0 the same picture, about 32 unrelated ones."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
