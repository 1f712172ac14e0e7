"""What events state: deliveries and their arrival, installations, transfers; and what is left, named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.cli.running import is_one_sentence
from tests.records.epcis.documents import (
    BUYER,
    ITEM,
    MAKER,
    OTHER,
    PERMIT,
    PLATFORM,
    SAME_ITEM,
    THIRD,
    event,
    shipping,
    understood,
)

from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

_PALLET = "urn:epc:id:sscc:0614141.1234567890"
_ARRIVED = ("arriving", "receiving", "accepting")
_PO = {"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:4023333000000:54545"}
_HANDED: dict[str, Any] = {
    "sourceList": [{"type": "possessing_party", "source": BUYER}],
    "destinationList": [{"type": "possessing_party", "destination": THIRD}],
}
_NAMES: dict[str, Any] = {
    "epcisHeader": {
        "epcisMasterData": {
            "vocabularyList": [
                {
                    "type": "urn:epcglobal:epcis:vtype:Party",
                    "vocabularyElementList": [
                        {
                            "id": MAKER,
                            "attributes": [
                                {"id": "urn:epcglobal:cbv:mda#name", "attribute": "A maker"},
                                {"id": "urn:epcglobal:cbv:mda#city", "attribute": "Burlington"},
                            ],
                        },
                        {
                            "id": "urn:epc:idpat:sgtin:0614141.107346.*",
                            "attributes": [{"id": "findspot:model", "attribute": "CMX-15D"}],
                        },
                    ],
                }
            ]
        }
    }
}


def _installed(**fields: Any) -> dict[str, Any]:
    about = {"action": "ADD", "bizStep": "installing", "parentID": PLATFORM, "childEPCs": [ITEM]}
    return event("AssociationEvent", **{**about, **fields})


def test_a_shipment_under_a_permit_is_a_delivery(tmp_path: Path) -> None:
    """Its day is that of its own place, its parties are those of its lists, its serial that of the item."""
    (told,) = understood(tmp_path, shipping()).consignments
    delivery = told.delivery
    assert told.shipped
    assert (delivery.item, delivery.serial, delivery.permit) == (SAME_ITEM, "2017", "P-1")
    assert str(delivery.delivered_on) == "2020-09-15"
    assert (delivery.exporter, delivery.consignee) == (
        "https://id.gs1.org/417/4012345000009",
        "https://id.gs1.org/417/4012345000016",
    )
    assert delivery.end_user == ""
    assert (delivery.origin.file, delivery.origin.row) == ("events.jsonld", 1)
    assert delivery.learnt_on is None


def test_the_three_times_stay_apart(tmp_path: Path) -> None:
    """When it was, since when it is known, and the time at which a repository recorded it."""
    recorded = shipping(recordTime="2020-09-20T10:00:00Z")
    learnt = shipping(OTHER, recordTime="2020-09-20T10:00:00Z", **{"findspot:learntOn": "2020-10"})
    first, second = understood(tmp_path, recorded, learnt).consignments
    assert (str(first.delivery.delivered_on), str(first.delivery.learnt_on)) == ("2020-09-15", "2020-09-20")
    assert str(second.delivery.learnt_on) == "2020-10"


def test_nothing_of_an_event_is_lost(tmp_path: Path) -> None:
    """What no field of a delivery holds stands among its remarks."""
    told = understood(
        tmp_path,
        shipping(
            eventID="urn:uuid:1",
            disposition="retail_sold",
            readPoint={"id": "urn:epc:id:sgln:0614141.00777.0"},
            bizTransactionList=[PERMIT, _PO],
            **{"example:myField": "text", "example:other": [1, {"a": None}]},
        ),
    )
    assert dict(told.consignments[0].delivery.extra) == {
        "epcis:eventTime": "2020-09-14T22:30:00Z",
        "epcis:eventTimeZoneOffset": "+02:00",
        "epcis:eventID": "urn:uuid:1",
        "epcis:disposition": "retail_sold",
        "epcis:readPoint": '{"id":"urn:epc:id:sgln:0614141.00777.0"}',
        "epcis:bizTransactionList": f'[{{"type":"po","bizTransaction":"{_PO["bizTransaction"]}"}}]',
        "epcis:sourceList": f'[{{"type":"owning_party","source":"{MAKER}"}}]',
        "epcis:destinationList": f'[{{"type":"possessing_party","destination":"{BUYER}"}}]',
        "epcis:example:myField": "text",
        "epcis:example:other": '[1,{"a":null}]',
        "epcis:epc": ITEM,
    }


def test_own_terms_say_what_epcis_has_no_field_for(tmp_path: Path) -> None:
    """Model, maker, end user and a date that is not known to the day."""
    terms = {"findspot:model": "CMX-15D", "findspot:maker": "A maker", "findspot:when": "before:2020-10"}
    terms |= {"findspot:item": "I-1", "findspot:serial": "S-1", "findspot:endUserCountry": "Türkiye"}
    parties = [{"type": "findspot:end_user", "destination": "urn:findspot:party:A%20navy"}]
    (told,) = understood(tmp_path, shipping(destinationList=parties, **terms)).consignments
    delivery = told.delivery
    assert (delivery.item, delivery.serial, delivery.model, delivery.maker) == (
        "I-1",
        "S-1",
        "CMX-15D",
        "A maker",
    )
    assert (delivery.end_user, delivery.end_user_country, delivery.consignee) == ("A navy", "Türkiye", "")
    assert delivery.delivered_on is not None
    assert delivery.delivered_on.text == "before:2020-10"


def test_master_data_name_parties_and_models(tmp_path: Path) -> None:
    """The header's name of a party is taken, its identifier stays a remark; what else it says is counted."""
    told = understood(tmp_path, shipping(), **_NAMES)
    delivery = told.consignments[0].delivery
    assert (delivery.exporter, delivery.model) == ("A maker", "CMX-15D")
    assert MAKER in delivery.extra["epcis:sourceList"]
    assert any("1 attributes of its master data" in note for note in told.notes)


