"""Merging the delta of an index into its file.

The new file is written beside the old one and renamed over it in one step; it says which delta, up to which
byte, is merged into it. Whenever the process is killed, the old index with its delta or the new one opens,
and both answer the same. Rows that others add or withdraw meanwhile stay in the delta.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from findspot.matching.automaton.compiling import announced
from findspot.matching.indexing.building import SORTING_MEMORY, Built, Source, write_index
from findspot.matching.indexing.container import Container, Writer
from findspot.matching.indexing.delta import locked, read_delta, write_delta
from findspot.matching.indexing.index import RegisterIndex
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from findspot.matching.indexing.building import Progress
    from findspot.matching.indexing.index import Part


def compact(
    path: Path,
    *,
    memory: int = SORTING_MEMORY,
    progress: Progress | None = None,
    say: Callable[[str], None] | None = None,
) -> Built | None:
    """Write the index anew with its changes merged; None where there were none. See ``build_index``.

    Raises BadInputError, one sentence, where another process compacted or rebuilt it meanwhile.
    """
    with locked(path) as container:
        delta = read_delta(container)
        if delta is None:
            return None
        index = RegisterIndex.open(path)
    sources = [Source(**source) for source in index.about["sources"]]
    with Writer(path) as writer, announced(say):
        tables = (table for part in index.parts for table in _kept(part))
        built, about = write_index(writer, path.parent, tables, sources, memory, progress)
        with locked(path) as now:
            if now.identity != index.identity:
                raise BadInputError(f"{path}: the index was changed by another process: compact it again.")
            settled = {"base": delta.base, "bytes": delta.whole}
            left = about["left_out"] + index.about["left_out"]
            about |= {"notice": index.notice} if index.notice else {}
            identity = writer.close({**about, "left_out": left, "settled": settled})
            merged = Container.open(path)
            since = read_delta(merged)
            write_delta(merged, since.records if since else ())
    return Built(identity, *built)


def _kept(part: Part) -> Iterator[pa.Table]:
    """The rows of a part that are not withdrawn."""
    start = 0
    for table in part.rows.tables():
        low, high = np.searchsorted(part.withdrawn, (start, start + len(table)))
        if high > low:
            kept = np.ones(len(table), dtype=np.bool_)
            kept[part.withdrawn[low:high] - start] = False
            yield table.filter(pa.array(kept))
        else:
            yield table
        start += len(table)
