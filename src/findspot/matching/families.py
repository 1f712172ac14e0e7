"""The families of a register's serials: the tree of all their beginnings, and what is unregistered in it.

Serials that stand for the whole register are weighed beginning by beginning. What begins like a registered
serial and ends freely *leaves* the tree of registered serials somewhere: it goes on with a character that no
registered serial has there. Of a beginning's free ends each that is not registered counts alike, so what a
beginning weighs is passed on along the tree, to each branch as many unregistered ends as it has. Branches in
which none of the weighed serials lies are not followed: what reaches them is spread over all their ends.

Here this is worked out for the rows of tables, in arrays; ``outside`` does the same in an index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from findspot.matching.alphabet import FOLDED_ALPHABET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from findspot.matching.index import SerialIndex

    Codes = NDArray[np.uint8]
    Longs = NDArray[np.int64]
    Reals = NDArray[np.float64]

DIGITS = 10
LETTERS = len(FOLDED_ALPHABET) - DIGITS


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """The different serials of a register, by length, then characters; ``rows``: how many each has.

    ``ranks``: the first rank of each in its index; ``shared``: how many first codes it has in common with the
    serial before, -1 where that has another length.
    """

    codes: Codes
    lengths: Codes
    rows: Longs
    ranks: Longs
    shared: Longs

    @classmethod
    def of(cls, index: SerialIndex) -> Register:
        """Those of an index."""
        starts = index.starts[-1][:-1]
        order = np.argsort(index.lengths[starts], kind="stable")
        ranks = starts[order].astype(np.int64)
        rows = np.diff(index.starts[-1])[order].astype(np.int64)
        codes, lengths = index.codes[ranks], index.lengths[ranks]
        shared = np.full(len(codes), -1, dtype=np.int64)
        shared[1:] = (codes[1:] != codes[:-1]).argmax(axis=1)
        shared[1:][lengths[1:] != lengths[:-1]] = -1
        return cls(codes, lengths, rows, ranks, shared)

    def __len__(self) -> int:
        return len(self.ranks)

    def starts(self, depth: int) -> Longs:
        """Where serials begin that have other first ``depth`` codes, or another length, than those before."""
        return np.append(np.flatnonzero(self.shared < depth), len(self))


@dataclass(frozen=True, slots=True, eq=False)
class Beginning:
    """Beginnings of one depth, each of serials of one length and of the same classes.

    ``serial``: a serial of those weighed that begins so; ``of``: the beginning that each of them has, -1 for
    none. ``size``: how many characters the class of the next one has, and ``possible`` how many ends there
    are after that one. ``alike``: how many registered serials begin so, and ``next`` (beginnings, letters)
    how many go on with each character of the class.
    """

    depth: int
    serial: Longs
    of: Longs
    size: Longs
    possible: Reals
    alike: Longs
    next: Longs

    @property
    def unregistered(self) -> Reals:
        """How many ends are unregistered by the next character, (beginnings, letters)."""
        ends = np.maximum(self.possible[:, None] - self.next, 0.0)
        return np.where(np.arange(LETTERS) < self.size[:, None], ends, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Families:
    """Some serials of a register and the tree of their beginnings, by depth."""

    codes: Codes
    lengths: Codes
    tree: tuple[Beginning, ...]

    @classmethod
    def of(cls, register: Register, chosen: Longs) -> Families:
        """Those of these numbers in the register."""
        codes, lengths = register.codes[chosen], register.lengths[chosen]
        tree = tuple(_beginnings(register, chosen, codes, lengths))
        return cls(codes, lengths, tree)

    def alike(self) -> Longs:
        """How many registered serials of each one's length begin with its first 0, 1, 2 … codes."""
        counts = np.zeros(self.codes.shape, dtype=np.int64)
        for level in self.tree:
            some = level.of >= 0
            counts[some, level.depth] = level.alike[level.of[some]]
        return counts

    def sharing(self) -> Longs:
        """How many of these begin with the first 0, 1, 2 … codes of each, and have its length."""
        counts = np.ones(self.codes.shape, dtype=np.int64)
        for depth in range(self.codes.shape[1]):
            keys = np.column_stack([self.lengths, self.codes[:, :depth]])
            _, place, sizes = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
            counts[:, depth] = sizes[place.ravel()]
        return counts


def own_place(codes: Codes) -> Longs:
    """The place of each character among those of its class; -1 for one of another script."""
    place = codes.astype(np.int64) - 1
    place[codes > DIGITS] -= DIGITS
    place[codes > DIGITS + LETTERS] = -1
    return place


def _beginnings(register: Register, chosen: Longs, codes: Codes, lengths: Codes) -> Iterator[Beginning]:
    """Depth by depth, from none on."""
    letters = np.where(codes > DIGITS, 1, 0)
    sizes = np.where(codes == 0, 1, np.where(codes <= DIGITS, DIGITS, LETTERS))
    ends = np.ones((len(codes), codes.shape[1] + 1))
    ends[:, :-1] = sizes[:, ::-1].astype(np.float64).cumprod(axis=1)[:, ::-1]
    starts = register.starts(0)
    for depth in range(codes.shape[1]):
        after = register.starts(depth + 1)
        going_on = np.flatnonzero(lengths > depth)
        keys = np.column_stack([lengths, codes[:, :depth], letters])[going_on]
        _, serial, place = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        serial = going_on[serial]
        of = np.full(len(codes), -1, dtype=np.int64)
        of[going_on] = place.ravel()
        node = np.searchsorted(starts, chosen[serial], side="right") - 1
        low, high = starts[node], starts[node + 1]
        size = sizes[serial, depth].astype(np.int64)
        following = _next(register, depth, after, (low, high), size)
        yield Beginning(depth, serial, of, size, ends[serial, depth + 1], high - low, following)
        starts = after


def _next(register: Register, depth: int, starts: Longs, block: tuple[Longs, Longs], size: Longs) -> Longs:
    """How many serials of each block go on with each character of the class that has this size."""
    first, end = (np.searchsorted(starts, bound) for bound in block)
    children = np.repeat(first - np.cumsum(end - first) + (end - first), end - first)
    children += np.arange(len(children))
    parent = np.repeat(np.arange(len(first)), end - first)
    code = register.codes[starts[children], depth]
    place = own_place(code)
    fits = (place >= 0) & ((code <= DIGITS) == (size[parent] == DIGITS))
    counts = np.zeros((len(first), LETTERS), dtype=np.int64)
    counts[parent[fits], place[fits]] = np.diff(starts)[children[fits]]
    return counts
