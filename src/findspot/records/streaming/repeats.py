"""Which rows share their item, or their serial where no item is declared, among more than memory holds.

A row is known by a number of 64 bits that Python's hash gives its text. Two texts of one number are looked at
together for nothing, and no harm is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from findspot.records.streaming.spooling import Parted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from findspot.records.streaming.surveying import Surveyed

#: Rows whose numbers are sorted at once.
_AT_ONCE = 1 << 19


class RowSet:
    """A set of row numbers: one bit for each row that there is."""

    def __init__(self, rows: int) -> None:
        self._bits = np.zeros(rows // 8 + 1, dtype=np.uint8)

    def __len__(self) -> int:
        return int(np.bitwise_count(self._bits).sum(dtype=np.int64))

    def add(self, rows: NDArray[np.int64]) -> None:
        """Put these in."""
        np.bitwise_or.at(self._bits, rows >> 3, np.left_shift(1, rows & 7).astype(np.uint8))

    def has(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these are in it."""
        found: NDArray[np.bool_] = (self._bits[rows >> 3] >> (rows & 7).astype(np.uint8)) & 1 > 0
        return found


def numbers_of(texts: Iterable[str], count: int) -> NDArray[np.int64]:
    """The numbers of so many texts."""
    return np.fromiter(map(hash, texts), dtype=np.int64, count=count)


def keys(table: pa.Table) -> NDArray[np.int64]:
    """The number of each row's item, or of its serial where it declares none."""
    texts = table.column("item").to_pylist()
    if not all(texts):
        serials = table.column("serial").to_pylist()
        texts = [item or serial for item, serial in zip(texts, serials, strict=True)]
    return numbers_of(texts, len(table))


def keyed(tables: Sequence[Surveyed]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """The numbers of all rows, block by block, with the rows."""
    for surveyed in tables:
        for at, table in surveyed.tables(("item", "serial")):
            yield keys(table), np.arange(at, at + len(table))


def repeated_rows(tables: Sequence[Surveyed], folder: Path) -> RowSet:
    """The rows that share their number with another."""
    rows = sum(surveyed.rows for surveyed in tables)
    found = RowSet(rows)
    with Parted(folder, rows // _AT_ONCE + 1) as parted:
        for numbers, at in keyed(tables):
            parted.add(pa.table({"number": numbers, "at": at}), numbers % len(parted))
        for part in range(len(parted)):
            held = parted.part(part)
            if held is None:
                continue
            numbers, at = (held.column(name).to_numpy() for name in ("number", "at"))
            order = np.argsort(numbers, kind="stable")
            same = np.diff(numbers[order]) == 0
            again = np.zeros(len(numbers), dtype=np.bool_)
            again[1:] |= same
            again[:-1] |= same
            found.add(at[order][again])
    return found
