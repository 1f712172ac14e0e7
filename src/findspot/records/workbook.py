"""Spreadsheet workbooks (.xlsx, .xls, .ods) into tables.

A small workbook can unpack to more than any machine holds, and the unpacking library then ends its
process. So it runs in a process of its own (``unpacking``), with a limit on memory and time.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, BinaryIO

from findspot.records.limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_RATIO,
    MAX_RATIO_FROM_BYTES,
    MAX_ROWS,
    MAX_UNPACKED_BYTES,
    MAX_WORKBOOK_MEMORY,
    MAX_WORKBOOK_SECONDS,
)
from findspot.records.tables import Column, Table, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SMALLER = "save only the table's cells, as CSV or as a new workbook"


@contextmanager
def read_workbook(stream: BinaryIO, file: str) -> Iterator[Mapping[str, Iterator[Table]]]:
    """The tables of a workbook's visible sheets with rows, by the sheet's name, in order, block by block.

    Cells are texts as a reader sees them, dates as ISO 8601; formulas give the value that was stored
    with them and are never calculated. Raises BadInputError, one sentence, where it cannot be read.
    """
    stream.seek(0)
    if stream.read(2) == b"PK":
        _refuse_bomb(stream, file)
    with tempfile.TemporaryFile() as lines:
        _unpack(stream, lines, file)
        sheets = _sheets(lines, file)
        yield {name: _blocks(headers, lines, start, file) for name, (headers, start) in sheets.items()}


def _refuse_bomb(stream: BinaryIO, file: str) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise refusal(file, "the workbook is damaged or cut short: save or copy it again.") from None
    if unpacked > MAX_UNPACKED_BYTES or (
        unpacked > MAX_RATIO_FROM_BYTES and unpacked > MAX_RATIO * stream.seek(0, io.SEEK_END)
    ):
        raise refusal(
            file, f"the workbook would unpack to {unpacked / 2**20:,.0f} MiB, which is too much: {_SMALLER}."
        )


def _unpack(stream: BinaryIO, lines: IO[bytes], file: str) -> None:
    """Write the workbook's sheets as JSON lines. Raises BadInputError where that cannot be done."""
    # -P: a folder of evidence is no place to import modules from.
    command = [sys.executable, "-P", "-m", "findspot.records.unpacking"]
    limits = (MAX_COLUMNS, MAX_ROWS, MAX_WORKBOOK_MEMORY)
    os.lseek(stream.fileno(), 0, os.SEEK_SET)
    try:
        # Our own interpreter and module, with figures of our own; the workbook goes in as standard input.
        done = subprocess.run(  # noqa: S603
            [*command, *map(str, limits)],
            stdin=stream,
            stdout=lines,
            stderr=subprocess.DEVNULL,
            timeout=MAX_WORKBOOK_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise refusal(
            file, f"the workbook takes longer than {MAX_WORKBOOK_SECONDS} s to unpack: {_SMALLER}."
        ) from None
    if done.returncode != 0:
        raise refusal(file, f"the workbook needs too much memory to unpack: {_SMALLER}.")


def _sheets(lines: IO[bytes], file: str) -> dict[str, tuple[list[str], int]]:
    """Each sheet's headers, and where the lines with its rows begin. Raises BadInputError for a refusal."""
    sheets: dict[str, tuple[list[str], int]] = {}
    at, last = 0, b""
    lines.seek(0)
    for last in lines:
        at += len(last)
        if not last.startswith(b'{"rows"'):
            answer = json.loads(last)
            if "name" in answer:
                sheets[answer["name"]] = answer["headers"], at
    _refuse(json.loads(last)["refused"], file)
    if not sheets:
        raise refusal(
            file, "the workbook has no visible sheet with cells in it: give one with a header and rows."
        )
    return sheets


def _refuse(what: str | None, file: str) -> None:
    match what:
        case None:
            return
        case "columns":
            why = f"there are more than {MAX_COLUMNS:,} columns: remove those that are not needed."
        case "rows":
            why = f"there are more than {MAX_ROWS:,} rows: divide the table."
        case "password":
            why = "the workbook is locked with a password: save it without one."
        case "memory":
            why = f"the workbook needs too much memory to unpack: {_SMALLER}."
        case _:
            why = "the workbook is damaged or of a kind that cannot be read: save it again as .xlsx or CSV."
    raise refusal(file, why)


def _blocks(headers: list[str], lines: IO[bytes], start: int, file: str) -> Iterator[Table]:
    lines.seek(start)
    for line in lines:
        answer = json.loads(line)
        if "rows" not in answer:
            return
        columns = tuple(
            Column(header, column["cells"], column["numbers"], column["number_at"], column["date_at"])
            for header, column in zip(headers, answer["columns"], strict=True)
        )
        for column in columns:
            if column.longest > MAX_CELL:
                raise refusal(
                    file,
                    f"a cell is longer than {MAX_CELL:,} characters: shorten it.",
                    field=column.header[:60],
                )
        yield Table(file, columns, answer["rows"])
