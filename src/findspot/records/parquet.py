"""Parquet files into tables."""

from __future__ import annotations

import io
from typing import Any

from findspot.records.limits import MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED_BYTES
from findspot.records.tables import Column, Table, refusal, value_text


def read_parquet(data: bytes, file: str) -> Table:
    """The table that the bytes hold; rows count from 2, as if the column names stood in row 1.

    Raises BadInputError, one sentence, where the file cannot be read or is over a limit.
    """
    import pyarrow as pa  # noqa: PLC0415 - slow to import: only for whoever has Parquet
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    try:
        parquet = pq.ParquetFile(io.BytesIO(data))
        about = parquet.metadata
        unpacked = sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups))
        wide, long, large = (
            about.num_columns > MAX_COLUMNS,
            about.num_rows > MAX_ROWS,
            unpacked > MAX_UNPACKED_BYTES,
        )
        columns = () if wide or long or large else tuple(_column(c, pa) for c in _named(parquet.read()))
    except (pa.ArrowException, OSError, ValueError, KeyError, UnicodeDecodeError):
        raise refusal(
            file, "this is not a Parquet file that can be read: write it again, or as CSV."
        ) from None
    if wide:
        raise refusal(file, f"there are more than {MAX_COLUMNS:,} columns: remove those that are not needed.")
    if long:
        raise refusal(file, f"there are more than {MAX_ROWS:,} rows: divide the table.")
    if large:
        raise refusal(
            file, f"the table would unpack to {unpacked / 2**20:,.0f} MiB, which is too much: divide it."
        )
    return Table(file, columns, range(2, 2 + about.num_rows))


def _named(table: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - pyarrow publishes no types
    return list(zip(table.column_names, table.columns, strict=True))


def _column(named: tuple[str, Any], pa: Any) -> Column:  # noqa: ANN401 - pyarrow publishes no types
    name, cells = named
    values = cells.to_pylist()
    kind = cells.type
    number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    dated = pa.types.is_temporal(kind)
    first = next((i for i, value in enumerate(values) if value is not None), None)
    return Column(
        name,
        [value_text(value) for value in values],
        sum(value is not None for value in values) if number else 0,
        first if number else None,
        first if dated else None,
    )
