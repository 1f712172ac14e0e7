"""Tables under known columns into the register's records, one row one record."""

from __future__ import annotations

import re
from dataclasses import MISSING, dataclass, field, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from findspot.records.columns import Known, spellings
from findspot.records.dating import spans_of
from findspot.records.naming import fold_name
from findspot.records.tables import refusal, shown
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.records import (
    Alias,
    Answer,
    Application,
    Authentication,
    AuthenticationOutcome,
    Check,
    CheckResult,
    ControlEntry,
    Installation,
    Line,
    Model,
    Origin,
    Outcome,
    Party,
    Permit,
    Policy,
    PolicyKind,
    Record,
    Relation,
    RelationKind,
    Status,
    Transfer,
    Undertaking,
    UndertakingKind,
)
from findspot.vocabulary.sighting import Sighting, parse_grade

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from findspot.vocabulary.dates import Span

R = TypeVar("R", bound=Record)

_WHOLE = re.compile(r"(\d+)(?:[.,]0{1,2})?$")
_SHA256 = re.compile(r"[0-9a-f]{64}$", re.IGNORECASE)
_NOTHING: Mapping[str, str] = MappingProxyType({})
#: The records of a table, and which of its columns holds words of which enumeration.
RECORDS: Mapping[str, type[Record]] = {
    "permits": Permit,
    "applications": Application,
    "undertakings": Undertaking,
    "parties": Party,
    "aliases": Alias,
    "models": Model,
    "installations": Installation,
    "transfers": Transfer,
    "policies": Policy,
    "answers": Answer,
    "authentications": Authentication,
    "checks": Check,
    "permit_lines": Line,
    "relations": Relation,
    "control_entries": ControlEntry,
}
_WORDS: Mapping[tuple[str, str], tuple[str, Callable[[str], str]]] = {
    ("permits", "status"): ("status", Status),
    ("applications", "status"): ("status", Status),
    ("undertakings", "kind"): ("undertaking", UndertakingKind),
    ("undertakings", "form"): ("form", str),
    ("policies", "kind"): ("policy", PolicyKind),
    ("answers", "outcome"): ("outcome", Outcome),
    ("authentications", "outcome"): ("authentication", AuthenticationOutcome),
    ("checks", "result"): ("check", CheckResult),
    ("relations", "kind"): ("relation", RelationKind),
}


@dataclass(frozen=True, slots=True)
class SightingRow:
    """A sighting as a register's table holds it, with the item or serial that it is of.

    ``origin``, ``learnt_on`` and ``extra`` are as in ``vocabulary.records.Record``.
    """

    item: str
    serial: str
    sighting: Sighting
    origin: Origin
    learnt_on: Span | None = None
    extra: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


def build_records(table: Known, record: type[R]) -> tuple[tuple[R, ...], tuple[str, ...]]:
    """The records of a table (not of deliveries or sightings), and notes on how its dates were read.

    Raises BadInputError, naming file, row and field, for a date, word or number that cannot be.
    """
    assert RECORDS[table.kind] is record, "each table has its own records"
    _require(table)
    spans, notes = spans_of(table, spellings().dates)
    values = {name: _values(table, name, spans) for name in table.columns}
    absent = {name: "" for name in spellings().needs_one[table.kind] if name not in _defaults(record)}
    records = tuple(
        record(
            origin=Origin(table.file, row),
            extra=extra_of(table, i),
            **absent | {name: column[i] for name, column in values.items() if column[i] not in ("", None)},
        )
        for i, row in enumerate(table.rows)
    )
    return records, notes


