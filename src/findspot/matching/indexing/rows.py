"""The rows of a register in the order of ranks, in compressed blocks, and the way from a rank to its rows.

A row's number is its place in that order. Rows of one serial stand together, so one bit a row says where a
rank's rows begin. Blocks of 4 096 rows are Arrow streams of their own, compressed: showing ten candidates
reads ten blocks of a register of any size.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa

from findspot.matching.indexing.container import altered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from findspot.matching.indexing.container import Container, Writer

#: What is shown of each row. Absent values are "".
COLUMNS = ("item", "serial", "model", "maker", "part_number", "permit")
SCHEMA = pa.schema([(name, pa.string()) for name in COLUMNS])

ROWS_PER_BLOCK = 4096
_BITS_PER_SAMPLE = 2048
_REPETITIVE = ("model", "maker", "part_number", "permit")
#: Blocks whose rows are kept at hand, as tables and as columns: some 300 KB each.
_KEPT_BLOCKS = 32
_KEPT_COLUMNS = 256


def as_table(rows: pa.Table | Mapping[str, Sequence[str | None]]) -> pa.Table:
    """The columns that an index shows, as texts; columns that are missing and absent values become ""."""
    if isinstance(rows, pa.Table | pa.RecordBatch):
        given = {name: rows.column(name) for name in rows.schema.names}
    else:
        given = {name: pa.array(values, pa.string()) for name, values in rows.items()}
    size = len(given["serial"])
    columns = []
    for name in COLUMNS:
        column = given.get(name)
        if column is None:
            column = pa.nulls(size, pa.string())
        column = column.cast(pa.string())
        columns.append(column.fill_null("") if column.null_count else column)
    return pa.table(columns, schema=SCHEMA)


class Sink(Protocol):
    """What takes bytes: a section that was begun, or a file in which they wait for theirs."""

    def add(self, data: bytes | memoryview) -> None:
        """Append bytes."""
        ...


class RowWriter:
    """Writes the rows of a part of an index, given in the order of ranks; their blocks go to ``sink``."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._pending: list[pa.Table] = []
        self._waiting = 0
        self._ends = [0]
        self._bits: list[NDArray[np.uint8]] = []
        self._loose = np.zeros(0, dtype=np.bool_)
        self.rows = 0

    def add(self, table: pa.Table, begins: NDArray[np.bool_]) -> None:
        """Append rows; ``begins`` says which of them are the first of their serial."""
        self.rows += len(table)
        bits = np.concatenate([self._loose, begins])
        whole = len(bits) // 8 * 8
        self._bits.append(np.packbits(bits[:whole], bitorder="little"))
        self._loose = bits[whole:]
        self._pending.append(table)
        self._waiting += len(table)
        if self._waiting >= ROWS_PER_BLOCK:
            self._flush(self._waiting // ROWS_PER_BLOCK * ROWS_PER_BLOCK)

    def flush(self) -> None:
        """Write what is left."""
        self._flush(self._waiting)

    def close(self, writer: Writer, prefix: str = "") -> None:
        """Write the sections that lead to the blocks and rows, their names after the prefix."""
        writer.section(f"{prefix}row_blocks", np.asarray(self._ends, dtype=np.uint64))
        self._bits.append(np.packbits(self._loose, bitorder="little"))
        bits = np.concatenate(self._bits)
        writer.section(f"{prefix}row_begins", bits)
        step = _BITS_PER_SAMPLE // 8
        sizes = np.add.reduceat(np.bitwise_count(bits), np.arange(0, len(bits), step), dtype=np.uint64)
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(sizes)]) if len(bits) else np.zeros(1)
        writer.section(f"{prefix}row_samples", sums.astype(np.uint64))

    def _flush(self, rows: int) -> None:
        if not rows:
            return
        table = pa.concat_tables(self._pending).combine_chunks()
        for start in range(0, rows, ROWS_PER_BLOCK):
            data = _block(table.slice(start, min(ROWS_PER_BLOCK, rows - start)))
            self._sink.add(memoryview(data))
            self._ends.append(self._ends[-1] + data.size)
        self._pending = [table.slice(rows)]
        self._waiting -= rows


def _block(table: pa.Table) -> pa.Buffer:
    for name in _REPETITIVE:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table.column(place).dictionary_encode())
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as stream:
        stream.write_table(table)
    return sink.getvalue()


