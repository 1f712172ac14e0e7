"""Parquet files into tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from findspot.records.limits import (
    BLOCK_BYTES,
    BLOCK_CELLS,
    BLOCK_ROWS,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_UNPACKED_BYTES,
)
from findspot.records.tables import Column, Table, refusal, value_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from findspot.vocabulary.errors import BadInputError

#: The first bytes of a Parquet file, and of one whose columns' names are encrypted too.
MAGIC, ENCRYPTED = b"PAR1", b"PARE"


def read_parquet(stream: BinaryIO, file: str, *, most_rows: int = MAX_ROWS) -> Iterator[Table]:
    """The table that the bytes hold, block by block; rows count from 2, as if the names stood in row 1.

    The first block comes even where the table has no rows. Raises BadInputError, one sentence, where the file
    cannot be read, holds columns within columns, or is over a limit.
    """
    import pyarrow as pa  # noqa: PLC0415 - slow to import: only for whoever has Parquet
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    stream.seek(0)
    if stream.read(len(ENCRYPTED)) == ENCRYPTED:
        raise _encrypted(file)
    try:
        about = pq.read_metadata(stream)
        schema = about.schema.to_arrow_schema()
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise _unreadable(error, file) from None
    _refuse_large(about, file, most_rows)
    _refuse_nested(schema, file, pa)
    texts = [field.name for field in schema if _is_text(field.type, pa)]
    row = 2
    try:
        # Texts as dictionaries: a long one that stands in every row is in memory once.
        parquet = pq.ParquetFile(stream, metadata=about, read_dictionary=texts, pre_buffer=False)
        for batch in parquet.iter_batches(_block_rows(about), use_threads=False):
            if len(batch):
                yield _table(batch, file, row, pa)
                row += len(batch)
        if row == 2:
            yield _table(schema.empty_table(), file, row, pa)
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise _unreadable(error, file) from None


def _block_rows(about: Any) -> int:  # noqa: ANN401 - pyarrow publishes no types
    """How many rows to read at once, by how many columns and bytes these have."""
    groups = [about.row_group(i) for i in range(about.num_row_groups)]
    widest = max((group.total_byte_size / max(group.num_rows, 1) for group in groups), default=0)
    by_bytes = int(BLOCK_BYTES / max(widest, 1))
    return max(min(BLOCK_ROWS, BLOCK_CELLS // max(int(about.num_columns), 1), by_bytes), 1)


def _refuse_large(about: Any, file: str, most_rows: int) -> None:  # noqa: ANN401 - pyarrow publishes no types
    if about.num_columns > MAX_COLUMNS:
        raise refusal(file, f"there are more than {MAX_COLUMNS:,} columns: remove those that are not needed.")
    if about.num_rows > most_rows:
        raise refusal(file, f"there are more than {most_rows:,} rows: divide the table.")
    largest = max((about.row_group(i).total_byte_size for i in range(about.num_row_groups)), default=0)
    if largest > MAX_UNPACKED_BYTES:
        raise refusal(
            file,
            f"a row group would unpack to {largest / 2**20:,.0f} MiB, which is too much: write the file with "
            "smaller row groups.",
        )


def _refuse_nested(schema: Any, file: str, pa: Any) -> None:  # noqa: ANN401 - pyarrow publishes no types
    """Refuse columns that hold columns, or lists of lists; a list of plain values is one cell."""
    for field in schema:
        kind = field.type
        while isinstance(kind, pa.BaseExtensionType):
            kind = kind.storage_type
        listed = pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
        if pa.types.is_nested(kind.value_type if listed else kind):
            raise refusal(
                file,
                "the column holds columns of its own (a structure, a map or lists of lists): write each as a "
                "column with plain values.",
                field=field.name[:60],
            )


def _is_text(kind: Any, pa: Any) -> bool:  # noqa: ANN401 - pyarrow publishes no types
    test = pa.types
    return any(
        ask(kind) for ask in (test.is_string, test.is_large_string, test.is_binary, test.is_large_binary)
    )


def _unreadable(error: Exception, file: str) -> BadInputError:
    if any(word in str(error).casefold() for word in ("encrypt", "decrypt")):
        return _encrypted(file)
    return refusal(file, "this is not a Parquet file that can be read: write it again, or as CSV.")


def _encrypted(file: str) -> BadInputError:
    return refusal(file, "the file is encrypted: write it without encryption.")


def _table(batch: Any, file: str, row: int, pa: Any) -> Table:  # noqa: ANN401 - pyarrow publishes no types
    named = zip(batch.schema.names, batch.columns, strict=True)
    columns = tuple(_column(name, cells, file, row, pa) for name, cells in named)
    return Table(file, columns, range(row, row + len(batch)))


def _column(name: str, cells: Any, file: str, row: int, pa: Any) -> Column:  # noqa: ANN401 - the same
    kind = cells.type
    number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    dated = pa.types.is_temporal(kind)
    valid = len(cells) - cells.null_count
    first = next((i for i, there in enumerate(cells.is_valid().to_pylist()) if there), None)
    try:
        texts = _texts(cells, pa)
    except UnicodeDecodeError:
        raise refusal(
            file, "the column holds bytes that are no text: write it as a column of texts.", field=name[:60]
        ) from None
    column = Column(
        name.strip(),
        texts,
        valid if number else 0,
        first if number else None,
        first if dated else None,
    )
    if column.longest > MAX_CELL:
        at = next(i for i, text in enumerate(texts) if len(text) > MAX_CELL)
        raise refusal(
            file, f"a cell is longer than {MAX_CELL:,} characters: shorten it.", row=row + at, field=name[:60]
        )
    return column


def _texts(cells: Any, pa: Any) -> list[str]:  # noqa: ANN401 - pyarrow publishes no types
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    cells.validate(full=True)  # a damaged file may point beside its dictionary
    if pa.types.is_timestamp(cells.type):
        # Python's times have no nanoseconds, and no register needs them.
        cells = cells.cast(pa.timestamp("us", cells.type.tz), safe=False)
    if not pa.types.is_dictionary(cells.type):
        return [value_text(value) for value in cells.to_pylist()]
    values = cells.dictionary.to_pylist()
    if cells.type.value_type not in (pa.string(), pa.large_string()) or cells.dictionary.null_count:
        values = [value_text(value) for value in values]
    return ["" if at is None else values[at] for at in cells.indices.to_pylist()]