def test_an_arrival_confirms_the_delivery_told_before_it(tmp_path: Path) -> None:
    """Of two deliveries of an item the later one arrived; who received it stays a remark of the arrival."""
    arrival = shipping(
        SAME_ITEM, bizStep="receiving", eventTime="2020-11-02T12:00:00Z", recordTime="2020-11-05T00:00:00Z"
    )
    later = shipping(eventTime="2020-10-01T12:00:00Z")
    first, second = understood(tmp_path, shipping(), later, arrival).consignments
    assert first.arrival is None
    assert second.arrival is not None
    assert (str(second.arrival.confirmed_on), str(second.arrival.learnt_on)) == ("2020-11-02", "2020-11-05")
    assert BUYER in second.arrival.extra["epcis:destinationList"]
    assert second.delivery.confirmed_on is None


def test_an_arrival_may_stand_before_its_delivery(tmp_path: Path) -> None:
    """The order of the list does not matter where there is one delivery, nor does the permit."""
    arrival = event(bizStep="receiving", epcList=[ITEM])
    (told,) = understood(tmp_path, shipping(), arrival).consignments
    assert told.arrival is not None
    (told,) = understood(tmp_path, shipping(ITEM, bizStep="receiving"), shipping()).consignments
    assert (told.shipped, told.arrival is None) == (True, False)


def test_what_arrived_arrives_once(tmp_path: Path) -> None:
    """Receiving and accepting are one arrival, the first told; the other is a remark of it."""
    steps = [
        shipping(bizStep=step, eventTime=f"2020-10-0{day}T12:00:00Z") for day, step in enumerate(_ARRIVED, 1)
    ]
    for before in ([], [shipping()]):
        (told,) = understood(tmp_path, *before, *steps).consignments
        assert told.arrival is not None
        assert str(told.arrival.confirmed_on) == "2020-10-01"
        assert [name for name in told.arrival.extra if "ObjectEvent" in name] == [
            "epcis:ObjectEvent",
            "epcis:ObjectEvent 2",
        ]


