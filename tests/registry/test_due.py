"""What is overdue, and the history of one number."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from tests.registry.entering import TODAY, entered, written

from findspot.registry.due import (
    CHECK,
    EXCEEDED,
    EXPIRED,
    PROOF,
    PROOF_AFTER,
    UNANSWERED,
    UNCHECKED,
    UNCONFIRMED,
    USED_UP,
    due,
)
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


def test_authentications_checks_and_permits_are_due_until_they_are_settled(tmp_path: Path) -> None:
    """An unanswered authentication, an overdue check, and permits whose status lags behind."""
    tables = {
        "deliveries": "item,serial,permit\nI-1,S-1,P-1\nI-2,S-2,P-1\nI-3,S-3,P-2\n",
        "permits": "permit,status,quantity,expires_on\nP-1,approved,1,\nP-2,approved,1,\n"
        "P-3,approved,5,2020-05\nP-4,exhausted,0,2020-05\nP-5,approved,5,after:2020-05\n",
        "undertakings": "undertaking,statement,permit,form\nU-1,EUS-1,P-1,written\nU-2,EUS-2,P-1,written\n"
        "U-3,EUS-3,P-1,written\n",
        "authentications": "statement,checked_by,asked_of,channel,asked_on,outcome\n"
        "EUS-1,an embassy,the naval staff,visit,2020-06-01,genuine\n"
        "eus-2,an embassy,the naval staff,visit,2020-06-01,none yet\n",
        "checks": "reference,item,permit,checked_by,due_on,done_on,result\nC-1,I-1,P-1,an embassy,2020-05,,\n"
        "C-2,I-1,P-1,an embassy,2020-05,2020-05-03,\nC-3,I-1,P-1,an embassy,2020-05,,not found\n"
        "C-4,I-1,P-1,an embassy,2020-07,,\nC-5,I-1,P-1,an embassy,after:2020-01,,\n",
    }
    entered(written(tmp_path / "tables", tables))
    found = due(dt.date(2020, 7, 1))
    assert {(one.what, one.subject, one.days, one.detail) for one in found} == {
        (UNCONFIRMED, "eus-2", 30, "asked by an embassy, visit"),
        (UNCHECKED, "EUS-3", None, ""),
        (CHECK, "C-1, I-1", 31, ""),
        (EXCEEDED, "P-1", None, "2 of 1 items"),
        (USED_UP, "P-1", None, ""),
        (USED_UP, "P-2", None, ""),
        (EXPIRED, "P-3", 31, ""),
    }


def test_a_history_tells_of_papers_checks_lines_and_relations(tmp_path: Path) -> None:
    """Of a permit what belongs to it, of a party its relations in either direction."""
    tables = {
        "deliveries": "item,serial,permit\nI-1,S-1,P-1\n",
        "undertakings": "undertaking,statement,permit\nU-1,EUS-1,P-1\n",
        "authentications": "statement,checked_by,outcome\nEUS-1,an embassy,genuine\n",
        "checks": "reference,item,result\nC-1,I-1,not found\nC-2,I-9,\n",
        "permit_lines": "permit,quantity\nP-1,4\n",
        "relations": "party,kind,other\nA,broker for,B\nC,parent of,A\n",
        "control_entries": "control_list,control_entry,covers\nL,6,M-1;M-2\n",
    }
    entered(written(tmp_path / "tables", tables))
    assert {one.kind for one in history("I-1")} == {
        "delivery", "undertaking", "authentication", "authentication answer", "post-shipment check",
        "check report", "permit line",
    }  # fmt: skip
    assert [one.said["party"] for one in history("a")] == ["A", "C"]
    assert history("L")[0].said["covers"] == "M-1, M-2"


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
