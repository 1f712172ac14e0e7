"""Facts of persons' readings: whether they bear out the likeliest item, and the machine's reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.matching.by_eye import reads_as
from findspot.tracing.facts.names import Fact, FactName
from findspot.tracing.wording import listed
from findspot.vocabulary.by_eye import Stands
from findspot.vocabulary.dates import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from findspot.tracing.case import Case
    from findspot.vocabulary.by_eye import WeighedByEye

_YES, _NO, _OPEN = Answer.YES, Answer.NO, Answer.UNDETERMINED


def by_eye_facts(case: Case) -> Iterator[Fact]:
    """The facts of reading by eye, in order."""
    telling = _telling(case)
    if not telling:
        nobody = "Nobody is recorded to have read the serial number by eye."
        yield Fact(FactName.EYE_AGREES, _OPEN, nobody)
        yield Fact(FactName.EYE_ALONE, _NO, nobody)
        yield Fact(FactName.EYE_DISAGREES, _NO, nobody)
        return
    yield _agrees(case, telling)
    alone = all(one.stands is Stands.ALONE for one in telling)
    reason = "The machine read a serial number as well."
    if alone:
        reason = f"The serial number was read by eye alone, as {listed(patterns(case))}."
    yield Fact(FactName.EYE_ALONE, _YES if alone else _NO, reason)
    said = list(disagreements(telling))
    agreeing = "No reading by eye contradicts the machine's."
    yield Fact(FactName.EYE_DISAGREES, _YES if said else _NO, " ".join(said) or agreeing)


def patterns(case: Case) -> list[str]:
    """What persons read, each text once."""
    return sorted({one.pattern for one in _telling(case)})


def disagreements(by_eye: tuple[WeighedByEye, ...]) -> Iterator[str]:
    """A sentence on each reading by eye that contradicts the machine's, each once."""
    for one in dict.fromkeys(by_eye):
        if one.stands is Stands.CONTRADICTS:
            who = f"The person ({one.by})" if one.by else "The person"
            yield f"{who} read {one.pattern}, the machine {one.machine}."


def _telling(case: Case) -> tuple[WeighedByEye, ...]:
    return tuple(one for one in case.match.by_eye if one.stands is not Stands.SAYS_NOTHING)


def _agrees(case: Case, telling: tuple[WeighedByEye, ...]) -> Fact:
    serial = case.candidate.serial if case.candidate else ""
    read = listed(patterns(case))
    if not serial:
        return Fact(FactName.EYE_AGREES, _OPEN, f"No row of the register is near what a person read, {read}.")
    fitting = [reads_as(one.pattern, serial) for one in telling]
    if all(fitting):
        return Fact(FactName.EYE_AGREES, _YES, f"What was read by eye, {read}, fits the registered {serial}.")
    if any(fitting):
        reason = f"Of what was read by eye, {read}, some fits the registered {serial} and some does not."
        return Fact(FactName.EYE_AGREES, _OPEN, reason)
    reason = f"What was read by eye, {read}, is not the registered {serial} without an error."
    return Fact(FactName.EYE_AGREES, _NO, reason)
