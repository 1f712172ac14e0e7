"""Facts of evidence: who reports, how good that source is, and whether two reports are one."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import PurePath
from typing import TYPE_CHECKING

from findspot.tracing.case import bearing
from findspot.tracing.facts.names import Fact, FactName
from findspot.tracing.wording import dated, listed
from findspot.vocabulary.dates import Answer, Span, parse_span
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.records import Answer as GivenAnswer
from findspot.vocabulary.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from findspot.tracing.case import Case
    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.sighting import Sighting

_YES, _NO, _OPEN = Answer.YES, Answer.NO, Answer.UNDETERMINED


def source_facts(case: Case) -> Iterator[Fact]:
    """The facts of evidence, in order."""
    yield from _grading(case)
    yield _second_source(case)
    yield _same_photograph(case)
    yield _two_dates(case)
    yield _taken_earlier(case)
    yield from _answers(case)


def _grading(case: Case) -> Iterator[Fact]:
    if not case.sightings:
        reason = "No sighting is stated."
        yield from (Fact(n, _NO, reason) for n in (FactName.SOURCE_NAMED, FactName.SOURCE_GRADED))
        yield Fact(FactName.SOURCE_DISCREDITED, _OPEN, reason)
        return
    named = sorted({s.source for s in case.weighed if s.source})
    reason = f"Reported by {listed(named)}." if named else "Who reports the sighting is not stated."
    yield Fact(FactName.SOURCE_NAMED, _YES if named else _NO, reason)
    grades = sorted({str(s.grade) for s in case.weighed if s.grade})
    graded = (
        f"The source is graded {listed(grades)}." if grades else "The source of the sighting is ungraded."
    )
    yield Fact(FactName.SOURCE_GRADED, _YES if grades else _NO, graded)
    telling = bearing(case.weighed)
    if all(case.rules.grade_level(s.grade) == 0 for s in telling):
        worst = listed(sorted({str(s.grade) for s in telling}))
        reason = f"The source is graded {worst}, too weak for a finding to rest on it."
        yield Fact(FactName.SOURCE_DISCREDITED, _YES, reason)
    else:
        yield Fact(FactName.SOURCE_DISCREDITED, _NO, graded)


def alike(one: Reading, other: Reading, bits: int) -> bool:
    """Whether two pictures are one photograph: the same bytes, or hashes that differ in few bits."""
    if one.sha256 == other.sha256:
        return True
    try:
        return (int(one.likeness, 16) ^ int(other.likeness, 16)).bit_count() <= bits
    except ValueError:
        return False


def _pairs_alike(case: Case) -> list[tuple[Reading, Reading]]:
    bits = case.rules.same_picture_bits
    return [pair for pair in combinations(case.readings, 2) if alike(*pair, bits)]


def _one_source(one: Sighting, other: Sighting, same: list[frozenset[str]]) -> bool:
    """Whether two sightings rest on one source: its name, an exhibit, or one photograph under two hashes."""
    if one.source and one.source == other.source:
        return True
    return any(group & set(one.exhibits) and group & set(other.exhibits) for group in same) or bool(
        set(one.exhibits) & set(other.exhibits)
    )


def _second_source(case: Case) -> Fact:
    name = FactName.SECOND_SOURCE
    same = [frozenset({a.sha256, b.sha256}) for a, b in _pairs_alike(case)]
    apart = [
        (a, b) for a, b in combinations(case.weighed, 2)
        if not _one_source(a, b, same) and a.used_by and b.used_by
    ]  # fmt: skip
    if not apart:
        return Fact(name, _NO, "No second, independent source reports the item in these hands.")
    return Fact(name, _YES, f"{listed(_source(s) for s in apart[0])} report it independently.")


def _source(sighting: Sighting) -> str:
    return sighting.source or f"a sighting {dated(sighting.found_on)}"


def _same_photograph(case: Case) -> Fact:
    name = FactName.SAME_PHOTOGRAPH
    pairs = _pairs_alike(case)
    if pairs:
        files = listed(file for pair in pairs for file in (_name(pair[0]), _name(pair[1])))
        return Fact(name, _YES, f"The pictures {files} are one photograph and count as one source.")
    for one, other in combinations(case.sightings, 2):
        shared = sorted(set(one.exhibits) & set(other.exhibits))
        # Only two reports of use could pass for two sources: a register's bare note of the exhibit cannot.
        if shared and one.used_by and other.used_by and one.source != other.source:
            both = listed([_source(one), _source(other)])
            reason = f"{both} show the same exhibit {shared[0][:12]} and count as one source."
            return Fact(name, _YES, reason)
    return Fact(name, _NO, "No photograph stands twice among the exhibits.")


def _name(reading: Reading) -> str:
    return PurePath(reading.file).name


def _two_dates(case: Case) -> Fact:
    name = FactName.EXHIBIT_TWO_DATES
    for one, other in combinations(case.sightings, 2):
        if not set(one.exhibits) & set(other.exhibits) or one.found_on is None or other.found_on is None:
            continue
        if one.found_on.meets(other.found_on) is _NO:
            reason = f"The same exhibit is dated {one.found_on} and {other.found_on}."
            return Fact(name, _YES, reason)
    return Fact(name, _NO, "No exhibit stands under two dates.")


def _taken_earlier(case: Case) -> Fact:
    name = FactName.PHOTOGRAPH_EARLIER
    dates = [(r, taken) for r in case.readings if (taken := _taken(r)) is not None]
    if not dates:
        return Fact(name, _OPEN, "The picture's file carries no date of its own.")
    for reading, taken in dates:
        for sighting in case.sightings:
            if reading.sha256 not in sighting.exhibits or sighting.found_on is None:
                continue
            if taken.before(sighting.found_on) is _YES:
                said = f"The file {_name(reading)} says that it was taken on {taken}"
                return Fact(name, _YES, f"{said}, before the sighting {dated(sighting.found_on)}.")
    return Fact(name, _NO, "The picture's own date does not lie before the sighting.")


def _taken(reading: Reading) -> Span | None:
    """The day in the file's metadata, which EXIF writes as 2020:10:19 12:00:00; None where there is none."""
    try:
        return parse_span((reading.taken_on or "")[:10].replace(":", "-"))
    except BadInputError:
        return None


