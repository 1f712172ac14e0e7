"""How strong: the likelihood ratio of identity, its words, and the cap on the evidence as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from findspot.tracing.case import bearing
from findspot.tracing.facts.hands import Relation, country_seen, relation
from findspot.tracing.facts.names import FactName
from findspot.tracing.logic import met
from findspot.vocabulary.dates import Answer
from findspot.vocabulary.finding import Identity, Strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from findspot.tracing.case import Case
    from findspot.tracing.facts.names import Facts
    from findspot.tracing.ruleset import RuleSet
    from findspot.vocabulary.dates import Span
    from findspot.vocabulary.sighting import Sighting

_Value = TypeVar("_Value")


def weigh_identity(case: Case, facts: Facts) -> Identity:
    """The two propositions and the likelihood ratio between them.

    The ratio is the posterior odds of the first row over its prior odds, where the stated prior is shared
    evenly by the register's rows; the rule set caps it, lower where the plate contradicts the register.
    Words after ENFSI (2015).
    """
    first = case.candidate
    if first is None:
        propositions = (
            "The plate is that of an item in this register.",
            "The plate is not that of an item in this register.",
        )
        return Identity(propositions, None, "no comparison was possible")
    item = f"item {first.item} (serial number {first.serial})"
    rows = max(case.match.register_rows, len(case.match.candidates))
    prior = min(case.match.prior / rows, 1 - 1e-9)
    caps = (cap for cap, when in case.rules.ratio_caps if met(when, facts) is not None)
    posterior, greatest = first.posterior, min((case.rules.greatest_ratio, *caps))
    odds = prior / (1 - prior)
    ratio = greatest if posterior >= 1 or odds <= 0 else posterior / (1 - posterior) / odds
    ratio = float(f"{min(max(ratio, 1 / case.rules.greatest_ratio), greatest):.3g}")
    propositions = (f"The plate is that of {item}.", f"The plate is not that of {item}.")
    return Identity(propositions, ratio, ratio_words(case.rules, ratio))


def ratio_words(rules: RuleSet, ratio: float) -> str:
    """ENFSI's words for a likelihood ratio; below one, those of its inverse for the second proposition."""
    neutral = rules.ratio_words[0][1]
    words = _at(rules.ratio_words, max(ratio, 1 / ratio))
    return f"{words} for the second proposition" if ratio < 1 and words != neutral else words


def weigh_strength(case: Case, identity: Identity, facts: Facts) -> Strength:
    """The strength of the evidence in words: the weakest of identity, source grade, date and place.

    Grade, date and place are taken together from one sighting, the best of those that bear the finding:
    the date of one report never lends its strength to another.
    """
    caps = [("identity", _identity_level(case, identity, facts))]
    caps += max(
        (_sighting_caps(case, sighting) for sighting in _bearing(case, facts)),
        key=lambda found: (min(level for _, level in found), sum(level for _, level in found)),
        default=[("no sighting", 0)],
    )
    weakest = min(level for _, level in caps)
    named = " and ".join(name for name, level in caps if level == weakest)
    return Strength(case.rules.levels[weakest], named)


def _identity_level(case: Case, identity: Identity, facts: Facts) -> int:
    level = (
        0 if identity.likelihood_ratio is None else _at(case.rules.identity_levels, identity.likelihood_ratio)
    )
    return min([level, *(cap for cap, when in case.rules.identity_caps if met(when, facts) is not None)])


def _bearing(case: Case, facts: Facts) -> Sequence[Sighting]:
    """The sightings on which the answer to *departed* rests; all that tell of use where it is open."""
    if facts[FactName.DEPARTED].answer is Answer.UNDETERMINED:
        return bearing(case.weighed)
    wanted = {Relation.OTHER} if facts[FactName.USER_OUTSIDE].answer is Answer.YES else {Relation.END_USER}
    return [s for s in case.weighed if relation(case, s.used_by) in wanted] or case.weighed


def _sighting_caps(case: Case, sighting: Sighting) -> list[tuple[str, int]]:
    rules = case.rules
    graded = f"source grade {sighting.grade}" if sighting.grade else "source grade (none given)"
    dated = "date" if sighting.found_on else "date (unknown)"
    placed = "place" if sighting.found_at or sighting.country else "place (unknown)"
    if country_seen(case.register, sighting):
        place = rules.known_country
    else:
        place = rules.known_place if sighting.found_at else rules.unknown_place
    return [
        (graded, rules.grade_level(sighting.grade)),
        (dated, _date_level(rules, sighting.found_on)),
        (placed, place),
    ]


def _date_level(rules: RuleSet, when: Span | None) -> int:
    if when is None:
        return rules.unknown_date
    if when.earliest is None or when.latest is None:
        return rules.open_date
    days = (when.latest - when.earliest).days + 1
    return next((level for most, level in rules.date_levels if days <= most), rules.open_date)


def _at(steps: Sequence[tuple[float, _Value]], value: float) -> _Value:
    """The last step that the value lies above; the first where it lies above none."""
    reached = [result for least, result in steps if value > least]
    return reached[-1] if reached else steps[0][1]
