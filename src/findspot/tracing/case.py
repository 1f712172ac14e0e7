"""A case: everything that one trace weighs, laid side by side."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from findspot.vocabulary.dates import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from findspot.tracing.ruleset import RuleSet
    from findspot.vocabulary.candidates import Candidate, Match
    from findspot.vocabulary.dates import Span
    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.records import Delivery, ItemRecord, Permit
    from findspot.vocabulary.register import Register
    from findspot.vocabulary.sighting import Sighting


@dataclass(frozen=True, slots=True)
class Case:
    """One item's readings, match, records and sightings.

    ``record`` is that of the likeliest candidate, None where nothing was matched; ``delivery`` its latest
    before the sightings, and ``permit`` the one under which that was made. ``sightings`` are all that are
    known, ``weighed`` those on which the finding may rest: the discredited ones are left out unless nothing
    else says in whose use the item was.
    """

    readings: tuple[Reading, ...]
    match: Match
    register: Register
    rules: RuleSet
    candidate: Candidate | None
    record: ItemRecord | None
    delivery: Delivery | None
    permit: Permit | None
    sightings: tuple[Sighting, ...]
    weighed: tuple[Sighting, ...]
    notes: tuple[str, ...] = ()

    def declared(self, field: str) -> str:
        """What the delivery, or else its permit, declares in one field; "" where neither does."""
        rows = (row for row in (self.delivery, self.permit) if row is not None)
        values = (getattr(row, field) for row in rows)
        return next((str(value) for value in values if value), "")

    @property
    def item(self) -> str:
        """The item as people call it."""
        return f"item {self.record.item}" if self.record else "the item"

    @property
    def permit_name(self) -> str:
        """The permit's number, or words where none is recorded."""
        return self.permit.permit if self.permit else self.declared("permit") or "the permit"

    @property
    def end_user(self) -> str:
        """The declared end user, or words where none is recorded."""
        return self.declared("end_user") or "the declared end user"


def lay_out(
    readings: Sequence[Reading],
    match: Match,
    sightings: Sequence[Sighting],
    register: Register,
    rules: RuleSet,
) -> Case:
    """The case of these readings: the first candidate's record, and all sightings in time order."""
    candidate = match.candidates[0] if match.candidates else None
    record = register.record(candidate.item) if candidate else None
    likely = candidate is not None and candidate.posterior >= rules.likely
    known = tuple(register.sightings(candidate.item, candidate.serial)) if candidate and likely else ()
    together, notes = _gather(sightings, known, readings)
    weighed = _weighed(together, rules)
    if len(weighed) < len(together):
        away = ", ".join(sorted({str(s.grade) for s in together if s not in weighed}))
        notes = (
            *notes,
            f"Sightings graded {away} are shown and set aside: the finding does not rest on them.",
        )
    delivery = _delivery_of(record, weighed)
    return Case(
        tuple(readings), match, register, rules, candidate, record, delivery,
        _permit_of(record, delivery), together, weighed, notes,
    )  # fmt: skip


def bearing(sightings: tuple[Sighting, ...]) -> tuple[Sighting, ...]:
    """The sightings that say in whose use the item was; all where none does."""
    return tuple(s for s in sightings if s.used_by) or sightings


def _weighed(sightings: tuple[Sighting, ...], rules: RuleSet) -> tuple[Sighting, ...]:
    """The sightings without the discredited ones, unless nothing else says in whose use the item was."""
    usable = tuple(s for s in sightings if rules.grade_level(s.grade) > 0)
    if any(s in usable for s in bearing(sightings)):
        return usable
    return sightings


def time_key(span: Span | None) -> tuple[dt.date, dt.date]:
    """A key that orders times: by their first possible day, then their last; unknown ones last."""
    if span is None:
        return dt.date.max, dt.date.max
    first = span.earliest or span.latest or dt.date.max
    return first, span.latest or dt.date.max


def sighting_key(sighting: Sighting) -> tuple[object, ...]:
    """A key that orders sightings by time and then by their own words, however they were given."""
    return (
        *time_key(sighting.found_on), sighting.found_at, sighting.country, sighting.used_by,
        sighting.recovered_by, sighting.platform, sighting.source, str(sighting.grade or ""),
        sighting.exhibits,
    )  # fmt: skip


def _delivery_of(record: ItemRecord | None, sightings: Sequence[Sighting]) -> Delivery | None:
    """The latest delivery that does not lie after every sighting; the first where all do."""
    if record is None or not record.deliveries:
        return None
    seen = [s.found_on for s in sightings if s.found_on is not None]
    by_time = sorted(record.deliveries, key=lambda d: time_key(d.delivered_on))
    before = [d for d in by_time if not _after_all(d.delivered_on, seen)]
    return before[-1] if before else by_time[0]


def _after_all(sent: Span | None, seen: Sequence[Span]) -> bool:
    return sent is not None and bool(seen) and all(on.before(sent) is Answer.YES for on in seen)


def _permit_of(record: ItemRecord | None, delivery: Delivery | None) -> Permit | None:
    if record is None or not record.permits:
        return None
    named = [p for p in record.permits if delivery is not None and p.permit == delivery.permit]
    return (named or list(record.permits))[0]


def _gather(
    given: Sequence[Sighting], known: Sequence[Sighting], readings: Sequence[Reading]
) -> tuple[tuple[Sighting, ...], tuple[str, ...]]:
    """All sightings, once each, in time order; a given one takes what it lacks from the same exhibit's."""
    shown = tuple(sorted({reading.sha256 for reading in readings}))
    notes: list[str] = []
    own = [_completed(s if s.exhibits else replace(s, exhibits=shown), known, notes) for s in given]
    together = sorted(dict.fromkeys((*own, *known)), key=sighting_key)
    return tuple(together), tuple(sorted(set(notes)))


def _completed(given: Sighting, known: Sequence[Sighting], notes: list[str]) -> Sighting:
    same = sorted((s for s in known if set(s.exhibits) & set(given.exhibits)), key=sighting_key)
    for other in same:
        source = other.source or "the register"
        if given.found_on is None and other.found_on is not None:
            given = replace(given, found_on=other.found_on)
            notes.append(f"The date {other.found_on} is the register's for this exhibit ({source}).")
        if not given.found_at and not given.country and (other.found_at or other.country):
            given = replace(given, found_at=other.found_at, country=other.country)
            place = other.found_at or other.country
            notes.append(f"The place {place} is the register's for this exhibit ({source}).")
    return given
