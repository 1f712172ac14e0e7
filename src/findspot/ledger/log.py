"""The log's tree in the database: its size, its nodes, and its root at any size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q

from findspot.ledger.models import Entry, Head, Node
from findspot.proof import merkle
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")


class _Wanted:
    """Notes which nodes are asked for, and answers with nothing worth having."""

    def __init__(self) -> None:
        self.places: dict[int, set[int]] = {}

    def node(self, level: int, place: int) -> bytes:
        self.places.setdefault(level, set()).add(place)
        return b""


@dataclass(frozen=True, slots=True)
class _Fetched:
    """Nodes that the database was asked for at once."""

    hashes: Mapping[tuple[int, int], bytes]

    def node(self, level: int, place: int) -> bytes:
        return self.hashes[level, place]


def with_nodes(ask: Callable[[merkle.Nodes], T]) -> T:
    """What ``ask`` makes of the log's nodes, which are fetched in one query.

    It is called twice, first to learn which nodes it wants, and must want the same both times. Raises
    KeyError where one is missing.
    """
    wanted = _Wanted()
    ask(wanted)
    some = Q(pk__in=[])
    for level, places in wanted.places.items():
        some |= Q(level=level, place__in=places)
    rows = Node.objects.filter(some).values_list("level", "place", "hash") if wanted.places else ()
    return ask(_Fetched({(level, place): bytes(found) for level, place, found in rows}))


def size() -> int:
    """How many entries the log has."""
    last = Entry.objects.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def entry_text(position: int) -> str:
    """The content of the entry at this position, as the tree's leaf has it."""
    return Entry.objects.get(position=position).content


def last_entries(count: int) -> list[tuple[int, str]]:
    """The last so many entries, the newest first: position and content."""
    return list(Entry.objects.order_by("-position").values_list("position", "content")[:count])


def last_checkpoint() -> str:
    """The log's signed head. Raises BadInputError where nothing was recorded yet."""
    head = Head.objects.order_by("-size").first()
    if head is None:
        raise BadInputError("Nothing was recorded yet, so the log has no head.")
    return head.checkpoint


def root_at(entries: int) -> bytes:
    """The root over the first so many entries."""
    return with_nodes(lambda nodes: merkle.root(nodes, entries))


def inclusion(position: int, entries: int) -> Sequence[bytes]:
    """The proof that the entry at this position is among the first so many (RFC 9162, section 2.1.3)."""
    return with_nodes(lambda nodes: merkle.inclusion_proof(nodes, position, entries))


def consistency(first: int, second: int) -> Sequence[bytes]:
    """The proof that the log only grew from the one size to the other (RFC 9162, section 2.1.4)."""
    return with_nodes(lambda nodes: merkle.consistency_proof(nodes, first, second))