class RowStore:
    """So many rows of a part of an opened index; ``prefix`` stands before the names of its sections."""

    def __init__(self, container: Container, size: int, prefix: str = "") -> None:
        self._container = container
        self._data, self._ends, self._begins, self._samples = (
            container.sections[prefix + name] for name in ("rows", "row_blocks", "row_begins", "row_samples")
        )
        self._size = size
        self._block = lru_cache(_KEPT_BLOCKS)(self._read_block)
        self._columns = lru_cache(_KEPT_COLUMNS)(self._read_columns)

    def __len__(self) -> int:
        return self._size

    def of_rank(self, rank: int) -> range:
        """The numbers of this rank's rows."""
        return range(self._begin(rank), self._begin(rank + 1))

    def firsts(self, ranks: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of each rank's first row; of the rank after the last, that of all rows."""
        if int(self._samples[-1]) == self._size:  # every serial has one row
            return ranks
        from findspot.matching.indexing.counting import first_rows  # noqa: PLC0415 - Numba

        step = _BITS_PER_SAMPLE // 8
        found: NDArray[np.int64] = first_rows(self._begins, self._samples, step, self._size, ranks)
        return found

    def texts(self, row: int) -> tuple[str, ...]:
        """One row, in the order of ``COLUMNS``."""
        number, within = divmod(row, ROWS_PER_BLOCK)
        try:
            return tuple(column[within].as_py() for column in self._columns(number))
        except (IndexError, ValueError):
            raise altered(self._container.path) from None

    def items(self, rows: Sequence[int]) -> list[str]:
        """The items of these rows, in the order given."""
        numbers = np.asarray(rows, dtype=np.int64)
        found = np.empty(len(numbers), dtype=object)
        for number in np.unique(numbers // ROWS_PER_BLOCK).tolist():
            which = np.flatnonzero(numbers // ROWS_PER_BLOCK == number)
            within = pa.array(numbers[which] % ROWS_PER_BLOCK)
            try:
                found[which] = self._columns(number)[0].take(within).to_pylist()
            except (IndexError, ValueError):
                raise altered(self._container.path) from None
        result: list[str] = found.tolist()
        return result

    def taken(self, rows: NDArray[np.int64]) -> pa.Table:
        """The rows of these numbers, in the order given, as a table of ``COLUMNS``."""
        blocks = rows // ROWS_PER_BLOCK
        order = np.argsort(blocks, kind="stable")
        parts = [SCHEMA.empty_table()]
        for some in np.split(order, np.flatnonzero(np.diff(blocks[order])) + 1) if len(rows) else []:
            within = pa.array(rows[some] % ROWS_PER_BLOCK)
            columns = self._columns(int(blocks[some[0]]))
            try:
                parts.append(as_table(pa.table([column.take(within) for column in columns], names=COLUMNS)))
            except (pa.ArrowException, IndexError, ValueError):
                raise altered(self._container.path) from None
        return pa.concat_tables(parts).take(pa.array(np.argsort(order)))

    def values(self, name: str) -> Counter[str]:
        """How many rows have each text of one column."""
        counted: Counter[str] = Counter()
        for number in range(len(self._ends) - 1):
            for pair in self._opened(number, (name,)).column(name).value_counts().to_pylist():
                counted[pair["values"]] += pair["counts"]
        return counted

    def rank_of_row(self, row: int) -> int:
        """The rank to which a row belongs."""
        sample = row // _BITS_PER_SAMPLE
        return int(self._samples[sample]) + int(self._bits(sample)[: row % _BITS_PER_SAMPLE + 1].sum()) - 1

    def table(self, rows: range) -> pa.Table:
        """The rows of these numbers, which follow each other, as a table of ``COLUMNS``."""
        parts = []
        row = rows.start
        while row < rows.stop:
            number, within = divmod(row, ROWS_PER_BLOCK)
            block = self._block(number)
            part = block.slice(within, rows.stop - row)
            if not len(part):
                raise altered(self._container.path)
            parts.append(part)
            row += len(part)
        return pa.concat_tables(parts) if parts else SCHEMA.empty_table()

    def tables(self) -> Iterator[pa.Table]:
        """All rows, block by block."""
        for number in range(len(self._ends) - 1):
            yield self._read_block(number)

    def _begin(self, rank: int) -> int:
        """The first row of a rank; that of the rank after the last is the number of rows."""
        if rank >= int(self._samples[-1]):
            return self._size
        sample = int(np.searchsorted(self._samples, np.uint64(rank), side="right")) - 1
        place = np.flatnonzero(self._bits(sample))[rank - int(self._samples[sample])]
        return sample * _BITS_PER_SAMPLE + int(place)

    def _bits(self, sample: int) -> NDArray[np.uint8]:
        step = _BITS_PER_SAMPLE // 8
        return np.unpackbits(self._begins[sample * step : (sample + 1) * step], bitorder="little")

    def _read_columns(self, number: int) -> list[Any]:
        """The columns of a block, as they were written."""
        return [column.chunk(0) for column in self._opened(number).itercolumns()]

    def _read_block(self, number: int) -> pa.Table:
        return as_table(self._opened(number))

    def _opened(self, number: int, names: Sequence[str] = COLUMNS) -> pa.Table:
        data = pa.py_buffer(self._data[int(self._ends[number]) : int(self._ends[number + 1])])
        options: Any = pa.ipc.IpcReadOptions(included_fields=[COLUMNS.index(name) for name in names])
        try:
            return pa.ipc.open_stream(data, options=options).read_all().select(names)
        except (pa.ArrowException, OSError, ValueError, KeyError):
            raise altered(self._container.path) from None
