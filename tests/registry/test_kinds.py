"""Every kind of record: as it was entered, and as it came to be known."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from tests.records.test_register import TABLES
from tests.registry.entering import entered, known_on, written

from findspot.registry.kinds import KINDS
from findspot.registry.known import Knowledge
from findspot.registry.reading import records_of
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.records import AuthenticationOutcome, CheckResult

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from findspot.records.register import TableRegister
    from findspot.vocabulary.records import Record

pytestmark = pytest.mark.usefixtures("place")

_DELIVERED = "item,serial,permit,delivered_on,learnt_on\nI-1,S-1,P-1,2020-05,2020-05\n"


def _records(table: str, on: str = "") -> list[Record]:
    known = Knowledge(dt.date.fromisoformat(on) if on else None)
    return list(records_of(table, known.of(KINDS[table].model), known))


def _entered(tables: TableRegister, table: str) -> Sequence[Record]:
    named = {
        "aliases": tables.alias_records,
        "policies": tables.policy_records,
        "permit_lines": tables.lines,
        "relations": tables.relation_records,
        "deliveries": tuple(tables.deliveries.build(at) for at in range(len(tables.deliveries))),
    }
    found: Sequence[Record] = named.get(table) or getattr(tables, table)
    return found


@pytest.mark.parametrize("table", KINDS)
def test_every_record_comes_back_as_it_was_entered(table: str, tmp_path: Path) -> None:
    """Whichever table it stands in, with its row and all its columns."""
    tables, _ = entered(written(tmp_path / "tables", TABLES))
    expected = list(_entered(tables, table))
    assert expected
    assert _records(table) == expected


def test_an_answer_a_check_and_an_end_are_known_from_the_day_on_which_they_were(tmp_path: Path) -> None:
    """Before, the question is open, the check is due and the relation and the entry are in force."""
    entered(
        written(
            tmp_path / "tables",
            {
                "deliveries": _DELIVERED,
                "undertakings": "undertaking,permit,statement,learnt_on\nU-1,P-1,EUS-1,2020-05\n",
                "authentications": "statement,checked_by,asked_on,answered_on,outcome,learnt_on\n"
                "EUS-1,an embassy,2020-05-10,2020-09-01,not genuine,2020-05\n",
                "checks": "reference,item,due_on,done_on,result,learnt_on\n"
                "C-1,I-1,2020-12,2021-02-01,not found,2020-05\n",
                "relations": "party,kind,other,valid_to,learnt_on\nA,broker for,B,2021-03-01,2019\n",
                "control_entries": "control_list,control_entry,valid_to,learnt_on\nL,6,2021-03-01,2019\n",
            },
        )
    )
    outcomes = {day: known_on(day).record("I-1").authentications for day in ("2020-08-31", "2020-09-01")}
    assert [[one.outcome for one in found] for found in outcomes.values()] == [
        [AuthenticationOutcome.NONE_YET],
        [AuthenticationOutcome.NOT_GENUINE],
    ]
    results = {day: known_on(day).record("I-1").checks for day in ("2021-01-31", "2021-02-01")}
    assert [[one.result for one in found] for found in results.values()] == [[None], [CheckResult.NOT_FOUND]]
    for table in ("relations", "control_entries"):
        assert [one.valid_to for one in _records(table, "2021-02-28")] == [None]  # type: ignore[attr-defined]
        assert [str(one.valid_to) for one in _records(table, "2021-03-01")] == ["2021-03-01"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("table", "text", "why"),
    [
        ("permit_lines", "permit,line,quantity\nP-1,1,2\np-1,1,3\n", "row 3, permit: 'p-1' is declared here"),
        ("permit_lines", "permit,line,quantity\nP-1,1,two\n", "is no whole number of items"),
        ("permit_lines", "permit,quantity\n,2\n", "names neither permit nor application"),
        ("checks", "reference,item,result\nC-1,I-1,fine\n", "'fine' is not one of: as declared"),
        ("checks", "reference,item\nC-1,\n", "names neither item nor permit"),
        ("authentications", "statement,outcome\nEUS-1,genuine\n", "no column 'checked_by'"),
        ("relations", "party,kind,other\nA,friend of,B\n", "'friend of' is not one of: parent of"),
        ("control_entries", "control_list,control_entry,valid_to\nL,6,later\n", "'later' is not understood"),
    ],
)
def test_a_row_that_cannot_be_is_refused(table: str, text: str, why: str, tmp_path: Path) -> None:
    """One sentence with file, row and field, and nothing is recorded."""
    with pytest.raises(BadInputError, match=why):
        entered(written(tmp_path / "tables", {"deliveries": _DELIVERED, table: text}))
