"""An opened index: the serials and rows that were built, and those that came or went since.

It is made of up to three parts, each with its rows: the file's serials that stand close together, in an
automaton; those without pattern, written out from both ends; and what the delta adds, which is small and
built anew at each opening. Rows are withdrawn, never deleted: a serial whose rows are all withdrawn
is *dead*, and searches pass over it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
import pyarrow as pa

from findspot.matching.automaton.packed import Automaton
from findspot.matching.automaton.sparse import SPARSE, Sparse, Trie
from findspot.matching.indexing.container import Container, altered
from findspot.matching.indexing.delta import append, locked, read_delta
from findspot.matching.indexing.rows import COLUMNS, RowStore, as_table
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Changes = Mapping[str, Any]


class Rows(Protocol):
    """The rows of a part, by number, in the order of ranks."""

    def __len__(self) -> int: ...

    def of_rank(self, rank: int) -> range:
        """The numbers of this rank's rows."""
        ...

    def firsts(self, ranks: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of each rank's first row; of the rank after the last, that of all rows."""
        ...

    def rank_of_row(self, row: int) -> int:
        """The rank to which a row belongs."""
        ...

    def texts(self, row: int) -> tuple[str, ...]:
        """One row, in the order of ``COLUMNS``."""
        ...

    def items(self, rows: Sequence[int]) -> list[str]:
        """The items of these rows, in the order given."""
        ...

    def taken(self, rows: NDArray[np.int64]) -> pa.Table:
        """These rows, in the order given, as a table of ``COLUMNS``."""
        ...

    def values(self, name: str) -> Counter[str]:
        """How many rows have each text of one column."""
        ...

    def table(self, rows: range) -> pa.Table:
        """These rows as a table of ``COLUMNS``."""
        ...

    def tables(self) -> Iterator[pa.Table]:
        """All rows in tables of any size."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Serials with their rows. ``withdrawn``: numbers of rows, ascending; ``dead``: ranks, ascending."""

    automaton: Automaton | Sparse
    rows: Rows
    withdrawn: NDArray[np.int64]
    dead: NDArray[np.int64]

    def rows_of(self, rank: int) -> list[dict[str, str]]:
        """The rows of this rank that are not withdrawn."""
        numbers = self.rows.of_rank(rank)
        near = slice(*np.searchsorted(self.withdrawn, (numbers.start, numbers.stop)))
        gone = set(self.withdrawn[near].tolist())
        shown: list[dict[str, str]] = self.rows.table(numbers).to_pylist()
        return [row for number, row in zip(numbers, shown, strict=True) if number not in gone]


class _LooseRows:
    """The rows of a delta, in memory."""

    def __init__(self, table: pa.Table, begins: NDArray[np.bool_]) -> None:
        self._table = table
        self._starts = np.append(np.flatnonzero(begins), len(table))

    def __len__(self) -> int:
        return len(self._table)

    def of_rank(self, rank: int) -> range:
        return range(int(self._starts[rank]), int(self._starts[rank + 1]))

    def firsts(self, ranks: NDArray[np.int64]) -> NDArray[np.int64]:
        return self._starts[ranks]

    def texts(self, row: int) -> tuple[str, ...]:
        return tuple(column[row].as_py() for column in self._table.itercolumns())

    def items(self, rows: Sequence[int]) -> list[str]:
        found: list[str] = self._table.column(0).take(pa.array(rows, pa.int64())).to_pylist()
        return found

    def rank_of_row(self, row: int) -> int:
        return int(np.searchsorted(self._starts, row, side="right")) - 1

    def taken(self, rows: NDArray[np.int64]) -> pa.Table:
        return self._table.take(pa.array(rows))

    def values(self, name: str) -> Counter[str]:
        return Counter(self._table.column(name).to_pylist())

    def table(self, rows: range) -> pa.Table:
        return self._table.slice(rows.start, len(rows))

    def tables(self) -> Iterator[pa.Table]:
        yield self._table


class RegisterIndex:
    """A register that was indexed; any number of processes may have the same one open.

    The first ``filed`` of its ``parts`` are the file, one or two; a further one is what was added since.
    ``others``: the register's characters beyond the folded alphabet, in the order of their codes.
    """

    def __init__(self, container: Container, parts: tuple[Part, ...], filed: int, others: str) -> None:
        self._container = container
        self.parts = parts
        self.filed = filed
        self.others = others

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an index with its delta, in milliseconds: large sections are mapped, not read.

        Raises BadInputError, one sentence, if the file is cut, altered in what is checked at once, of another
        version or no index. ``verify`` checks the rest.
        """
        for attempt in range(3):
            container = Container.open(path)
            try:
                delta = read_delta(container)
            except BadInputError:
                # Between the two the index may have been compacted, and the delta with it.
                if attempt < 2 and Container.open(path).identity != container.identity:
                    continue
                raise
            break
        return cls(container, *_parts(container, delta.records if delta else ()))

    @property
    def identity(self) -> str:
        """The SHA-256 of the file's directory, in hexadecimal: it stands for all that was built."""
        return self._container.identity

    @property
    def about(self) -> Mapping[str, Any]:
        """What the file says of itself: rows, serials, rows left out, columns and the sources' digests."""
        return self._container.about

    @property
    def notice(self) -> str:
        """What whoever is shown its identifiers must be told; "" where there is nothing."""
        return str(self.about.get("notice") or "")

    @property
    def changed(self) -> bool:
        """Whether rows were added or withdrawn since it was built from its tables, merged since or not."""
        came = any(isinstance(part.rows, _LooseRows) for part in self.parts)
        went = any(len(part.withdrawn) for part in self.parts)
        return came or went or "bytes" in (self.about.get("settled") or {})

    def __len__(self) -> int:
        return sum(len(part.rows) - len(part.withdrawn) for part in self.parts)

    def rows_with(self, serial: str) -> list[dict[str, str]]:
        """The rows with exactly this serial as it is compared, those of the file first."""
        return [row for part, rank in self._ranks(serial) for row in part.rows_of(rank)]

    def verify(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Read every byte: raise BadInputError unless all is as it was built.

        ``progress`` is told how many bytes of how many were checked.
        """
        container = self._container
        total = sum(section.nbytes for section in container.sections.values())
        done = 0
        for name, section in container.sections.items():
            told = (lambda size, done=done: progress(done + size, total)) if progress else None
            container.check(name, told)
            done += section.nbytes

    def _ranks(self, serial: str) -> list[tuple[Part, int]]:
        from findspot.matching.automaton.keys import Coder, unpack  # noqa: PLC0415 - Numba
        from findspot.matching.automaton.walking import rank_of  # noqa: PLC0415 - the same

        key = unpack(Coder(self.others).keys(pa.array([serial], pa.string())))[0]
        ranks = [(part, rank_of(part.automaton, key[1 : key[0] + 1])) for part in self.parts]
        return [(part, rank) for part, rank in ranks if rank is not None]


def add_rows(path: Path, rows: pa.Table | Mapping[str, Sequence[str | None]]) -> int:
    """Add rows to an index, found from the next opening on; how many were added.

    Raises BadInputError, one sentence, for a serial without a letter or digit.
    """
    table = as_table(rows)
    _check_serials(table.column("serial").to_pylist())
    with locked(path) as container:
        append(container, {"add": table.to_pydict()})
    return len(table)


def withdraw_rows(path: Path, **fields: str) -> int:
    """Withdraw the rows that have exactly these values, ``serial`` (as it is compared) among them; how many.

    Raises BadInputError, one sentence, where there is no such row.
    """
    unknown = sorted(set(fields) - set(COLUMNS))
    if unknown or "serial" not in fields:
        raise BadInputError(f"Rows are withdrawn by their serial and others of {', '.join(COLUMNS)}.")
    with locked(path) as container:
        record = {"withdraw": fields}
        delta = read_delta(container)
        before = delta.records if delta else ()
        one, two = (_parts(container, records)[0] for records in (before, (*before, record)))
        count = sum(len(p.rows) - len(p.withdrawn) for p in one)
        count -= sum(len(p.rows) - len(p.withdrawn) for p in two)
        if not count:
            shown = ", ".join(f"{name} {value}" for name, value in fields.items())
            raise BadInputError(f"{path}: no row has {shown}: nothing was withdrawn.")
        append(container, record)
    return count


def _check_serials(serials: Sequence[str]) -> None:
    from findspot.matching.alphabet import fold  # noqa: PLC0415 - only here

    for row, serial in enumerate(serials, start=1):
        if not fold(serial):
            raise BadInputError(
                f"Row {row}: the serial {serial[:40]!r} holds no letter or digit: correct it."
            )


def _parts(container: Container, records: Sequence[Changes]) -> tuple[tuple[Part, ...], int, str]:
    """The parts of an index with these changes, how many are the file's, and its characters beyond Latin."""
    parts = _filed(container)
    filed, others = len(parts), str(container.about["others"])
    if not records:
        return tuple(parts), filed, others
    index = RegisterIndex(container, tuple(parts), filed, others)
    added: list[dict[str, str]] = []
    withdrawn: list[set[int]] = [set() for _ in parts]
    for record in records:
        if "add" in record:
            added += as_table(record["add"]).to_pylist()
        else:
            wanted = _Wanted(record["withdraw"])
            added = [row for row in added if not wanted.fits(row)]
            for part, rank in index._ranks(wanted.serial):  # noqa: SLF001 - the same class's work
                numbers = part.rows.of_rank(rank)
                shown = part.rows.table(numbers).to_pylist()
                gone = withdrawn[next(place for place, one in enumerate(parts) if one is part)]
                gone.update(n for n, row in zip(numbers, shown, strict=True) if wanted.fits(row))
    for place, part in enumerate(parts):
        numbers_gone = np.asarray(sorted(withdrawn[place]), dtype=np.int64)
        parts[place] = Part(part.automaton, part.rows, numbers_gone, _dead(part.rows, numbers_gone))
    if added:
        part, others = _loose_part(added, others)
        parts.append(part)
    return tuple(parts), filed, others


def _filed(container: Container) -> list[Part]:
    """The parts that the file holds, as they were built; a part without serials is none."""
    about = container.about
    none = np.zeros(0, dtype=np.int64)
    apart = about.get("sparse")
    dense_rows = int(about["rows"]) - (int(apart["rows"]) if apart else 0)
    parts = []
    if dense_rows:
        parts.append(Part(_automaton(container), RowStore(container, dense_rows), none, none))
    if apart:
        rows = RowStore(container, int(apart["rows"]), SPARSE)
        parts.append(Part(_sparse(container, apart["target_bits"]), rows, none, none))
    return parts


class _Wanted:
    """What a withdrawal names: the serial as it is compared, other fields exactly."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        from findspot.matching.alphabet import fold  # noqa: PLC0415 - only here

        self._fold = fold
        self.serial = fields["serial"]
        self._folded = fold(self.serial)
        self._rest = {name: value for name, value in fields.items() if name != "serial"}

    def fits(self, row: Mapping[str, str]) -> bool:
        if any(row[name] != value for name, value in self._rest.items()):
            return False
        return self._fold(row["serial"]) == self._folded


def _dead(rows: Rows, withdrawn: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ranks of which every row is withdrawn."""
    counts: dict[int, int] = {}
    for row in withdrawn.tolist():
        rank = rows.rank_of_row(row)
        counts[rank] = counts.get(rank, 0) + 1
    dead = [rank for rank, count in counts.items() if count == len(rows.of_rank(rank))]
    return np.asarray(sorted(dead), dtype=np.int64)


def _loose_part(added: Sequence[Mapping[str, str]], others: str) -> tuple[Part, str]:
    from findspot.matching.automaton.growing import Grower  # noqa: PLC0415 - Numba
    from findspot.matching.automaton.keys import Coder, order_of  # noqa: PLC0415 - the same

    table = as_table({name: [row[name] for row in added] for name in COLUMNS})
    coder, grower = Coder(others), Grower()
    keys = coder.keys(table.column("serial").combine_chunks())
    order = order_of(keys)
    begins = grower.take(keys[order])
    none = np.zeros(0, dtype=np.int64)
    return Part(grower.finish(), _LooseRows(table.take(pa.array(order)), begins), none, none), coder.others


def _automaton(container: Container) -> Automaton:
    sections, about = container.sections, container.about
    try:
        return Automaton(
            edges=sections["edges"],
            offsets=sections["offsets"],
            target_bits=int(about["target_bits"]),
            roots=sections["roots"],
            counts=sections["counts"],
            digits=sections["digits"],
            labels_at=sections["labels_at"],
            nodes=int(about["nodes"]),
        )
    except (KeyError, ValueError):
        raise altered(container.path) from None


def _sparse(container: Container, bits: Sequence[int]) -> Sparse:
    sections = {name: section for name, section in container.sections.items() if name.startswith(SPARSE)}
    sections = {name.removeprefix(SPARSE): section for name, section in sections.items()}
    try:
        forward, backward = (
            Trie(
                texts=sections[texts],
                edges=sections[f"{name}_edges"],
                offsets=sections[f"{name}_offsets"],
                ahead=sections[f"{name}_ahead"],
                target_bits=int(target_bits),
                roots=sections[f"{name}_roots"],
            )
            for texts, name, target_bits in zip(
                ("texts", "reversed"), ("forward", "backward"), bits, strict=True
            )
        )
        return Sparse(
            forward=forward,
            backward=backward,
            ranks=sections["ranks"].view(np.uint32),
            counts=sections["counts"],
            digits=sections["digits"],
            labels_at=sections["labels_at"],
        )
    except (KeyError, ValueError):
        raise altered(container.path) from None
