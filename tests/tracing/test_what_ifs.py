"""Twelve what-ifs: the founding case with one thing changed, which changes the finding as it should."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.tracing.founding import (
    GRADED,
    ITEM,
    PERMIT,
    REPORTED,
    SERIAL,
    Row,
    added,
    conflict_kinds,
    edited,
    explained,
    exposed,
    founding,
    plate,
    supports,
    without,
)

from findspot.vocabulary.dates import Answer, parse_span
from findspot.vocabulary.finding import Actor, Means, Stage
from findspot.vocabulary.sighting import Grade

if TYPE_CHECKING:
    from pathlib import Path

WAYS = (
    "false statement or re-routing",
    "retransfer by the declared end user",
    "inside a platform",
    "release by the integrator",
    "with a state's hand",
    "loss, theft or leakage from stock",
    "battlefield capture",
)


def test_a_sighting_before_the_delivery_is_a_conflict_of_dates() -> None:
    """Nothing is concluded while the dates contradict; clock or record are suspected, identity is not."""
    before = founding()
    trace = founding(replace(REPORTED, found_on=parse_span("2020-07-15")))
    finding = trace.finding
    assert finding.departed is Answer.UNDETERMINED
    assert finding.means is Means.UNDETERMINED
    assert finding.breached == ()
    assert "seen before delivery" in conflict_kinds(finding)
    assert supports(trace)["a wrong clock or a re-upload of old footage"] == "supported"
    assert any("2020-07-15" in r for r in explained(trace, "a wrong record").reasons)
    assert finding.elapsed is not None
    assert finding.elapsed.words == "about two months before the delivery"
    assert any("true date" in wanted for wanted in finding.missing)
    assert finding.identity == before.finding.identity
    assert trace.exposure == before.exposure


def test_an_authorised_transfer_to_the_user_is_no_departure(tmp_path: Path) -> None:
    """The transfer explains the use; no promise is broken; what the item ties to stays listed."""
    before = founding()
    transfer = {
        "item": ITEM,
        "from_party": "Turkish Naval Forces",
        "to_party": "Azerbaijani Air Force",
        "transferred_on": "2020-09-25",
        "kind": "retransfer",
        "authority": "RTA-INV-09",
    }
    trace = founding(register=edited(tmp_path, "transfers", added(transfer)))
    finding = trace.finding
    assert finding.departed is Answer.NO
    assert (finding.means, finding.stage, finding.actor) == (
        Means.UNDETERMINED,
        Stage.UNDETERMINED,
        Actor.UNDETERMINED,
    )
    assert finding.breached == ()
    assert supports(trace)["authorised retransfer"] == "supported"
    assert any("RTA-INV-09" in reason for reason in explained(trace, "authorised retransfer").reasons)
    assert {supports(trace)[way] for way in WAYS} == {"contradicted"}
    assert "RTA-INV-09" in finding.summary
    assert finding.identity == before.finding.identity
    assert trace.exposure == before.exposure


def test_a_transfer_authorised_after_the_sighting_excuses_nothing(tmp_path: Path) -> None:
    """The same transfer dated later leaves the departure as it is, and says so."""
    transfer = {
        "item": ITEM,
        "to_party": "Azerbaijan",
        "transferred_on": "2020-12-01",
        "kind": "retransfer",
        "authority": "RTA-INV-09",
    }
    trace = founding(register=edited(tmp_path, "transfers", added(transfer)))
    assert trace.finding.departed is Answer.YES
    assert any("after it was seen" in r for r in explained(trace, "authorised retransfer").reasons)


def test_a_serial_outside_the_register_leaves_everything_open(tmp_path: Path) -> None:
    """*Not in this register* is supported, nothing is said of anybody's promise, only the user ties."""
    trace = founding(register=edited(tmp_path, "deliveries", without("item", ITEM)))
    finding = trace.finding
    assert finding.departed is Answer.UNDETERMINED
    assert finding.breached == ()
    assert finding.policies == ()
    assert finding.elapsed is None
    assert supports(trace)["not in this register"] == "supported"
    assert (finding.strength.words, finding.strength.capped_by) == ("insufficient", "identity")
    assert all(event.seen for event in trace.custody)
    assert exposed(trace) == ["APP-INV-0531", "APP-INV-0532", "Azerbaijan"]
    assert any("another register" in wanted for wanted in finding.missing)


def _namesake(rows: list[Row]) -> list[Row]:
    other = {"item": "OTHER-1", "serial": SERIAL, "maker": "Example Optics (invented)", "model": "EO-7"}
    return [*rows, other]


