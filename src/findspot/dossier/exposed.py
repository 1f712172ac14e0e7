"""What a finding touches, in groups: records of one kind with the same status and ties stand together."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from findspot.dossier.plain import Json

#: The kinds in their order: pending applications can still be decided, and stand first.
_PLURALS = {"application": "applications", "permit": "permits", "delivery": "deliveries", "party": "parties"}


def exposed_groups(exposure: Sequence[Json]) -> list[list[Json]]:
    """The exposed records of the claims in groups, applications first, each record in its order.

    The parties are one group, though each has ties of its own.
    """
    present = {one["kind"] for one in exposure}
    kinds = [*(kind for kind in _PLURALS if kind in present), *sorted(present - set(_PLURALS))]
    return [
        list(group)
        for kind in kinds
        for _, group in groupby((one for one in exposure if one["kind"] == kind), key=_alike)
    ]


def group_name(group: Sequence[Json]) -> str:
    """How many records of what kind and status the group has: ``3 permits, cancelled``."""
    first = group[0]
    status = f", {first['status']}" if first["status"] else ""
    return f"{counted(len(group), first['kind'])}{status}"


def shared_ties(group: Sequence[Json]) -> list[Json]:
    """The ties that all records of the group have; [] where they differ."""
    ties: list[Json] = group[0]["ties"]
    return ties if all(one["ties"] == ties for one in group) else []


def counted(count: int, kind: str) -> str:
    """So many records of a kind, in words: ``1 permit``, ``4 parties``."""
    return f"{count} {kind if count == 1 else _PLURALS.get(kind, kind)}"


def exposed_words(exposure: Sequence[Json]) -> str:
    """How many records of each kind are touched, as a list in words."""
    counts: dict[str, int] = {}
    for group in exposed_groups(exposure):
        counts[group[0]["kind"]] = counts.get(group[0]["kind"], 0) + len(group)
    words = [counted(count, kind) for kind, count in counts.items()]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _alike(one: Json) -> tuple[str, list[tuple[str, str]]]:
    ties = [] if one["kind"] == "party" else [(tie["tie"], tie["value"]) for tie in one["ties"]]
    return one["status"], ties
