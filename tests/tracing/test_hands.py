"""In whose hands: an unknown name is never called another party."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.tracing.founding import ITEM, REPORTED, SERIAL, founding, plate

from findspot.tracing.facts.states import is_state
from findspot.vocabulary.dates import Answer

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.vocabulary.finding import Trace


def used(by: str) -> Trace:
    """The founding case with another reported user."""
    return founding(replace(REPORTED, used_by=by))


@pytest.mark.parametrize(
    ("user", "departed"),
    [
        ("Azerbaijan", Answer.YES),
        ("Republic of Azerbaijan", Answer.YES),
        ("Azerbaijani Air Force", Answer.YES),
        ("Azərbaycan Hərbi Hava Qüvvələri", Answer.YES),
        ("Ukraine", Answer.YES),
        ("Turkish Naval Forces", Answer.NO),
        ("Türk Deniz Kuvvetleri", Answer.NO),
        ("Turkey", Answer.UNDETERMINED),
        ("Baykar", Answer.UNDETERMINED),
        ("a militia", Answer.UNDETERMINED),
        ("Turkish Land Forces", Answer.UNDETERMINED),
        ("", Answer.UNDETERMINED),
    ],
)
def test_the_user_stands_to_the_declared_end_user(user: str, departed: Answer) -> None:
    """Another state's hands are outside; the end user's own state, its integrator, unknown names are open."""
    assert used(user).finding.departed is departed


def test_an_unknown_name_is_asked_for() -> None:
    """Where the register does not know the user, the finding says that this is missing."""
    finding = used("a militia").finding
    assert "who a militia is: the register does not know the name" in finding.missing
    assert "does not know a militia" in finding.summary


def test_nobody_named_is_asked_for() -> None:
    """Without a user the finding asks who it was."""
    assert "who used the item before it was recovered" in used("").finding.missing


def test_a_single_table_suffices(tmp_path: Path) -> None:
    """A register of one table, without parties: states are known by name, and the rest is as before."""
    table = tmp_path / "deliveries.csv"
    row = {
        "item": ITEM, "serial": SERIAL, "model": "CMX-15D", "maker": "L3 Wescam", "delivered_on": "2020-09",
        "end_user": "Turkish Naval Forces", "end_user_country": "Türkiye", "platform": "Bayraktar TB2",
    }  # fmt: skip
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    trace = founding(REPORTED, register=table, read=(plate(part_number=None),))
    assert trace.finding.departed is Answer.YES
    assert trace.finding.breached == ()
    assert any("EX-" not in event.event for event in trace.custody)


@pytest.mark.parametrize(
    ("name", "other", "expected"),
    [
        ("Turkey", "Türkiye", True),
        ("turkiye", "TÜRKİYE", True),
        ("Türkiye", "Azerbaijan", False),
        ("Guinea", "Equatorial Guinea", False),
        ("Nagorno-Karabakh", None, False),
        ("Azerbaijan", None, True),
    ],
)
def test_states_are_known_by_any_of_their_names(name: str, other: str | None, expected: bool) -> None:
    """Case, accents and the dotted I aside; a part of a name is no state."""
    assert is_state(name, other) is expected