def test_a_namesake_of_another_maker_is_a_second_candidate(tmp_path: Path) -> None:
    """The serial alone no longer decides: maker and model on the plate do, and the namesake is reported."""
    before = founding()
    trace = founding(register=edited(tmp_path, "deliveries", _namesake))
    finding = trace.finding
    assert "OTHER-1" in [candidate.item for candidate in trace.match.candidates]
    assert trace.match.candidates[0].item == ITEM
    assert "serial number borne by another item" in conflict_kinds(finding)
    assert any("OTHER-1" in reason for reason in explained(trace, "counterfeit or copied plate").reasons)
    assert finding.departed is Answer.YES
    assert finding.means is Means.INSIDE_A_PLATFORM
    assert finding.breached == before.finding.breached


def test_a_namesake_and_a_bare_serial_leave_the_item_open(tmp_path: Path) -> None:
    """With nothing but the serial on the plate, neither of the two items is established."""
    bare = plate(maker=None, model=None, part_number=None)
    trace = founding(register=edited(tmp_path, "deliveries", _namesake), read=(bare,))
    assert trace.finding.departed is Answer.UNDETERMINED
    assert trace.finding.breached == ()
    assert trace.finding.strength.capped_by == "identity"


def test_a_model_that_contradicts_takes_the_identity_away() -> None:
    """The serial fits, the model does not: a misreading or a copied plate; nothing is concluded."""
    before, trace = founding(), founding(read=(plate(model="MX-20"),))
    finding = trace.finding
    assert finding.departed is Answer.UNDETERMINED
    assert finding.breached == ()
    assert "model on the plate" in conflict_kinds(finding)
    assert supports(trace)["counterfeit or copied plate"] == "supported"
    assert supports(trace)["misread plate"] != "contradicted"
    assert (finding.strength.words, finding.strength.capped_by) == ("insufficient", "identity")
    assert finding.identity.likelihood_ratio is not None
    assert before.finding.identity.likelihood_ratio is not None
    assert finding.identity.likelihood_ratio < before.finding.identity.likelihood_ratio


def test_use_by_the_declared_end_user_is_no_departure() -> None:
    """Under any of its names: fielded abroad is supported, every way of diversion contradicted."""
    before, trace = founding(), founding(replace(REPORTED, used_by="Türk Deniz Kuvvetleri"))
    finding = trace.finding
    assert finding.departed is Answer.NO
    assert finding.breached == ()
    assert finding.means is Means.UNDETERMINED
    assert supports(trace)["fielded abroad by the declared end user"] == "supported"
    assert supports(trace)["in declared custody"] == "supported"
    assert {supports(trace)[way] for way in WAYS} == {"contradicted"}
    assert not any("handed over" in wanted for wanted in finding.missing)
    assert finding.identity == before.finding.identity
    # Nobody's use ties the Azerbaijani applications any more; their item type still does.
    pending = next(touched for touched in trace.exposure if touched.id == "APP-INV-0531")
    assert "seen in use by" not in {tie.tie for tie in pending.ties}


def test_without_a_platform_the_means_is_undetermined() -> None:
    """It departed all the same; inside a platform is not excluded; the condition speaks of the item."""
    before, trace = founding(), founding(replace(REPORTED, platform=""))
    finding = trace.finding
    assert finding.departed is Answer.YES
    assert finding.means is Means.UNDETERMINED
    assert supports(trace)["inside a platform"] == "not excluded"
    assert {b.condition for b in finding.breached} == {"if the item passed on without authority"}
    assert {b.undertaking for b in finding.breached} == {b.undertaking for b in before.finding.breached}
    assert finding.identity == before.finding.identity
    assert finding.strength == before.finding.strength


def test_an_e5_source_carries_no_departure() -> None:
    """An unreliable source with an improbable report: the strength falls and nothing is concluded from it."""
    graded, trace = founding(GRADED), founding(replace(GRADED, grade=Grade("E", 5)))
    finding = trace.finding
    assert graded.finding.departed is Answer.YES
    assert finding.departed is Answer.UNDETERMINED
    assert finding.means is Means.UNDETERMINED
    assert finding.breached == ()
    assert (finding.strength.words, finding.strength.capped_by) == ("insufficient", "source grade E5")
    # The grade stands beside the likelihood ratio and never in it.
    assert finding.identity == graded.finding.identity
    assert supports(trace)["inside a platform"] == "not excluded"
    assert trace.exposure == graded.exposure


