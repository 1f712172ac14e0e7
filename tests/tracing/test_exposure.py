"""Exposure: every tie with its value, pending applications first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.tracing.founding import PERMIT, REPORTED, Row, added, edited, exposed, founding

from findspot.tracing.ruleset import current_rules

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.vocabulary.finding import Exposed, Trace


def touched(trace: Trace, name: str) -> Exposed:
    """The exposed record of that identifier."""
    return next(one for one in trace.exposure if one.id == name)


def ties(trace: Trace, name: str) -> dict[str, str]:
    """Its ties and their values."""
    return {tie.tie: tie.value for tie in touched(trace, name).ties}


def test_every_tie_is_named_with_its_value() -> None:
    """A permit that shares four things is listed with four, and with the exporter beside them."""
    assert ties(founding(), "EX-INV-0418") == {
        "item type": "airborne imaging and targeting turret",
        "consignee": "Baykar",
        "integrator": "Baykar",
        "platform": "Bayraktar TB2",
        "exporter": "L3Harris Wescam",
    }


def test_the_user_ties_by_name_and_by_state() -> None:
    """Whether the state or its air force was reported, its pending applications are touched."""
    for user in ("Azerbaijan", "Azerbaijani Air Force"):
        found = ties(founding(replace(REPORTED, used_by=user)), "APP-INV-0531")
        assert found["seen in use by"].startswith("Azerbaijani Air Force")


def _live(rows: list[Row]) -> list[Row]:
    return [{**row, "status": "approved"} if row["permit"] == "EX-INV-0419" else row for row in rows]


def test_live_permits_follow_the_pending_applications(tmp_path: Path) -> None:
    """A permit that could still be used goes before cancelled ones with as many ties."""
    order = exposed(founding(register=edited(tmp_path, "permits", _live)))
    assert order[2] == "EX-INV-0419"
    assert set(order[:2]) == {"APP-INV-0531", "APP-INV-0532"}


def _signed(rows: list[Row]) -> list[Row]:
    office = "Procurement office (invented)"
    return [{**row, "signatory": office} if row["permit"] in (PERMIT, "EX-INV-0431") else row for row in rows]


def test_parties_related_at_the_time_are_touched(tmp_path: Path) -> None:
    """Brokers, parents and subsidiaries, by any of their names; no platform, and no broker of former days."""
    relations = (
        {"party": "Example Broker Ltd", "kind": "broker for", "other": "Baykar Makina", "valid_from": "2020"},
        {"party": "Former Broker Ltd", "kind": "broker for", "other": "Baykar", "valid_to": "2019"},
        {"party": "Baykar", "kind": "integrator of", "other": "Bayraktar TB2"},
        {"party": "L3 Wescam", "kind": "parent of", "other": "Example Repairs Ltd"},
        {"party": "Nobody Ltd", "kind": "parent of", "other": "Somebody Ltd"},
    )
    before = founding()
    trace = founding(register=edited(tmp_path, "relations", added(*relations)))
    new = [one for one in trace.exposure if one.id not in exposed(before)]
    assert {one.id: [(str(tie.tie), tie.value) for tie in one.ties] for one in new} == {
        "Example Broker Ltd": [("broker for", "Baykar")],
        "Example Repairs Ltd": [("subsidiary of", "L3Harris Wescam")],
    }
    assert {one.kind for one in new} == {"party"}
    assert trace.finding == before.finding


def test_a_shared_signatory_is_a_tie(tmp_path: Path) -> None:
    """A permit that shares nothing but the office that signed is touched by that."""
    trace = founding(register=edited(tmp_path, "permits", _signed))
    assert ties(trace, "EX-INV-0431")["signatory"] == "Procurement office (invented)"


def test_parties_stand_with_their_roles() -> None:
    """Integrator and consignee, exporter, end user, and the reported user; never a signatory."""
    trace = founding()
    parties = {one.id: [tie.tie for tie in one.ties] for one in trace.exposure if one.kind == "party"}
    assert parties == {
        "Baykar": ["consignee of the traced item", "integrator of the traced item"],
        "L3Harris Wescam": ["exporter of the traced item"],
        "Turkish Naval Forces": ["end user of the traced item"],
        "Azerbaijan": ["seen in use by"],
    }


def test_nothing_stands_twice() -> None:
    """A record with many ties is one row."""
    keys = [(one.kind, one.id) for one in founding().exposure]
    assert len(keys) == len(set(keys))


def _fleet(rows: list[Row]) -> list[Row]:
    like = next(row for row in rows if row["item"] == "EX-ITEM-0411")
    return [*rows, *({**like, "item": f"FLEET-{n}", "serial": f"15D-9{n:04}"} for n in range(300))]


def test_a_large_fleet_is_counted_and_not_listed_whole(tmp_path: Path) -> None:
    """All permits and applications stand; of the deliveries so many as the rule set lists, with a note."""
    trace = founding(register=edited(tmp_path, "deliveries", _fleet))
    deliveries = [one for one in trace.exposure if one.kind == "delivery"]
    assert len(deliveries) <= current_rules().listed_deliveries + 1
    assert any("share the integrator Baykar" in note for note in trace.notes)
    assert {"EX-INV-0385", "EX-INV-0418", "EX-INV-0419"} <= set(exposed(trace))
    assert all("integrator" in ties(trace, one.id) for one in deliveries)
