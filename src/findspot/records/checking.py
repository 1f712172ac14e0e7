"""Records against each other: what stands twice, and what is named and stands nowhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from findspot.records.naming import fold_name, fold_reference
from findspot.records.problems import Report, refuse
from findspot.records.references import dangling
from findspot.records.tables import Column, refusal, shown
from findspot.vocabulary.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from findspot.records.columns import Known
    from findspot.records.register import TableRegister
    from findspot.vocabulary.dates import Span

R = TypeVar("R", bound=Record)


def _as_written(day: Span | None) -> str:
    return "" if day is None else day.text


#: The columns by which a record is known, in the tables where each record is one thing.
_KEYS: dict[str, tuple[tuple[str, Callable[[Any], object]], ...]] = {
    "permits": (("permit", fold_reference),),
    "applications": (("application", fold_reference),),
    "undertakings": (("undertaking", fold_reference),),
    "parties": (("party", fold_name),),
    "models": (("model", fold_name), ("maker", fold_name)),
    "policies": (("policy", fold_reference),),
    "answers": (("answer", fold_reference),),
    "authentications": (
        ("statement", fold_reference),
        ("checked_by", fold_name),
        ("asked_of", fold_name),
        ("channel", fold_name),
        ("asked_on", _as_written),
    ),
    "checks": (("reference", fold_reference),),
    "permit_lines": (
        ("permit", fold_reference),
        ("application", fold_reference),
        ("line", fold_reference),
        ("model", fold_name),
        ("part_number", fold_reference),
    ),
    "relations": (("party", fold_name), ("kind", str), ("other", fold_name), ("valid_from", _as_written)),
    "control_entries": (
        ("control_list", fold_name),
        ("control_entry", fold_reference),
        ("valid_from", _as_written),
    ),
}


def distinct_records(
    table: str, records: Sequence[R], report: Report = refuse
) -> tuple[tuple[R, ...], tuple[str, ...]]:
    """The records without repeated rows, and notes on these.

    Where one permit, party … is declared in two ways, that is reported, naming both rows.
    """
    first: dict[object, R] = {}
    kept, notes = [], []
    for record in records:
        content = _content(record)
        keys = _KEYS.get(table)
        key = tuple(fold(getattr(record, name)) for name, fold in keys) if keys else content
        other = first.setdefault(key, record)
        if other is record:
            kept.append(record)
            continue
        there, here = other.origin, record.origin
        if _content(other) != content:
            name = keys[0][0] if keys else table
            also = f"row {there.row}" if there.file == here.file else f"{there.file}, row {there.row}"
            why = (
                f"{shown(getattr(record, name))} is declared here and, otherwise, in {also}: "
                "keep one of the two."
            )
            report(refusal(here.file, why, row=here.row, field=name))
            continue
        notes.append(
            f"{here.file}, row {here.row}: the row repeats row {there.row} of {there.file} and counts once."
        )
    return tuple(kept), tuple(notes)


def _content(record: Record) -> tuple[object, ...]:
    """Everything that a record says, without where it stands."""
    values = (getattr(record, f.name) for f in fields(record) if f.name not in ("origin", "extra"))
    return (*values, tuple(record.extra.items()))


def distinct_rows(tables: Sequence[Known], items: Sequence[str]) -> tuple[tuple[Known, ...], tuple[str, ...]]:
    """The tables of deliveries without rows that wholly repeat another of the same item, and notes on these.

    ``items`` is the item of each row, through all tables.
    """
    seen: set[tuple[object, ...]] = set()
    counts = Counter(items)
    left, notes, at = [], [], 0
    for table in tables:
        columns = sorted((table.columns | table.extra).items())
        repeated = []
        for i, item in enumerate(items[at : at + len(table)]):
            if counts[item] > 1:
                content = (item, *((name, cell) for name, c in columns if (cell := c.cells[i])))
                if content in seen:
                    repeated.append(i)
                seen.add(content)
        at += len(table)
        left.append(_without(table, frozenset(repeated)))
        if repeated:
            row = table.rows[repeated[0]]
            notes.append(
                f"{table.file}: {len(repeated):,} rows wholly repeat others and count once (row {row})."
            )
    return tuple(left), tuple(notes)


def _without(table: Known, dropped: frozenset[int]) -> Known:
    """The table without the rows of these indices."""
    if not dropped:
        return table

    def kept(column: Column) -> Column:
        cells = [cell for i, cell in enumerate(column.cells) if i not in dropped]
        return replace(column, cells=cells, distinct=frozenset(), number_at=None, date_at=None)

    return replace(
        table,
        rows=tuple(row for i, row in enumerate(table.rows) if i not in dropped),
        columns={name: kept(column) for name, column in table.columns.items()},
        extra={name: kept(column) for name, column in table.extra.items()},
    )


def check_references(register: TableRegister, tables: frozenset[str]) -> tuple[str, ...]:
    """Notes on items, permits and applications that are named and stand in no row, and on doubtful aliases.

    ``tables`` are those that the register has: what an absent table would say is not missed.
    """
    return (*(one.note for one in dangling(register, tables)), *_merged_parties(register))


def _merged_parties(register: TableRegister) -> list[str]:
    """Notes on two parties of the table that aliases make one."""
    first: dict[str, str] = {}
    notes = []
    for party in register.parties:
        other = first.setdefault(register.names.key(party.party), party.party)
        if fold_name(other) != fold_name(party.party):
            notes.append(
                f"The aliases make {shown(other)} and {shown(party.party)}, two parties of the table, one."
            )
    return notes
