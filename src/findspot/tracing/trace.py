"""The trace of one item: from readings, match and sightings to a finding, its custody and its exposure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.tracing import conclusions
from findspot.tracing.case import lay_out
from findspot.tracing.custody import custody_line
from findspot.tracing.elapsed import elapsed_time
from findspot.tracing.explanations import weigh_explanations
from findspot.tracing.exposure import exposure
from findspot.tracing.facts.by_eye import disagreements
from findspot.tracing.facts.gathering import gather_facts
from findspot.tracing.facts.names import FactName, Facts
from findspot.tracing.policies import relevant_policies
from findspot.tracing.ruleset import RuleSet, current_rules
from findspot.tracing.strength import weigh_identity, weigh_strength
from findspot.tracing.summary import summarise
from findspot.vocabulary.finding import Finding, Trace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from findspot.tracing.case import Case
    from findspot.vocabulary.candidates import Match
    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.register import Register
    from findspot.vocabulary.sighting import Sighting


def trace_item(
    readings: Sequence[Reading],
    match: Match,
    sightings: Sequence[Sighting],
    register: Register,
    rules: RuleSet | None = None,
) -> Trace:
    """The trace of the one item that all readings show.

    ``sightings`` are those at hand, whose exhibits are the readings' where they name none; the register's
    own sightings of the item are added, and lend date and place to a given one of the same exhibit.
    ``rules`` is the rule set that ships with findspot unless another is given. The same arguments always
    give the same trace, and the order of the sightings changes nothing but theirs.
    """
    case = lay_out(readings, match, sightings, register, rules or current_rules())
    facts = gather_facts(case)
    exposed = exposure(case)
    return Trace(
        readings=case.readings,
        match=match,
        sightings=case.sightings,
        record=case.record,
        finding=_finding(case, facts),
        custody=custody_line(case, facts),
        exposure=exposed.touched,
        register_name=register.name,
        register_sha256=register.sha256,
        notes=(*case.notes, *_by_eye(match), *_remarks(case), *_caveats(case), *exposed.notes),
    )


def _finding(case: Case, facts: Facts) -> Finding:
    fields = conclusions.case_fields(case)
    identity = weigh_identity(case, facts)
    strength = weigh_strength(case, identity, facts)
    stage = conclusions.conclude_stage(case, facts)
    means = conclusions.conclude_means(case, facts)
    actor = conclusions.conclude_actor(case, facts)
    likely = case.candidate is not None and case.candidate.posterior >= case.rules.likely
    return Finding(
        identity=identity,
        departed=facts[FactName.DEPARTED].answer,
        stage=stage,
        means=means,
        actor=actor,
        breached=conclusions.breaches(case, facts, fields),
        explanations=weigh_explanations(case.rules, facts, fields),
        missing=conclusions.missing(case, facts, fields),
        strength=strength,
        conflicts=conclusions.conflicts(case, facts),
        policies=relevant_policies(case) if likely else (),
        elapsed=elapsed_time(case) if likely else None,
        rule_set=case.rules.name,
        summary=summarise(case, facts, (stage, means, actor), strength),
    )


def _caveats(case: Case) -> tuple[str, ...]:
    """What must be said of the record in use, such as that it was recorded later than it is claimed."""
    return () if case.record is None else tuple(case.register.caveats(case.record.item))


def _by_eye(match: Match) -> Iterator[str]:
    """A note on each reading by eye that contradicts the machine's: neither is preferred."""
    for said in disagreements(match.by_eye):
        yield f"{said} Both are weighed."


def _remarks(case: Case) -> tuple[str, ...]:
    """What the register's keeper remarks on the rows in use, such as that an identifier is invented."""
    remarks = (
        (name, row.extra.get("note", ""))
        for name, row in (
            (f"delivery of {case.item}", case.delivery),
            (f"permit {case.permit_name}", case.permit),
        )
        if row is not None
    )
    return tuple(f"The register remarks on the {name}: {note}" for name, note in remarks if note)