def test_an_arrival_alone_is_a_delivery_without_a_date(tmp_path: Path) -> None:
    """That it left is not told, only that it came."""
    (told,) = understood(tmp_path, shipping(bizStep="receiving")).consignments
    assert not told.shipped
    assert told.delivery.delivered_on is None
    assert told.delivery.permit == "P-1"
    assert told.arrival is not None


def test_making_and_tying_tell_of_a_deliverys_item(tmp_path: Path) -> None:
    """The model that the making event has, the permit that a transaction ties it to; both are remarks too."""
    made = event(
        action="ADD",
        bizStep="commissioning",
        epcList=[ITEM],
        ilmd={"findspot:model": "CMX-15D", "example:batch": "XYZ"},
    )
    tied = event("TransactionEvent", action="ADD", epcList=[ITEM], bizTransactionList=[PERMIT, _PO])
    told = understood(tmp_path, made, shipping(bizTransactionList=None), tied)
    (one,) = told.consignments
    assert (one.delivery.model, one.delivery.permit, one.shipped) == ("CMX-15D", "P-1", True)
    assert "XYZ" in one.delivery.extra["epcis:ObjectEvent"]
    assert _PO["bizTransaction"] in one.delivery.extra["epcis:TransactionEvent"]
    assert told.notes == ()


def test_an_item_that_is_only_tied_to_a_permit_is_entered_without_a_date(tmp_path: Path) -> None:
    """And named in a note; tied to an order alone it is not entered, and named too."""
    tied = event(
        "TransactionEvent",
        action="ADD",
        epcList=[ITEM, OTHER],
        bizTransactionList=[PERMIT],
        sourceList=[{"type": "owning_party", "source": "urn:findspot:party:A%20maker"}],
    )
    ordered = event("TransactionEvent", action="ADD", epcList=[PLATFORM], bizTransactionList=[_PO])
    told = understood(tmp_path, tied, ordered)
    one, other = told.consignments
    assert (one.delivery.item, one.delivery.permit, one.delivery.delivered_on) == (SAME_ITEM, "P-1", None)
    assert not one.shipped
    assert one.delivery.exporter == other.delivery.exporter == "A maker"
    assert told.notes[0].startswith("events.jsonld, event 1: items of which no delivery is told")
    assert told.notes[1].startswith("events.jsonld, event 2: items of which the file tells no delivery")


def test_what_a_unit_holds_is_delivered_with_it(tmp_path: Path) -> None:
    """Packed items are delivered, what was taken out again is not; an unknown unit is itself the item."""
    packed = event(
        "AggregationEvent", action="ADD", bizStep="packing", parentID=_PALLET, childEPCs=[ITEM, OTHER]
    )
    out = event("AggregationEvent", action="DELETE", parentID=_PALLET, childEPCs=[OTHER])
    told = understood(tmp_path, packed, out, shipping(_PALLET))
    assert [one.delivery.item for one in told.consignments] == [SAME_ITEM]
    assert told.consignments[0].delivery.extra["epcis:epcList"] == f'["{_PALLET}"]'
    (alone,) = understood(tmp_path, shipping(_PALLET)).consignments
    assert alone.delivery.serial == "106141412345678908"


def test_units_inside_each_other_end(tmp_path: Path) -> None:
    """A unit that is said to hold itself is no endless one."""
    other = "urn:epc:id:sscc:0614141.1234567891"
    packed = [
        event("AggregationEvent", action="ADD", bizStep="packing", parentID=one, childEPCs=[two])
        for one, two in ((_PALLET, other), (other, _PALLET))
    ]
    assert len(understood(tmp_path, *packed, shipping(_PALLET)).consignments) == 1


