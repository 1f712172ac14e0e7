"""What a register states as EPCIS, and back: the same records, in documents that GS1's schema accepts."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import given
from hypothesis import strategies as st
from tests.records.epcis import gs1

from findspot.records.epcis.meaning import understand
from findspot.records.epcis.reading import read_documents
from findspot.records.epcis.stated import Arrival, Consignment
from findspot.records.epcis.vocabulary import TERMS
from findspot.records.epcis.writing import (
    arrival_event,
    delivery_event,
    document,
    installation_event,
    transfer_event,
)
from findspot.vocabulary.dates import parse_span
from findspot.vocabulary.records import Delivery, Installation, Origin, Transfer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pytest

    from findspot.records.epcis.stated import Understood
    from findspot.records.epcis.writing import Event

R = TypeVar("R")

_CREATED = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)
_NOWHERE = Origin("", 0)
_NAMES = st.one_of(
    st.sampled_from(
        (
            "Turkish Naval Forces",
            "Türk Deniz Kuvvetleri",
            "https://id.gs1.org/417/4012345000009",
            "urn:epc:id:pgln:4012345.00000",
            "urn:findspot:party:x",
            "urn:epc:id:sgtin:1.2",
            "a:b",
            "100%",
        )
    ),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="\ufffd"),
        min_size=1,
        max_size=12,
    ),
)
_TEXTS = st.just("") | _NAMES
_DATES = st.sampled_from(
    ("2020-09-14", "2020-09", "2020", "2020-9-3", "2020-05/2020-08", "before:2020-06", "after:2019-12-31")
).map(parse_span)
_MAYBE = st.none() | _DATES
_SHARED: dict[str, Any] = {
    "origin": st.just(_NOWHERE),
    "source": _TEXTS,
    "learnt_on": _MAYBE,
    "extra": st.dictionaries(
        _NAMES, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    ),
}
_TERMS: dict[str, Any] = dict.fromkeys(
    (
        *("exporter", "consignee", "end_user", "end_user_country"),
        *("integrator", "platform", "signatory"),
    ),
    _TEXTS,
)
_DELIVERIES = st.builds(
    Delivery,
    item=_NAMES,
    serial=st.just("S-1"),
    permit=_TEXTS,
    delivered_on=_MAYBE,
    model=st.just("M"),
    maker=st.just("A maker"),
    part_number=st.sampled_from(("", "P-7")),
    **_TERMS,
    **_SHARED,
)
_ARRIVALS = st.none() | st.builds(Arrival, confirmed_on=_DATES, **_SHARED)
_CONSIGNMENTS = st.builds(Consignment, delivery=_DELIVERIES, shipped=st.just(value=True), arrival=_ARRIVALS)
_INSTALLATIONS = st.builds(
    Installation,
    item=_NAMES,
    platform=_NAMES,
    platform_serial=_TEXTS,
    integrator=_TEXTS,
    installed_on=_MAYBE,
    place=_TEXTS,
    **_SHARED,
)
_CHANGES: dict[str, Any] = {
    "from_party": _TEXTS,
    "to_party": _TEXTS,
    "transferred_on": _MAYBE,
    "kind": st.sampled_from(("retransfer", "loan", "return", "loss", "theft", "capture", "a gift")),
    "authority": _TEXTS,
}
_TRANSFERS = st.builds(Transfer, item=_NAMES, platform=_TEXTS, **_CHANGES, **_SHARED) | st.builds(
    Transfer, item=st.just(""), platform=_NAMES, **_CHANGES, **_SHARED
)


def _events(
    consignments: Iterable[Consignment], installations: Iterable[Installation], transfers: Iterable[Transfer]
) -> list[Event]:
    events = []
    for one in consignments:
        events.append(delivery_event(one, _CREATED))
        if one.arrival is not None:
            events.append(arrival_event(one, one.arrival, _CREATED))
    events += [installation_event(one, _CREATED) for one in installations]
    return events + [transfer_event(one, _CREATED) for one in transfers]


def _again(tmp_path_factory: pytest.TempPathFactory, events: Iterable[Event]) -> tuple[Any, Understood]:
    """The document of these events, and what reading it again states."""
    path = tmp_path_factory.mktemp("events") / "events.jsonld"
    path.write_text("".join(document(events, _CREATED)), encoding="utf-8")
    return json.loads(path.read_text(encoding="utf-8")), understand(read_documents([path]))


def _unplaced(record: Any) -> Any:
    return replace(record, origin=_NOWHERE, extra=dict(record.extra))


def _consignment(one: Consignment) -> Consignment:
    arrival = None if one.arrival is None else _unplaced(one.arrival)
    return replace(one, delivery=_unplaced(one.delivery), arrival=arrival)


def _some(one: st.SearchStrategy[R]) -> st.SearchStrategy[list[R]]:
    return st.lists(one, max_size=4)


@given(_some(_CONSIGNMENTS), _some(_INSTALLATIONS), _some(_TRANSFERS))
def test_what_is_written_is_read_as_the_same_records(
    tmp_path_factory: pytest.TempPathFactory,
    consignments: list[Consignment],
    installations: list[Installation],
    transfers: list[Transfer],
) -> None:
    """Deliveries with their arrivals, installations and transfers, in order, each field as it was."""
    _, told = _again(tmp_path_factory, _events(consignments, installations, transfers))
    assert [_consignment(one) for one in told.consignments] == consignments
    assert [_unplaced(one) for one in told.installations] == installations
    assert [_unplaced(one) for one in told.transfers] == transfers
    assert told.notes == ()


@given(_some(_CONSIGNMENTS), _some(_INSTALLATIONS), _some(_TRANSFERS))
def test_what_is_written_is_epcis_by_gs1s_schema(
    tmp_path_factory: pytest.TempPathFactory,
    consignments: list[Consignment],
    installations: list[Installation],
    transfers: list[Transfer],
) -> None:
    """Every document is accepted, and every term of findspot's in it is one that is published."""
    events = _events(consignments, installations, transfers)
    written, _ = _again(tmp_path_factory, events)
    assert [error.message for error in gs1.validator().iter_errors(written)] == []
    used = {name for event in events for name in event if name.startswith("findspot:")}
    assert {name.removeprefix("findspot:") for name in used} <= TERMS.keys()


