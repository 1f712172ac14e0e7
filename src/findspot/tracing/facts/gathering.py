"""All facts of a case, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.tracing.facts.hands import hand_facts
from findspot.tracing.facts.marking import marking_facts
from findspot.tracing.facts.movements import movement_facts
from findspot.tracing.facts.names import Fact, FactName, Facts
from findspot.tracing.facts.places import place_facts
from findspot.tracing.facts.sources import source_facts
from findspot.tracing.logic import met, reasons
from findspot.vocabulary.dates import Answer

if TYPE_CHECKING:
    from findspot.tracing.case import Case


#: What every departure presupposes: said once, as a premise, and not again in each reason.
_PREMISES = frozenset({FactName.IDENTIFIED, FactName.RELIABLE})


def gather_facts(case: Case) -> Facts:
    """Every fact of ``FactName`` with its answer; the last two are what the rule set makes of the others."""
    facts: dict[FactName, Fact] = {}
    for group in (marking_facts, source_facts, place_facts, hand_facts, movement_facts):
        for fact in group(case):
            assert fact.name not in facts, f"{fact.name} is answered twice"
            facts[fact.name] = fact
    facts[FactName.RELIABLE] = _reliable(facts)
    facts[FactName.DEPARTED] = _departed(case, facts)
    return facts


def _reliable(facts: Facts) -> Fact:
    """Whether nothing speaks against the sighting itself."""
    against = (FactName.SOURCE_DISCREDITED, FactName.SEEN_BEFORE_DELIVERY, FactName.TWO_COUNTRIES)
    spoken = [facts[name] for name in against if facts[name].answer is Answer.YES]
    if spoken:
        return Fact(FactName.RELIABLE, Answer.NO, " ".join(fact.reason for fact in spoken))
    if facts[FactName.SOURCE_DISCREDITED].answer is Answer.UNDETERMINED:
        return Fact(FactName.RELIABLE, Answer.UNDETERMINED, facts[FactName.SOURCE_DISCREDITED].reason)
    return Fact(FactName.RELIABLE, Answer.YES, "Nothing recorded contradicts the sighting itself.")


def _departed(case: Case, facts: Facts) -> Fact:
    """Whether the item departed from declared custody, by the rule set."""
    name = FactName.DEPARTED
    for answer, condition in (
        (Answer.YES, case.rules.departed),
        (Answer.NO, case.rules.not_departed),
    ):
        clause = met(condition, facts)
        if clause is not None:
            spoken = tuple(literal for literal in clause if literal.fact not in _PREMISES) or clause
            return Fact(name, answer, " ".join(reasons(spoken, facts)))
    unsettled = (FactName.IDENTIFIED, FactName.RELIABLE, FactName.USER_OUTSIDE)
    why = [facts[n].reason for n in unsettled if facts[n].answer is not Answer.YES]
    return Fact(name, Answer.UNDETERMINED, " ".join(why) or facts[FactName.TRANSFER_AUTHORISED].reason)