def build_sightings(table: Known) -> tuple[tuple[SightingRow, ...], tuple[str, ...]]:
    """The sightings of a table. Raises BadInputError, naming file, row and field."""
    _require(table)
    spans, notes = spans_of(table, spellings().dates)
    known = {"item", "serial"}
    told = [name for name in table.columns if name not in (*known, "learnt_on", "grade")]
    values = {name: _values(table, name, spans) for name in told}
    rows = []
    for i, row in enumerate(table.rows):
        item, serial, grade = (_cell(table, name, i) for name in ("item", "serial", "grade"))
        if any(not _SHA256.match(part) for part in values["exhibits"][i]) if "exhibits" in values else False:
            raise refusal(
                table.file,
                "an exhibit is named by its SHA-256, 64 hexadecimal digits: correct it.",
                row=row,
                field=table.field("exhibits"),
            )
        try:
            graded = parse_grade(grade) if grade else None
        except BadInputError as error:
            said = error.sentence[0].lower() + error.sentence[1:]
            raise refusal(table.file, said, row=row, field=table.field("grade")) from None
        given = {name: column[i] for name, column in values.items() if column[i] not in ("", None)}
        sighting = Sighting(grade=graded, **given)
        learnt = spans["learnt_on"].get(_cell(table, "learnt_on", i)) if "learnt_on" in spans else None
        rows.append(SightingRow(item, serial, sighting, Origin(table.file, row), learnt, extra_of(table, i)))
    return tuple(rows), notes


def _defaults(record: type[Record]) -> frozenset[str]:
    """The fields that a record has even where nothing is written."""
    return frozenset(f.name for f in fields(record) if f.default is not MISSING)


def extra_of(table: Known, at: int) -> Mapping[str, str]:
    """The filled cells of one record's unknown columns."""
    if not table.extra:
        return _NOTHING
    return MappingProxyType({name: cell for name, c in table.extra.items() if (cell := c.cells[at])})


def _cell(table: Known, column: str, at: int) -> str:
    return table.columns[column].cells[at] if column in table.columns else ""


def _values(table: Known, name: str, spans: Mapping[str, Mapping[str, Span]]) -> list[Any]:
    """A column's cells as the values of its field; "" or None where a cell is empty."""
    column, words = table.columns[name], spellings()
    parsed: Mapping[str, Any]
    if name in spans:
        parsed = spans[name]
    elif name in words.quantities:
        parsed = {cell: _quantity(table, name, cell) for cell in dict.fromkeys(column.cells) if cell}
    elif (table.kind, name) in _WORDS:
        parsed = {cell: _word(table, name, cell) for cell in dict.fromkeys(column.cells) if cell}
    elif name in words.lists:
        parsed = {
            cell: tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))
            for cell in column.distinct
        }
        return [parsed[cell] for cell in column.cells]
    else:
        return list(column.cells)
    return [parsed.get(cell) for cell in column.cells]


def _quantity(table: Known, name: str, cell: str) -> int:
    form = _WHOLE.match(cell.replace("\u00a0", "").replace("\u202f", "").replace(" ", ""))
    if not form or len(form[1]) > 12:
        raise _at(
            table, name, cell, f"{shown(cell)} is no whole number of items: write digits alone, such as 12."
        )
    return int(form[1])


def _word(table: Known, name: str, cell: str) -> str:
    enumeration, kind = _WORDS[table.kind, name]
    known = spellings().values[enumeration]
    word = known.get(fold_name(cell))
    if word is None:
        choices = ", ".join(dict.fromkeys(known.values()))
        raise _at(table, name, cell, f"{shown(cell)} is not one of: {choices}; write one of these.")
    return kind(word)


def _at(table: Known, name: str, cell: str, why: str) -> BadInputError:
    """The refusal of the first cell of a column that reads so."""
    row = table.rows[list(table.columns[name].cells).index(cell)]
    return refusal(table.file, why, row=row, field=table.field(name))


def _require(table: Known) -> None:
    """Refuse an empty cell in a column, or a row without any of the columns, that the table needs."""
    either = spellings().needs_one[table.kind]
    if either:
        filled = zip(*(table.columns[n].cells for n in either if n in table.columns), strict=True)
        named = [any(cells) for cells in filled] or [False] * len(table)
        if not all(named):
            why = f"the row names neither {either[0]} nor {either[1]}: write one of them, or remove the row."
            raise refusal(table.file, why, row=table.rows[named.index(False)])
    for need in spellings().needs[table.kind]:
        column = table.columns[need]
        if "" in column.distinct:
            row = table.rows[list(column.cells).index("")]
            raise refusal(
                table.file,
                "the cell is empty: write it, or remove the row.",
                row=row,
                field=table.field(need),
            )
