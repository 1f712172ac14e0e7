"""The deliveries: kept as columns, so that a large table opens fast; one is built when it is asked for."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, NamedTuple

from findspot.records.building import extra_of
from findspot.records.cells import check_serials
from findspot.records.checking import distinct_rows
from findspot.records.columns import Known, spellings
from findspot.records.dating import spans_of
from findspot.records.naming import fold_reference
from findspot.records.problems import Report, refuse
from findspot.records.tables import refusal, shown
from findspot.vocabulary.candidates import SerialColumns
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.records import Delivery, Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from findspot.records.naming import Names
    from findspot.vocabulary.dates import Span

_TEXTS = ("serial", *(f.name for f in fields(Delivery) if f.default == ""))


@dataclass(frozen=True, slots=True)
class Part:
    """A table of deliveries, or some of its rows: its columns and the spans of its dates' cells."""

    table: Known
    spans: Mapping[str, Mapping[str, Span]]


class Shown(NamedTuple):
    """What is shown of an item: of its latest delivery, or of the latest that fills it."""

    serial: str
    model: str
    maker: str
    part_number: str


@dataclass(frozen=True)
class Deliveries:
    """The rows of all tables of deliveries, counted from 0 through them all, and the items they are of.

    ``items`` is the item of each row, as declared or as derived; ``unique`` says that no two rows share one.
    """

    parts: tuple[Part, ...]
    items: Sequence[str]
    unique: bool

    def __len__(self) -> int:
        return len(self.items)

    def column(self, name: str) -> Sequence[str]:
        """The texts of a known column; "" throughout where no table has it."""
        return self._columns[name]

    def rows_with(self, name: str) -> Mapping[str, Sequence[int]]:
        """For each text of a column, the rows that have it, ascending; "" is left out."""
        kept = self._rows.get(name)
        if kept is None:
            kept = {}
            for at, cell in enumerate(self.column(name)):
                if cell:
                    kept.setdefault(cell, []).append(at)
            self._rows[name] = kept
        return kept

    def build(self, at: int) -> Delivery:
        """The delivery of one row."""
        which = bisect.bisect_right(self._starts, at) - 1
        part, i = self.parts[which], at - self._starts[which]
        table = part.table
        given: dict[str, Any] = {
            name: spans.get(table.columns[name].cells[i]) for name, spans in part.spans.items()
        }
        given |= {name: table.columns[name].cells[i] for name in _TEXTS if name in table.columns}
        return Delivery(
            origin=Origin(table.file, table.rows[i]),
            item=self.items[at],
            extra=extra_of(table, i),
            **given,
        )

    def of(self, item: str) -> tuple[Shown, tuple[Delivery, ...]]:
        """What is shown of an item, and its deliveries. Raises KeyError for an item that is in none."""
        columns, row = self.serials, self._row_of_item[item]
        shown = Shown(*(getattr(columns, name)[row] for name in Shown._fields))
        return shown, tuple(map(self.build, self.rows_of(item)))

    def having(self, wanted: Mapping[str, Callable[[str], bool]]) -> Sequence[int]:
        """The rows, ascending, of which any of these columns has a text that fits; "" never does."""
        rows: set[int] = set()
        for column, fits in wanted.items():
            for text, found in self.rows_with(column).items():
                if fits(text):
                    rows.update(found)
        return sorted(rows)

    def place(self, at: int) -> tuple[str, int]:
        """The file and row of one row."""
        which = bisect.bisect_right(self._starts, at) - 1
        table = self.parts[which].table
        return table.file, table.rows[at - self._starts[which]]

    def rows_of(self, item: str) -> Sequence[int]:
        """The rows of one item, ascending. Raises KeyError for an item that is in none."""
        return self.repeated.get(item) or (self.first[item],)

    def has(self, item: str) -> bool:
        """Whether any row is of this item."""
        return item in self.first

    @cached_property
    def serials(self) -> SerialColumns:
        """One row an item, in the order of first delivery, with what its latest row declares.

        A field that the latest row leaves empty is taken from the latest row that fills it.
        """
        names = ("serial", "model", "maker", "part_number", "permit")
        if not self.repeated:
            return SerialColumns(tuple(self.items), *(tuple(self.column(name)) for name in names))
        items = tuple(self.first)
        latest = {item: self._latest(rows) for item, rows in self.repeated.items()}
        merged = []
        for name in names:
            cells = self.column(name)
            of = {item: next((cells[r] for r in rows if cells[r]), "") for item, rows in latest.items()}
            merged.append(tuple(of[i] if i in of else cells[row] for i, row in self.first.items()))
        return SerialColumns(items, *merged)

    def _latest(self, rows: Sequence[int]) -> list[int]:
        """Rows from the latest delivery to the earliest; undated ones last, later rows first."""

        def when(row: int) -> tuple[int, int]:
            day = self._day(row)
            edge = None if day is None else day.latest or day.earliest
            return (0 if edge is None else edge.toordinal(), row)

        return sorted(rows, key=when, reverse=True)

    def _day(self, at: int) -> Span | None:
        """When one row was delivered, as far as it says."""
        which = bisect.bisect_right(self._starts, at) - 1
        part = self.parts[which]
        if "delivered_on" not in part.spans:
            return None
        return part.spans["delivered_on"].get(
            part.table.columns["delivered_on"].cells[at - self._starts[which]]
        )

    @cached_property
    def _row_of_item(self) -> dict[str, int]:
        items = self.serials.item
        return dict(zip(items, range(len(items)), strict=True))

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(part.table) for part in self.parts[:-1])]

    @cached_property
    def first(self) -> dict[str, int]:
        """Each item's first row, items in the order of their first rows."""
        first = dict(zip(self.items, range(len(self.items)), strict=True))
        if not self.unique:
            first = {}
            for at, item in enumerate(self.items):
                first.setdefault(item, at)
        return first

    @cached_property
    def repeated(self) -> dict[str, list[int]]:
        """The rows of each item that has more than one."""
        if self.unique:
            return {}
        rows: dict[str, list[int]] = {}
        for at, item in enumerate(self.items):
            rows.setdefault(item, []).append(at)
        return {item: found for item, found in rows.items() if len(found) > 1}

    @cached_property
    def _columns(self) -> _Columns:
        return _Columns(self.parts)

    @cached_property
    def _rows(self) -> dict[str, dict[str, list[int]]]:
        return {}


