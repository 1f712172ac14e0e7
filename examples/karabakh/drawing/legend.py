"""The band that says of each drawing that it is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from benchmarks.drawn.lettering import printed
from benchmarks.drawn.surface import (
    flat,
    ink,
    stamp,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


def with_legend(pixels: NDArray[np.uint8], title: str, line: str) -> NDArray[np.uint8]:
    """The picture over a band that says what it is."""
    height, width = 64, pixels.shape[1]
    band = np.zeros((height, width), np.float32)
    stamp(band, printed(title, 22), (28, 20))
    text = printed(line, 15)
    stamp(band, text, (width - text.shape[1] - 28, 24))
    drawn = ink(flat((width, height), (0.96, 0.8, 0.2)), band, (0.08, 0.08, 0.08))
    return np.vstack([pixels, np.rint(drawn * 255.0).astype(np.uint8)])
