"""The process that unpacks one workbook: its bytes on standard input, JSON lines on standard output.

Run as ``python -m findspot.records.unpacking COLUMNS ROWS MEMORY`` (limits; memory in bytes) by ``workbook``.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from typing import TYPE_CHECKING, Any

import python_calamine as calamine

from findspot.records.limits import BLOCK_CELLS, BLOCK_ROWS
from findspot.records.tables import value_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

try:
    import resource
except ImportError:  # not on Windows: there the time limit alone holds
    resource = None  # type: ignore[assignment]


class _RefusedError(Exception):
    """A limit that the workbook is over; the one argument names it."""


def _sheet(sheet: calamine.CalamineSheet, most_columns: int, most_rows: int) -> Iterator[dict[str, Any]]:
    """The sheet's name and header, then its rows block by block; nothing where no cell is filled."""
    if sheet.start is None:
        return
    if sheet.width > most_columns:
        raise _RefusedError("columns")
    if sheet.height > most_rows:
        raise _RefusedError("rows")
    first = sheet.start[0] + 1
    cells = sheet.to_python(skip_empty_area=True)
    filled = [i for i, row in enumerate(cells) if any(str(value).strip() for value in row)]
    if len(filled) < 2:
        return
    header, *body = filled
    yield {"name": sheet.name, "headers": [value_text(name).strip() for name in cells[header]]}
    size = max(min(BLOCK_ROWS, BLOCK_CELLS // max(sheet.width, 1)), 1)
    for start in range(0, len(body), size):
        some = body[start : start + size]
        columns = zip(*(cells[i] for i in some), strict=True)
        yield {"rows": [first + i for i in some], "columns": [_column(values) for values in columns]}


def _column(values: Sequence[Any]) -> dict[str, Any]:
    numbers = [i for i, v in enumerate(values) if isinstance(v, int | float) and not isinstance(v, bool)]
    dates = (i for i, v in enumerate(values) if isinstance(v, dt.date | dt.time))
    return {
        "cells": [value_text(value) for value in values],
        "numbers": len(numbers),
        "number_at": numbers[0] if numbers else None,
        "date_at": next(dates, None),
    }


def unpack(data: bytes, most_columns: int, most_rows: int) -> Iterator[dict[str, Any]]:
    """The visible sheets of a workbook, and last under ``refused`` the limit that it is over, or None."""
    why = None
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for about in book.sheets_metadata:
            if (
                about.visible == calamine.SheetVisibleEnum.Visible
                and about.typ == calamine.SheetTypeEnum.WorkSheet
            ):
                yield from _sheet(book.get_sheet_by_name(about.name), most_columns, most_rows)
    except _RefusedError as refused:
        why = refused.args[0]
    except calamine.PasswordError:
        why = "password"
    except MemoryError:
        why = "memory"
    except Exception:  # noqa: BLE001 - whatever the library says of a bad workbook, it is a bad workbook
        why = "damaged"
    yield {"refused": why}


def main() -> None:
    """Unpack standard input under the limits of the command line."""
    most_columns, most_rows, memory = map(int, sys.argv[1:4])
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for answer in unpack(sys.stdin.buffer.read(), most_columns, most_rows):
        sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
