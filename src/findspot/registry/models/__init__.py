"""The registry's records: each row is one statement, which is never changed."""

from findspot.registry.models.checks import CheckReport, PostShipmentCheck
from findspot.registry.models.deliveries import Delivery, Installation, ProofOfDelivery, Sighting, Transfer
from findspot.registry.models.listings import Listing, ListingEnd
from findspot.registry.models.mappings import Mapping
from findspot.registry.models.names import (
    Alias,
    ControlEntry,
    ControlEntryEnd,
    ItemModel,
    Party,
    Relation,
    RelationEnd,
)
from findspot.registry.models.permits import (
    Application,
    ApplicationEvent,
    LifeEvent,
    Permit,
    PermitEvent,
    PermitLine,
)
from findspot.registry.models.policies import Policy, PolicyEnd
from findspot.registry.models.promises import Answer, Authentication, AuthenticationAnswer, Undertaking
from findspot.registry.models.statement import Entry, Later, Statement

__all__ = [
    "Alias",
    "Answer",
    "Application",
    "ApplicationEvent",
    "Authentication",
    "AuthenticationAnswer",
    "CheckReport",
    "ControlEntry",
    "ControlEntryEnd",
    "Delivery",
    "Entry",
    "Installation",
    "ItemModel",
    "Later",
    "LifeEvent",
    "Listing",
    "ListingEnd",
    "Mapping",
    "Party",
    "Permit",
    "PermitEvent",
    "PermitLine",
    "Policy",
    "PolicyEnd",
    "PostShipmentCheck",
    "ProofOfDelivery",
    "Relation",
    "RelationEnd",
    "Sighting",
    "Statement",
    "Transfer",
    "Undertaking",
]