def _answers(case: Case) -> Iterator[Fact]:
    answers = relevant_answers(case)
    maker, integrator = case.record.maker if case.record else "", case.declared("integrator")
    yield _given(
        FactName.ANSWER_CONFIRMS, answers, lambda a: a.outcome is Outcome.CONFIRMED,
        "No answer of a maker or state confirms the serial number.",
    )  # fmt: skip
    by_maker = [a for a in answers if maker and case.register.same(a.by, maker)]
    said = maker or "The maker"
    yield _given(
        FactName.MAKER_CONFIRMS, by_maker, lambda a: a.outcome is Outcome.CONFIRMED,
        f"{said} has not confirmed the item.",
    )  # fmt: skip
    yield _given(
        FactName.MAKER_CANNOT_CONFIRM, by_maker, lambda a: a.outcome is Outcome.CANNOT_CONFIRM,
        f"{said} has not said that it cannot confirm the item.",
    )  # fmt: skip
    yield _given(
        FactName.MAKER_SILENT, by_maker, lambda a: a.outcome in (Outcome.SILENT, Outcome.REFUSED),
        f"No refusal or silence of {maker or 'the maker'} is recorded.",
    )  # fmt: skip
    by_integrator = [a for a in answers if integrator and case.register.same(a.by, integrator)]
    yield _given(
        FactName.INTEGRATOR_ANSWERED, by_integrator,
        lambda a: a.outcome in (Outcome.CONFIRMED, Outcome.CANNOT_CONFIRM),
        f"No answer of {integrator or 'an integrator'} is recorded.",
    )  # fmt: skip


def relevant_answers(case: Case) -> tuple[GivenAnswer, ...]:
    """The answers about this item, and those about a picture that is among the exhibits."""
    of_item = case.record.answers if case.record else ()
    return tuple(a for a in of_item if not _names_a_file(a.subject)) + answers_on_pictures(case)


def answers_on_pictures(case: Case) -> tuple[GivenAnswer, ...]:
    """The answers whose subject is the file name of one of the exhibits, whatever item is on it."""
    shown = {_name(reading).casefold() for reading in case.readings}
    return tuple(
        a for a in case.register.answers if _names_a_file(a.subject) and a.subject.casefold() in shown
    )


def _names_a_file(subject: str) -> bool:
    return re.fullmatch(r"\.(?=.*[a-z])[a-z0-9]{2,5}", PurePath(subject).suffix.casefold()) is not None


def _given(
    name: FactName, answers: tuple[GivenAnswer, ...] | list[GivenAnswer],
    holds: Callable[[GivenAnswer], bool], otherwise: str,
) -> Fact:  # fmt: skip
    for answer in answers:
        if holds(answer):
            about = f" about {answer.subject}" if answer.subject else ""
            reason = f"{answer.by} answered {dated(answer.answered_on)}{about}: {answer.outcome}."
            return Fact(name, _YES, reason)
    return Fact(name, _NO, otherwise)
