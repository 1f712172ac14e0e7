"""What tables and columns are called: the spellings of ``columns.toml``, and a table under known names."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, replace
from importlib import resources
from itertools import chain
from typing import TYPE_CHECKING, Any

from findspot.records.cells import all_noughts, check_column, clean_column, without_noughts
from findspot.records.naming import fold_name
from findspot.records.problems import Report, refuse
from findspot.records.tables import Column, Table, joined, refusal, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from findspot.records.headings import Headings


@dataclass(frozen=True, slots=True)
class Spellings:
    """``columns.toml``, with every spelling folded.

    ``tables``: folded file name → table. ``columns``: table → its known columns. ``needs``: table → the
    columns that must be there; ``needs_one``: table → those of which each row must fill one. ``headers``:
    folded spelling → the known columns it may mean, in order. ``values``: enumeration → folded word → the
    vocabulary's word. ``months``: folded name → 1 to 12.
    """

    tables: Mapping[str, str]
    columns: Mapping[str, frozenset[str]]
    needs: Mapping[str, tuple[str, ...]]
    needs_one: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, tuple[str, ...]]
    dates: frozenset[str]
    quantities: frozenset[str]
    lists: frozenset[str]
    identities: frozenset[str]
    values: Mapping[str, Mapping[str, str]]
    months: Mapping[str, int]


@functools.cache
def spellings() -> Spellings:
    """The spellings that come with findspot; read once."""
    raw: dict[str, Any] = tomllib.loads(
        resources.files("findspot.records").joinpath("columns.toml").read_text(encoding="utf-8")
    )
    everywhere = raw["kinds"]["everywhere"]
    columns = {table: frozenset([*about["columns"], *everywhere]) for table, about in raw["tables"].items()}
    headers: dict[str, tuple[str, ...]] = {}
    for column in dict.fromkeys(name for known in columns.values() for name in sorted(known)):
        for spelling in (column, *raw["spellings"].get(column, ())):
            folded = fold_name(spelling)
            if column not in headers.get(folded, ()):
                headers[folded] = (*headers.get(folded, ()), column)
    return Spellings(
        tables={fold_name(name): table for table, about in raw["tables"].items() for name in about["names"]},
        columns=columns,
        needs={table: tuple(about["needs"]) for table, about in raw["tables"].items()},
        needs_one={table: tuple(about.get("needs_one", ())) for table, about in raw["tables"].items()},
        headers=headers,
        dates=frozenset(raw["kinds"]["dates"]),
        quantities=frozenset(raw["kinds"]["quantities"]),
        lists=frozenset(raw["kinds"]["lists"]),
        identities=frozenset(raw["kinds"]["identities"]),
        values={
            enumeration: {fold_name(s): word for word, said in words.items() for s in (word, *said)}
            for enumeration, words in raw["values"].items()
        },
        months={fold_name(name): int(month) for month, names in raw["months"].items() for name in names},
    )


def is_known(header: str) -> bool:
    """Whether a header is a spelling of some known column."""
    return fold_name(header) in spellings().headers


def table_named(stem: str) -> str | None:
    """The table that a file's name without suffix, or a sheet's name, announces.

    The name itself, or the name and more after a separator: ``deliveries``, ``Livraisons 2020``.
    """
    tables = spellings().tables
    whole = tables.get(fold_name(stem))
    if whole:
        return whole
    for i, c in enumerate(stem):
        if c in " -_.(" and (table := tables.get(fold_name(stem[:i]))):
            return table
    return None


@dataclass(frozen=True, slots=True)
class Known:
    """A table, or a block of its rows, under known columns, each cleaned and checked.

    The others stand under their headers in ``extra``. ``written`` has for each known column its header as
    written. ``noughts`` are the columns of identifiers where the block has nothing but 417.0; if that is so
    in every block, the table means 417.
    """

    kind: str
    file: str
    rows: range | tuple[int, ...]
    columns: dict[str, Column]
    extra: dict[str, Column]
    written: Mapping[str, str]
    notes: tuple[str, ...]
    noughts: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.rows)

    def field(self, column: str) -> str:
        """The column for a sentence: its known name, and as written where that differs."""
        written = self.written.get(column, column)
        return column if fold_name(written) == fold_name(column) else f"{column} (“{written[:40]}”)"


def columns_found(table: Table, headings: Headings | None = None) -> frozenset[str]:
    """Every known column that one of the table's headers may be."""
    headers = spellings().headers
    meant = headings.meanings([c.header for c in table.columns]).values() if headings else ()
    return frozenset(meant).union(*(headers.get(fold_name(c.header), ()) for c in table.columns))


