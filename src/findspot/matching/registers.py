"""What ``--register`` names: tables, a folder of them, or an index with the tables that it was built from.

An index answers typed patterns by itself. What else is declared of an item stands in its tables only, so
whoever asks for custody is led to them, and refused where they are no longer what was indexed.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from findspot.matching.alphabet import LONGEST
from findspot.matching.indexing.container import MAGIC
from findspot.matching.matching import TableMatcher
from findspot.matching.patterns import TableFinder
from findspot.records.opening import open_register
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from findspot.matching.indexing.index import RegisterIndex
    from findspot.matching.patterns import Finder
    from findspot.matching.pool import Matcher
    from findspot.records.register import TableRegister
    from findspot.records.streaming.passing import ReadFile
    from findspot.vocabulary.register import Register

#: How a table stands to what was indexed of it.
UNCHANGED, GONE, NOT_READABLE = "unchanged", "gone", "not readable"
CHANGED = "changed since the index was built"


def index_named(paths: Sequence[Path]) -> Path | None:
    """The index that is named, by what the file holds; None where tables are.

    Raises BadInputError, one sentence, where an index is named with anything else.
    """
    found = [path for path in dict.fromkeys(paths) if _is_index(path)]
    if found and len(set(paths)) > 1:
        raise BadInputError(f"{found[0]}: an index is a whole register: give it alone, or give tables.")
    return found[0] if found else None


def open_finder(paths: Sequence[Path], say: Callable[[str], None] | None = None) -> Finder:
    """The register that these name, made ready for typed patterns; an index opens in milliseconds.

    ``say`` is told when loops are compiled first. Raises BadInputError, one sentence, for whatever cannot be
    opened.
    """
    path = index_named(paths)
    if path is None:
        register = open_register(paths)
        return TableFinder(register.serials(), register.notice)
    from findspot.matching.automaton.compiling import announced  # noqa: PLC0415 - Numba, for an index only
    from findspot.matching.indexed import IndexFinder  # noqa: PLC0415 - the same
    from findspot.matching.indexing.index import RegisterIndex  # noqa: PLC0415 - the same

    with announced(say):
        finder = IndexFinder(RegisterIndex.open(path))
        # One that fits much and one that fits nothing: they compile what was not compiled before.
        for pattern in ("?", "?" * LONGEST):
            finder.find(pattern, limit=1)
    return finder


@dataclass(frozen=True, slots=True)
class Opened:
    """A register with what looks readings up in it."""

    register: Register
    matcher: Matcher


def open_tables(
    paths: Sequence[Path], say: Callable[[str], None] | None = None, *, custody: bool = True
) -> Opened:
    """The register of the tables that these name, or of those from which the index was built that they name.

    ``custody``: whether deliveries will be asked for; those of an index then wait on disk, and otherwise are
    not read. ``say`` is told when loops are compiled first. Raises BadInputError, one sentence, for whatever
    cannot be opened, and for an index whose tables are gone, were changed, or lack rows that it has.
    """
    path = index_named(paths)
    if path is None:
        register = open_register(paths)
        return Opened(register, TableMatcher(register))
    from findspot.matching.automaton.compiling import announced  # noqa: PLC0415 - Numba, for an index only
    from findspot.matching.indexed_reading import IndexMatcher  # noqa: PLC0415 - the same
    from findspot.matching.indexing.index import RegisterIndex  # noqa: PLC0415 - pyarrow, the same

    index = RegisterIndex.open(path)
    sources = _sources(path, index)
    register = _of_index(path, index, sources, custody=custody)
    with announced(say):
        matcher = IndexMatcher(index, register)
        matcher.make_ready()
    return Opened(register, matcher)


def _of_index(
    path: Path, index: RegisterIndex, sources: Sequence[tuple[Path, Mapping[str, Any]]], *, custody: bool
) -> TableRegister:
    """The register of an index's tables, which are as they were indexed."""
    tables = [table for table, _ in sources]
    try:
        if custody:
            from findspot.records.streaming.waiting import open_waiting  # noqa: PLC0415 - loads pyarrow

            register = open_waiting(tables, len(index) + int(index.about["left_out"]))
        else:
            register = open_register(tables, whole=False, deliveries=False)
    except BadInputError:
        _check(path, sources)
        raise
    if [digest for _, digest in register.files] != [source["sha256"] for _, source in sources]:
        _check(path, sources)
        raise _lost(path, sources[0][0], CHANGED)
    return replace(register, name=str(path), notice=index.notice or register.notice)


def files_named(paths: Sequence[Path]) -> list[Path]:
    """All that is read where these are named: the paths, and the tables of an index among them."""
    path = index_named(paths)
    if path is None:
        return list(paths)
    from findspot.matching.indexing.index import RegisterIndex  # noqa: PLC0415 - pyarrow, for an index only

    index = RegisterIndex.open(path)
    return [path, *(path.parent / source["path"] for source in index.about["sources"])]


def sources_of(files: Sequence[ReadFile], index: Path) -> list[dict[str, Any]]:
    """The files that were read as an index at this place remembers them.

    Each with its ``path`` as seen from the index's folder, ``sha256`` and ``size`` in bytes.
    """
    return [
        {"path": os.path.relpath(file.path, index.parent), "sha256": file.sha256, "size": file.size}
        for file in files
    ]


def state_of(index: Path, source: Mapping[str, Any]) -> str:
    """How a table stands to what was indexed of it."""
    path = index.parent / source["path"]
    try:
        if not path.is_file():
            return GONE
        same = path.stat().st_size == source["size"] and _digest(path) == source["sha256"]
    except OSError:
        return NOT_READABLE
    return UNCHANGED if same else CHANGED


def _is_index(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except (OSError, ValueError):  # opening it as a table says what is wrong with it
        return False


def _sources(path: Path, index: RegisterIndex) -> list[tuple[Path, Mapping[str, Any]]]:
    """The tables of an index that holds what they hold, and what it remembers of each."""
    if index.changed:
        raise BadInputError(
            f"{path}: rows were added to or withdrawn from this index of which its tables do not know, so "
            "their custody is missing: correct the tables and build the index again."
        )
    if not index.about["sources"]:
        raise BadInputError(
            f"{path}: this index names no tables, so custody is missing: build it from tables with findspot "
            "index build."
        )
    return [(path.parent / source["path"], source) for source in index.about["sources"]]


def _check(path: Path, sources: Sequence[tuple[Path, Mapping[str, Any]]]) -> None:
    """Raise BadInputError for the first table that is not what was indexed."""
    for table, source in sources:
        state = state_of(path, source)
        if state != UNCHANGED:
            raise _lost(path, table, state)


def _lost(path: Path, table: Path, state: str) -> BadInputError:
    return BadInputError(
        f"{table}: the table, from which custody is taken for the index {path.name}, is {state}: "
        "put back what was indexed, or build the index again."
    )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
