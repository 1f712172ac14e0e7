"""What left, where it was built in, through whose hands it went, and where it was seen."""

from __future__ import annotations

from django.db import models

from findspot.registry.models.statement import Later, Statement
from findspot.registry.models.terms import Terms


class Delivery(Terms):
    """One item that left."""

    item = models.TextField(db_index=True)
    serial = models.TextField()
    permit = models.TextField(blank=True)
    delivered_on = models.TextField(blank=True)
    permit_key = models.TextField(blank=True, db_index=True)


class ProofOfDelivery(Later):
    """That a delivery arrived."""

    confirmed_on = models.TextField()


class Installation(Statement):
    """An item built into a platform."""

    item = models.TextField(db_index=True)
    platform = models.TextField()
    platform_serial = models.TextField(blank=True)
    integrator = models.TextField(blank=True)
    installed_on = models.TextField(blank=True)
    place = models.TextField(blank=True)


class Transfer(Statement):
    """A later change of hands, of an item or of the platform that holds it."""

    item = models.TextField(blank=True, db_index=True)
    from_party = models.TextField(blank=True)
    to_party = models.TextField(blank=True)
    transferred_on = models.TextField(blank=True)
    kind = models.TextField(blank=True)
    platform = models.TextField(blank=True)
    authority = models.TextField(blank=True)
    platform_key = models.TextField(blank=True, db_index=True)


class Sighting(Statement):
    """An item seen at a place and time, in somebody's hands."""

    item = models.TextField(blank=True, db_index=True)
    serial = models.TextField(blank=True)
    found_on = models.TextField(blank=True)
    found_at = models.TextField(blank=True)
    country = models.TextField(blank=True)
    used_by = models.TextField(blank=True)
    recovered_by = models.TextField(blank=True)
    platform = models.TextField(blank=True)
    grade = models.TextField(blank=True)
    exhibits = models.JSONField(default=list)
    serial_key = models.TextField(blank=True, db_index=True)
