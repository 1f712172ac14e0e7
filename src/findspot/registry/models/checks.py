"""Post-shipment checks: due, and what they found."""

from __future__ import annotations

from django.db import models

from findspot.registry.models.statement import Later, Statement


class PostShipmentCheck(Statement):
    """A check of an item, or of what a permit released, that is due."""

    reference = models.TextField()
    item = models.TextField(blank=True, db_index=True)
    permit = models.TextField(blank=True)
    checked_by = models.TextField(blank=True)
    place = models.TextField(blank=True)
    due_on = models.TextField(blank=True)
    permit_key = models.TextField(blank=True, db_index=True)

    class Meta(Statement.Meta):
        verbose_name = "post-shipment check"


class CheckReport(Later):
    """That a check was done, and what it found."""

    done_on = models.TextField(blank=True)
    result = models.TextField(blank=True)
    text = models.TextField(blank=True)
