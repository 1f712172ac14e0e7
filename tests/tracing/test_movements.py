"""Recorded movements: what the register says of transfers, losses and platforms goes before inference."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.tracing.founding import (
    ITEM,
    REPORTED,
    Row,
    added,
    conflict_kinds,
    edited,
    explained,
    founding,
    supports,
)

from findspot.vocabulary.dates import Answer
from findspot.vocabulary.finding import Actor, Means, Stage, Trace

if TYPE_CHECKING:
    from pathlib import Path

NAVY, USER = "Turkish Naval Forces", "Azerbaijan"


def moved(folder: Path, **transfer: str) -> Trace:
    """The founding case with one recorded movement of the item."""
    row: Row = {"item": ITEM, "transferred_on": "2020-09-28", **transfer}
    return founding(register=edited(folder, "transfers", added(row)))


@pytest.mark.parametrize(
    ("kind", "means", "way"),
    [
        ("theft", Means.STOCK_LOSS, "loss, theft or leakage from stock"),
        ("loss", Means.STOCK_LOSS, "loss, theft or leakage from stock"),
        ("capture", Means.CAPTURE, "battlefield capture"),
    ],
)
def test_a_recorded_loss_is_the_means_and_breaks_no_promise(
    tmp_path: Path, kind: str, means: Means, way: str
) -> None:
    """A thing that was stolen, lost or captured was not passed on: the end user's promises stand."""
    trace = moved(tmp_path, from_party=NAVY, kind=kind)
    finding = trace.finding
    assert finding.departed is Answer.YES
    assert (finding.means, finding.stage, finding.actor) == (means, Stage.AFTER_DELIVERY, Actor.THIRD_PARTY)
    assert finding.breached == ()
    assert supports(trace)[way] == "supported"


def test_a_retransfer_without_authority_breaks_the_promise_as_it_stands(tmp_path: Path) -> None:
    """Recorded as done by the declared end user: no condition is left, and the actor is named."""
    trace = moved(tmp_path, from_party=NAVY, to_party=USER, kind="retransfer")
    finding = trace.finding
    assert finding.departed is Answer.YES
    assert finding.actor is Actor.DECLARED_END_USER
    assert finding.stage is Stage.AFTER_DELIVERY
    assert {breach.condition for breach in finding.breached} == {""}
    assert supports(trace)["retransfer by the declared end user"] == "supported"
    assert supports(trace)["authorised retransfer"] == "contradicted"


def test_a_platform_export_by_the_integrator_names_it_as_actor(tmp_path: Path) -> None:
    """What is recorded of the hand-over is no longer missing; the breach keeps its condition."""
    trace = moved(
        tmp_path, from_party="Baykar", to_party=USER, kind="platform export", platform="Bayraktar TB2"
    )
    finding = trace.finding
    assert (finding.means, finding.actor) == (Means.INSIDE_A_PLATFORM, Actor.INTEGRATOR)
    assert supports(trace)["release by the integrator"] == "supported"
    assert {b.condition for b in finding.breached} == {"if the platform passed on without authority"}
    assert not any("handed over" in wanted for wanted in finding.missing)


def test_a_transfer_by_a_state_is_with_a_states_hand(tmp_path: Path) -> None:
    """A state as the giver is recorded, not inferred."""
    trace = moved(tmp_path, from_party="Türkiye", to_party=USER, kind="retransfer")
    assert trace.finding.actor is Actor.STATE
    assert supports(trace)["with a state's hand"] == "supported"


def test_a_recorded_loan_supports_the_loan(tmp_path: Path) -> None:
    """A loan without authority is no authorised transfer: the departure stands beside it."""
    trace = moved(tmp_path, from_party=NAVY, to_party=USER, kind="loan")
    assert supports(trace)["loan or visiting unit"] == "supported"
    assert trace.finding.departed is Answer.YES


def test_a_theft_before_the_delivery_sets_the_stage(tmp_path: Path) -> None:
    """It left before its delivery: the stage says so, and re-routing is supported."""
    trace = moved(tmp_path, from_party="Baykar", kind="theft", transferred_on="2020-08-20")
    assert trace.finding.stage is Stage.BEFORE_DELIVERY
    assert supports(trace)["false statement or re-routing"] == "supported"


def test_another_platform_than_declared_points_to_a_part_moved() -> None:
    """The means is open, and cannibalisation supported."""
    trace = founding(replace(REPORTED, platform="another drone"))
    assert trace.finding.departed is Answer.YES
    assert trace.finding.means is Means.UNDETERMINED
    assert supports(trace)["cannibalised part"] == "supported"


def test_a_platform_compares_by_alias() -> None:
    """TB2 is a name of the Bayraktar TB2."""
    assert founding(replace(REPORTED, platform="TB2")).finding.means is Means.INSIDE_A_PLATFORM


def _installed(folder: Path, integrator: str) -> Trace:
    row = {"item": ITEM, "platform": "Bayraktar TB2", "integrator": integrator, "installed_on": "2020-09"}
    return founding(register=edited(folder, "installations", added(row)))


def test_an_installation_by_the_permits_integrator_is_no_conflict(tmp_path: Path) -> None:
    """Building in is licensed: it is one step of declared custody, without doubt."""
    trace = _installed(tmp_path, "Baykar")
    built = next(event for event in trace.custody if event.event == "built into a Bayraktar TB2")
    assert built.doubt == ""
    assert conflict_kinds(trace.finding) == set()
    assert not any("installation record" in wanted for wanted in trace.finding.missing)


def test_an_installation_by_another_is_reported(tmp_path: Path) -> None:
    """An integrator that the permit does not name is a contradiction in the records."""
    trace = _installed(tmp_path, "Example Simulation Ltd")
    built = next(event for event in trace.custody if event.event == "built into a Bayraktar TB2")
    assert "another integrator" in built.doubt
    assert "another integrator than permitted" in conflict_kinds(trace.finding)


def test_no_sentence_says_that_somebody_was_not_asked() -> None:
    """The register can say that no answer is recorded, never that nobody asked."""
    trace = founding()
    reasons = [r for e in trace.finding.explanations for r in e.reasons]
    assert not any("has not been asked" in reason for reason in reasons)
    assert any("No answer" in r for r in explained(trace, "retransfer by the declared end user").reasons)
