"""Building an index from the rows of a register, in any order and of any number."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa

from findspot.matching.automaton.compiling import announced
from findspot.matching.automaton.growing import Grower
from findspot.matching.automaton.sparse import SPARSE
from findspot.matching.indexing.container import Container, Writer
from findspot.matching.indexing.delta import base_of, locked, set_aside
from findspot.matching.indexing.dividing import Divider
from findspot.matching.indexing.listing import Lister
from findspot.matching.indexing.rows import COLUMNS, RowWriter, as_table
from findspot.matching.indexing.sorting import Sorter
from findspot.matching.indexing.spooling import Spool
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from findspot.matching.automaton.packed import Automaton

    Progress: TypeAlias = Callable[[str, int, int | None], None]
    Rows: TypeAlias = Any  # an Arrow table or batch (pyarrow publishes no types), or columns by name

#: What sorting may take, in bytes; the automaton comes on top: 9 bytes an edge and 8 to 32 a node.
SORTING_MEMORY = 512 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A table from which an index was built: its path, its SHA-256 in hexadecimal, its size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Built:
    """An index that was built: its identity, and how many rows and different serials it holds.

    ``left_out`` counts rows whose serial holds no letter or digit: they cannot be found by it.
    """

    identity: str
    rows: int
    serials: int
    left_out: int


def build_index(
    path: Path,
    tables: Iterable[Rows],
    *,
    sources: Sequence[Source] = (),
    notice: str = "",
    memory: int = SORTING_MEMORY,
    progress: Progress | None = None,
    say: Callable[[str], None] | None = None,
) -> Built:
    """Write an index of all rows to ``path``; what stood there before stays until it is finished.

    ``tables`` are Arrow tables or columns by name: ``serial``, and what is shown of each row (``COLUMNS``).
    ``notice`` is what whoever is shown its rows must be told.
    Rows that were added to or withdrawn from an index that stood there are kept beside it, under another
    name. ``memory`` is what sorting may take, in bytes. ``progress`` is called with *sorting* or *building*,
    the rows done, and of how many if that is known. ``say`` is told when loops are compiled first. Raises
    BadInputError, one sentence, where nothing can be written or no row has a serial.
    """
    with Writer(path) as writer, announced(say):
        built, about = write_index(writer, path.parent, tables, sources, memory, progress)
        with _undisturbed(path):
            before = base_of(path)
            about |= {"notice": notice} if notice else {}
            identity = writer.close({**about, "settled": {"base": before} if before else None})
            set_aside(path)
    return Built(identity, *built)


def write_index(
    writer: Writer,
    folder: Path,
    tables: Iterable[Rows],
    sources: Sequence[Source],
    memory: int,
    progress: Progress | None,
) -> tuple[tuple[int, int, int], dict[str, Any]]:
    """Write the sections of an index: its rows, serials and rows left out, and what it says of itself."""
    with Sorter(folder, memory) as sorter, Lister(folder, memory // 4) as lister, Spool(folder) as spool:
        taken = 0
        for given in tables:
            table = as_table(given)
            sorter.add(table)
            taken += len(table)
            if progress:
                progress("sorting", taken, None)
        writer.begin("rows")
        dense, sparse = RowWriter(writer), RowWriter(spool)
        grower, divider = Grower(), Divider()
        for keys, table in sorter.merged():
            apart = divider.divide(keys)
            if not apart.all():
                some = ~apart
                dense.add(table.filter(pa.array(some)) if apart.any() else table, grower.take(keys[some]))
            if apart.any():
                first = divider.begins & apart
                lister.take(keys[first])
                sparse.add(table.filter(pa.array(apart)), first[apart])
            if progress:
                progress("building", dense.rows + sparse.rows, taken)
        dense.flush()
        writer.end()
        if not dense.rows + sparse.rows:
            raise BadInputError("No row has a serial with a letter or digit: there is nothing to build from.")
        automaton = grower.finish()
        if dense.rows:
            dense.close(writer)
            _write_automaton(writer, automaton)
        rows, serials = dense.rows + sparse.rows, len(automaton) + lister.serials
        about: dict[str, Any] = {
            "rows": rows,
            "serials": serials,
            "left_out": sorter.left_out,
            "others": sorter.coder.others,
            "target_bits": automaton.target_bits,
            "nodes": automaton.nodes,
            "sparse": None,
            "columns": COLUMNS,
            "sources": [asdict(source) for source in sources],
        }
        if sparse.rows:
            sparse.flush()
            spool.write(writer, f"{SPARSE}rows")
            sparse.close(writer, SPARSE)
            about["sparse"] = {"rows": sparse.rows, "target_bits": lister.write(writer, SPARSE)}
    return (rows, serials, sorter.left_out), about


def _write_automaton(writer: Writer, automaton: Automaton) -> None:
    writer.section("edges", automaton.edges)
    writer.section("offsets", automaton.offsets)
    writer.section("roots", automaton.roots.astype(np.int64))
    writer.section("counts", automaton.counts.astype(np.int64))
    writer.section("digits", automaton.digits.astype(np.int64))
    writer.section("labels_at", automaton.labels_at)


@contextmanager
def _undisturbed(path: Path) -> Iterator[None]:
    """Hold the lock of the index that stands here, if one does."""
    try:
        Container.open(path)
    except BadInputError:
        yield
        return
    with locked(path):
        yield
