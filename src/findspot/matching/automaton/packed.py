"""The automaton as flat arrays, as they lie in the file and in memory.

A node is a run of edges in ascending order of labels. An edge is one 64-bit word: the label (8 bits), whether
it is its node's last (1 bit), the number of its target's first edge, and its offset: how many texts of the
node go through earlier edges. Where the two numbers need more than 55 bits, offsets lie in an array of their
own. Texts of each length have a root of their own, so that a node's depth says what remains; edges to the
last character have target 0, where no node begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Bits of a word that are the label and the mark of the last edge.
FIXED_BITS = 9
LAST_EDGE = 1 << 8
_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Automaton:
    """A counted acyclic automaton.

    ``edges``: uint64; ``offsets``: uint32, empty where offsets stand in the words, above ``FIXED_BITS`` and
    ``target_bits``. ``roots[n]``, ``counts[n]``: the first edge of the root of texts of n characters, and how
    many there are. ``digits[n, k]``: how many of them have a digit at place k.
    ``labels_at[n, k]``: which codes stand there, as bits, the lowest first (uint8, 32). ``nodes``: how many
    there are. No array can be written to, whether it lies in a file or in memory, so that both are searched
    by the same machine code.
    """

    edges: NDArray[np.uint64]
    offsets: NDArray[np.uint32]
    target_bits: int
    roots: NDArray[np.int64]
    counts: NDArray[np.int64]
    digits: NDArray[np.int64]
    labels_at: NDArray[np.uint8]
    nodes: int

    def __post_init__(self) -> None:
        for array in (self.edges, self.offsets, self.roots, self.counts, self.digits, self.labels_at):
            array.flags.writeable = False

    def __len__(self) -> int:
        return int(self.counts.sum())

    @property
    def bases(self) -> NDArray[np.int64]:
        """The rank of the first text of each length."""
        result: NDArray[np.int64] = np.cumsum(self.counts) - self.counts
        return result

    @property
    def nbytes(self) -> int:
        """Its size on disk, in bytes."""
        return int(self.edges.nbytes + self.offsets.nbytes)


def pack_edges(
    labels: NDArray[np.uint8], targets: NDArray[np.uint32], offsets: NDArray[np.uint32], texts: int
) -> tuple[NDArray[np.uint64], NDArray[np.uint32], int]:
    """The words, the separate offsets (empty where the words hold them), and the bits of a target.

    ``targets`` carry the mark of the last edge in bit 31.
    """
    bits = max(len(labels).bit_length(), 1)
    apart = FIXED_BITS + bits + texts.bit_length() > 64
    edges = np.empty(len(labels), dtype=np.uint64)
    for start in range(0, len(labels), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        target = targets[some].astype(np.uint64)
        word = labels[some] | ((target >> np.uint64(31)) << np.uint64(8))
        word |= (target & np.uint64(0x7FFFFFFF)) << np.uint64(FIXED_BITS)
        if not apart:
            word |= offsets[some].astype(np.uint64) << np.uint64(FIXED_BITS + bits)
        edges[some] = word
    return edges, offsets.copy() if apart else np.zeros(0, dtype=np.uint32), bits
