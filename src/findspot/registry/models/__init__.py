"""The registry's records: each row is one statement, which is never changed."""

from findspot.registry.models.deliveries import Delivery, Installation, ProofOfDelivery, Sighting, Transfer
from findspot.registry.models.names import Alias, ItemModel, Party
from findspot.registry.models.permits import Application, ApplicationEvent, Permit, PermitEvent
from findspot.registry.models.policies import Policy, PolicyEnd
from findspot.registry.models.promises import Answer, Undertaking
from findspot.registry.models.statement import Entry, Later, Statement

__all__ = [
    "Alias",
    "Answer",
    "Application",
    "ApplicationEvent",
    "Delivery",
    "Entry",
    "Installation",
    "ItemModel",
    "Later",
    "Party",
    "Permit",
    "PermitEvent",
    "Policy",
    "PolicyEnd",
    "ProofOfDelivery",
    "Sighting",
    "Statement",
    "Transfer",
    "Undertaking",
]
