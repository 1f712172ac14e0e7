"""The forms in which a table is written: CSV, and Parquet with the types that cells surely have."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from findspot.records.columns import spellings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    #: The cells of each row by column; an absent cell is "" or not there.
    Rows = Sequence[Mapping[str, str]]


def write_csv(path: Path, table: str, rows: Rows) -> None:
    """Write the rows as CSV, UTF-8."""
    del table
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _columns(rows), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_parquet(path: Path, table: str, rows: Rows) -> None:
    """Write the rows as Parquet: whole numbers for numbers of items, lists for lists, texts for all else.

    Dates are texts: one may be a month, an interval or a bound. An absent cell is null.
    """
    import pyarrow as pa  # noqa: PLC0415 - slow to import: only for whoever asks for Parquet
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    words = spellings()
    known = words.columns[table]
    columns = {}
    for name in _columns(rows):
        cells = [row.get(name, "") for row in rows]
        if name in known & words.quantities:
            columns[name] = pa.array([int(cell) if cell else None for cell in cells], pa.int64())
        elif name in known & words.lists:
            lists = [cell.split(";") if cell else None for cell in cells]
            columns[name] = pa.array(lists, pa.list_(pa.string()))
        else:
            columns[name] = pa.array([cell or None for cell in cells], pa.string())
    pq.write_table(pa.table(columns), path, compression="zstd")


#: How a table is written, by the ending of its file.
FORMS: Mapping[str, Callable[[Path, str, Rows], None]] = {"csv": write_csv, "parquet": write_parquet}


def _columns(rows: Rows) -> list[str]:
    """The columns of all rows, in the order in which they are met."""
    return list(dict.fromkeys(name for row in rows for name in row))