def test_without_the_alias_the_makers_names_contradict(tmp_path: Path) -> None:
    """L3 Wescam is then an unexplained name: a conflict, a suspicion of the plate, a weaker identity."""
    before = founding(GRADED)
    trace = founding(GRADED, register=edited(tmp_path, "aliases", without("alias", "L3 Wescam")))
    finding = trace.finding
    assert "maker on the plate" in conflict_kinds(finding)
    assert "maker on the plate" not in conflict_kinds(before.finding)
    assert supports(trace)["counterfeit or copied plate"] == "supported"
    assert finding.strength.words in ("weak", "insufficient")
    assert finding.strength.capped_by == "identity"
    assert any("L3Harris Wescam" in wanted for wanted in finding.missing)
    assert finding.identity.likelihood_ratio is not None
    assert before.finding.identity.likelihood_ratio is not None
    assert finding.identity.likelihood_ratio < before.finding.identity.likelihood_ratio


def test_two_countries_on_one_day_are_a_fact_to_explain() -> None:
    """One of the two is not the item: a copied plate is supported, and nothing is concluded of custody."""
    elsewhere = replace(
        GRADED, country="Türkiye", used_by="Turkish Naval Forces", recovered_by="", source="an archive",
        exhibits=("0" * 64,),
    )  # fmt: skip
    trace = founding(GRADED, elsewhere)
    finding = trace.finding
    assert finding.departed is Answer.UNDETERMINED
    assert "two countries on one day" in conflict_kinds(finding)
    assert supports(trace)["counterfeit or copied plate"] == "supported"
    assert finding.strength.capped_by == "identity"
    assert finding.breached == ()
    assert any("two sightings" in wanted for wanted in finding.missing)


def test_without_the_exception_the_permit_stands_against_the_ban(tmp_path: Path) -> None:
    """The permit's own lawfulness becomes a question; where the item went does not."""
    before = founding()
    register = edited(tmp_path, "policies", without("policy", "EXCEPTION-2020-05"))
    trace = founding(register=register)
    finding = trace.finding
    assert "issued under a ban" in conflict_kinds(finding)
    assert [policy.policy for policy in finding.policies] == ["BAN-2019-10", "SUSPENSION-2020-10-05"]
    assert any(f"excepted {PERMIT} from the ban" in wanted for wanted in finding.missing)
    issued = next(event for event in trace.custody if event.event == f"permit {PERMIT} issued")
    assert "No exception" in issued.doubt
    assert supports(before)["a wrong record"] == "contradicted"
    assert supports(trace)["a wrong record"] == "not excluded"
    assert finding.departed is before.finding.departed
    assert finding.means is before.finding.means
    assert finding.breached == before.finding.breached
    assert finding.strength == before.finding.strength


def _unconfirmed(rows: list[Row]) -> list[Row]:
    return [{**row, "confirmed_on": ""} for row in rows]


def test_a_delivery_never_confirmed_reopens_the_way_there(tmp_path: Path) -> None:
    """The proof of delivery is missing and the record no longer vouched for; the departure stands."""
    before = founding()
    trace = founding(register=edited(tmp_path, "deliveries", _unconfirmed))
    finding = trace.finding
    assert f"the proof of delivery of item {ITEM}" in finding.missing
    assert f"the proof of delivery of item {ITEM}" not in before.finding.missing
    assert supports(before)["a wrong record"] == "contradicted"
    assert supports(trace)["a wrong record"] == "not excluded"
    reasons = explained(trace, "false statement or re-routing").reasons
    assert any("No proof of the delivery" in reason for reason in reasons)
    delivered = next(event for event in trace.custody if event.event == f"delivered under {PERMIT}")
    assert "No proof of delivery" in delivered.doubt
    assert "delivery confirmed" not in [event.event for event in trace.custody]
    assert finding.departed is Answer.YES
    assert finding.stage is Stage.UNDETERMINED
    assert finding.breached == before.finding.breached


def test_a_false_end_use_statement_and_a_check_that_found_nothing_are_told(tmp_path: Path) -> None:
    """Both stand in the line of custody and in the item's record; the finding's words stay."""
    before = founding()
    answer = {
        "statement": "EUS-INV-0417", "checked_by": "the embassy", "asked_of": "the naval staff",
        "channel": "note verbale", "asked_on": "2020-10-06", "answered_on": "2020-10-20",
        "outcome": "not genuine",
    }  # fmt: skip
    edited(tmp_path, "authentications", added(answer))
    line = {"permit": PERMIT, "line": "1", "quantity": "1", "model": "CMX-15D"}
    edited(tmp_path, "permit_lines", added(line))
    check = {"reference": "C-1", "item": ITEM, "done_on": "2020-11-03", "result": "not found"}
    trace = founding(register=edited(tmp_path, "checks", added(check)))
    events = {event.event: event for event in trace.custody}
    assert "not genuine" in events["end-use statement EUS-INV-0417: no diversion and use only for"].doubt
    assert "post-shipment check: not found" in events
    assert trace.record is not None
    assert (len(trace.record.authentications), len(trace.record.checks), len(trace.record.lines)) == (1, 1, 1)
    assert trace.finding == before.finding
