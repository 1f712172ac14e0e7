"""The kinds of records: what each is called in tables, in the vocabulary and in the database.

A record of the vocabulary is one statement, or several where parts of it come to be known later: what became
of a permit or an application, that a delivery arrived, that a policy ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from findspot.records.naming import fold_name, fold_reference
from findspot.registry import models
from findspot.vocabulary import records
from findspot.vocabulary.listings import Listing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from findspot.registry.models import Later, Statement

    Fold = Callable[[str], str]

#: How names are folded, and how references (DOMAIN: permit numbers, items) are.
_NAME: Fold = lru_cache(maxsize=1 << 16)(fold_name)
_REFERENCE: Fold = fold_reference
_TIED = ("exporter", "consignee", "end_user", "end_user_country", "integrator", "platform", "signatory")
_TIES: Mapping[str, Fold] = dict.fromkeys(("model", *_TIED), _NAME)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record.

    ``identity``: the fields by which two statements are about one thing, each as it is folded. ``keys``: the
    fields that are looked up, as they are folded into the column ``…_key``. ``later``: fields that are
    statements of their own (see ``writing``), of the kind ``later_model``; the first says when.
    """

    table: str
    record: type[Any]
    model: type[Statement]
    identity: Mapping[str, Fold]
    keys: Mapping[str, Callable[[Any], str]]
    later: tuple[str, ...] = ()
    later_model: type[Later] | None = None


def _exact(text: str) -> str:
    return text


def names_key(names: Iterable[str]) -> str:
    """Names as they are compared, each between separators; "" for none."""
    folded = "".join(f"{_NAME(name)}\x1f" for name in names)
    return f"\x1f{folded}" if folded else ""


KINDS: Mapping[str, Kind] = {
    kind.table: kind
    for kind in (
        Kind(
            "parties",
            records.Party,
            models.Party,
            {"party": _NAME},
            {"party": _NAME, "country": _NAME, "parent": _NAME},
        ),
        Kind(
            "aliases",
            records.Alias,
            models.Alias,
            {"alias": _NAME, "name": _NAME},
            {"alias": _NAME, "name": _NAME},
        ),
        Kind(
            "models",
            records.Model,
            models.ItemModel,
            {"model": _NAME, "maker": _NAME},
            {"model": _NAME, "item_type": _NAME},
        ),
        Kind(
            "permits",
            records.Permit,
            models.Permit,
            {"permit": _REFERENCE},
            _TIES,
            ("status", "issued_on", "suspended_on", "cancelled_on"),
            models.PermitEvent,
        ),
        Kind(
            "applications",
            records.Application,
            models.Application,
            {"application": _REFERENCE},
            _TIES,
            ("status", "decided_on"),
            models.ApplicationEvent,
        ),
        Kind(
            "undertakings",
            records.Undertaking,
            models.Undertaking,
            {"undertaking": _REFERENCE},
            {"permit": _REFERENCE, "application": _REFERENCE},
        ),
        Kind(
            "deliveries",
            records.Delivery,
            models.Delivery,
            {"item": _exact, "permit": _REFERENCE, "delivered_on": _exact},
            {**_TIES, "permit": _REFERENCE},
            ("confirmed_on",),
            models.ProofOfDelivery,
        ),
        Kind(
            "installations",
            records.Installation,
            models.Installation,
            {"item": _exact, "platform": _NAME, "platform_serial": _REFERENCE},
            {},
        ),
        Kind(
            "transfers",
            records.Transfer,
            models.Transfer,
            {
                "item": _exact,
                "platform": _REFERENCE,
                "from_party": _NAME,
                "to_party": _NAME,
                "transferred_on": _exact,
            },
            {"platform": _REFERENCE},
        ),
        Kind(
            "policies",
            records.Policy,
            models.Policy,
            {"policy": _REFERENCE},
            {},
            ("in_force_to",),
            models.PolicyEnd,
        ),
        Kind(
            "answers",
            records.Answer,
            models.Answer,
            {"answer": _REFERENCE},
            {"permit": _REFERENCE},
        ),
        Kind(
            "authentications",
            records.Authentication,
            models.Authentication,
            {
                "statement": _REFERENCE,
                "checked_by": _NAME,
                "asked_of": _NAME,
                "channel": _NAME,
                "asked_on": _exact,
            },
            {"statement": _REFERENCE},
            ("answered_on", "outcome", "text"),
            models.AuthenticationAnswer,
        ),
        Kind(
            "checks",
            records.Check,
            models.PostShipmentCheck,
            {"reference": _REFERENCE},
            {"permit": _REFERENCE},
            ("done_on", "result", "text"),
            models.CheckReport,
        ),
        Kind(
            "permit_lines",
            records.Line,
            models.PermitLine,
            {
                "permit": _REFERENCE,
                "application": _REFERENCE,
                "line": _REFERENCE,
                "model": _NAME,
                "part_number": _REFERENCE,
            },
            {"permit": _REFERENCE, "application": _REFERENCE},
        ),
        Kind(
            "relations",
            records.Relation,
            models.Relation,
            {"party": _NAME, "kind": _exact, "other": _NAME, "valid_from": _exact},
            {"party": _NAME, "other": _NAME},
            ("valid_to",),
            models.RelationEnd,
        ),
        Kind(
            "control_entries",
            records.ControlEntry,
            models.ControlEntry,
            {"control_list": _NAME, "control_entry": _REFERENCE, "valid_from": _exact},
            {},
            ("valid_to",),
            models.ControlEntryEnd,
        ),
        Kind(
            "listings",
            Listing,
            models.Listing,
            {"listed": _NAME, "reference": _REFERENCE, "list": _NAME, "listed_from": _exact},
            {"names": names_key, "list": _NAME},
            ("listed_to",),
            models.ListingEnd,
        ),
    )
}
