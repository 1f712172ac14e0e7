"""The founding case says what the public record carries, and no more."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from tests.factories import reading
from tests.tracing.founding import (
    CASE,
    GRADED,
    ITEM,
    PERMIT,
    REPORTED,
    conflict_kinds,
    explained,
    exposed,
    founding,
    plate,
    plate_digest,
    supports,
)

from findspot.tracing.ruleset import current_rules
from findspot.vocabulary.dates import Answer
from findspot.vocabulary.finding import Actor, Means, Stage

INNOCENT = {
    "in declared custody",
    "authorised retransfer",
    "fielded abroad by the declared end user",
    "loan or visiting unit",
    "misread plate",
    "counterfeit or copied plate",
    "cannibalised part",
    "a wrong clock or a re-upload of old footage",
    "a wrong record",
    "not in this register",
}


def test_it_departed_if_the_plate_is_the_item() -> None:
    """It departed inside a platform; when and by whose act stays undetermined, and the premise is said."""
    finding = founding().finding
    assert finding.departed is Answer.YES
    assert finding.means is Means.INSIDE_A_PLATFORM
    assert finding.stage is Stage.UNDETERMINED
    assert finding.actor is Actor.UNDETERMINED
    assert finding.summary.startswith(f"If the plate is that of item {ITEM}")
    assert finding.status == "proposed"
    assert finding.rule_set == "findspot 2026-11"


def test_the_undertaking_is_broken_only_on_a_condition() -> None:
    """Both promises are named with *if the platform passed on without authority*; the assurance is none."""
    breached = founding().finding.breached
    assert {b.undertaking for b in breached} == {"EUS-INV-0417-1", "EUS-INV-0417-2"}
    assert {b.condition for b in breached} == {"if the platform passed on without authority"}
    assert "will not be diverted, re-exported or transferred … for any reason" in {b.text for b in breached}
    assert {b.given_by for b in breached} == {"Turkish Naval Forces"}


def test_every_innocent_explanation_is_weighed() -> None:
    """All ten stand with reasons; a fielding abroad by the declared end user is not excluded."""
    trace = founding()
    innocent = {e.kind for e in trace.finding.explanations if e.innocent}
    assert innocent == INNOCENT
    assert all(e.reasons for e in trace.finding.explanations)
    found = supports(trace)
    assert found["fielded abroad by the declared end user"] == "not excluded"
    assert found["authorised retransfer"] == "not excluded"
    assert found["loan or visiting unit"] == "not excluded"
    assert found["counterfeit or copied plate"] == "not excluded"
    assert found["in declared custody"] == "contradicted"


def test_four_ways_of_diversion_stay_open_beside_the_leading_one() -> None:
    """The platform leads; the end user, the integrator and a state are neither cleared nor charged."""
    found = supports(founding())
    assert found["inside a platform"] == "supported"
    for kind in (
        "false statement or re-routing",
        "retransfer by the declared end user",
        "release by the integrator",
        "with a state's hand",
    ):
        assert found[kind] == "not excluded"


def test_recovery_is_no_means() -> None:
    """That Armenia recovered it makes no capture: without it the means is the same."""
    with_taker, without = founding(), founding(replace(REPORTED, recovered_by=""))
    assert with_taker.finding.means is without.finding.means is Means.INSIDE_A_PLATFORM
    assert supports(with_taker)["battlefield capture"] == "not excluded"
    assert any("says how it was found" in r for r in explained(with_taker, "battlefield capture").reasons)


def test_integration_by_the_permits_integrator_is_no_breach() -> None:
    """No sentence charges the integrator, and none of the promises that are named is about integration."""
    trace = founding()
    assert any("licenses" in r for r in explained(trace, "release by the integrator").reasons)
    assert conflict_kinds(trace.finding) == set()


def test_about_one_month_passed() -> None:
    """From a delivery in September to a sighting in October: 1 to 60 days, about one month."""
    elapsed = founding().finding.elapsed
    assert elapsed is not None
    assert (elapsed.fewest, elapsed.most, elapsed.words) == (1, 60, "about one month")


def test_the_ban_stands_with_its_exception() -> None:
    """The ban in force when the permit was issued, the exception that covers it, the suspension when seen."""
    policies = [policy.policy for policy in founding().finding.policies]
    assert policies == ["BAN-2019-10", "EXCEPTION-2020-05", "SUSPENSION-2020-10-05"]


def test_the_pending_applications_are_exposed_first() -> None:
    """The two for the Azerbaijani Air Force lead, tied by the reported user and by the item type."""
    trace = founding()
    first, second, *rest = trace.exposure
    assert {first.id, second.id} == {"APP-INV-0531", "APP-INV-0532"}
    for touched in (first, second):
        assert touched.status == "pending"
        ties = {tie.tie: tie.value for tie in touched.ties}
        assert ties["seen in use by"] == "Azerbaijani Air Force (Azerbaijan)"
        assert "item type" in ties
    assert {"EX-INV-0385", "EX-INV-0418", "EX-INV-0419"} <= {touched.id for touched in rest}


def test_what_shares_only_a_country_or_an_exporter_is_not_exposed() -> None:
    """Nor is the traced item's own permit or delivery."""
    touched = exposed(founding())
    for left_out in (PERMIT, ITEM, "EX-INV-0390", "EX-INV-0431", "APP-INV-0540", "EX-ITEM-1107"):
        assert left_out not in touched


