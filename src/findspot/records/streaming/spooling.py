"""Rows that wait on disk, in files without a name that go with the process."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa

from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

#: What waits in memory before it goes to disk by parts, in bytes.
_WAITING = 32 << 20


class Spool:
    """Keeps Arrow tables of any columns, each by its number; a context manager."""

    def __init__(self, folder: Path) -> None:
        try:
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - it is closed on leaving
        except OSError:
            raise BadInputError(
                f"{folder}: nothing can be written in that folder: choose another place."
            ) from None
        self._places: list[tuple[int, int]] = []
        self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Give up what is kept."""
        self._file.close()

    def add(self, table: pa.Table) -> int:
        """Keep a table; its number."""
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_stream(sink, table.schema, options=options) as stream:
            stream.write_table(table)
        data = sink.getvalue()
        self._file.seek(self._end)
        self._file.write(memoryview(data))
        self._places.append((self._end, data.size))
        self._end += data.size
        return len(self._places) - 1

    def table(self, number: int, columns: Sequence[str] | None = None) -> pa.Table:
        """The table of this number, or some of its columns, in their order in the table."""
        start, size = self._places[number]
        self._file.seek(start)
        data = pa.py_buffer(self._file.read(size))
        if columns is None:
            return pa.ipc.open_stream(data).read_all()
        names = pa.ipc.open_stream(data).schema.names
        wanted = [place for place, name in enumerate(names) if name in columns]
        options: Any = pa.ipc.IpcReadOptions(included_fields=wanted)
        return pa.ipc.open_stream(data, options=options).read_all()


class Parted:
    """Keeps rows by the part that they belong to, in the order in which they came; a context manager.

    Columns that some tables lack are null there.
    """

    def __init__(self, folder: Path, parts: int) -> None:
        self._spool = Spool(folder)
        self._numbers: list[list[int]] = [[] for _ in range(parts)]
        self._rows = [0] * parts
        self._waiting: list[tuple[pa.Table, NDArray[np.int64]]] = []
        self._bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._spool.__exit__(*error)

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, table: pa.Table, parts: NDArray[np.int64]) -> None:
        """Keep rows, each in its part."""
        self._waiting.append((table, parts))
        self._bytes += table.nbytes
        if self._bytes > _WAITING:
            self._flush()

    def rows(self, number: int) -> int:
        """How many rows a part has."""
        self._flush()
        return self._rows[number]

    def part(self, number: int) -> pa.Table | None:
        """The rows of a part; None where it has none."""
        self._flush()
        tables = [self._spool.table(one) for one in self._numbers[number]]
        return pa.concat_tables(tables, promote_options="default") if tables else None

    def some(self, number: int) -> pa.Table:
        """The first rows of a part that has any, those that came together."""
        self._flush()
        return self._spool.table(self._numbers[number][0])

    def _flush(self) -> None:
        if not self._waiting:
            return
        whole = pa.concat_tables([table for table, _ in self._waiting], promote_options="default")
        parts = np.concatenate([parts for _, parts in self._waiting])
        self._waiting, self._bytes = [], 0
        order = np.argsort(parts, kind="stable")
        whole = whole.combine_chunks().take(pa.array(order))
        there, starts = np.unique(parts[order], return_index=True)
        ends = [*starts[1:].tolist(), len(order)]
        for number, start, end in zip(there.tolist(), starts.tolist(), ends, strict=True):
            self._numbers[number].append(self._spool.add(whole.slice(start, end - start)))
            self._rows[number] += end - start
