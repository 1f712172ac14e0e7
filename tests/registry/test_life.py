"""The life of a permit: what may happen to it, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.registry.entering import TODAY, entered, known_on, written

from findspot.registry import models
from findspot.registry.life import happen
from findspot.registry.register import DatabaseRegister
from findspot.registry.writing import REINSTATED
from findspot.vocabulary.dates import parse_span
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.records import Application, Permit, Status
from findspot.vocabulary.register import TieKind

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.registry.stating import Recorded

pytestmark = pytest.mark.usefixtures("place")

_TABLES = {
    "deliveries": "item,serial,permit\nI-1,S-1,P-1\n",
    "permits": "permit,status,issued_on,consignee,learnt_on\nP-1,approved,2020-05-04,Baykar,2020-05-04\n",
    "applications": "application,status,consignee,learnt_on\nA-1,submitted,Baykar,2020-06\n",
}
_EVENTS = ("approved", "refused", "suspended", REINSTATED, "cancelled", "expired", "exhausted", "submitted")
_ENDS = {"cancelled", "expired", "exhausted"}


def _happen(reference: str, happened: str, on: str = "2020-10-05") -> Recorded:
    return happen(reference, happened, on=parse_span(on), by="an office", why="a test", now=TODAY)


def _permit(register: DatabaseRegister) -> Permit:
    return next(one for one in register.related(TieKind.CONSIGNEE, "Baykar") if isinstance(one, Permit))


def test_a_permit_is_suspended_reinstated_and_cancelled(tmp_path: Path) -> None:
    """Each event changes its status from its day on, and the dates stay."""
    entered(written(tmp_path / "tables", _TABLES))
    _happen("p-1", "suspended", "2020-10-05")
    _happen("P-1", REINSTATED, "2020-11-01")
    _happen("P-1", "cancelled", "2021-04-12")
    statuses = {
        day: _permit(known_on(day)).status for day in ("2020-10-04", "2020-10-05", "2020-11-01", "2021-04-12")
    }
    assert list(statuses.values()) == [
        Status.APPROVED,
        Status.SUSPENDED,
        Status.APPROVED,
        Status.CANCELLED,
    ]
    now = _permit(DatabaseRegister("registry"))
    assert [str(now.issued_on), str(now.suspended_on), str(now.cancelled_on)] == [
        "2020-05-04",
        "2020-10-05",
        "2021-04-12",
    ]


def test_an_application_is_decided_once(tmp_path: Path) -> None:
    """A refused application cannot be approved afterwards."""
    entered(written(tmp_path / "tables", _TABLES))
    _happen("A-1", "refused")
    related = DatabaseRegister("registry").related(TieKind.CONSIGNEE, "Baykar")
    application = next(one for one in related if isinstance(one, Application))
    assert (application.status, str(application.decided_on)) == (Status.REFUSED, "2020-10-05")
    with pytest.raises(BadInputError, match="application that is refused cannot be approved"):
        _happen("A-1", "approved")


def test_what_cannot_be_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """An unknown number, an impossible event and a day before the last event: nothing is recorded."""
    entered(written(tmp_path / "tables", _TABLES))
    for reference, event, on, why in (
        ("P-2", "suspended", "2020-10-05", "no such permit"),
        ("P-1", "refused", "2020-10-05", "cannot be refused"),
        ("P-1", "melted", "2020-10-05", "cannot be melted"),
        ("P-1", "suspended", "2020-05-03", "lies before 2020-05-04"),
    ):
        with pytest.raises(BadInputError, match=why):
            _happen(reference, event, on)
    assert models.Entry.objects.count() == 1


class PermitLife(RuleBasedStateMachine):
    """A permit to which anything is tried at any time."""

    def __init__(self) -> None:
        super().__init__()
        self._day = dt.date(2020, 6, 1)
        self._status = "approved"
        self._outer = transaction.atomic()
        self._outer.__enter__()

    def teardown(self) -> None:
        """Forget what this example recorded."""
        transaction.set_rollback(True)
        self._outer.__exit__(None, None, None)

    @rule(event=st.sampled_from(_EVENTS), days=st.integers(0, 40))
    def tried(self, event: str, days: int) -> None:
        """Whatever the rules forbid is refused; all else changes the status as they say."""
        allowed = {
            "approved": {"suspended", *_ENDS},
            "suspended": {REINSTATED, *_ENDS},
        }.get(self._status, set())
        on = self._day + dt.timedelta(days)
        if event not in allowed:
            with pytest.raises(BadInputError):
                _happen("P-1", event, on.isoformat())
            return
        _happen("P-1", event, on.isoformat())
        self._day = on
        self._status = "approved" if event == REINSTATED else event

    @precondition(lambda self: self._status in _ENDS)
    @rule(event=st.sampled_from(_EVENTS))
    def nothing_after_the_end(self, event: str) -> None:
        """A permit that has ended stays as it is."""
        with pytest.raises(BadInputError):
            _happen("P-1", event, (self._day + dt.timedelta(1)).isoformat())

    @invariant()
    def holds(self) -> None:
        """The registry shows the status that the events lead to, now and on the last event's day."""
        assert _permit(DatabaseRegister("registry")).status == self._status
        assert _permit(DatabaseRegister("registry", self._day)).status == self._status


def test_no_sequence_of_calls_reaches_a_state_that_the_rules_forbid(tmp_path: Path) -> None:
    """Whatever is tried in whatever order, the status follows the rules."""
    entered(written(tmp_path / "tables", _TABLES))
    run_state_machine_as_test(
        PermitLife, settings=settings(max_examples=15, stateful_step_count=12, deadline=None)
    )
