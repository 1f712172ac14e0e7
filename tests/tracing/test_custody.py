"""Custody: declared and seen steps in one line of time, each with its source and its doubts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.tracing.founding import GRADED, ITEM, PERMIT, Row, added, conflict_kinds, edited, founding

from findspot.tracing.case import time_key
from findspot.vocabulary.dates import Answer, parse_span
from findspot.vocabulary.sighting import Grade

if TYPE_CHECKING:
    from pathlib import Path


def test_events_stand_in_the_order_of_time() -> None:
    """Months and open dates are ordered by their first possible day; undated steps stand last."""
    line = [time_key(event.on) for event in founding().custody]
    assert line == sorted(line)


def test_every_event_names_a_source() -> None:
    """The row's own source, else its file and row; a report without one says so."""
    assert all(event.source for event in founding().custody)
    seen = [event.source for event in founding(GRADED).custody if event.seen]
    assert "a journalist, graded B2" in seen


def test_a_statement_is_one_event_with_all_its_promises() -> None:
    """The two promises of one paper are told together, with the doubt that nobody authenticated it."""
    statement = next(e for e in founding().custody if e.event.startswith("end-use statement"))
    assert statement.event == "end-use statement EUS-INV-0417: no diversion and use only for"
    assert "authenticated" in statement.doubt


def test_an_end_use_statement_is_doubted_by_what_was_answered_of_it(tmp_path: Path) -> None:
    """An open question and a denial are told with who asked whom and when; a confirmation ends the doubt."""
    asked = {
        "statement": "eus-inv-0417", "checked_by": "the embassy", "asked_of": "the naval staff",
        "asked_on": "2020-05-10",
    }  # fmt: skip
    doubts = []
    for outcome in ("none yet", "genuine", "not genuine"):
        register = edited(tmp_path, "authentications", added({**asked, "outcome": outcome}))
        line = founding(GRADED, register=register).custody
        doubts.append(next(event.doubt for event in line if event.event.startswith("end-use statement")))
        asked["asked_of"] += " once more"
    assert doubts == [
        "the embassy asked the naval staff on 2020-05-10, answered: none yet",
        "",
        "the embassy asked the naval staff once more once more on 2020-05-10, answered: not genuine",
    ]


def test_a_post_shipment_check_is_an_event_when_it_was_done(tmp_path: Path) -> None:
    """What it found, by whom and where; one that is only due is none."""
    checks = (
        {"reference": "C-1", "item": ITEM, "checked_by": "the embassy", "place": "Ankara",
         "due_on": "2020-10", "done_on": "2020-11-03", "result": "not found"},
        {"reference": "C-2", "item": "", "permit": PERMIT, "due_on": "2021-10"},
    )  # fmt: skip
    line = founding(GRADED, register=edited(tmp_path, "checks", added(*checks))).custody
    found = [event for event in line if event.event.startswith("post-shipment check")]
    assert [(one.event, one.from_party, one.place, str(one.on)) for one in found] == [
        ("post-shipment check: not found", "the embassy", "Ankara", "2020-11-03")
    ]


def test_a_delivery_after_the_permit_ended_is_doubted(tmp_path: Path) -> None:
    """A delivery in December under a permit that was suspended in October contradicts the record."""

    def late(rows: list[Row]) -> list[Row]:
        return [{**row, "delivered_on": "2020-12"} if row["item"] == ITEM else row for row in rows]

    later = replace(GRADED, found_on=parse_span("2021-02-01"))
    trace = founding(later, register=edited(tmp_path, "deliveries", late))
    delivered = next(event for event in trace.custody if event.event == f"delivered under {PERMIT}")
    assert "suspended" in delivered.doubt
    assert "delivered after the permit ended" in conflict_kinds(trace.finding)


def test_a_sighting_is_held_against_the_delivery_that_came_before_it(tmp_path: Path) -> None:
    """An item that was later delivered to somebody else departed from the custody declared at the time."""
    later = {
        "item": ITEM, "serial": "15D-20417", "model": "CMX-15D", "maker": "L3Harris Wescam",
        "part_number": "INV-15D-7100-02", "delivered_on": "2023-03", "end_user": "Azerbaijan",
        "end_user_country": "Azerbaijan",
    }  # fmt: skip
    trace = founding(GRADED, register=edited(tmp_path, "deliveries", added(later)))
    assert trace.finding.departed is Answer.YES
    assert "Turkish Naval Forces" in trace.finding.summary


def test_a_discredited_sighting_is_doubted_in_its_place() -> None:
    """It stands in the line where its date puts it."""
    trace = founding(replace(GRADED, grade=Grade("E", 5)))
    seen = next(event for event in trace.custody if event.seen and event.from_party == "Azerbaijan")
    assert "too weak" in seen.doubt
