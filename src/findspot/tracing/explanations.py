"""Explanations, each supported, not excluded or contradicted, with reasons and no number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.tracing.logic import met, reasons
from findspot.vocabulary.finding import Explanation, Support

if TYPE_CHECKING:
    from collections.abc import Mapping

    from findspot.tracing.facts.names import Facts
    from findspot.tracing.ruleset import ExplanationRule, RuleSet


def weigh_explanations(rules: RuleSet, facts: Facts, fields: Mapping[str, str]) -> tuple[Explanation, ...]:
    """Every explanation of the rule set, in its order, each once."""
    return tuple(_weigh(rule, facts, fields) for rule in rules.explanations)


def _weigh(rule: ExplanationRule, facts: Facts, fields: Mapping[str, str]) -> Explanation:
    """Evidence both for and against leaves an explanation not excluded, with the reasons of both sides."""
    supporting, contradicting = met(rule.supported, facts), met(rule.contradicted, facts)
    if supporting is not None and contradicting is None:
        support, why = Support.SUPPORTED, reasons(supporting, facts)
    elif contradicting is not None and supporting is None:
        support, why = Support.CONTRADICTED, reasons(contradicting, facts)
    elif supporting is not None and contradicting is not None:
        support, why = Support.NOT_EXCLUDED, reasons((*supporting, *contradicting), facts)
    else:
        considered = (facts[name].reason for name in rule.considers)
        support, why = Support.NOT_EXCLUDED, (*considered, rule.otherwise.format_map(fields))
    return Explanation(rule.kind, rule.innocent, support, tuple(dict.fromkeys(why)))