def test_the_strength_names_its_cap() -> None:
    """An ungraded source makes weak evidence; a graded and dated one lifts it to what the grade carries."""
    ungraded, graded = founding().finding.strength, founding(GRADED).finding.strength
    assert (ungraded.words, ungraded.capped_by) == ("weak", "source grade (none given)")
    assert (graded.words, graded.capped_by) == ("strong", "source grade B2")


def test_identity_is_strong_and_not_more() -> None:
    """The likelihood ratio is capped by the rule set, and its words are ENFSI's."""
    identity = founding().finding.identity
    assert identity.likelihood_ratio is not None
    assert 100 <= identity.likelihood_ratio <= current_rules().greatest_ratio
    assert identity.words in ("moderately strong support", "strong support")
    assert len(set(identity.propositions)) == 2


def test_what_is_missing_is_concrete() -> None:
    """The navy's receipt, the installation, the platform's hand-over, the answers, a second source."""
    missing = " | ".join(founding().finding.missing)
    for wanted in (
        "proof that Turkish Naval Forces received the item",
        "installation record",
        "by whom the Bayraktar TB2 was handed over to Azerbaijan",
        "answer of Baykar",
        "second, independent source",
    ):
        assert wanted in missing


def test_custody_runs_from_the_assurance_to_the_cancellation() -> None:
    """Declared and seen events stand in one line of time."""
    events = [event.event for event in founding().custody]
    order = [
        "verbal assurance by telephone between ministers",
        f"permit {PERMIT} issued",
        f"delivered under {PERMIT}",
        "delivery confirmed",
        "seen on a Bayraktar TB2 in use by Azerbaijan, recovered by Armenia",
        f"permit {PERMIT} cancelled",
    ]
    assert [event for event in events if event in order] == order


def test_the_example_says_that_its_numbers_are_invented() -> None:
    """The register's own remarks reach the trace's notes."""
    assert any("invented" in note for note in founding().notes)


def test_the_registers_sighting_is_of_the_drawn_plate() -> None:
    """sightings.csv names plate.png by its digest: after a redraw the digest must be renewed."""
    drawn = hashlib.sha256((CASE / "exhibits" / "plate.png").read_bytes()).hexdigest()
    assert drawn == plate_digest()


def test_a_picture_without_a_plate_says_nothing_of_custody() -> None:
    """All is undetermined; only the reported user ties anything; the maker's *cannot confirm* is told."""
    trace = founding(read=(reading(None, file="frame.png"),))
    finding = trace.finding
    assert trace.record is None
    assert finding.departed is Answer.UNDETERMINED
    assert finding.identity.likelihood_ratio is None
    assert finding.breached == ()
    assert finding.policies == ()
    assert finding.missing[0] == "a legible picture of the plate"
    assert not any("does not know" in wanted for wanted in finding.missing)
    assert {e.support for e in finding.explanations} == {"not excluded"}
    answered = "asked about frame.png, answered: cannot confirm"
    assert [(e.event, e.from_party) for e in trace.custody if not e.seen] == [(answered, "L3Harris Wescam")]
    assert exposed(trace) == ["APP-INV-0531", "APP-INV-0532", "Azerbaijan"]
    assert any("The number is invented" in note for note in trace.notes)


def test_a_plate_and_a_frame_of_one_item_are_one_trace() -> None:
    """A second picture without a plate adds nothing against the first."""
    one, both = founding(), founding(read=(plate(), reading(None, file="frame.png", likeness="f" * 16)))
    assert both.finding.departed is one.finding.departed
    assert supports(both) == supports(one)
