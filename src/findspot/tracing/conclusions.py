"""Conclusions from the facts: stage, means, actor, breaches, conflicts and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.tracing.facts.hands import Relation, relation
from findspot.tracing.logic import chosen, met
from findspot.tracing.wording import listed
from findspot.vocabulary.finding import Actor, Breach, Conflict, Means, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from findspot.tracing.case import Case
    from findspot.tracing.facts.names import Facts


def conclude_stage(case: Case, facts: Facts) -> Stage:
    """When the item left declared custody."""
    return Stage(chosen(case.rules.stages, facts) or Stage.UNDETERMINED)


def conclude_means(case: Case, facts: Facts) -> Means:
    """How it left."""
    return Means(chosen(case.rules.means, facts) or Means.UNDETERMINED)


def conclude_actor(case: Case, facts: Facts) -> Actor:
    """Who let it leave."""
    return Actor(chosen(case.rules.actors, facts) or Actor.UNDETERMINED)


def breaches(case: Case, facts: Facts, fields: Mapping[str, str]) -> tuple[Breach, ...]:
    """The undertakings of the item's permit that are broken, each with its condition."""
    if case.record is None or met(case.rules.breach, facts) is None:
        return ()
    condition = (chosen(case.rules.breach_conditions, facts) or "").format_map(fields)
    return tuple(
        Breach(
            u.undertaking, str(u.kind), u.text, u.permit, u.given_by or case.declared("end_user"), condition
        )
        for u in case.record.undertakings
        if u.kind in case.rules.breached_kinds
    )


def conflicts(case: Case, facts: Facts) -> tuple[Conflict, ...]:
    """The contradictions in what is recorded and seen."""
    return tuple(
        Conflict(rule.kind, " ".join(facts[name].reason for name in rule.says))
        for rule in case.rules.conflicts
        if met(rule.when, facts) is not None
    )


def missing(case: Case, facts: Facts, fields: Mapping[str, str]) -> tuple[str, ...]:
    """What would change the finding, most decisive first."""
    wanted = (c.value.format_map(fields) for c in case.rules.missing if met(c.when, facts) is not None)
    return tuple(dict.fromkeys(wanted))


def case_fields(case: Case) -> Mapping[str, str]:
    """The fields that the rule set's sentences may name, with plain words for those that are not known."""
    record = case.record
    users = sorted({s.used_by for s in case.weighed if s.used_by})
    outside = [user for user in users if relation(case, user) is Relation.OTHER]
    platforms = sorted({s.platform for s in case.weighed if s.platform})
    return {
        "item": record.item if record else "the item",
        "serial": record.serial if record else "its serial number",
        "model": (record.model if record else "") or "model",
        "maker": (record.maker if record else "") or "the maker",
        "permit": case.permit_name,
        "end_user": case.end_user,
        "integrator": case.declared("integrator") or "the integrator",
        "consignee": case.declared("consignee") or "the consignee",
        "platform": listed(platforms) or case.declared("platform") or "platform",
        "user": listed(outside or users) or "whoever used it",
        "recovered_by": listed(sorted({s.recovered_by for s in case.weighed if s.recovered_by}))
        or "whoever recovered it",
    }
