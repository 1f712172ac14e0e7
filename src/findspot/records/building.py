"""Tables under known columns into the register's records, one row one record."""

from __future__ import annotations

import re
from dataclasses import MISSING, dataclass, field, fields
from functools import partial
from itertools import compress
from operator import not_
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from findspot.records.cells import wrong_rows
from findspot.records.columns import Known, spellings
from findspot.records.dating import spans_of
from findspot.records.naming import fold_name
from findspot.records.problems import Report, refuse
from findspot.records.tables import placed, refusal, shown
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.listings import ListedKind, Listing
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
    from collections.abc import Callable, Mapping, Sequence

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
    "listings": Listing,
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
    ("listings", "kind"): ("listed", ListedKind),
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


def build_records(
    table: Known, record: type[R], report: Report = refuse
) -> tuple[tuple[R, ...], tuple[str, ...]]:
    """The records of a table (not of deliveries or sightings), and notes on how its dates were read.

    A date, word or number that cannot be is reported with file, row and field; so is a row without what its
    record needs, of which there is then no record.
    """
    assert RECORDS[table.kind] is record, "each table has its own records"
    _require(table, report)
    spans, notes = spans_of(table, spellings().dates, report)
    values = {name: _values(table, name, spans, report) for name in table.columns}
    needed = _needed(record)
    absent = {name: "" for name in spellings().needs_one[table.kind] if name in needed}
    records = []
    for i, row in enumerate(table.rows):
        given = {name: column[i] for name, column in values.items() if column[i] not in ("", None)}
        given = absent | given
        if needed <= given.keys():
            records.append(record(origin=Origin(table.file, row), extra=extra_of(table, i), **given))
    return tuple(records), notes


def build_sightings(table: Known, report: Report = refuse) -> tuple[tuple[SightingRow, ...], tuple[str, ...]]:
    """The sightings of a table; what cannot be is reported with file, row and field."""
    _require(table, report)
    spans, notes = spans_of(table, spellings().dates, report)
    about = ("item", "serial", "learnt_on")
    values = {name: _values(table, name, spans, report) for name in table.columns if name not in about}
    rows = []
    for i, row in enumerate(table.rows):
        given = {name: column[i] for name, column in values.items() if column[i] not in ("", None)}
        learnt = spans["learnt_on"].get(_cell(table, "learnt_on", i)) if "learnt_on" in spans else None
        rows.append(
            SightingRow(
                _cell(table, "item", i),
                _cell(table, "serial", i),
                Sighting(**given),
                Origin(table.file, row),
                learnt,
                extra_of(table, i),
            )
        )
    return tuple(rows), notes


def _needed(record: type[Record]) -> frozenset[str]:
    """The fields that a record does not have where nothing is written, apart from its origin."""
    without = (f for f in fields(record) if f.default is MISSING and f.default_factory is MISSING)
    return frozenset(f.name for f in without if f.name != "origin")


def extra_of(table: Known, at: int) -> Mapping[str, str]:
    """The filled cells of one record's unknown columns."""
    if not table.extra:
        return _NOTHING
    return MappingProxyType({name: cell for name, c in table.extra.items() if (cell := c.cells[at])})


def _cell(table: Known, column: str, at: int) -> str:
    return table.columns[column].cells[at] if column in table.columns else ""


def _values(
    table: Known, name: str, spans: Mapping[str, Mapping[str, Span]], report: Report
) -> Sequence[Any]:
    """A column's cells as the values of its field; "" or None where a cell is empty or was reported."""
    cells = table.columns[name].cells
    if name in spans:
        return [spans[name].get(cell) for cell in cells]
    read = _reader(table.kind, name)
    if read is None:
        return cells
    parsed: dict[str, Any] = {}
    wrong: dict[str, BadInputError] = {}
    for cell in filter(None, dict.fromkeys(cells)):
        try:
            parsed[cell] = read(cell)
        except BadInputError as error:
            wrong[cell] = error
    if wrong:
        for row, cell in zip(table.rows, cells, strict=True):
            if cell in wrong:
                report(placed(wrong[cell], table.file, row, table.field(name)))
    return [parsed.get(cell) for cell in cells]


def _reader(kind: str, name: str) -> Callable[[str], Any] | None:
    """What reads a cell of that column, raising BadInputError for one that cannot be; None for plain text."""
    words = spellings()
    if (kind, name) in _WORDS:
        return partial(_word, *_WORDS[kind, name])
    if name in words.quantities:
        return _quantity
    if name == "grade":
        return parse_grade
    if name == "exhibits":
        return _exhibits
    return _listed if name in words.lists else None


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def _exhibits(cell: str) -> tuple[str, ...]:
    named = _listed(cell)
    if not all(map(_SHA256.match, named)):
        raise BadInputError("An exhibit is named by its SHA-256, 64 hexadecimal digits: correct it.")
    return named


def _quantity(cell: str) -> int:
    form = _WHOLE.match(cell.replace("\u00a0", "").replace("\u202f", "").replace(" ", ""))
    if not form or len(form[1]) > 12:
        raise BadInputError(f"{shown(cell)} is no whole number of items: write digits alone, such as 12.")
    return int(form[1])


def _word(enumeration: str, kind: Callable[[str], str], cell: str) -> str:
    known = spellings().values[enumeration]
    word = known.get(fold_name(cell))
    if word is None:
        choices = ", ".join(dict.fromkeys(known.values()))
        raise BadInputError(f"{shown(cell)} is not one of: {choices}; write one of these.")
    return kind(word)


def _require(table: Known, report: Report) -> None:
    """Report an empty cell in a column, or a row without any of the columns, that the table needs."""
    either = spellings().needs_one[table.kind]
    if either:
        filled = zip(*(table.columns[n].cells for n in either if n in table.columns), strict=True)
        named = [any(cells) for cells in filled] or [False] * len(table)
        why = f"the row names neither {either[0]} nor {either[1]}: write one of them, or remove the row."
        for row in compress(table.rows, map(not_, named)):
            report(refusal(table.file, why, row=row))
    for need in spellings().needs[table.kind]:
        for row, _ in wrong_rows(table.columns[need], table.rows, lambda cell: not cell):
            why = "the cell is empty: write it, or remove the row."
            report(refusal(table.file, why, row=row, field=table.field(need)))
