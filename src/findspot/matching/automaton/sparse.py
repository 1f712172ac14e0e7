"""Serials that have little in common with their neighbours: listed in order from both ends, with a trie each.

An automaton saves nothing on serials without pattern, and a search from their beginnings alone is lost among
them (see ``halves``). They are written out instead, once in the order of ranks and once, reversed, in the
order of their ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Longs = NDArray[np.int64]

#: What stands before the names of these sections.
SPARSE = "sparse_"


@dataclass(frozen=True, slots=True, eq=False)
class Trie:
    """Texts in order, and the trie over them; words and offsets as in ``packed``.

    ``ahead``: the characters that come next after each edge, as bits; code 63 and those above share the last.
    ``texts``: uint8, those of each length together, shorter ones first. An edge's target is 0 where few texts
    go on so that they have no node (``planting.FEW``); so is the root of a length of few texts.
    """

    texts: NDArray[np.uint8]
    edges: NDArray[np.uint64]
    offsets: NDArray[np.uint32]
    ahead: NDArray[np.uint64]
    target_bits: int
    roots: Longs


@dataclass(frozen=True, slots=True, eq=False)
class Sparse:
    """Serials from both ends. ``ranks``: those of the reversed texts, in their order.

    ``counts``, ``digits`` and ``labels_at`` as in ``packed.Automaton``.
    """

    forward: Trie
    backward: Trie
    ranks: NDArray[np.uint32]
    counts: Longs
    digits: Longs
    labels_at: NDArray[np.uint8]

    def __len__(self) -> int:
        return int(self.counts.sum())

    @property
    def bases(self) -> Longs:
        """The rank of the first text of each length."""
        result: Longs = np.cumsum(self.counts) - self.counts
        return result

    @property
    def starts(self) -> Longs:
        """Where the texts of each length begin among all."""
        sizes = self.counts * np.arange(len(self.counts))
        result: Longs = np.cumsum(sizes) - sizes
        return result

    @property
    def nbytes(self) -> int:
        """Its size on disk, in bytes."""
        tries = (self.forward, self.backward)
        return int(
            sum(t.texts.nbytes + t.edges.nbytes + t.offsets.nbytes + t.ahead.nbytes for t in tries)
            + self.ranks.nbytes
        )
