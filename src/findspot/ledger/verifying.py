"""Recomputing everything: each entry, node and head of the log, and each row that it commits to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import F

from findspot.ledger.contents import parse_content
from findspot.ledger.models import Commitments, Entry, Head, Node
from findspot.ledger.rows import columns_of, commitment_of, committed_models
from findspot.proof import merkle
from findspot.proof.checkpoints import parse_checkpoint
from findspot.proof.commitments import COMMITMENT, SALT
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from findspot.ledger.contents import Content
    from findspot.ledger.models import Committed
    from findspot.proof.checkpoints import Checkpoint
    from findspot.proof.keyring import KeyRing

#: Rows that are read at once.
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not agree with the log: where, and what is wrong with it."""

    where: str
    what: str


@dataclass(slots=True)
class _Log:
    """The log as recomputed: each entry's content (None where it has no form), commitments, and the tree."""

    contents: list[Content | None] = field(default_factory=list)
    commitments: list[bytes] = field(default_factory=list)
    tree: merkle.Tree = field(default_factory=merkle.Tree)
    forgotten: set[tuple[int, int]] = field(default_factory=set)


def verify(ring: KeyRing, kept: Checkpoint | None = None) -> Iterator[Problem]:
    """Every problem of the log and of the rows that it covers, in turn; none where all agrees.

    ``ring``: the keys by which heads may be signed. ``kept``: a head that was kept elsewhere, by which an end
    of the log that was cut off with all its traces is found.
    """
    log = _Log()
    yield from _entries(log)
    yield from _nodes(log)
    yield from _heads(log, ring)
    if kept is not None:
        yield from _kept(log, kept, ring)
    for model in committed_models(apps):
        yield from _rows(log, model)


def _entries(log: _Log) -> Iterator[Problem]:
    parts = _parts()
    for entry in Entry.objects.order_by("position").iterator(_AT_ONCE):
        while len(log.contents) < entry.position:
            yield Problem(f"entry {len(log.contents)}", "is missing from the log")
            _add(log, None, b"", b"")
        where = f"entry {entry.position}"
        hashes, odd = parts.pop(entry.position, (b"", False))
        text = entry.content.encode()
        try:
            content = parse_content(text, where)
        except BadInputError:
            yield Problem(
                where, "has no form that this findspot knows: it was changed, or a later one wrote it"
            )
            _add(log, None, hashes, text)
            continue
        found = merkle.Tree.over(map(merkle.leaf_hash, _split(hashes))).root()
        if odd or found.hex() != content.root or len(hashes) != content.rows * COMMITMENT:
            yield Problem(
                where, "does not agree with the commitments that it holds: one of the two was changed"
            )
        log.forgotten.update(content.forgets)
        _add(log, content, hashes, text)
    for position in parts:
        yield Problem(f"entry {position}", "is missing from the log, and its commitments are there")


def _add(log: _Log, content: Content | None, hashes: bytes, text: bytes) -> None:
    log.contents.append(content)
    log.commitments.append(hashes)
    log.tree.append(merkle.leaf_hash(text))


def _parts() -> dict[int, tuple[bytes, bool]]:
    """By entry its commitments, and whether their parts are not numbered as they must be."""
    found: dict[int, list[bytes]] = defaultdict(list)
    odd: set[int] = set()
    for one in Commitments.objects.order_by("entry_id", "part").iterator(_AT_ONCE):
        if one.part != len(found[one.entry_id]):
            odd.add(one.entry_id)
        found[one.entry_id].append(bytes(one.hashes))
    return {position: (b"".join(parts), position in odd) for position, parts in found.items()}


def _split(hashes: bytes) -> Iterable[bytes]:
    return (hashes[start : start + COMMITMENT] for start in range(0, len(hashes), COMMITMENT))


def _nodes(log: _Log) -> Iterator[Problem]:
    levels = log.tree.levels
    seen: set[tuple[int, int]] = set()
    for node in Node.objects.order_by("level", "place").iterator(_AT_ONCE):
        where = f"node {node.place} on level {node.level}"
        if node.level >= len(levels) or node.place >= len(levels[node.level]):
            yield Problem(where, "belongs to no entry")
            continue
        seen.add((node.level, node.place))
        if bytes(node.hash) != levels[node.level][node.place]:
            yield Problem(where, "is not the hash of what lies below it")
    for level, nodes in enumerate(levels):
        for place in range(len(nodes)):
            if (level, place) not in seen:
                yield Problem(f"node {place} on level {level}", "is missing")


