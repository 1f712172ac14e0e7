"""Whom and what a permit, an application or a delivery is about."""

from __future__ import annotations

from django.db import models

from findspot.registry.models.statement import Statement


class Terms(Statement):
    """The ties that exposure follows. Each ``…_key`` is the name beside it as names are compared."""

    model = models.TextField(blank=True)
    maker = models.TextField(blank=True)
    part_number = models.TextField(blank=True)
    exporter = models.TextField(blank=True)
    consignee = models.TextField(blank=True)
    end_user = models.TextField(blank=True)
    end_user_country = models.TextField(blank=True)
    integrator = models.TextField(blank=True)
    platform = models.TextField(blank=True)
    signatory = models.TextField(blank=True)
    model_key = models.TextField(blank=True, db_index=True)
    exporter_key = models.TextField(blank=True, db_index=True)
    consignee_key = models.TextField(blank=True, db_index=True)
    end_user_key = models.TextField(blank=True, db_index=True)
    end_user_country_key = models.TextField(blank=True, db_index=True)
    integrator_key = models.TextField(blank=True, db_index=True)
    platform_key = models.TextField(blank=True, db_index=True)
    signatory_key = models.TextField(blank=True, db_index=True)

    class Meta(Statement.Meta):
        abstract = True
