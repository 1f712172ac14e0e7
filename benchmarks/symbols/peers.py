"""The readers that are compared: each takes a picture and gives the contents that it decoded."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

import cv2
import zxingcpp

from findspot.marking.symbols import decode_symbols
from findspot.marking.symbols.content import read_content

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Peer(Protocol):
    """A reader: its name and version, whether it knows more than Data Matrix, and what it reads."""

    name: str
    only_matrix: bool

    def read(self, pixels: NDArray[np.uint8]) -> set[str]:
        """The contents, as findspot would show them."""


def shown(content: bytes) -> str:
    """A content as findspot shows it, so that all readers are held against the same text."""
    return read_content("", content).text


class Zxing:
    """zxing-cpp with its defaults."""

    name = f"zxing-cpp {version('zxing-cpp')}"
    only_matrix = False

    def read(self, pixels: NDArray[np.uint8]) -> set[str]:
        """All symbols that it finds."""
        grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        return {shown(bytes(found.bytes)) for found in zxingcpp.read_barcodes(grey)}


class Libdmtx:
    """libdmtx with its defaults, told to stop at the first symbol, or after three seconds without one."""

    only_matrix = True
    limit_ms = 3000

    def __init__(self) -> None:
        # Both lines raise ImportError where the package, or the system's libdmtx, is not there.
        self.name = f"libdmtx (pylibdmtx {version('pylibdmtx')})"
        from pylibdmtx import pylibdmtx  # noqa: PLC0415

        self._library = pylibdmtx

    def read(self, pixels: NDArray[np.uint8]) -> set[str]:
        """The first symbol that it finds."""
        height, width = pixels.shape[:2]
        found = self._library.decode((pixels.tobytes(), width, height), timeout=self.limit_ms, max_count=1)
        return {shown(bytes(item.data)) for item in found}


class Findspot:
    """findspot's own reading of barcodes."""

    name = f"findspot {version('findspot')}"
    only_matrix = False

    def read(self, pixels: NDArray[np.uint8]) -> set[str]:
        """All symbols that it finds."""
        return {symbol.text for symbol in decode_symbols(pixels)}
