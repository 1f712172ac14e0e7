"""A person's reading in the finding: what it bears out, what it contradicts, what it carries alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.factories import reading
from tests.tracing.founding import (
    GRADED,
    ITEM,
    SERIAL,
    conflict_kinds,
    edited,
    explained,
    founding,
    plate,
)

from findspot.tracing.ruleset import current_rules
from findspot.vocabulary.by_eye import ReadByEye
from findspot.vocabulary.finding import Support, Trace

if TYPE_CHECKING:
    from pathlib import Path

_DISAGREE = "eye and machine disagree"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The founding register before anybody answered, so that the plate is all that speaks of the serial."""
    folder = edited(tmp_path_factory.mktemp("by_eye"), "permits", lambda rows: rows)
    (folder / "answers.csv").unlink()
    return folder


def traced(register: Path, *typed: str, machine: bool = True, by: str = "") -> Trace:
    """The founding case with what persons typed; without ``machine`` the picture shows no plate."""
    by_eye = tuple(ReadByEye(pattern, by) for pattern in typed)
    read = (plate() if machine else reading(None),)
    return founding(GRADED, register=register, read=read, by_eye=by_eye)


def reasons(trace: Trace) -> str:
    """The reasons of the explanation *misread plate*."""
    return " ".join(explained(trace, "misread plate").reasons)


def test_a_reading_by_eye_that_agrees_is_named_among_the_reasons(register: Path) -> None:
    """The finding says that a person read the plate too, and what; nothing contradicts."""
    trace = traced(register, "15D-2041?")
    assert trace.match.candidates[0].item == ITEM
    assert "A reading by eye is weighed with the machine's." in trace.finding.summary
    assert "What was read by eye, 15D-2041?, fits the registered 15D-20417." in reasons(trace)
    assert _DISAGREE not in conflict_kinds(trace.finding)
    assert not any("The person" in note for note in trace.notes)


def test_without_a_reading_by_eye_the_finding_says_that_nobody_read_it(register: Path) -> None:
    """A finding that rests on the machine's reading alone says so."""
    trace = founding(GRADED, register=register)
    assert "Nobody is recorded to have read the serial number by eye." in reasons(trace)
    assert "by eye" not in trace.finding.summary


@pytest.mark.parametrize("typed", ["15D-20413", "10-20471", "ZZ-99"])
def test_a_contradiction_is_reported_and_limits_the_identity(register: Path, typed: str) -> None:
    """The note and the conflict say who read what; *misread plate* is supported; the ratio is capped."""
    plain, trace = founding(GRADED, register=register), traced(register, typed, by="permits desk")
    said = f"The person (permits desk) read {typed}, the machine {SERIAL}."
    assert any(note.startswith(said) for note in trace.notes)
    (conflict,) = [one for one in trace.finding.conflicts if one.kind == _DISAGREE]
    assert conflict.detail == said
    assert "weighed with the machine's, which it contradicts." in trace.finding.summary
    assert explained(trace, "misread plate").support is Support.SUPPORTED
    assert "a legible picture of the plate" in trace.finding.missing
    ratios = [one.finding.identity.likelihood_ratio or 0.0 for one in (plain, trace)]
    assert ratios[0] > 1000.0
    assert ratios[1] <= 100.0


def test_what_only_a_person_read_is_traced_and_carries_less(register: Path) -> None:
    """Where the machine read nothing the item is found by the pattern; the ratio stays within its cap."""
    trace = traced(register, SERIAL, machine=False)
    assert trace.match.candidates[0].item == ITEM
    assert "The serial number was read by eye alone." in trace.finding.summary
    assert "by eye alone, as 15D-20417; the machine read none" in reasons(trace)
    assert "a legible picture of the plate" in trace.finding.missing
    assert 10.0 < (trace.finding.identity.likelihood_ratio or 0.0) <= 100.0
    levels = current_rules().levels
    assert levels.index(trace.finding.strength.words) <= levels.index("moderate")


def test_a_text_that_says_nothing_changes_no_word_of_the_finding(register: Path) -> None:
    """``*`` beside the machine's reading, or beside none, is as if nothing had been typed."""
    for machine in (True, False):
        assert traced(register, "*", machine=machine).finding == traced(register, machine=machine).finding


def test_persons_who_differ_are_both_heard(register: Path) -> None:
    """Of two readings one fits and one does not: with the machine or without, neither is dropped."""
    both = traced(register, SERIAL, "15D-20413")
    assert [one.pattern for one in both.match.by_eye] == [SERIAL, "15D-20413"]
    assert [one.kind for one in both.finding.conflicts].count(_DISAGREE) == 1
    alone = traced(register, SERIAL, "15D-20413", machine=False)
    assert {c.serial for c in alone.match.candidates[:2]} == {SERIAL, "15D-20413"}
    assert re.search(r"some fits the registered 15D-204\d\d and some does not", reasons(alone))
    assert _DISAGREE not in conflict_kinds(alone.finding)
