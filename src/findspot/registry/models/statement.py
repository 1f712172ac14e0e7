"""What all records share: who stated it, since when it was known, when it was recorded, what it corrects."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from findspot.ledger.models import Committed


class Entry(Committed):
    """One act of recording: an import, a correction, a decision. All its statements stand or fall together.

    ``digest``: SHA-256 of the former entry's digest and of all that was stated here, salted, so that the last
    one names the whole state of the registry.
    """

    recorded_at = models.DateTimeField()
    recorded_by = models.TextField(help_text="An office and its reference, never a person's name.")
    why = models.TextField()
    files = models.JSONField(default=list, help_text="Name and SHA-256 of each file that was read.")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.recorded_at:%Y-%m-%d}: {self.why}"


class Statement(Committed):
    """One thing that was stated. A row is never changed: what turns out wrong is corrected by another row.

    ``key`` says what it is about: statements of one kind with one key are about one thing. ``learnt_on`` is
    the time since when it was known, as claimed; ``known_from`` the day from which it counts as known (see
    ``writing``): the day of recording where nothing is claimed, and never before what it corrects.
    ``withdraws``: the thing that it corrects is not so, and nothing stands in its place. ``file`` and ``row``
    are where it was read, ``extra`` its columns that findspot does not know.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    key = models.TextField(db_index=True)
    content = models.CharField(max_length=64, help_text="SHA-256 of all that is stated.")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    withdraws = models.BooleanField(default=False)
    learnt_on = models.TextField(blank=True)
    known_from = models.DateField(db_index=True)
    source = models.TextField(blank=True)
    file = models.TextField()
    row = models.PositiveBigIntegerField()
    extra = models.JSONField(default=dict)

    if TYPE_CHECKING:
        corrects_id: int | None

    class Meta:
        abstract = True
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.key} ({self.file}, row {self.row})"


class Later(Statement):
    """What came to be known later of a thing: ``about`` is the key of that thing."""

    about = models.TextField(db_index=True)

    class Meta(Statement.Meta):
        abstract = True
