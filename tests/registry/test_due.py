"""What is overdue, and the history of one number."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from tests.registry.entering import TODAY, entered, written

from findspot.registry.due import PROOF, PROOF_AFTER, UNANSWERED, UNCHECKED, due
from findspot.registry.history import history

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("place")

_TABLES = {
    "deliveries": "item,serial,permit,delivered_on,confirmed_on,consignee,learnt_on\n"
    "I-1,S-1,P-1,2020-01,,Baykar,2020-02\nI-2,S-2,P-1,2020-01,2020-02,Baykar,2020-02\n"
    "I-3,S-3,P-1,2020-06-01,,Baykar,2020-06\nI-4,S-4,P-1,,,Baykar,\n",
    "permits": "permit,status,consignee,learnt_on\nP-1,approved,Baykar,2020-01\n",
    "undertakings": "undertaking,statement,permit,form,given_by,given_on,authentication\n"
    "U-1,EUS-1,P-1,written,Navy,2020-01-10,\nU-2,EUS-1,P-1,written,Navy,2020-01-10,\n"
    "U-3,EUS-2,P-1,written,Navy,2020-01-10,checked by the embassy\nU-4,,P-1,verbal,Navy,2020-01-10,\n",
    "answers": "answer,by,outcome,question,asked_on\nR-1,A state,silent,Was it yours?,2020-03-01\n"
    "R-2,A maker,confirmed,Was it yours?,2020-03-01\n",
}


def test_what_is_due_is_listed_and_nothing_else(tmp_path: Path) -> None:
    """A late proof, an unchecked paper once however many promises it holds, a question of silence."""
    entered(written(tmp_path / "tables", _TABLES))
    found = due(dt.date(2020, 7, 1))
    proof = dt.date(2020, 7, 1) - dt.date(2020, 1, 31) - dt.timedelta(PROOF_AFTER)
    assert {(one.what, one.subject, one.permit, one.days) for one in found} == {
        (PROOF, "I-1", "P-1", proof.days),
        (UNCHECKED, "EUS-1", "P-1", 173),
        (UNANSWERED, "Was it yours?", "", 122),
    }
    assert [one.days for one in found] == sorted((one.days or 0 for one in found), reverse=True)


def test_a_delivery_becomes_due_the_day_after_its_time(tmp_path: Path) -> None:
    """The last day on which it can have left counts."""
    entered(written(tmp_path / "tables", _TABLES))
    left = dt.date(2020, 6, 1)
    on_time = due(left + dt.timedelta(PROOF_AFTER))
    late = due(left + dt.timedelta(PROOF_AFTER + 1))
    assert "I-3" not in {one.subject for one in on_time}
    assert [one.days for one in late if one.subject == "I-3"] == [1]


def test_a_history_has_all_that_was_stated_with_its_three_times(tmp_path: Path) -> None:
    """What was corrected stands there as well, and what was recorded later than it was known says so."""
    entered(written(tmp_path / "first", _TABLES))
    changed = dict(_TABLES, permits=_TABLES["permits"].replace("Baykar", "Somebody"))
    entered(written(tmp_path / "second", changed), TODAY + dt.timedelta(1))
    told = [one for one in history("p-1") if one.kind == "permit"]
    assert [(one.said["consignee"], one.corrected) for one in told] == [("Baykar", True), ("Somebody", False)]
    assert [one.known_from for one in told] == [dt.date(2020, 1, 1), dt.date(2026, 1, 16)]
    assert [one.recorded_later for one in told] == [True, False]
    assert {one.kind for one in history("I-2")} == {
        "delivery",
        "proof of delivery",
        "permit",
        "permit event",
        "undertaking",
    }
    assert history("nothing") == []
