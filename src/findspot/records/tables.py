"""A table, or a block of its rows, as it stands in a file: columns of texts and the rows they came from."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import TYPE_CHECKING

from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set  # noqa: PYI025 - the abstract set, not the class


@dataclass(frozen=True, slots=True)
class Column:
    """One column of texts; an absent cell is "".

    ``number_at`` and ``date_at`` are the index of the first cell that a spreadsheet held as a number or a
    date, ``numbers`` counts the former. ``distinct`` are the different texts.
    """

    header: str
    cells: Sequence[str]
    numbers: int = 0
    number_at: int | None = None
    date_at: int | None = None
    distinct: Set[str] = field(default=frozenset(), repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "distinct", self.distinct or frozenset(self.cells))

    @property
    def longest(self) -> int:
        """The length of the longest cell."""
        return max(map(len, self.distinct), default=0)

    def signs(self) -> frozenset[str]:
        r"""Which of the characters occur that a cell of plain words and numbers lacks.

        One search over a whole column is a hundred times faster than one a cell. Every character that is
        not printable (Unicode: line breaks, marks without width, all spaces but the plain one) counts as
        "\n".
        """
        text = "".join(self.distinct)
        signs = {sign for sign in " '=#+\ufffd" if sign in text}
        return frozenset(signs if text.isprintable() else {*signs, "\n"})


def joined(columns: Sequence[Column]) -> Column:
    """One column of the blocks of one column, which follow each other."""
    if len(columns) == 1:
        return columns[0]
    starts = list(accumulate((len(column.cells) for column in columns), initial=0))

    def first(places: Iterable[int | None]) -> int | None:
        found = (start + at for start, at in zip(starts, places, strict=False) if at is not None)
        return next(found, None)

    return Column(
        columns[0].header,
        list(chain.from_iterable(column.cells for column in columns)),
        sum(column.numbers for column in columns),
        first(column.number_at for column in columns),
        first(column.date_at for column in columns),
        frozenset().union(*(column.distinct for column in columns)),
    )


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or a block of its rows: its columns, of one length each, and for each record its row.

    ``file`` is the name for sentences. Rows count from 1, the header's row included and blank rows too,
    as a spreadsheet shows them. ``notes`` say what was decided while reading it; of several blocks the first
    has them.
    """

    file: str
    columns: tuple[Column, ...]
    rows: Sequence[int]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)


class TableError(BadInputError):
    """What is wrong with a table, and where: ``file``, ``row``, ``field`` as far as they are known.

    ``why`` says what is wrong and what to do, without the place; the sentence has both.
    """

    def __init__(
        self,
        sentence: str,
        file: str = "",
        row: int | None = None,
        field: str | None = None,
        why: str | None = None,
    ) -> None:
        super().__init__(sentence)
        self.file, self.row, self.field = file, row, field
        self.why = sentence if why is None else why


def refusal(file: str, why: str, *, row: int | None = None, field: str | None = None) -> TableError:
    """The error whose one sentence names the file, the row and the field, where they are known."""
    where = file
    if row is not None:
        where += f", row {row}"
    if field is not None:
        where += f", {field}"
    return TableError(f"{where}: {why}", file, row, field, why)


def placed(error: BadInputError, file: str, row: int, field: str) -> TableError:
    """What was refused of a cell's text, with the cell's place."""
    said = error.sentence
    return refusal(file, said[0].lower() + said[1:], row=row, field=field)


def shown(text: str) -> str:
    """A text from outside as it may stand in a sentence: short, quoted, on one line."""
    return repr(text if len(text) <= 40 else text[:37] + "…")


def value_text(value: object) -> str:
    """A value of a typed table as people read it; None and not-a-number are absent.

    Whole numbers stand without a decimal point, dates as ISO 8601, midnight left out. A number of so
    many digits that a spreadsheet no longer holds them all keeps its exponent, so that it can be refused.
    """
    match value:
        case None:
            text = ""
        case bool():
            text = "TRUE" if value else "FALSE"
        case float() if math.isnan(value):
            text = ""
        case float():
            text = str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).upper()
        case dt.datetime():
            text = value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
        case dt.date() | dt.time():
            text = value.isoformat()
        case list():
            text = ";".join(map(value_text, value))
        case bytes():
            text = value.decode("utf-8")
        case _:
            text = str(value)
    return text
