"""The hash tree of RFC 9162 (Certificate Transparency Version 2.0), section 2.1, over SHA-256.

A log's leaves are hashed in pairs up to one root. That a leaf is in the log, or that an earlier log is the
beginning of a later one, is shown by a few hashes that anybody can check against the roots. The tree is kept
as its complete subtrees, so that appending and proving take a number of steps that grows with the
logarithm of its size.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Bytes of a hash.
HASH = 32
#: The root of the empty tree: the hash of nothing.
EMPTY = hashlib.sha256(b"").digest()


class Nodes(Protocol):
    """Where a tree's complete subtrees are kept."""

    def node(self, level: int, place: int) -> bytes:
        """The hash of the complete subtree over ``2**level`` leaves from ``place·2**level`` on."""
        ...


@dataclass(frozen=True, slots=True)
class Node:
    """A complete subtree's hash: see ``Nodes.node``."""

    level: int
    place: int
    hash: bytes


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def completed(size: int, leaf: bytes, nodes: Nodes) -> Iterator[Node]:
    """The subtrees that become complete when a leaf's hash is appended to a tree of ``size`` leaves.

    The leaf itself comes first. Two on average, at most one more than the logarithm of the size.
    """
    level, place, found = 0, size, leaf
    yield Node(level, place, found)
    while place & 1:
        found = node_hash(nodes.node(level, place - 1), found)
        level, place = level + 1, place >> 1
        yield Node(level, place, found)


def root(nodes: Nodes, size: int) -> bytes:
    """The root over the first ``size`` leaves."""
    return _subtree(nodes, 0, size) if size else EMPTY


def inclusion_proof(nodes: Nodes, place: int, size: int) -> list[bytes]:
    """The hashes that show the leaf at ``place`` to be among the first ``size`` (RFC 9162, section 2.1.3.1).

    Raises ValueError where there is no such leaf among them.
    """
    if not 0 <= place < size:
        raise ValueError(f"a tree of {size} leaves has none at {place}")
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _half(end - start)
        if place < middle:
            path.append(_subtree(nodes, middle, end))
            end = middle
        else:
            path.append(_subtree(nodes, start, middle))
            start = middle
    path.reverse()
    return path


def consistency_proof(nodes: Nodes, first: int, second: int) -> list[bytes]:
    """The hashes that show ``first`` leaves to begin the ``second`` leaves (RFC 9162, section 2.1.4.1).

    Empty where both are the same, or where the first is empty. Raises ValueError where the first is larger.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {first} leaves does not begin one of {second}")
    if first in (0, second):
        return []
    path = []
    start, end, whole = 0, second, True
    while first != end:
        middle = start + _half(end - start)
        if first <= middle:
            path.append(_subtree(nodes, middle, end))
            end = middle
        else:
            path.append(_subtree(nodes, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(_subtree(nodes, start, end))
    path.reverse()
    return path


def verify_inclusion(leaf: bytes, place: int, size: int, proof: Sequence[bytes], head: bytes) -> bool:
    """Whether the proof shows a leaf's hash to be at ``place`` under the root ``head`` (section 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    at, last, found = place, size - 1, leaf
    for each in proof:
        if not last:
            return False
        if at & 1 or at == last:
            found = node_hash(each, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, each)
        at, last = at >> 1, last >> 1
    return not last and found == head


def verify_consistency(
    first: int, second: int, first_head: bytes, second_head: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows the one tree to begin the other (section 2.1.4.2).

    ``first`` and ``second`` are their sizes, ``first_head`` and ``second_head`` their roots.
    """
    if not 0 <= first <= second:
        return False
    if first == second:
        return not proof and first_head == second_head
    if not first:
        return not proof and first_head == EMPTY
    path = [first_head, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for each in path[1:]:
        if not last:
            return False
        if at & 1 or at == last:
            before, after = node_hash(each, before), node_hash(each, after)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, each)
        at, last = at >> 1, last >> 1
    return not last and before == first_head and after == second_head


@dataclass(slots=True)
class Tree:
    """A tree in memory. ``levels[l]`` are its complete subtrees over ``2**l`` leaves, in order."""

    levels: list[list[bytes]] = field(default_factory=list)

    @classmethod
    def over(cls, leaves: Iterable[bytes]) -> Tree:
        """The tree over these leaves' hashes."""
        tree = cls()
        for leaf in leaves:
            tree.append(leaf)
        return tree

    def __len__(self) -> int:
        """How many leaves it has."""
        return len(self.levels[0]) if self.levels else 0

    def append(self, leaf: bytes) -> None:
        """Append a leaf's hash."""
        for node in completed(len(self), leaf, self):
            if node.level == len(self.levels):
                self.levels.append([])
            self.levels[node.level].append(node.hash)

    def node(self, level: int, place: int) -> bytes:
        """As ``Nodes.node``."""
        return self.levels[level][place]

    def root(self) -> bytes:
        """The root over all of them."""
        return root(self, len(self))


def _half(count: int) -> int:
    """The largest power of two below ``count``, which is 2 at least."""
    return 1 << (count - 1).bit_length() - 1


def _subtree(nodes: Nodes, start: int, end: int) -> bytes:
    """The hash over the leaves from ``start`` up to ``end``, at whose start a split of the tree lies."""
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return nodes.node(level, start >> level)
    left = _half(count)
    level = left.bit_length() - 1
    return node_hash(nodes.node(level, start >> level), _subtree(nodes, start + left, end))
