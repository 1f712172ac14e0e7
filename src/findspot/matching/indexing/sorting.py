"""Rows into the order of ranks, however many there are: sorted runs on disk, merged (external merge sort).

Runs lie in files without a name beside the index: nothing is left of them when the process ends, killed or
not.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa

from findspot.matching.automaton.compiling import compiled, inside
from findspot.matching.automaton.keys import Coder, order_of
from findspot.matching.indexing.container import bytes_of
from findspot.matching.indexing.rows import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from findspot.matching.automaton.keys import Keys


#: Keys of each run that are in memory while runs are merged, and rows that are handed on at once.
_KEYS_AT_ONCE = 4096
_ROWS_AT_ONCE = 65_536
#: A run takes this many times its rows' bytes while it is sorted: the rows, their keys, and a copy of both.
_COPIES = 4


class Sorter:
    """Takes tables of rows (see ``rows.SCHEMA``), gives them back in the order of ranks.

    A context manager: its files on disk go with it.

    ``left_out`` counts the rows whose serial holds no letter or digit; they have no rank.
    """

    def __init__(self, folder: Path, memory: int) -> None:
        self._folder = folder
        self._budget = memory // _COPIES
        self._pending: list[pa.Table] = []
        self._bytes = 0
        self._runs: list[_Run] = []
        self.coder = Coder()
        self.rows = 0
        self.left_out = 0
        self._files = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._files.close()

    def add(self, table: pa.Table) -> None:
        """Take rows, of any number."""
        for start in range(0, len(table), _ROWS_AT_ONCE):
            part = table.slice(start, _ROWS_AT_ONCE)
            self._pending.append(part)
            # With its key a row takes some 16 bytes more.
            self._bytes += part.nbytes + 16 * len(part)
            if self._bytes > self._budget:
                self._runs.append(self._sorted().spilled(self._folder, self._files))

    def merged(self) -> Iterator[tuple[Keys, pa.Table]]:
        """All rows in the order of ranks with their keys; equal serials in the order they came in."""
        if self._pending:
            self._runs.append(self._sorted())
        for keys, source in merged_keys(self._runs):
            yield keys, _gathered(self._runs, source)

    def _sorted(self) -> _Run:
        table = pa.concat_tables(self._pending).combine_chunks()
        self._pending, self._bytes = [], 0
        keys = self.coder.keys(table.column("serial").combine_chunks())
        ranked = keys[:, 0] >> np.uint64(56) != 0
        if not ranked.all():
            self.left_out += int(np.count_nonzero(~ranked))
            keys, table = keys[ranked], table.filter(pa.array(ranked))
        order = order_of(keys)
        self.rows += len(table)
        return _Run(keys[order], table.take(pa.array(order)))


class KeyRun:
    """Sorted keys, read once from their beginning."""

    def __init__(self, keys: Keys) -> None:
        self.words = keys.shape[1]
        self._keys = keys
        self._file: Any = None
        self._left = len(keys)

    def spilled(self, folder: Path, files: ExitStack) -> Self:
        """The same run on disk, until ``files`` are closed."""
        self._file = files.enter_context(tempfile.TemporaryFile(dir=folder))  # noqa: SIM115 - it is entered
        self._file.write(bytes_of(self._keys))
        self._file.seek(0)
        self._keys = self._keys[:0].copy()
        return self

    def next_keys(self, most: int) -> Keys:
        """The next keys, at most so many; none at the end."""
        size = min(most, self._left)
        self._left -= size
        if self._file is not None:
            return np.fromfile(self._file, dtype=np.uint64, count=size * self.words).reshape(-1, self.words)
        start = len(self._keys) - self._left - size
        return self._keys[start : start + size]


class _Run(KeyRun):
    """A sorted part of the rows with their keys."""

    def __init__(self, keys: Keys, table: pa.Table) -> None:
        super().__init__(keys)
        self._batches: Iterator[pa.RecordBatch] = iter(table.to_batches(_ROWS_AT_ONCE // 4))
        self._ahead: list[pa.RecordBatch] = []

    def spilled(self, folder: Path, files: ExitStack) -> Self:
        """The same run on disk, until ``files`` are closed."""
        super().spilled(folder, files)
        rows_file = files.enter_context(tempfile.TemporaryFile(dir=folder))  # noqa: SIM115 - it is entered
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_stream(rows_file, SCHEMA, options=options) as stream:
            for batch in self._batches:
                stream.write_batch(batch)
        rows_file.seek(0)
        self._batches = iter(pa.ipc.open_stream(rows_file))
        return self

    def next_rows(self, size: int) -> list[pa.Table]:
        """The next rows, exactly so many, in parts."""
        parts = []
        while size:
            batch = self._ahead.pop() if self._ahead else next(self._batches)
            part = batch.slice(0, size)
            if len(part) < len(batch):
                self._ahead.append(batch.slice(len(part)))
            size -= len(part)
            parts.append(pa.Table.from_batches([part], SCHEMA))
        return parts


def merged_keys(runs: Sequence[KeyRun]) -> Iterator[tuple[Keys, NDArray[np.int64]]]:
    """All keys of these runs in order, in blocks, with the number of the run that each comes from."""
    if len(runs) <= 1:
        for run in runs:
            while len(some := run.next_keys(_ROWS_AT_ONCE)):
                yield some, np.zeros(len(some), dtype=np.int64)
        return
    words = max(run.words for run in runs)
    keys = np.zeros((len(runs), _KEYS_AT_ONCE, words), dtype=np.uint64)
    at = np.zeros(len(runs), dtype=np.int64)
    ends = np.zeros(len(runs), dtype=np.int64)
    open_ = np.ones(len(runs), dtype=np.bool_)
    out = np.zeros((_ROWS_AT_ONCE, words), dtype=np.uint64)
    source = np.zeros(_ROWS_AT_ONCE, dtype=np.int64)
    filled = 0
    while open_.any():
        for place in np.flatnonzero(open_ & (at == ends)).tolist():
            some = runs[place].next_keys(_KEYS_AT_ONCE)
            keys[place, : len(some), : runs[place].words] = some
            at[place], ends[place], open_[place] = 0, len(some), bool(len(some))
        filled += _merge(keys, at, ends, open_, out[filled:], source[filled:])
        if filled == _ROWS_AT_ONCE or (filled and not open_.any()):
            yield out[:filled].copy(), source[:filled].copy()
            filled = 0


def _gathered(runs: list[_Run], source: NDArray[np.int64]) -> pa.Table:
    sizes = np.bincount(source, minlength=len(runs))
    parts = [part for run, size in zip(runs, sizes, strict=True) for part in run.next_rows(int(size))]
    table = pa.concat_tables(parts)
    if np.count_nonzero(sizes) == 1:
        return table
    places = np.empty(len(source), dtype=np.int64)
    places[np.argsort(source, kind="stable")] = np.arange(len(source))
    return table.combine_chunks().take(pa.array(places))


@inside
def _below(keys: Keys, one: int, at_one: int, two: int, at_two: int) -> bool:
    for word in range(keys.shape[2]):
        if keys[one, at_one, word] != keys[two, at_two, word]:
            return bool(keys[one, at_one, word] < keys[two, at_two, word])
    return one < two


@compiled
def _merge(  # noqa: C901 - one loop, in machine code
    keys: Keys,
    at: NDArray[np.int64],
    ends: NDArray[np.int64],
    open_: NDArray[np.bool_],
    out: Keys,
    source: NDArray[np.int64],
) -> int:
    """Merge until a run's keys in memory are used up or ``out`` is full; how many keys were merged."""
    filled = 0
    while filled < len(out):
        first, second = -1, -1
        for run in range(len(at)):
            if not open_[run]:
                continue
            if at[run] == ends[run]:
                return filled
            if first < 0 or _below(keys, run, at[run], first, at[first]):
                first, second = run, first
            elif second < 0 or _below(keys, run, at[run], second, at[second]):
                second = run
        if first < 0:
            return filled
        # The run goes on as long as it stays below the second, which spares the comparison with all others.
        while filled < len(out) and at[first] < ends[first]:
            if second >= 0 and _below(keys, second, at[second], first, at[first]):
                break
            for word in range(keys.shape[2]):
                out[filled, word] = keys[first, at[first], word]
            source[filled] = first
            filled += 1
            at[first] += 1
    return filled
