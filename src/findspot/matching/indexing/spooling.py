"""Bytes that wait for their section, in a file without a name that goes with the process."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.matching.indexing.container import Writer

_AT_ONCE = 1 << 24


class Spool:
    """Takes bytes, and writes them as a section when that can be begun. A context manager."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - it is closed on leaving

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def add(self, data: bytes | memoryview) -> None:
        """Append bytes."""
        self._file.write(data)

    def write(self, writer: Writer, name: str) -> None:
        """Write all of them as a section."""
        self._file.seek(0)
        writer.begin(name)
        while data := self._file.read(_AT_ONCE):
            writer.add(data)
        writer.end()
