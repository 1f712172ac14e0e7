"""Laws of every trace, whatever is reported of the founding item."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tracing.founding import founding

from findspot.tracing.explanations import weigh_explanations
from findspot.tracing.facts.names import Fact, FactName
from findspot.tracing.logic import chosen
from findspot.tracing.ruleset import FIELDS, current_rules
from findspot.vocabulary.dates import Answer, parse_span
from findspot.vocabulary.finding import Finding, Support, Trace
from findspot.vocabulary.sighting import Grade, Sighting

if TYPE_CHECKING:
    import random

_DATES = ("2020-07", "2020-09-20", "2020-10-20", "2020-10", "before:2020-11", "after:2020-09-01", "2021")
_USERS = ("", "Azerbaijan", "Azerbaijani Air Force", "Turkish Naval Forces", "Turkey", "Baykar", "a militia")

grades = st.none() | st.builds(Grade, st.sampled_from("ABCDEF"), st.integers(1, 6))
sightings = st.builds(
    Sighting,
    found_on=st.none() | st.sampled_from(_DATES).map(parse_span),
    found_at=st.sampled_from(("", "Nagorno-Karabakh", "Ganja, Azerbaijan")),
    country=st.sampled_from(("", "Azerbaijan", "Türkiye", "Armenia")),
    used_by=st.sampled_from(_USERS),
    recovered_by=st.sampled_from(("", "Armenia")),
    platform=st.sampled_from(("", "Bayraktar TB2", "TB2", "another drone")),
    source=st.sampled_from(("", "a journalist", "an archive")),
    grade=grades,
    exhibits=st.sampled_from(((), ("0" * 64,), ("1" * 64,))),
)


def _level(trace: Trace) -> int:
    return current_rules().levels.index(trace.finding.strength.words)


@settings(max_examples=60, deadline=None)
@given(st.lists(sightings, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_sightings_changes_nothing(reported: list[Sighting], shuffler: random.Random) -> None:
    """Any order of the same sightings gives the same trace to the last word."""
    other = list(reported)
    shuffler.shuffle(other)
    assert founding(*reported) == founding(*other)


@settings(max_examples=60, deadline=None)
@given(sightings, st.integers(0, 4))
def test_a_weaker_report_of_the_same_never_strengthens(report: Sighting, steps: int) -> None:
    """The same report from a source graded lower never makes the evidence stronger."""
    rules = current_rules()
    letter = "ABCDE"[steps]
    weaker = dataclasses.replace(report, grade=Grade(letter, 5), source="somebody else", exhibits=("2" * 64,))
    if rules.grade_level(weaker.grade) > rules.grade_level(report.grade):
        return
    assert _level(founding(report, weaker)) <= _level(founding(report))


@settings(max_examples=60, deadline=None)
@given(sightings, sightings)
def test_no_second_source_lifts_the_evidence_above_the_best_alone(one: Sighting, two: Sighting) -> None:
    """Two reports are never stronger together than the stronger of them: strength is no sum."""
    both = founding(one, two)
    assert _level(both) <= max(_level(founding(one)), _level(founding(two)))


@settings(max_examples=60, deadline=None)
@given(st.lists(sightings, min_size=1, max_size=3))
def test_a_finding_keeps_its_shape(reported: list[Sighting]) -> None:
    """Every explanation once, with a reason; no breach, means, stage or actor without departure."""
    finding = founding(*reported).finding
    kinds = [e.kind for e in finding.explanations]
    assert kinds == [rule.kind for rule in current_rules().explanations]
    assert all(e.reasons and all(r.strip() for r in e.reasons) for e in finding.explanations)
    if finding.departed is not Answer.YES:
        assert finding.breached == ()
        assert {finding.means, finding.stage, finding.actor} == {"undetermined"}
    assert "{" not in finding.summary
    assert finding.status == "proposed"


def _numbers(value: Any, path: str = "") -> list[str]:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return [path]
    if dataclasses.is_dataclass(value):
        fields = [f.name for f in dataclasses.fields(value) if f.name not in ("origin", "elapsed")]
        return [n for name in fields for n in _numbers(getattr(value, name), f"{path}.{name}")]
    if isinstance(value, tuple):
        return [n for one in value for n in _numbers(one, path)]
    return []


@settings(max_examples=30, deadline=None)
@given(st.lists(sightings, min_size=1, max_size=3))
def test_the_likelihood_ratio_is_the_only_number(reported: list[Sighting]) -> None:
    """Outside the identity and the days elapsed a finding holds words alone."""
    finding: Finding = founding(*reported).finding
    assert _numbers(finding) == [".identity.likelihood_ratio"]


answers = st.fixed_dictionaries({name: st.sampled_from(Answer) for name in FactName})


@settings(max_examples=200, deadline=None)
@given(answers)
def test_the_rules_hold_for_every_answer(given_answers: dict[FactName, Answer]) -> None:
    """Whatever the facts are: each explanation once, with reasons, and at most one value of each choice."""
    rules = current_rules()
    facts = {name: Fact(name, answer, f"Because of {name}.") for name, answer in given_answers.items()}
    fields = dict.fromkeys(FIELDS, "x")
    weighed = weigh_explanations(rules, facts, fields)
    assert [e.kind for e in weighed] == [rule.kind for rule in rules.explanations]
    assert all(e.reasons for e in weighed)
    for choices in (rules.stages, rules.means, rules.actors):
        value = chosen(choices, facts)
        assert value is None or given_answers[FactName.DEPARTED] is Answer.YES


@settings(max_examples=200, deadline=None)
@given(answers)
def test_no_way_of_diversion_is_supported_without_departure(given_answers: dict[FactName, Answer]) -> None:
    """An item that did not depart, or of which that is open, was diverted in no supported way."""
    facts = {name: Fact(name, answer, f"Because of {name}.") for name, answer in given_answers.items()}
    weighed = weigh_explanations(current_rules(), facts, dict.fromkeys(FIELDS, "x"))
    ways = {e.support for e in weighed if not e.innocent}
    if given_answers[FactName.DEPARTED] is Answer.NO:
        assert ways == {Support.CONTRADICTED}
    elif given_answers[FactName.DEPARTED] is Answer.UNDETERMINED:
        assert Support.SUPPORTED not in ways
