"""What the headings of tables were said to mean: a help for the next import, and no statement."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Mapping(models.Model):
    """For tables of one shape, which heading means which column. The last that was told holds.

    ``shape``: SHA-256 of the folded headings, sorted; ``headings``: these as they were written; ``columns``:
    heading → column.
    """

    shape = models.CharField(max_length=64, unique=True)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    told_at = models.DateTimeField()
    told_by = models.TextField(help_text="An office and its reference, never a person's name.")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return ", ".join(f"{heading}: {column}" for heading, column in self.columns.items())