def know_columns(table: Table, kind: str, report: Report = refuse, headings: Headings | None = None) -> Known:
    """The table, or block of it, as one of the register's tables.

    ``headings`` say what some headers mean before their spellings do; another column that is spelled as one
    of these is then unknown. Two columns that are one, and cells that cannot be, are reported; of two columns
    the first counts. Raises BadInputError where a needed column is absent.
    """
    words = spellings()
    known: dict[str, Column] = {}
    written: dict[str, str] = {}
    extra: dict[str, Column] = {}
    noughts: set[str] = set()
    names, notes = _names(table, kind, headings)
    for at, (column, name) in enumerate(zip(table.columns, names, strict=True), 1):
        if name is None:
            header = column.header or f"column {at}"
            if meaning(header, kind) is not None:  # another column was told to be it
                header += " (as in the table)"
            _add_unknown(extra, header, column, table.file, report)
        elif name in known:
            why = (
                f"the columns {shown(written[name])} and {shown(column.header)} both mean {name}: "
                "rename or remove one."
            )
            report(refusal(table.file, why))
        else:
            identity = name in words.identities
            known[name], written[name] = clean_column(column, identity=identity), column.header
            if identity and all_noughts(column):
                noughts.add(name)
    for need in words.needs[kind]:
        if need not in known:
            raise _lacking(table, kind, need)
    rows = table.rows if isinstance(table.rows, range) else tuple(table.rows)
    result = Known(kind, table.file, rows, known, extra, written, notes, frozenset(noughts))
    for name, column in known.items():
        identity = name in words.identities
        check_column(column, rows, table.file, result.field(name), identity=identity, report=report)
    return result


def _names(table: Table, kind: str, headings: Headings | None) -> tuple[list[str | None], tuple[str, ...]]:
    """The known column that each of the table's is, None for an unknown one; and the notes on it."""
    headers = [column.header for column in table.columns]
    spelled = [meaning(header, kind) for header in headers]
    if headings is None:
        return spelled, table.notes
    meant = headings.decide(table.file, headers, spellings().columns[kind])
    if not meant:
        return spelled, table.notes
    left = [None if name in meant.values() else name for name in spelled]
    names = [meant.get(fold_name(header), name) for header, name in zip(headers, left, strict=True)]
    return names, (*table.notes, headings.mapped[table.file].note)


def _add_unknown(extra: dict[str, Column], header: str, column: Column, file: str, report: Report) -> None:
    """Keep a column that findspot does not know, if it has a header of its own or a filled cell."""
    if not column.header and not column.distinct - {""}:
        return
    if header in extra:
        report(refusal(file, f"two columns are called {shown(header)}: rename one.", row=1))
    else:
        extra[header] = clean_column(column, identity=False)


def join_blocks(blocks: Sequence[Known]) -> Known:
    """The whole table of its blocks, which follow each other."""
    first = blocks[0]
    columns = {name: joined([block.columns[name] for block in blocks]) for name in first.columns}
    for name in frozenset.intersection(*(block.noughts for block in blocks)):
        columns[name] = without_noughts(columns[name])
    # A column without a header counts in those blocks only where it has a cell.
    others = dict.fromkeys(name for block in blocks for name in block.extra)
    extra = {
        name: joined([block.extra.get(name) or Column("", [""] * len(block)) for block in blocks])
        for name in others
    }
    rows = first.rows if len(blocks) == 1 else joined_rows([block.rows for block in blocks])
    return replace(first, rows=rows, columns=columns, extra=extra, noughts=frozenset())


def joined_rows(blocks: Sequence[range | tuple[int, ...]]) -> range | tuple[int, ...]:
    """The rows of several blocks: a range where none was left out."""
    first, last = blocks[0], blocks[-1]
    whole = range(first[0], last[-1] + 1) if first and last else range(0)
    if len(whole) == sum(map(len, blocks)):
        return whole
    return tuple(chain.from_iterable(blocks))


def meaning(header: str, kind: str) -> str | None:
    """The known column that a header of one of the register's tables is, None where it is none."""
    words = spellings()
    folded = fold_name(header)
    meanings = [name for name in words.headers.get(folded, ()) if name in words.columns[kind]]
    # The column's own name comes before any other column's spelling.
    meanings.sort(key=lambda name: fold_name(name) != folded)
    return meanings[0] if meanings else None


def _lacking(table: Table, kind: str, need: str) -> Exception:
    found = ", ".join(shown(column.header) for column in table.columns[:12]) or "none"
    more = f" and {len(table.columns) - 12:,} more" if len(table.columns) > 12 else ""
    return refusal(
        table.file,
        f"the {kind} table has no column {need!r} (columns found: {found}{more}): name the column {need!r}.",
    )
