"""The one function through which every change goes: its rows' commitments, its entry, the tree and the head.

All of it happens in the transaction of the change itself: either the change and its entry stand, or neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import connection

from findspot.ledger.contents import Content
from findspot.ledger.log import size, with_nodes
from findspot.ledger.models import Commitments, Entry, Head, Node
from findspot.ledger.rows import columns_of, commitment_of
from findspot.proof import merkle
from findspot.proof.checkpoints import Head as TreeHead
from findspot.proof.checkpoints import signed
from findspot.proof.commitments import new_salt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from findspot.ledger.contents import Change
    from findspot.ledger.models import Committed
    from findspot.proof.signing import Signer

#: Commitments that are kept together in one row.
_TOGETHER = 4096


class Appending:
    """An entry in the making. Its rows are committed to one by one, and ``close`` appends it.

    Used in one transaction, by a writer that is alone (see ``alone``): nobody else appends meanwhile.
    """

    def __init__(self) -> None:
        if not connection.in_atomic_block:
            raise RuntimeError("a change is recorded in the transaction in which it is made")
        self.position = size()
        self._hashes: list[bytes] = []
        self._tables: list[tuple[str, int]] = []

    def commit(self, model: type[Committed], values: Mapping[str, Any]) -> dict[str, Any]:
        """The row's columns by which the ledger knows it: its place, and a salt of its own.

        ``values``: all other columns by their names in the model.
        """
        salt, place = new_salt(), len(self._hashes)
        self._hashes.append(commitment_of(model, salt, values))
        table = model._meta.db_table  # noqa: SLF001 - Django's name for it
        if self._tables and self._tables[-1][0] == table:
            self._tables[-1] = (table, self._tables[-1][1] + 1)
        else:
            self._tables.append((table, 1))
        return {"ledger_entry": self.position, "ledger_place": place, "salt": salt}

    def commit_object(self, row: Committed) -> None:
        """The same for an object that is about to be saved, whose columns are set."""
        values = {name: getattr(row, name) for name in columns_of(type(row))}
        for name, value in self.commit(type(row), values).items():
            setattr(row, name, value)

    def close(self, change: Change, signer: Signer, forgets: Sequence[tuple[int, int]] = ()) -> None:
        """Append the entry, complete the tree, and sign its head."""
        root = merkle.Tree.over(map(merkle.leaf_hash, self._hashes)).root()
        content = Content(change, tuple(self._tables), root.hex(), tuple(forgets))
        entry = Entry.objects.create(position=self.position, content=content.text.decode())
        Commitments.objects.bulk_create(
            Commitments(entry=entry, part=part, hashes=b"".join(self._hashes[start : start + _TOGETHER]))
            for part, start in enumerate(range(0, len(self._hashes), _TOGETHER))
        )
        nodes, head = with_nodes(partial(_grown, merkle.leaf_hash(content.text), self.position))
        Node.objects.bulk_create(Node(level=n.level, place=n.place, hash=n.hash) for n in nodes)
        _sign(self.position + 1, head, signer)


def origin_of(signer: Signer) -> str:
    """The log's name: that of its first key, and no address."""
    return f"findspot/{signer.public.fingerprint[:32]}"


def _grown(leaf: bytes, entries: int, nodes: merkle.Nodes) -> tuple[list[merkle.Node], bytes]:
    """The nodes that this leaf completes after so many entries, and the root over it too."""
    new = list(merkle.completed(entries, leaf, nodes))
    return new, merkle.root(_Grown({(n.level, n.place): n.hash for n in new}, nodes), entries + 1)


@dataclass(frozen=True, slots=True)
class _Grown:
    """The nodes of the log, and over them those that are being appended."""

    new: Mapping[tuple[int, int], bytes]
    stored: merkle.Nodes

    def node(self, level: int, place: int) -> bytes:
        return self.new.get((level, place)) or self.stored.node(level, place)


def _sign(entries: int, root: bytes, signer: Signer) -> None:
    last = Head.objects.order_by("-size").values_list("checkpoint", flat=True).first()
    origin = last.split("\n", 1)[0] if last else origin_of(signer)
    note = signed(TreeHead(origin, entries, root), signer, origin_of(signer))
    Head.objects.create(size=entries, checkpoint=note.text)
