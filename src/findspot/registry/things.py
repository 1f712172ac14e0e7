"""The things that statements are about, found by what people call them: a permit's number, a party's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from findspot.records.columns import meaning, spellings, table_named
from findspot.records.naming import fold_reference
from findspot.records.tables import shown
from findspot.registry import models
from findspot.registry.exporting import cells_of
from findspot.registry.kinds import KINDS
from findspot.registry.known import Knowledge
from findspot.registry.reading import records_of, sightings_of
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from findspot.registry.models import Later, Statement

#: What stands between the parts of a key.
SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing as it is held to be now: its statement, those of what came later, its record and its row.

    ``cells`` are the row of the table that it is, by column.
    """

    table: str
    row: Statement
    later: tuple[Later, ...]
    record: Any
    cells: Mapping[str, str]


def known_table(name: str) -> str:
    """The table that is called so, in any of its spellings. Raises BadInputError, one sentence."""
    table = table_named(name)
    if table is None:
        raise BadInputError(
            f"There is no table {shown(name)} in a register: name one of {', '.join(spellings().columns)}."
        )
    return table


def model_of(table: str) -> type[Statement]:
    """The statements of that table."""
    return models.Sighting if table == "sightings" else KINDS[table].model


def about(table: str, number: str) -> Q:
    """The statements of a table that are about whatever goes by that number or name.

    It is the first field of its identity that is filled: a permit's number, a party's name, an item's.
    """
    folds = (str, fold_reference) if table == "sightings" else tuple(KINDS[table].identity.values())[:2]
    first = folds[0](number)
    found = Q(key=first) | Q(key__startswith=first + SEPARATOR)
    return found | Q(key__startswith=f"{SEPARATOR}{folds[1](number)}{SEPARATOR}") if len(folds) > 1 else found


def thing(table: str, number: str, which: Mapping[str, str]) -> Thing:
    """The one thing of that table and number whose cells are these, as far as they are given.

    Raises BadInputError, one sentence, where there is none, and where several are meant.
    """
    wanted = {known_column(table, name): cell for name, cell in which.items()}
    found = [
        one
        for one in _things(table, number)
        if all(_alike(one.cells.get(name, ""), cell) for name, cell in wanted.items())
    ]
    if not found:
        raise BadInputError(f"{number}: the registry's {table} have nothing of that name: check it.")
    if len(found) > 1:
        raise BadInputError(
            f"{number}: the registry's {table} have {len(found)} of that name: say which with "
            f"{_telling(found)}."
        )
    return found[0]


def known_column(table: str, name: str) -> str:
    """The known column of a table that is spelled so, else the name itself."""
    return meaning(name, table) or name


def _things(table: str, number: str) -> list[Thing]:
    known = Knowledge()
    rows: list[Any] = list(known.of(model_of(table)).filter(about(table, number)))
    records = list(sightings_of(rows) if table == "sightings" else records_of(table, rows, known))
    return [
        Thing(table, row, _later(table, row, known), record, cells_of(table, record))
        for row, record in zip(rows, records, strict=True)
    ]


def _later(table: str, row: Statement, known: Knowledge) -> tuple[Later, ...]:
    model = None if table == "sightings" else KINDS[table].later_model
    return () if model is None else tuple(known.of(model).filter(about=row.key))


def _alike(one: str, other: str) -> bool:
    return fold_reference(one) == fold_reference(other)


def _telling(found: Sequence[Thing]) -> str:
    """The first column in which they differ, as it is typed to choose one of them."""
    first, *others = found
    for name, cell in first.cells.items():
        if any(not _alike(cell, other.cells.get(name, "")) for other in others):
            return f"--where {name}={cell or first.cells.get(name, '')}"
    return "--where and a column in which they differ"
