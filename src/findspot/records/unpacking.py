"""The process that unpacks one workbook: its bytes on standard input, its sheets as JSON on standard output.

Run as ``python -m findspot.records.unpacking COLUMNS ROWS MEMORY`` (limits; memory in bytes) by ``workbook``.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from typing import Any

import python_calamine as calamine

from findspot.records.tables import value_text

try:
    import resource
except ImportError:  # not on Windows: there the time limit alone holds
    resource = None  # type: ignore[assignment]


class _RefusedError(Exception):
    """A limit that the workbook is over; the one argument names it."""


def _sheet(sheet: calamine.CalamineSheet, most_columns: int, most_rows: int) -> dict[str, Any]:
    if sheet.start is None:
        return {"name": sheet.name, "rows": [], "columns": []}
    if sheet.width > most_columns:
        raise _RefusedError("columns")
    if sheet.height > most_rows:
        raise _RefusedError("rows")
    first = sheet.start[0] + 1
    cells = sheet.to_python(skip_empty_area=True)
    filled = [i for i, row in enumerate(cells) if any(str(value).strip() for value in row)]
    if not filled:
        return {"name": sheet.name, "rows": [], "columns": []}
    header, *body = (cells[i] for i in filled)
    columns = []
    for name, *values in zip(header, *body, strict=True):
        numbers = [i for i, v in enumerate(values) if isinstance(v, int | float) and not isinstance(v, bool)]
        dates = (i for i, v in enumerate(values) if isinstance(v, dt.date | dt.time))
        columns.append(
            {
                "header": value_text(name).strip(),
                "cells": [value_text(value) for value in values],
                "numbers": len(numbers),
                "number_at": numbers[0] if numbers else None,
                "date_at": next(dates, None),
            }
        )
    return {"name": sheet.name, "rows": [first + i for i in filled[1:]], "columns": columns}


def unpack(data: bytes, most_columns: int, most_rows: int) -> dict[str, Any]:
    """The visible sheets of a workbook, or under ``refused`` the limit that it is over."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible
            and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        return {"sheets": [_sheet(book.get_sheet_by_name(name), most_columns, most_rows) for name in names]}
    except _RefusedError as refused:
        return {"refused": refused.args[0]}
    except calamine.PasswordError:
        return {"refused": "password"}
    except MemoryError:
        return {"refused": "memory"}
    except Exception:  # noqa: BLE001 - whatever the library says of a bad workbook, it is a bad workbook
        return {"refused": "damaged"}


def main() -> None:
    """Unpack standard input under the limits of the command line."""
    most_columns, most_rows, memory = map(int, sys.argv[1:4])
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    answer = unpack(sys.stdin.buffer.read(), most_columns, most_rows)
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
