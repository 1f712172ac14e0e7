"""Writing serials out from both ends, in little memory, and their tries: see ``sparse``."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from findspot.matching.alphabet import LONGEST
from findspot.matching.automaton.compiling import compiled
from findspot.matching.automaton.keys import order_of, unpack
from findspot.matching.ends.planting import Planter
from findspot.matching.indexing.container import bytes_of
from findspot.matching.indexing.sorting import KeyRun, merged_keys
from findspot.matching.indexing.spooling import Spool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from findspot.matching.automaton.keys import Keys
    from findspot.matching.ends.planting import Edges
    from findspot.matching.indexing.container import Writer

#: A text takes this many times the bytes of its key while it is sorted.
_COPIES = 5
_DIGITS = 10


class Lister:
    """Takes keys of different serials in ascending order, and writes them as sections. A context manager.

    ``memory`` is what sorting from the end may take, in bytes.
    """

    def __init__(self, folder: Path, memory: int) -> None:
        self._files = ExitStack()
        self._folder, self._memory = folder, memory
        self._texts, self._reversed, self._ranks = (
            self._files.enter_context(Spool(folder)) for _ in range(3)
        )
        self._forward, self._backward = Planter(), Planter()
        self._sorter = _EndSorter(folder, memory, 0)
        self._counts = np.zeros(LONGEST + 1, dtype=np.int64)
        self._digits = np.zeros((LONGEST + 1, LONGEST), dtype=np.int64)
        self._labels_at = np.zeros((LONGEST + 1, LONGEST, 256), dtype=np.bool_)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._sorter.close()
        self._files.close()

    @property
    def serials(self) -> int:
        """How many serials were taken."""
        return int(self._counts.sum())

    def take(self, keys: Keys) -> None:
        """Add these keys."""
        raw = unpack(keys)
        for length in np.unique(raw[:, 0]).tolist():
            texts = np.ascontiguousarray(raw[raw[:, 0] == length, 1 : length + 1])
            if self._sorter.length != length:
                self._end_length()
                self._sorter = _EndSorter(self._folder, self._memory, length)
            self._sorter.add(texts, self.serials)
            self._texts.add(bytes_of(texts))
            self._forward.take(texts)
            self._counts[length] += len(texts)
            _tally(texts, self._digits[length], self._labels_at[length])

    def write(self, writer: Writer, prefix: str) -> list[int]:
        """Write all sections, their names after the prefix; the bits of a target in both tries."""
        self._end_length()
        self._texts.write(writer, f"{prefix}texts")
        self._reversed.write(writer, f"{prefix}reversed")
        self._ranks.write(writer, f"{prefix}ranks")
        writer.section(f"{prefix}counts", self._counts)
        writer.section(f"{prefix}digits", self._digits)
        writer.section(f"{prefix}labels_at", np.packbits(self._labels_at, axis=2, bitorder="little"))
        tries = self._forward.finish(), self._backward.finish()
        for name, trie in zip(("forward_", "backward_"), tries, strict=True):
            _write_trie(writer, prefix + name, trie)
        return [bits for _, _, _, bits, _ in tries]

    def _end_length(self) -> None:
        for texts, ranks in self._sorter.sorted():
            self._reversed.add(bytes_of(texts))
            self._ranks.add(bytes_of(ranks))
            self._backward.take(texts)
        self._sorter.close()


class _EndSorter:
    """Sorts texts of one length from their ends; what memory does not hold lies in files without a name."""

    def __init__(self, folder: Path, memory: int, length: int) -> None:
        self.length = length
        self._folder = folder
        self._words = (length + 7) // 8
        self._most = max(memory // (_COPIES * 8 * (self._words + 1)), 1)
        self._pending: list[Keys] = []
        self._waiting = 0
        self._runs: list[KeyRun] = []
        self._files = ExitStack()

    def close(self) -> None:
        """Let go of the files."""
        self._files.close()

    def add(self, texts: NDArray[np.uint8], first_rank: int) -> None:
        """Take texts whose ranks follow each other."""
        raw = np.zeros((len(texts), 8 * self._words), dtype=np.uint8)
        raw[:, : self.length] = texts[:, ::-1]
        ranks = np.arange(first_rank, first_rank + len(texts), dtype=np.uint64)
        self._pending.append(np.column_stack([raw.view(">u8").astype(np.uint64), ranks]))
        self._waiting += len(texts)
        if self._waiting >= self._most:
            self._runs.append(self._sorted().spilled(self._folder, self._files))

    def sorted(self) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.uint32]]]:
        """All texts, reversed, in order, with their ranks; in blocks."""
        if self._pending:
            self._runs.append(self._sorted())
        for keys, _ in merged_keys(self._runs):
            texts = np.ascontiguousarray(unpack(keys[:, :-1])[:, : self.length])
            yield texts, keys[:, -1].astype(np.uint32)

    def _sorted(self) -> KeyRun:
        keys = np.concatenate(self._pending)
        self._pending, self._waiting = [], 0
        return KeyRun(keys[order_of(keys[:, :-1])])


def _write_trie(writer: Writer, prefix: str, trie: Edges) -> None:
    edges, offsets, ahead, _, roots = trie
    arrays: dict[str, NDArray[Any]] = {"edges": edges, "offsets": offsets, "ahead": ahead, "roots": roots}
    for name, array in arrays.items():
        writer.section(prefix + name, array)


@compiled
def _tally(texts: NDArray[np.uint8], digits: NDArray[np.int64], labels_at: NDArray[np.bool_]) -> None:
    for row in range(len(texts)):
        for place in range(texts.shape[1]):
            digits[place] += texts[row, place] <= _DIGITS
            labels_at[place, texts[row, place]] = True
