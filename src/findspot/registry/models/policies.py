"""Bans, suspensions, cancellations and the exceptions from them."""

from __future__ import annotations

from django.db import models

from findspot.registry.models.statement import Later, Statement


class Policy(Statement):
    """A dated decision that governs permits; see ``vocabulary.records``."""

    policy = models.TextField()
    kind = models.TextField()
    country = models.TextField(blank=True)
    permits = models.JSONField(default=list)
    exception_to = models.TextField(blank=True)
    in_force_from = models.TextField(blank=True)
    text = models.TextField(blank=True)


class PolicyEnd(Later):
    """The end of a policy."""

    in_force_to = models.TextField()