@pytest.mark.parametrize("kind", ["AssociationEvent", "AggregationEvent"])
def test_an_item_put_into_a_platform_is_an_installation(kind: str, tmp_path: Path) -> None:
    """With its day and place; the platform goes by its identifier where it has no name."""
    where = {"id": "urn:epc:id:sgln:4012345.00002.0"}
    (told,) = understood(tmp_path, _installed(type=kind, readPoint=where)).installations
    assert (told.item, told.platform_serial, str(told.installed_on)) == (
        SAME_ITEM,
        "https://id.gs1.org/8004/4000001TB2-45",
        "2020-09-15",
    )
    assert told.platform == told.platform_serial
    assert told.place == "https://id.gs1.org/414/4012345000023"


def test_what_is_no_installation_is_left_and_named(tmp_path: Path) -> None:
    """Packing, fixing at a place, and taking out of a platform."""
    told = understood(
        tmp_path,
        _installed(parentID="urn:epc:id:sgln:4012345.00002.12"),
        _installed(action="DELETE", bizStep="removing"),
        _installed(action="OBSERVE"),
    )
    assert told.installations == ()
    assert [note.partition(": ")[0] for note in told.notes] == [
        "events.jsonld, events 1, 3",
        "events.jsonld, event 2",
    ]


def test_a_change_of_hands_without_a_permit_is_a_transfer(tmp_path: Path) -> None:
    """Of the item; that the one received what the other gave is the same transfer."""
    gave = event(bizStep="shipping", epcList=[ITEM], **_HANDED)
    got = event(bizStep="receiving", epcList=[ITEM], eventTime="2020-09-16T00:00:00Z", **_HANDED)
    (told,) = understood(tmp_path, gave, got).transfers
    assert (told.item, told.from_party, told.to_party, told.kind) == (
        SAME_ITEM,
        "https://id.gs1.org/417/4012345000016",
        "https://id.gs1.org/417/4012345000023",
        "retransfer",
    )
    assert "2020-09-16" in told.extra["epcis:received"]


@pytest.mark.parametrize("where", ["in the file", "in the registry", "nowhere"])
def test_a_platforms_change_of_hands_is_a_transfer_of_the_platform(where: str, tmp_path: Path) -> None:
    """Where it is known as one: by an installation in the file, or by the registry; else it is an item."""
    moved = event(bizStep="shipping", epcList=[PLATFORM], **_HANDED)
    events = [moved, _installed()] if where == "in the file" else [moved]
    serial = "https://id.gs1.org/8004/4000001TB2-45"
    known = {serial} if where == "in the registry" else set()
    (told,) = understood(tmp_path, *events, is_platform=known.__contains__).transfers
    assert (told.item, told.platform) == ((serial, "") if where == "nowhere" else ("", serial))


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"disposition": "stolen"}, "theft"),
        ({"disposition": "findspot:captured"}, "capture"),
        ({"disposition": "urn:findspot:epcis:seized"}, "seizure"),
        ({"persistentDisposition": {"set": ["findspot:diverted"]}}, "diversion"),
        ({"disposition": "findspot:lost", "findspot:transferKind": "leakage"}, "leakage"),
    ],
)
def test_what_became_of_an_item_is_a_transfer_of_that_kind(
    fields: dict[str, Any], kind: str, tmp_path: Path
) -> None:
    """GS1's word for what was stolen, and findspot's for what was captured, seized, diverted or lost."""
    (told,) = understood(tmp_path, event(epcList=[ITEM], **fields)).transfers
    assert (told.item, told.kind) == (SAME_ITEM, kind)


