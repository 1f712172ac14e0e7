from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.tracing.founding import founding

from findspot.dossier.claims import trace_claims
from findspot.dossier.drawings import network
from findspot.dossier.exposed import counted, exposed_groups, exposed_words, group_name, shared_ties

TIES = st.lists(
    st.builds(lambda value: {"tie": "end user", "value": value}, st.sampled_from("AB")),
    min_size=1,
    max_size=2,
)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(("permit", "application", "delivery", "party", "letter")),
            "id": st.text(max_size=3),
            "status": st.sampled_from(("", "pending", "cancelled")),
            "summary": st.just(""),
            "ties": TIES,
        }
    ),
    max_size=12,
)


@given(RECORDS)
def test_every_record_is_in_one_group_of_its_like(records: list[dict[str, Any]]) -> None:
    """No record is lost or doubled; a group has one kind and status, and, but for parties, the same ties."""
    groups = exposed_groups(records)
    assert sorted(map(id, records)) == sorted(id(one) for group in groups for one in group)
    for group in groups:
        assert len({(one["kind"], one["status"]) for one in group}) == 1
        assert shared_ties(group) or group[0]["kind"] == "party"
        assert group_name(group).startswith(f"{len(group)} ")


def test_ties_that_are_shared_are_said_once() -> None:
    """The founding case has ten deliveries with the same ties: one group, and one box of the drawing."""
    exposure = trace_claims(founding())["exposure"]
    (deliveries,) = [group for group in exposed_groups(exposure) if group[0]["kind"] == "delivery"]
    assert (len(deliveries), group_name(deliveries)) == (10, "10 deliveries, delivered")
    assert exposed_groups(exposure)[0][0]["status"] == "pending"
    assert exposed_words(exposure) == "3 applications, 3 permits, 10 deliveries and 4 parties"
    drawn = network(trace_claims(founding()))
    assert "EX-ITEM-0301 and 9 more" in drawn
    assert "item EX-ITEM-0417" not in drawn.partition("</desc>")[2]


def test_one_is_one() -> None:
    """A single record is named in the singular."""
    assert (counted(1, "party"), counted(2, "party")) == ("1 party", "2 parties")
