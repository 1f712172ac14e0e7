"""The log's entries, the tree over them, its signed heads, and what makes a row of another room provable."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One change: who made it, when, why, and the root over the commitments to every row that it wrote.

    ``position``: its place in the log, from 0. ``content``: canonical JSON, what the tree's leaf is made of
    (see ``contents``). ``commitments``: those of its rows, 32 bytes each, in order.
    """

    position = models.PositiveBigIntegerField(primary_key=True)
    content = models.TextField()

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return f"entry {self.position}"


class Commitments(models.Model):
    """Some of an entry's commitments, one after another: 32 bytes each. ``part`` counts from 0."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="commitments")
    part = models.PositiveIntegerField()
    hashes = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["entry_id", "part"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "part"], name="ledger_each_part_once")
        ]

    def __str__(self) -> str:
        return f"part {self.part} of entry {self.entry_id}"


class Node(models.Model):
    """A complete subtree's hash: see ``findspot.proof.merkle.Nodes``."""

    level = models.PositiveSmallIntegerField()
    place = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering: ClassVar = ["level", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["level", "place"], name="ledger_each_node_once")
        ]

    def __str__(self) -> str:
        return f"node {self.place} on level {self.level}"


class Head(models.Model):
    """The log's head after so many entries, as a signed checkpoint (see ``findspot.proof.checkpoints``)."""

    size = models.PositiveBigIntegerField(primary_key=True)
    checkpoint = models.TextField()

    class Meta:
        ordering: ClassVar = ["size"]

    def __str__(self) -> str:
        return f"head of {self.size} entries"


class Committed(models.Model):
    """A row to which an entry holds a commitment.

    ``ledger_entry`` and ``ledger_place``: the entry's position, and which of its commitments. ``salt``: 16
    bytes, deleted with the row when it must be forgotten, after which nobody can tell what it said.
    """

    ledger_entry = models.PositiveBigIntegerField(db_index=True, null=True)
    ledger_place = models.PositiveBigIntegerField(null=True)
    salt = models.BinaryField(max_length=16, null=True)

    class Meta:
        abstract = True
