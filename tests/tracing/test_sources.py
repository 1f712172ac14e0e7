"""Evidence: one photograph posted twice is one source, and contradictions are reported."""

from __future__ import annotations

from dataclasses import replace

from tests.tracing.founding import (
    GRADED,
    REPORTED,
    conflict_kinds,
    explained,
    founding,
    plate,
    supports,
)

from findspot.vocabulary.dates import parse_span
from findspot.vocabulary.sighting import Grade

CLOCK = "a wrong clock or a re-upload of old footage"


def test_one_photograph_posted_twice_is_one_source() -> None:
    """Two files whose hashes differ in a bit or two are one photograph: no second source, and said so."""
    first = plate()
    repost = replace(first, file="repost.jpg", sha256="9" * 64, likeness="0123456789abcdee")
    trace = founding(
        replace(GRADED, exhibits=(first.sha256,)),
        replace(GRADED, source="another site", exhibits=(repost.sha256,)),
        read=(first, repost),
    )
    assert "one photograph, one source" in conflict_kinds(trace.finding)
    assert "a second, independent source for the sighting" in trace.finding.missing


def test_two_photographs_by_two_sources_are_independent() -> None:
    """Other pictures from another source: nothing more is asked for."""
    first = plate()
    second = replace(first, file="other.jpg", sha256="9" * 64, likeness="fedcba9876543210")
    trace = founding(
        replace(GRADED, exhibits=(first.sha256,)),
        replace(GRADED, source="another site", exhibits=(second.sha256,)),
        read=(first, second),
    )
    assert "one photograph, one source" not in conflict_kinds(trace.finding)
    assert "a second, independent source for the sighting" not in trace.finding.missing
    assert supports(trace)[CLOCK] == "contradicted"


def test_a_picture_older_than_its_sighting_is_suspected() -> None:
    """The file's own date lies before the day on which it was seen: old footage is supported."""
    trace = founding(GRADED, read=(replace(plate(), taken_on="2018:03:01 12:00:00"),))
    assert "photograph taken before the sighting" in conflict_kinds(trace.finding)
    assert supports(trace)[CLOCK] == "supported"


def test_a_picture_taken_later_is_none() -> None:
    """A wreck may be photographed days after it fell; a date that cannot be read says nothing."""
    for taken in ("2020:10:24 09:00:00", "yesterday", ""):
        trace = founding(GRADED, read=(replace(plate(), taken_on=taken),))
        assert "photograph taken before the sighting" not in conflict_kinds(trace.finding)


def test_one_exhibit_under_two_dates_is_a_conflict() -> None:
    """The register dates this exhibit in October; a report of the same exhibit in December contradicts."""
    trace = founding(replace(REPORTED, found_on=parse_span("2020-12-24")))
    assert "one exhibit under two dates" in conflict_kinds(trace.finding)
    assert supports(trace)[CLOCK] == "supported"


def test_a_report_takes_date_and_place_from_the_registers_sighting_of_its_exhibit() -> None:
    """What the report lacks is the register's for the same exhibit, and a note says so."""
    trace = founding()
    given = next(s for s in trace.sightings if s.used_by)
    assert (str(given.found_on), given.found_at) == ("2020-10", "Nagorno-Karabakh")
    assert any(note.startswith("The date 2020-10 is the register's") for note in trace.notes)


def test_a_discredited_report_is_shown_and_set_aside() -> None:
    """Beside a sound report it changes nothing of the finding, but stands in custody with its doubt."""
    alone = founding(GRADED)
    rumour = replace(GRADED, used_by="Ukraine", source="a rumour", grade=Grade("E", 5), exhibits=("3" * 64,))
    both = founding(GRADED, rumour)
    assert both.finding.departed is alone.finding.departed
    assert both.finding.strength == alone.finding.strength
    seen = next(event for event in both.custody if "Ukraine" in event.event)
    assert "too weak" in seen.doubt
    assert any("set aside" in note for note in both.notes)


def test_an_answer_about_a_picture_counts_only_with_that_picture() -> None:
    """The maker's answer about frame.png says nothing of the plate; the ministry's serial match does."""
    reasons = explained(founding(), "misread plate").reasons
    assert any("Global Affairs Canada" in reason for reason in reasons)
    assert not any("frame.png" in reason for reason in reasons)
