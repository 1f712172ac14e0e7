"""The life of a permit: what may happen to it, and nothing else."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
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
from findspot.registry.correcting import withdraw_event
from findspot.registry.life import happen
from findspot.registry.register import DatabaseRegister
from findspot.registry.writing import REINSTATED
from findspot.vocabulary.dates import parse_span
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.records import Application, Permit, Status
from findspot.vocabulary.register import TieKind

if TYPE_CHECKING:
    from collections.abc import Sequence
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
_ALLOWED = {
    "approved": {"suspended", *_ENDS},
    REINSTATED: {"suspended", *_ENDS},
    "suspended": {REINSTATED, *_ENDS},
}


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


_Version = tuple[dt.date, str | None]


def _led_to(steps: Sequence[Sequence[_Version]], on: dt.date) -> str:
    """The status to which a life leads as known on a day: of each step the last version known by then."""
    known = [[event for day, event in versions if day <= on] for versions in steps]
    happened = ["approved", *(events[-1] for events in known if events and events[-1] is not None)]
    for before, after in pairwise(happened):
        assert after in _ALLOWED.get(before, ()), f"{after} after {before}"
    return "approved" if happened[-1] == REINSTATED else happened[-1]


class PermitLife(RuleBasedStateMachine):
    """A permit to which anything is tried at any time, and of which the last event is taken back."""

    def __init__(self) -> None:
        super().__init__()
        self._days = [dt.date(2020, 6, 1)]
        self._status = "approved"
        #: After its approval: each step, with all that was stated of it and since when that is known.
        self._steps: list[list[_Version]] = []
        self._outer = transaction.atomic()
        self._outer.__enter__()

    def teardown(self) -> None:
        """Forget what this example recorded."""
        transaction.set_rollback(True)
        self._outer.__exit__(None, None, None)

    @rule(event=st.sampled_from(_EVENTS), days=st.integers(0, 40))
    def tried(self, event: str, days: int) -> None:
        """Whatever the rules forbid is refused; all else changes the status as they say."""
        on = self._days[-1] + dt.timedelta(days)
        if event not in _ALLOWED.get(self._status, ()):
            with pytest.raises(BadInputError):
                _happen("P-1", event, on.isoformat())
            return
        _happen("P-1", event, on.isoformat())
        at = len(self._days) - 1
        before = self._steps[at - 1][-1][0] if at else on
        self._state(at, max(on, before), event)
        self._days.append(on)
        self._status = "approved" if event == REINSTATED else event

    @precondition(lambda self: len(self._days) > 1)
    @rule()
    def taken_back(self) -> None:
        """What happened last did not happen: from now on the permit is as it was before."""
        at = len(self._days) - 2
        last = self._steps[at][-1][1]
        assert last is not None
        withdraw_event("permits", "P-1", last, by="an office", why="a test", now=TODAY)
        self._state(at, TODAY.date(), None)
        self._days.pop()
        self._status = _led_to(self._steps, TODAY.date())

    def _state(self, at: int, known: dt.date, event: str | None) -> None:
        """Note what was stated of a step; in place of something else it is known from now on."""
        if at == len(self._steps):
            self._steps.append([])
        versions = self._steps[at]
        if versions and known <= versions[-1][0]:
            known = max(TODAY.date(), versions[-1][0])
        versions.append((known, event))

    @precondition(lambda self: self._status in _ENDS)
    @rule(event=st.sampled_from(_EVENTS))
    def nothing_after_the_end(self, event: str) -> None:
        """A permit that has ended stays as it is."""
        with pytest.raises(BadInputError):
            _happen("P-1", event, (self._days[-1] + dt.timedelta(1)).isoformat())

    @invariant()
    def holds(self) -> None:
        """The registry shows the status that the events lead to, now, on the last event's day and before."""
        assert _permit(DatabaseRegister("registry")).status == self._status
        for day in {self._days[-1], self._days[len(self._days) // 2]}:
            assert _permit(DatabaseRegister("registry", day)).status == _led_to(self._steps, day)


def test_no_sequence_of_calls_reaches_a_state_that_the_rules_forbid(tmp_path: Path) -> None:
    """Whatever is tried in whatever order, the status follows the rules."""
    entered(written(tmp_path / "tables", _TABLES))
    run_state_machine_as_test(
        PermitLife, settings=settings(max_examples=15, stateful_step_count=12, deadline=None)
    )
