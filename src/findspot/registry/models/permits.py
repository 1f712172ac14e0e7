"""Applications and permits, and what became of them."""

from __future__ import annotations

from django.db import models

from findspot.registry.models.statement import Later, Statement
from findspot.registry.models.terms import Terms


class Permit(Terms):
    """An export permit, as it was issued. ``stated``: its status was stated, and not only dates."""

    permit = models.TextField()
    expires_on = models.TextField(blank=True)
    quantity = models.PositiveBigIntegerField(null=True)
    stated = models.BooleanField(default=True)


class Application(Terms):
    """An application for a permit, as it was submitted. ``stated`` as in Permit."""

    application = models.TextField()
    submitted_on = models.TextField(blank=True)
    quantity = models.PositiveBigIntegerField(null=True)
    stated = models.BooleanField(default=True)


class LifeEvent(Later):
    """A step in the life of a permit or an application.

    ``happened``: approved, refused, suspended, reinstated, cancelled, expired, exhausted …; ``step`` counts
    the events of one life in their order.
    """

    happened = models.TextField()
    happened_on = models.TextField(blank=True)
    step = models.PositiveIntegerField()

    class Meta(Later.Meta):
        abstract = True


class PermitEvent(LifeEvent):
    """A step in the life of a permit."""


class ApplicationEvent(LifeEvent):
    """A step in the life of an application."""


class PermitLine(Statement):
    """A line of a permit or an application: so many items of one model or part number."""

    permit = models.TextField(blank=True)
    application = models.TextField(blank=True)
    line = models.TextField(blank=True)
    quantity = models.PositiveBigIntegerField()
    model = models.TextField(blank=True)
    maker = models.TextField(blank=True)
    part_number = models.TextField(blank=True)
    text = models.TextField(blank=True)
    permit_key = models.TextField(blank=True, db_index=True)
    application_key = models.TextField(blank=True, db_index=True)