def test_what_states_nothing_is_named_by_its_events(tmp_path: Path) -> None:
    """Observations, quantities, transformations and events of other vocabularies, each with its reason."""
    seen = event(epcList=[ITEM], bizStep="inspecting")
    many = event(quantityList=[{"epcClass": "urn:epc:class:lgtin:4012345.012345.998877"}])
    made = event("TransformationEvent", action=None, inputEPCList=[ITEM], outputEPCList=[OTHER])
    told = understood(tmp_path, *[seen] * 6, many, made, event("example:Custom", action=None))
    assert (told.consignments, told.installations, told.transfers) == ((), (), ())
    assert [note.partition(": ")[0] for note in told.notes] == [
        "events.jsonld, events 1, 2, 3, 4, 5 and 2 more",
        "events.jsonld, events 8, 9",
    ]


def test_an_item_with_two_models_is_named_and_many_are_counted(tmp_path: Path) -> None:
    """Two names may be of one model or maker, so nothing is refused; the sentences are bounded."""
    pairs = [
        shipping(f"{ITEM}{number}", **{"findspot:model": model})
        for number in range(12)
        for model in ("M", "N")
    ]
    notes = understood(tmp_path, *pairs).notes
    assert len(notes) == 11
    assert "has model 'N' and, in event 1, 'M'" in notes[0]
    assert notes[-1].startswith("2 more events")


def test_what_was_declared_wrong_is_not_entered(tmp_path: Path) -> None:
    """An event that another declares wrong, that other, and a shipment that was voided."""
    wrong = shipping(eventID="urn:uuid:1")
    declared = {**wrong, "errorDeclaration": {"declarationTime": "2020-12-01T00:00:00Z"}}
    void = event(bizStep="void_shipping", epcList=[OTHER])
    told = understood(tmp_path, wrong, declared, shipping(OTHER), void)
    assert told.consignments == ()
    assert len(told.notes) == 2


def test_an_item_without_a_serial_is_left_and_named(tmp_path: Path) -> None:
    """An identifier that holds none cannot be looked for on a plate."""
    told = understood(tmp_path, shipping("http://maker.example/item/7"))
    assert told.consignments == ()
    assert "add findspot:serial" in told.notes[0]


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([shipping("urn:epc:id:sgtin:1.2.3")], "event 1, identifier: 'urn:epc:id:sgtin:1.2.3' is no SGTIN"),
        (
            [shipping(ITEM, OTHER, **{"findspot:serial": "S"})],
            "event 1, findspot:serial: the event names 2 items",
        ),
        (
            [shipping(**{"findspot:when": "soon"})],
            "event 1, findspot:when: the date 'soon' is not understood",
        ),
        ([shipping(**{"findspot:states": "gift"})], "event 1, findspot:states: an ObjectEvent states"),
        ([_installed(**{"findspot:states": "gift"})], "event 1, findspot:states: an AssociationEvent states"),
        ([shipping(**{"findspot:serial": "a\nb"})], "event 1, serial: 'a\\nb' holds a line break"),
        ([shipping(**{"findspot:serial": "x" * 65})], "has more than 64 characters"),
        (
            [shipping(), shipping(**{"findspot:serial": "S-2"})],
            "event 2, serial: item 'https://id.gs1.org/01/10614141073464/…' has serial 'S-2' and, in event 1",
        ),
        (
            [shipping(bizTransactionList=[PERMIT, {**PERMIT, "bizTransaction": "urn:findspot:permit:P-2"}])],
            "event 1, bizTransactionList: the event names 'P-1' and 'P-2' as findspot:permit",
        ),
        ([shipping(**{"example:blob": "x" * 40_000})], "event 1, 'example:blob': it has more than 32,767"),
    ],
)
def test_what_cannot_be_understood_is_refused(events: list[Any], says: str, tmp_path: Path) -> None:
    """In one sentence that names the file, the event and the field."""
    with pytest.raises(BadInputError) as refused:
        understood(tmp_path, *events)
    assert says in refused.value.sentence
    assert is_one_sentence(refused.value.sentence)