class _Columns(dict[str, "Sequence[str]"]):
    """The columns over all parts, each joined when it is first asked for."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        super().__init__()
        self._parts = parts

    def __missing__(self, name: str) -> Sequence[str]:
        column = joined(tuple(part.table for part in self._parts), name)
        self[name] = column
        return column


def joined(tables: Sequence[Known], name: str) -> Sequence[str]:
    """One column over several tables; "" where a table lacks it."""
    columns = [table.columns[name].cells if name in table.columns else [""] * len(table) for table in tables]
    return columns[0] if len(columns) == 1 else list(chain.from_iterable(columns))


def build_deliveries(
    tables: Sequence[Known], names: Names, report: Report = refuse
) -> tuple[Deliveries, list[str]]:
    """The deliveries of all tables of them, and notes on what was decided.

    Reported are serials and dates that cannot be, and each item that is declared with contradictory serial,
    maker or part number: the sentence names both rows.
    """
    # As written: a row that repeats another still shows how its column writes dates.
    spans: list[Mapping[str, Mapping[str, Span]]] = []
    notes: list[str] = []
    for table in tables:
        serial = table.columns["serial"]
        check_serials(serial, table.rows, table.file, table.field("serial"), report)
        if serial.numbers:
            notes.append(
                f"{table.file}, {table.field('serial')}: {serial.numbers:,} of {len(table):,} serials stand "
                "there as numbers, so any noughts before them are lost: compare them with the plates."
            )
        found, said = spans_of(table, spellings().dates, report)
        spans.append(found)
        notes += said
    tables, items, unique, repeats = settle_items(tables)
    deliveries = Deliveries(tuple(map(Part, tables, spans)), items, unique)
    for _, what in contradictions(deliveries, names):
        if isinstance(what, BadInputError):
            report(what)
        else:
            notes.append(what)
    return deliveries, [*repeats, *notes]


def settle_items(tables: Sequence[Known]) -> tuple[Sequence[Known], Sequence[str], bool, list[str]]:
    """The tables without rows that repeat others, the item of each row, whether all differ, and notes."""
    items, unique = derive_items(tables)
    if unique:
        return tables, items, unique, []
    tables, repeats = distinct_rows(tables, items)
    return tables, *derive_items(tables), [*repeats]


def derive_items(tables: Sequence[Known]) -> tuple[Sequence[str], bool]:
    """The item of each row: as declared, else derived from the serial; and whether no two rows share one.

    Rows of the same serial, maker, model and part number are one item. Its name is the serial, and the
    fields that tell it from others of that serial in brackets.
    """
    declared, serials = joined(tables, "item"), joined(tables, "serial")
    if "" not in declared:
        return declared, _all_differ(tables, "item")
    if not any(declared) and _all_differ(tables, "serial"):
        return serials, True
    taken = {item for item in declared if item}
    about = [joined(tables, name) for name in ("maker", "model", "part_number")]
    kinds: dict[str, dict[tuple[str, ...], None]] = {}
    keys = list(zip(serials, *about, strict=True))
    for key, item in zip(keys, declared, strict=True):
        if not item:
            kinds.setdefault(key[0], {})[key[1:]] = None
    derived: dict[tuple[str, ...], str] = {}
    for serial, others in kinds.items():
        telling = [i for i in range(3) if len({other[i] for other in others}) > 1]
        for other in others:
            told = ", ".join(other[i] or "not stated" for i in telling)
            name = f"{serial} ({told})" if told else serial
            count = 1
            while name in taken:  # a declared item goes by this name already
                count += 1
                name = f"{serial} ({', '.join(filter(None, (told, str(count))))})"
            taken.add(name)
            derived[serial, *other] = name
    items = [item or derived[key] for item, key in zip(declared, keys, strict=True)]
    return items, len(set(items)) == len(items)


def _all_differ(tables: Sequence[Known], name: str) -> bool:
    """Whether no text stands twice in a column over several tables."""
    if len(tables) == 1:
        return len(tables[0].columns[name].distinct) == len(tables[0])
    cells = joined(tables, name)
    return len(set(cells)) == len(cells)


def contradictions(deliveries: Deliveries, names: Names) -> Iterator[tuple[int, BadInputError | str]]:
    """The first row of each item with two serials, makers or part numbers, and the refusal of it.

    An item with two models has a note instead: the latest delivery counts.
    """
    for item, rows in deliveries.repeated.items():
        for name in ("serial", "maker", "part_number", "model"):
            cells = deliveries.column(name)
            filled = [row for row in rows if cells[row]]
            if len({cells[row] for row in filled}) < 2:
                continue
            fold = fold_reference if name == "serial" else names.key
            other = next((row for row in filled[1:] if fold(cells[row]) != fold(cells[filled[0]])), None)
            if other is None:
                continue
            file, row = deliveries.place(filled[0])
            there, second = deliveries.place(other)
            also = f"row {second}" if there == file else f"{there}, row {second}"
            if name == "model":
                note = (
                    f"{file}: item {shown(item)} is model {shown(cells[filled[0]])} in row {row} and "
                    f"{shown(cells[other])} in {also}; the latest delivery counts."
                )
                yield rows[0], note
                continue
            word = name.replace("_", " ")
            refused = refusal(
                file,
                f"item {shown(item)} has {word} {shown(cells[filled[0]])} and, in {also}, {word} "
                f"{shown(cells[other])}: give one item one {word}.",
                row=row,
                field=name,
            )
            yield rows[0], refused
