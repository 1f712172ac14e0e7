"""What was known on a day: the founding case replayed by the dates on which things were learnt."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from tests.registry.entering import TODAY, entered, known_on, written
from tests.tracing.founding import ITEM, REPORTED, plate

from findspot.matching.matching import match_reading
from findspot.registry import models
from findspot.registry.known import Knowledge
from findspot.registry.register import DatabaseRegister
from findspot.tracing.trace import trace_item
from findspot.vocabulary.dates import Answer
from findspot.vocabulary.records import Application, Permit, Status
from findspot.vocabulary.register import TieKind

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.vocabulary.finding import Trace

pytestmark = pytest.mark.usefixtures("place")


def _traced(register: DatabaseRegister) -> Trace:
    readings = (plate(),)
    return trace_item(readings, match_reading(readings, register), (REPORTED,), register)


def _statuses(register: DatabaseRegister, consignee: str = "Baykar") -> set[Status]:
    related = register.related(TieKind.CONSIGNEE, consignee)
    return {one.status for one in related if isinstance(one, Permit)}


def test_in_may_the_ban_its_exception_and_the_assurance_are_known() -> None:
    """On 2020-05-01 nothing has been delivered yet."""
    entered()
    register = known_on("2020-05-01")
    assert [one.policy for one in register.policies()] == ["BAN-2019-10", "EXCEPTION-2020-05"]
    assert len(register.serials()) == 0

    promises = Knowledge(dt.date(2020, 5, 1)).of(models.Undertaking)
    assert "ASSURANCE-2020-04" in {one.undertaking for one in promises}


def test_on_the_26th_of_october_the_finding_and_what_is_exposed_are_known() -> None:
    """The trace finds the item, its departure, the other permits and the pending applications."""
    entered()
    trace = _traced(known_on("2020-10-26"))
    assert trace.match.candidates[0].item == ITEM
    assert trace.finding.departed is Answer.YES
    touched = {one.id for one in trace.exposure}
    assert {"EX-INV-0418", "EX-INV-0419", "APP-INV-0531", "APP-INV-0532"} <= touched
    pending = known_on("2020-10-26").related(TieKind.END_USER, "Azerbaijani Air Force")
    assert {one.status for one in pending if isinstance(one, Application)} == {Status.SUBMITTED}


def test_a_trace_as_known_on_a_day_says_what_was_recorded_later() -> None:
    """The register was entered in 2026: what it claims to have known in 2020 was written down only then."""
    entered()
    then = _traced(known_on("2020-10-26"))
    said = [note for note in then.notes if note.startswith("As known on 2020-10-26")]
    assert len(said) == 1
    assert said[0].endswith("recorded only later, on 2026-01-15.")
    for later in (known_on("2026-01-15"), DatabaseRegister("registry")):
        assert not any(note.startswith("As known on") for note in _traced(later).notes)


def test_on_the_first_of_september_nothing_of_it_is_known() -> None:
    """The item has not been delivered: the plate is none of the register's, and exposes nothing."""
    entered()
    trace = _traced(known_on("2020-09-01"))
    assert trace.match.candidates == ()
    assert trace.record is None
    assert trace.finding.departed is Answer.UNDETERMINED
    assert not {"APP-INV-0531", "APP-INV-0532"} & {one.id for one in trace.exposure}


def test_a_permit_is_as_it_was_then() -> None:
    """Approved in summer, suspended from 5 October 2020, cancelled from 12 April 2021."""
    entered()
    assert _statuses(known_on("2020-08-01")) == {Status.APPROVED}
    assert _statuses(known_on("2020-10-04")) == {Status.APPROVED}
    assert _statuses(known_on("2020-10-05")) == {Status.SUSPENDED}
    assert _statuses(known_on("2021-04-11")) == {Status.SUSPENDED}
    assert _statuses(known_on("2021-04-12")) == {Status.CANCELLED}


def test_what_nobody_dated_is_known_from_its_recording(tmp_path: Path) -> None:
    """A delivery without a learnt date is known from the day on which it was entered; names always were."""
    tables = {"deliveries": "item,serial\nI-1,S-1\n", "parties": "party,country\nNavy,Türkiye\n"}
    entered(written(tmp_path / "tables", tables))
    assert len(known_on("2026-01-14").serials()) == 0
    assert len(known_on("2026-01-15").serials()) == 1
    assert known_on("1999-01-01").party("Navy") is not None


def test_a_correction_changes_nothing_of_what_was_known_before(tmp_path: Path) -> None:
    """The former statement holds until the day on which it was corrected, and is there to be seen."""
    first = "permit,status,consignee,learnt_on\nP-1,approved,Baykar,2020-05\n"
    deliveries = "item,serial\nI-1,S-1\n"
    entered(written(tmp_path / "first", {"permits": first, "deliveries": deliveries}))
    later = TODAY + dt.timedelta(days=30)
    corrected = first.replace("Baykar", "Somebody")
    _, done = entered(written(tmp_path / "second", {"permits": corrected, "deliveries": deliveries}), later)
    assert (done.new, done.corrected) == (0, 1)
    assert len(known_on("2020-06-01").related(TieKind.CONSIGNEE, "Baykar")) == 1
    assert len(known_on("2020-06-01").related(TieKind.CONSIGNEE, "Somebody")) == 0
    now = DatabaseRegister("registry")
    assert len(now.related(TieKind.CONSIGNEE, "Baykar")) == 0
    assert len(now.related(TieKind.CONSIGNEE, "Somebody")) == 1


def test_an_undated_status_that_comes_later_is_known_from_its_recording(tmp_path: Path) -> None:
    """A row that is entered again with another status says nothing of when that was learnt."""
    first = "permit,status,consignee,learnt_on\nP-1,approved,Baykar,2020-05\n"
    deliveries = "item,serial\nI-1,S-1\n"
    entered(written(tmp_path / "first", {"permits": first, "deliveries": deliveries}))
    later = TODAY + dt.timedelta(days=30)
    ended = first.replace("approved", "exhausted")
    entered(written(tmp_path / "second", {"permits": ended, "deliveries": deliveries}), later)
    assert _statuses(known_on("2020-06-01")) == {Status.APPROVED}
    assert _statuses(known_on("2026-02-13")) == {Status.APPROVED}
    assert _statuses(known_on("2026-02-14")) == {Status.EXHAUSTED}


def test_the_register_names_the_day_and_its_digest_is_its_own() -> None:
    """Two days are two registers, for whoever reads a finding."""
    entered()
    now, then = DatabaseRegister("registry"), known_on("2020-10-26")
    assert then.name == "registry, as known on 2020-10-26"
    assert len({now.sha256, then.sha256, known_on("2020-10-27").sha256}) == 3
