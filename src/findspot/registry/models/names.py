"""Parties and models, and the other names by which they go."""

from __future__ import annotations

from django.db import models

from findspot.registry.models.statement import Later, Statement


class Party(Statement):
    """A state, a state body or a company; ``parent`` names the party that it belongs to."""

    party = models.TextField()
    kind = models.TextField(blank=True)
    country = models.TextField(blank=True)
    parent = models.TextField(blank=True)
    party_key = models.TextField(db_index=True)
    country_key = models.TextField(blank=True, db_index=True)
    parent_key = models.TextField(blank=True, db_index=True)


class Alias(Statement):
    """Another name of a party, maker, platform or model, and when it was in use."""

    alias = models.TextField()
    name = models.TextField()
    valid_from = models.TextField(blank=True)
    valid_to = models.TextField(blank=True)
    alias_key = models.TextField(db_index=True)
    name_key = models.TextField(db_index=True)


class ItemModel(Statement):
    """A model: its maker, what kind of thing it is, its control-list entry."""

    model = models.TextField()
    maker = models.TextField(blank=True)
    item_type = models.TextField(blank=True)
    description = models.TextField(blank=True)
    control_entry = models.TextField(blank=True)
    model_key = models.TextField(db_index=True)
    item_type_key = models.TextField(blank=True, db_index=True)


class Relation(Statement):
    """What a party is to another: its parent, its integrator, its broker."""

    party = models.TextField()
    kind = models.TextField()
    other = models.TextField()
    valid_from = models.TextField(blank=True)
    party_key = models.TextField(db_index=True)
    other_key = models.TextField(db_index=True)


class RelationEnd(Later):
    """The end of a relation."""

    valid_to = models.TextField()


class ControlEntry(Statement):
    """An entry of a control list, and the models that fall under it."""

    control_list = models.TextField()
    control_entry = models.TextField()
    title = models.TextField(blank=True)
    covers = models.JSONField(default=list)
    valid_from = models.TextField(blank=True)


class ControlEntryEnd(Later):
    """The end of an entry of a control list."""

    valid_to = models.TextField()
