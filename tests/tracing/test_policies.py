"""Policies, evaluated for a permit or an application at any time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tracing.founding import CASE, ITEM, PERMIT, added, edited, opened

from findspot.records.opening import open_register
from findspot.tracing.policies import evaluate
from findspot.vocabulary.dates import Answer, Span, parse_span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from findspot.records.register import TableRegister
    from findspot.tracing.policies import Evaluation
    from findspot.vocabulary.records import Application, Permit

_YES, _NO, _OPEN = Answer.YES, Answer.NO, Answer.UNDETERMINED


def _terms(register: TableRegister, number: str) -> Permit | Application:
    every: Sequence[Permit | Application] = (*register.permits, *register.applications)
    names = {getattr(one, "permit", "") or getattr(one, "application", ""): one for one in every}
    return names[number]


def _evaluated(on: str, number: str = PERMIT, folder: Path = CASE / "register") -> Evaluation:
    register = open_register([folder])
    return evaluate(_terms(register, number), register, parse_span(on))


@pytest.mark.parametrize(
    ("on", "restricted", "governing"),
    [
        ("2019-09", _NO, []),
        ("2019-10", _OPEN, ["BAN-2019-10"]),
        ("2019-11-01", _YES, ["BAN-2019-10"]),
        ("2020-05", _OPEN, ["BAN-2019-10", "EXCEPTION-2020-05"]),
        ("2020-06-01", _NO, ["BAN-2019-10", "EXCEPTION-2020-05"]),
        ("2020-10-05", _YES, ["BAN-2019-10", "SUSPENSION-2020-10-05"]),
        ("2020-10", _OPEN, ["BAN-2019-10", "EXCEPTION-2020-05", "SUSPENSION-2020-10-05"]),
        ("2021-04-12", _YES, ["BAN-2019-10", "CANCELLATION-2021-04-12"]),
    ],
)
def test_the_founding_permit_stands_under_its_policies(
    on: str, restricted: Answer, governing: list[str]
) -> None:
    """The ban, its exception, the suspension and the cancellation, each from its day on."""
    found = _evaluated(on)
    assert found.country == "Türkiye"
    assert found.restricted is restricted
    assert [one.policy.policy for one in found.governing] == governing


def test_an_exception_is_named_beside_what_it_sets_aside() -> None:
    """Only for the permits that it names."""
    ban = _evaluated("2020-06-01").governing[0]
    assert [(policy.policy, answer) for policy, answer in ban.exceptions] == [("EXCEPTION-2020-05", _YES)]
    assert (ban.in_force, ban.restricts) == (_YES, _NO)
    other = _evaluated("2020-06-01", "EX-INV-0385").governing[0]
    assert (other.exceptions, other.restricts) == ((), _YES)


def test_an_application_is_governed_by_its_number_or_its_end_users_country(tmp_path: Path) -> None:
    """By the state of the end user where no country is declared; by a number in other letter case too."""
    assert _evaluated("2020-10", "APP-INV-0531").governing == ()
    new = {"policy": "BAN-B", "kind": "ban", "country": "Azerbaijan", "in_force_from": "2020-10-01"}
    named = {"policy": "BAN-C", "kind": "suspension", "permits": "app-inv-0532"}
    folder = edited(tmp_path, "policies", added(new, named))
    edited(
        tmp_path,
        "applications",
        lambda rows: [{**row, "end_user_country": ""} for row in rows],
    )
    first = _evaluated("2020-10-02", "APP-INV-0531", folder)
    assert (first.country, first.restricted) == ("Azerbaijan", _YES)
    assert [one.policy.policy for one in first.governing] == ["BAN-B"]
    second = _evaluated("2020-10-02", "APP-INV-0532", folder)
    assert [one.policy.policy for one in second.governing] == ["BAN-B", "BAN-C"]
    assert [one.in_force for one in second.governing] == [_YES, _YES]


_DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2021, 12, 31))


@given(_DAYS, _DAYS)
def test_what_is_sure_of_a_time_is_so_on_each_of_its_days(one: dt.date, other: dt.date) -> None:
    """Yes and no hold on the first and the last day; on a single day of known policies all is settled."""
    register = opened()
    permit = register.record(ITEM).permits[0]
    first, last = sorted((one, other))
    whole = evaluate(permit, register, Span(first, last, f"{first}/{last}")).restricted
    for day in (first, last):
        answer = evaluate(permit, register, Span(day, day, day.isoformat())).restricted
        assert whole in (answer, _OPEN) or answer is _OPEN
