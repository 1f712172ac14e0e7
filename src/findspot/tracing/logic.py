"""The evaluator of rules: conditions over facts, with the reasons of those that met them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from findspot.tracing.facts.names import Facts
    from findspot.tracing.ruleset import Choice, Clause, Condition


def met(condition: Condition, facts: Facts) -> Clause | None:
    """The first clause whose conditions all hold; None where there is none."""
    for clause in condition:
        if all(facts[literal.fact].answer in literal.accepts for literal in clause):
            return clause
    return None


def reasons(clause: Clause, facts: Facts) -> tuple[str, ...]:
    """The reasons of a clause's facts, each once."""
    return tuple(dict.fromkeys(facts[literal.fact].reason for literal in clause))


def chosen(choices: Iterable[Choice], facts: Facts) -> str | None:
    """The value of the first choice that holds; None where none does."""
    return next((choice.value for choice in choices if met(choice.when, facts) is not None), None)