def test_a_date_that_is_not_known_to_the_day_is_stated_beside_the_events_time() -> None:
    """The event has the first day, the last where the first is open, or the time of its recording."""
    times = {}
    for text in ("2020-09", "2020-05/2020-08", "before:2020-06", "after:2019-12-31", ""):
        span = parse_span(text) if text else None
        event = transfer_event(Transfer(origin=_NOWHERE, item="I-1", transferred_on=span), _CREATED)
        assert event["findspot:when"] == (text or None)
        times[text] = event["eventTime"][:10]
    assert list(times.values()) == ["2020-09-01", "2020-05-01", "2020-05-31", "2020-01-01", "2026-01-15"]


def test_what_is_known_by_gs1s_identifiers_keeps_them(tmp_path_factory: pytest.TempPathFactory) -> None:
    """An item, a party and a platform that go by a Digital Link stand in events by it."""
    item, platform = "https://id.gs1.org/01/10614141073464/21/2017", "https://id.gs1.org/8004/4000001TB2-45"
    installed = Installation(
        origin=_NOWHERE,
        item=item,
        platform="TB2",
        platform_serial=platform,
        installed_on=parse_span("2020-09"),
    )
    moved = Transfer(
        origin=_NOWHERE,
        item="",
        platform=platform,
        to_party="https://id.gs1.org/417/4012345000009",
        transferred_on=parse_span("2020-10"),
    )
    written, told = _again(tmp_path_factory, _events([], [installed], [moved]))
    events: Sequence[Any] = written["epcisBody"]["eventList"]
    assert (events[0]["parentID"], events[0]["childEPCs"]) == (platform, [item])
    assert events[1]["epcList"] == [platform]
    assert events[1]["destinationList"][0]["destination"] == moved.to_party
    assert _unplaced(told.transfers[0]) == moved
