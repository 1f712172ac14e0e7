"""Whom lists of sanctions and of denied parties name."""

from __future__ import annotations

from django.db import models

from findspot.registry.models.statement import Later, Statement


class Listing(Statement):
    """That a list names a party; see ``vocabulary.records``.

    ``names_key``: the party's name and aliases as names are compared, each between separators, so that one is
    found whole. ``list_key``: the list, as names are compared.
    """

    listed = models.TextField(blank=True)
    kind = models.TextField()
    aliases = models.JSONField(default=list)
    countries = models.JSONField(default=list)
    addresses = models.JSONField(default=list)
    list_name = models.TextField(blank=True)
    programmes = models.JSONField(default=list)
    reference = models.TextField(blank=True)
    citation = models.TextField(blank=True)
    listed_from = models.TextField(blank=True)
    names_key = models.TextField(blank=True)
    list_key = models.TextField(blank=True, db_index=True)


class ListingEnd(Later):
    """That a list names a party no longer."""

    listed_to = models.TextField()