def _heads(log: _Log, ring: KeyRing) -> Iterator[Problem]:
    expected, origin = 1, ""
    for head in Head.objects.order_by("size").iterator(_AT_ONCE):
        where = f"head of {head.size} entries"
        while expected < min(head.size, len(log.contents) + 1):
            yield Problem(f"head of {expected} entries", "is missing")
            expected += 1
        if not 0 < head.size <= len(log.contents):
            yield Problem(where, "is one of more entries than there are: the end of the log was cut off")
            continue
        expected = head.size + 1
        try:
            checkpoint = parse_checkpoint(head.checkpoint.encode(), where)
        except BadInputError:
            yield Problem(where, "is no checkpoint: it was changed")
            continue
        origin = origin or checkpoint.head.origin
        if (checkpoint.head.origin, checkpoint.head.size) != (origin, head.size):
            yield Problem(where, "is one of another log or size")
        elif checkpoint.head.root != merkle.root(log.tree, head.size):
            yield Problem(where, "has another root than the entries give")
        elif not _signed(checkpoint, log.contents[head.size - 1], ring):
            yield Problem(where, "is signed by no key that was in use then")
    for size in range(expected, len(log.contents) + 1):
        yield Problem(f"head of {size} entries", "is missing")


def _signed(checkpoint: Checkpoint, content: Content | None, ring: KeyRing) -> bool:
    """Whether a key that was in use when the entry was made signed the head."""
    return any(
        checkpoint.signed_by(period.key, one.name)
        for period in ring.periods
        for one in checkpoint.signatures[:1]
        if content is None or period.good_at(content.change.at)
    )


def _kept(log: _Log, kept: Checkpoint, ring: KeyRing) -> Iterator[Problem]:
    where = f"the head of {kept.head.size} entries that was kept"
    if not any(kept.signed_by(p.key, s.name) for p in ring.periods for s in kept.signatures):
        yield Problem(where, "is signed by no key of this instance")
    elif kept.head.size > len(log.contents):
        yield Problem(
            where, f"is of more entries than the {len(log.contents)} that are here: some were cut off"
        )
    elif kept.head.root != merkle.root(log.tree, kept.head.size):
        yield Problem(where, "has another root: the log was written anew since")


def _rows(log: _Log, model: type[Committed]) -> Iterator[Problem]:
    table = model._meta.db_table  # noqa: SLF001 - Django's name for it
    columns = columns_of(model)
    places = _Places(log, table)
    every = model._default_manager  # noqa: SLF001 - the same
    rows = every.order_by(F("ledger_entry").asc(nulls_first=True), "ledger_place")
    for key, position, place, salt, *values in rows.values_list(
        "pk", "ledger_entry", "ledger_place", "salt", *columns
    ).iterator(_AT_ONCE):
        where = f"{table}, row {key}"
        expected = places.take(position, place)
        if expected is None:
            yield Problem(where, "stands in no entry of the log: it was put there past it, or twice")
            continue
        kept = bytes(salt or b"")
        said = dict(zip(columns, values, strict=True))
        if len(kept) != SALT or commitment_of(model, kept, said) != expected:
            yield Problem(where, f"is not as entry {position} recorded it")
    for position, place in places.left():
        yield Problem(
            f"{table}, place {place} of entry {position}", "is a row that is gone, and no entry says so"
        )


class _Places:
    """The places of a table's rows in the entries, each taken once."""

    def __init__(self, log: _Log, table: str) -> None:
        self._log = log
        self._free: dict[int, set[int]] = {}
        for position, content in enumerate(log.contents):
            start = 0
            for name, count in () if content is None else content.tables:
                if name == table:
                    self._free.setdefault(position, set()).update(range(start, start + count))
                start += count

    def take(self, position: int | None, place: int | None) -> bytes | None:
        """The commitment at this place; None where there is none, or another row has it."""
        free = self._free.get(-1 if position is None else position, set())
        if position is None or place not in free:
            return None
        free.discard(place)
        return self._log.commitments[position][place * COMMITMENT : (place + 1) * COMMITMENT]

    def left(self) -> Iterator[tuple[int, int]]:
        """The places that no row has taken and no entry has forgotten."""
        for position, free in self._free.items():
            yield from ((position, p) for p in sorted(free) if (position, p) not in self._log.forgotten)
