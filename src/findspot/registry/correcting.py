"""Correcting and withdrawing by hand: a new statement in place of a former one, which stays.

A correction says what the row of a table would have said; a withdrawal, that there should be no such row.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from findspot.ledger.rows import OWN
from findspot.records.building import RECORDS, build_records, build_sightings
from findspot.records.columns import know_columns, meaning, spellings
from findspot.records.deliveries import build_deliveries
from findspot.records.naming import Names
from findspot.records.tables import Column, Table, shown
from findspot.registry.kinds import KINDS
from findspot.registry.known import Knowledge
from findspot.registry.life import last_event
from findspot.registry.stating import alone, record
from findspot.registry.things import known_column, known_table, model_of, thing
from findspot.registry.writing import Stated, sighting_statement, statements_of
from findspot.vocabulary.dates import Span, parse_span
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.records import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from findspot.registry.models import Statement
    from findspot.registry.stating import Recorded
    from findspot.registry.things import Thing

_CORRECT, _WITHDRAW = "findspot registry correct", "findspot registry withdraw"
#: What a statement has besides what it states.
_SHARED = OWN.union(
    {
        "id",
        "entry",
        "key",
        "content",
        "corrects",
        "withdraws",
        "learnt_on",
        "known_from",
        "source",
        "file",
        "row",
        "extra",
    }
)


def correct(
    table: str,
    number: str,
    changes: Mapping[str, str],
    *,
    which: Mapping[str, str],
    by: str,
    why: str,
    learnt_on: Span | None = None,
    source: str = "",
    now: dt.datetime | None = None,
) -> Recorded:
    """Record that cells of a thing's row should read otherwise: ``changes``, by column.

    ``table`` and ``number`` name the thing, ``which`` tells it from others of that number by their cells.
    It is known from ``learnt_on``, the day of recording where nothing is claimed or the claim is no later
    than the former statement's. ``source``: who says so, the former one where nothing is given. ``by``: the
    office that corrects, ``why``: its reason. Raises BadInputError, one sentence, for a thing that there is
    not, a column or a cell that cannot be, and where nothing would change.
    """
    now = now or dt.datetime.now(dt.UTC)
    learnt = learnt_on or parse_span(now.date().isoformat())
    with alone():
        old = thing(known_table(table), number, which)
        cells = {**old.cells, **_changes(old, changes), "learnt_on": learnt.text}
        if source:
            cells["source"] = source
        stated = list(_corrections(old, _built(old.table, cells), learnt))
        if not stated:
            raise BadInputError(f"{number}: the registry says so already, and nothing was recorded.")
        return record(stated, by=by, why=why, now=now)


def withdraw(
    table: str,
    number: str,
    *,
    which: Mapping[str, str],
    by: str,
    why: str,
    learnt_on: Span | None = None,
    source: str = "",
    now: dt.datetime | None = None,
) -> Recorded:
    """Record that a thing is not so and nothing stands in its place; see ``correct``."""
    now = now or dt.datetime.now(dt.UTC)
    learnt = learnt_on or parse_span(now.date().isoformat())
    with alone():
        old = thing(known_table(table), number, which)
        stated = [withdrawal(row, learnt, source) for row in (old.row, *old.later)]
        return record(stated, by=by, why=why, now=now)


def withdraw_event(
    table: str,
    reference: str,
    happened: str,
    *,
    by: str,
    why: str,
    learnt_on: Span | None = None,
    source: str = "",
    now: dt.datetime | None = None,
) -> Recorded:
    """Record that what happened last to a permit or an application did not happen.

    Raises BadInputError, one sentence, for a number that there is not and where something else happened last.
    """
    now = now or dt.datetime.now(dt.UTC)
    learnt = learnt_on or parse_span(now.date().isoformat())
    with alone():
        event = last_event(known_table(table), reference)
        if event is None or event.happened != happened:
            last = "nothing happened to it" if event is None else f"it was {event.happened} last"
            raise BadInputError(f"{reference}: {last}: only what happened last can be withdrawn.")
        return record([withdrawal(event, learnt, source)], by=by, why=why, now=now)


def _changes(old: Thing, changes: Mapping[str, str]) -> Mapping[str, str]:
    """The changed cells by the names of their columns. Raises BadInputError for a column that is none."""
    found = {}
    for name, cell in changes.items():
        column = known_column(old.table, name)
        if column not in old.cells and meaning(name, old.table) is None:
            known = ", ".join(sorted(spellings().columns[old.table] - {"learnt_on"}))
            raise BadInputError(f"The {old.table} have no column {shown(name)}: name one of {known}.")
        if column == "learnt_on":
            raise BadInputError("When a correction was learnt is said with --learnt-on: leave it out here.")
        found[column] = cell.strip()
    return found


def _built(table: str, cells: Mapping[str, str]) -> Any:  # noqa: ANN401 - a record of the table
    """The record of one row, read as from a file."""
    row = Table(_CORRECT, tuple(Column(name, [cell]) for name, cell in cells.items()), (1,))
    known = know_columns(row, table)
    if table == "deliveries":
        return build_deliveries([known], Names(()))[0].build(0)
    if table == "sightings":
        return build_sightings(known)[0][0]
    return build_records(known, RECORDS[table])[0][0]


def _corrections(old: Thing, new: Any, learnt_on: Span) -> Iterator[Stated]:  # noqa: ANN401 - a record
    """What is stated otherwise, and withdrawals of what is no longer stated at all.

    Raises BadInputError where the new row's identity is another thing's.
    """
    wanted = _wanted(old, new)
    standing = {(type(row), row.key): row for row in (old.row, *old.later)}
    moved = wanted[0].key != old.row.key
    if moved and Knowledge().of(model_of(old.table)).filter(key=wanted[0].key).exists():
        raise BadInputError(
            f"The registry's {old.table} have another row of that identity: correct or withdraw that one."
        )
    for one in wanted:
        row = standing.pop((one.model, one.key), None)
        if row is None or not _same(row, one):
            yield one
    yield from (withdrawal(row, learnt_on, "") for row in standing.values())


def _wanted(old: Thing, new: Any) -> list[Stated]:  # noqa: ANN401 - a record of the table
    """The statements that the new row is, under the thing's own key where its identity stays."""
    if old.table == "sightings":
        return [sighting_statement(new)]
    before, after = list(statements_of(old.table, old.record)), list(statements_of(old.table, new))
    ending = old.row.key.removeprefix(before[0].key)
    key = after[0].key + (ending if after[0].key == before[0].key else "")
    first = replace(after[0], key=key)
    told = KINDS[old.table].later
    if any(getattr(old.record, name) != getattr(new, name) for name in told):
        _check_life(old, before[1:], before[0].key)
        return [first, *(_moved(one, after[0].key, key) for one in after[1:])]
    return [first, *(_restated(row, old.row.key, key) for row in old.later)]


