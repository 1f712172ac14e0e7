"""The forms that a sweep's rows are written in."""

from __future__ import annotations

import json
from dataclasses import astuple, fields
from typing import IO, TYPE_CHECKING, Protocol

from findspot.sweep.rows import Row
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

FORMS = (".jsonl", ".parquet")
_COLUMNS = tuple(column.name for column in fields(Row))
_NUMBERS = frozenset({"posterior", "not_in_register", "prior"})
_GROUP = 5_000


class RowWriter(Protocol):
    """Takes rows one by one; nothing is complete before ``finish``."""

    def add(self, row: Row) -> None:
        """Write one row."""

    def finish(self) -> None:
        """Write what is left."""


def check_form(output: Path) -> None:
    """Raises BadInputError for a file that is neither .jsonl nor .parquet."""
    if output.suffix.lower() not in FORMS:
        raise BadInputError(
            f"Rows cannot be written as {output}: name a file that ends in .jsonl or .parquet."
        )


def writer_for(output: Path, file: IO[bytes]) -> RowWriter:
    """A writer of the form that the output's name says, into the open ``file``."""
    return _Parquet(file) if output.suffix.lower() == ".parquet" else _Lines(file)


class _Lines:
    """One JSON object a line, in ASCII: it means the same to every program."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def add(self, row: Row) -> None:
        values = dict(zip(_COLUMNS, astuple(row), strict=True))
        self._file.write((json.dumps(values, allow_nan=False) + "\n").encode())

    def finish(self) -> None:
        self._file.flush()


class _Parquet:
    """Apache Parquet in groups of rows, so that any number of rows needs little memory."""

    def __init__(self, file: IO[bytes]) -> None:
        import pyarrow as pa  # noqa: PLC0415 - slow to import: only for whoever wants Parquet
        from pyarrow import parquet  # noqa: PLC0415 - the same

        self._arrow = pa
        kinds = [
            (name, self._arrow.float64() if name in _NUMBERS else self._arrow.string()) for name in _COLUMNS
        ]
        self._schema = self._arrow.schema(kinds)
        self._writer = parquet.ParquetWriter(file, self._schema)
        self._rows: list[Row] = []

    def add(self, row: Row) -> None:
        self._rows.append(row)
        if len(self._rows) >= _GROUP:
            self._flush()

    def finish(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        columns = {name: [getattr(row, name) for row in self._rows] for name in _COLUMNS}
        if self._rows:
            self._writer.write_table(self._arrow.table(columns, schema=self._schema))
        self._rows.clear()
