"""Spreadsheet workbooks (.xlsx, .xls, .ods) into tables.

A small workbook can unpack to more than any machine holds, and the unpacking library then ends its
process. So it runs in a process of its own (``unpacking``), with a limit on memory and time.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from typing import Any

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

_SMALLER = "save only the table's cells, as CSV or as a new workbook"


def read_workbook(data: bytes, file: str) -> dict[str, Table]:
    """The tables of a workbook's visible sheets that hold anything, by the sheet's name, in order.

    Cells are texts as a reader sees them, dates as ISO 8601; formulas give the value that was stored
    with them and are never calculated. Raises BadInputError, one sentence, where it cannot be read.
    """
    if data.startswith(b"PK"):
        _refuse_bomb(data, file)
    sheets = _unpack(data, file)
    tables = {sheet["name"]: _table(sheet, file) for sheet in sheets if sheet["rows"]}
    if not tables:
        raise refusal(
            file, "the workbook has no visible sheet with cells in it: give one with a header and rows."
        )
    return tables


def _refuse_bomb(data: bytes, file: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise refusal(file, "the workbook is damaged or cut short: save or copy it again.") from None
    if unpacked > MAX_UNPACKED_BYTES or (
        unpacked > MAX_RATIO_FROM_BYTES and unpacked > MAX_RATIO * len(data)
    ):
        raise refusal(
            file, f"the workbook would unpack to {unpacked / 2**20:,.0f} MiB, which is too much: {_SMALLER}."
        )


def _unpack(data: bytes, file: str) -> list[dict[str, Any]]:
    # -P: a folder of evidence is no place to import modules from.
    command = [sys.executable, "-P", "-m", "findspot.records.unpacking"]
    limits = (MAX_COLUMNS, MAX_ROWS, MAX_WORKBOOK_MEMORY)
    try:
        # Our own interpreter and module, with figures of our own; the workbook goes in as standard input.
        done = subprocess.run(  # noqa: S603
            [*command, *map(str, limits)],
            input=data,
            capture_output=True,
            timeout=MAX_WORKBOOK_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise refusal(
            file, f"the workbook takes longer than {MAX_WORKBOOK_SECONDS} s to unpack: {_SMALLER}."
        ) from None
    if done.returncode != 0:
        raise refusal(file, f"the workbook needs too much memory to unpack: {_SMALLER}.")
    answer: dict[str, Any] = json.loads(done.stdout)
    match answer.get("refused"):
        case None:
            return list(answer["sheets"])
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


def _table(sheet: dict[str, Any], file: str) -> Table:
    columns = tuple(
        Column(column["header"], column["cells"], column["numbers"], column["number_at"], column["date_at"])
        for column in sheet["columns"]
    )
    for column in columns:
        if column.longest > MAX_CELL:
            raise refusal(
                file, f"a cell is longer than {MAX_CELL:,} characters: shorten it.", field=column.header[:60]
            )
    return Table(file, columns, sheet["rows"])