def _check_life(old: Thing, later: Sequence[Stated], before: str) -> None:
    """Refuse where more happened than a row can tell: writing it anew would lose some of it."""
    told = [_moved(one, before, old.row.key) for one in later]
    if {one.key: one.values for one in told} != {row.key: _said(row) for row in old.later}:
        raise BadInputError(
            f"{next(iter(old.cells.values()))}: more happened to it than a row of {old.table} tells: "
            "withdraw what happened last with --event, and record what happened instead."
        )


def _moved(one: Stated, before: str, after: str) -> Stated:
    """A later statement, about the thing of another key."""
    return replace(one, key=after + one.key.removeprefix(before), values={**one.values, "about": after})


def _same(row: Statement, one: Stated) -> bool:
    """Whether a statement says what stands there; of what came later the source is that of its own row."""
    said = all(getattr(row, name) == value for name, value in one.values.items())
    return said and ("about" in one.values or (row.extra == dict(one.extra) and row.source == one.source))


def _said(row: Statement) -> dict[str, Any]:
    """The columns of a statement that say something."""
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.fields  # noqa: SLF001 - Django's name for it
        if field.name not in _SHARED
    }


def _restated(row: Statement, before: str, after: str) -> Stated:
    """What stands there, about the thing of another key."""
    learnt_on = parse_span(row.learnt_on) if row.learnt_on else None
    origin = Origin(row.file, row.row)
    one = Stated(type(row), row.key, _said(row), learnt_on, row.known_from, row.source, origin, row.extra)
    return _moved(one, before, after)


def withdrawal(row: Statement, learnt_on: Span, source: str) -> Stated:
    """The statement that what stands there is not so."""
    since = learnt_on.earliest or learnt_on.latest
    origin = Origin(_WITHDRAW, 1)
    return Stated(type(row), row.key, _said(row), learnt_on, since, source, origin, row.extra, withdraws=True)
