"""EPCIS events entered into the registry, and the registry written out as events."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st
from tests.records.epcis import gs1
from tests.records.epcis.documents import ITEM, PLATFORM, SAME_ITEM, document, event, shipping, written
from tests.records.test_register import TABLES
from tests.registry.entering import FOUNDING, TODAY, entered, known_on, nothing_kept, opened
from tests.registry.entering import written as tables_written
from tests.registry.test_register import _registers, entered_again

from findspot.records.epcis.reading import read_documents
from findspot.records.epcis.writing import document as text_of
from findspot.registry import models
from findspot.registry.events import Export, doubts_of, enter_events, not_carried, understood_here
from findspot.registry.kinds import KINDS
from findspot.registry.known import Knowledge
from findspot.registry.reading import records_of
from findspot.registry.register import DatabaseRegister
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.records import Origin

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.registry.stating import Recorded

pytestmark = pytest.mark.usefixtures("place")

_CARRIED = ("deliveries", "installations", "transfers")


def _entered(path: Path, *, dry: bool = False) -> tuple[Recorded, tuple[str, ...]]:
    return enter_events(
        understood_here(read_documents([path])), by="an office", why="a test", dry=dry, now=TODAY
    )


def _exported(folder: Path) -> Path:
    """The registry as a document."""
    path = folder / "events.jsonld"
    path.write_text("".join(text_of(Export(Knowledge()).events(), TODAY)), encoding="utf-8")
    return path


def _records() -> dict[str, list[Any]]:
    """The registry's records of which there are events, wherever they were read."""
    known = Knowledge()
    return {
        table: [
            replace(record, origin=Origin("", 0), extra=dict(record.extra))
            for record in records_of(table, known.of(KINDS[table].model), known)
        ]
        for table in _CARRIED
    }


@pytest.mark.parametrize("case", ["founding", "tables"])
def test_exported_events_enter_what_stands_there(case: str, tmp_path: Path) -> None:
    """Importing them into the registry changes nothing, and GS1's schema accepts them."""
    entered(FOUNDING if case == "founding" else tables_written(tmp_path / "tables", TABLES))
    path = _exported(tmp_path)
    done, notes = _entered(path)
    assert (done.entry, done.new, done.corrected, notes) == (None, 0, 0, ())
    assert gs1.accepts(json.loads(path.read_text(encoding="utf-8")))


@settings(
    max_examples=25, phases=(Phase.generate,), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(_registers)
def test_import_after_export_is_the_identity(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[str, list[dict[str, str]]]
) -> None:
    """Into the same registry nothing is new, and into an empty one the same records come."""
    tables = opened(tmp_path_factory.mktemp("tables"), rows)
    with nothing_kept():
        entered_again(tables)
        path = _exported(tmp_path_factory.mktemp("out"))
        before = _records()
        done, _ = _entered(path)
        assert (done.new, done.corrected) == (0, 0)
    with nothing_kept():
        _entered(path)
        assert _records() == before


def test_the_same_events_again_change_nothing(tmp_path: Path) -> None:
    """A delivery, its arrival, an installation and a transfer are recorded once."""
    events = [
        shipping(),
        shipping(bizStep="receiving", eventTime="2020-10-01T00:00:00Z"),
        event("AssociationEvent", action="ADD", parentID=PLATFORM, childEPCs=[ITEM]),
        event(epcList=[ITEM], disposition="stolen"),
        shipping("urn:epc:id:giai:4000001.7", bizStep="receiving"),
    ]
    path = written(tmp_path, document(*events))
    first, _ = _entered(path)
    again, _ = _entered(path)
    assert (first.new, first.corrected) == (6, 0)
    assert (again.entry, again.new, again.corrected) == (None, 0, 0)


_ITEMS = (
    ITEM,
    "urn:epc:id:giai:4000001.7",
    PLATFORM,
    "urn:epc:id:sscc:0614141.1234567890",
    "http://a.example/b",
)
_PARTY = st.sampled_from(("urn:findspot:party:A", "urn:findspot:party:B", "urn:epc:id:pgln:4012345.00000"))


def _fields(**drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "sourceList": st.builds(lambda party: [{"type": "possessing_party", "source": party}], _PARTY),
            "destinationList": st.builds(
                lambda kind, party: [{"type": kind, "destination": party}],
                st.sampled_from(("owning_party", "possessing_party", "findspot:end_user")),
                _PARTY,
            ),
            "bizTransactionList": st.lists(
                st.builds(
                    lambda kind, number: {"type": kind, "bizTransaction": f"urn:findspot:permit:{number}"},
                    st.sampled_from(("findspot:permit", "findspot:authority", "po")),
                    st.sampled_from(("P-1", "P-2")),
                ),
                min_size=1,
                max_size=2,
            ),
            "eventTime": st.sampled_from(("2020-09-01T00:00:00Z", "2020-10-05T00:00:00.123456789Z")),
            "recordTime": st.just("2020-10-06T00:00:00Z"),
            "findspot:when": st.sampled_from((None, "2020-09", "2020-10-05")),
            "findspot:model": st.sampled_from(("M", "N")),
            **drawn,
        },
    )


_STEPS = ("shipping", "receiving", "commissioning", "installing", "packing", "void_shipping", "removing")
_SOME = st.lists(st.sampled_from(_ITEMS), min_size=1, max_size=2, unique=True)
_EVENTS = st.one_of(
    st.builds(
        lambda items, fields: event(epcList=items, **fields),
        _SOME,
        _fields(
            action=st.sampled_from(("ADD", "OBSERVE", "DELETE")),
            bizStep=st.sampled_from(_STEPS),
            disposition=st.sampled_from(("in_transit", "stolen", "findspot:captured")),
            **{"findspot:states": st.sampled_from(("delivery", "arrival", "transfer"))},
        ),
    ),
    st.builds(
        lambda kind, parent, items, fields: event(kind, parentID=parent, childEPCs=items, **fields),
        st.sampled_from(("AssociationEvent", "AggregationEvent")),
        st.sampled_from(_ITEMS),
        _SOME,
        _fields(action=st.sampled_from(("ADD", "OBSERVE", "DELETE")), bizStep=st.sampled_from(_STEPS)),
    ),
    st.builds(
        lambda items, fields: event(
            "TransactionEvent",
            **{"epcList": items, "bizTransactionList": [{"bizTransaction": "urn:a:b"}], **fields},
        ),
        _SOME,
        _fields(action=st.sampled_from(("ADD", "DELETE"))),
    ),
)


@settings(
    max_examples=60, phases=(Phase.generate,), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(_EVENTS, min_size=1, max_size=8))
def test_whatever_events_are_entered_twice_are_entered_once(
    tmp_path_factory: pytest.TempPathFactory, events: list[dict[str, Any]]
) -> None:
    """The second time nothing is new; nor is it after all was written as events and entered from there."""
    path = written(tmp_path_factory.mktemp("events"), document(*events))
    with nothing_kept():
        _entered(written(tmp_path_factory.mktemp("before"), document(shipping(), shipping(_ITEMS[1]))))
        try:
            first, _ = _entered(path)
        except BadInputError:
            reject()
        again, _ = _entered(path)
        assert (again.new, again.corrected) == (0, 0), first
        back, _ = _entered(_exported(tmp_path_factory.mktemp("out")))
        assert (back.new, back.corrected) == (0, 0)


def test_events_are_entered_all_or_not_at_all(tmp_path: Path) -> None:
    """A dry run records nothing, and neither does a file with one event that cannot be."""
    good = written(tmp_path, document(shipping()))
    dry, _ = _entered(good, dry=True)
    assert (dry.entry, dry.new) == (None, 1)
    with pytest.raises(BadInputError):
        _entered(written(tmp_path, document(shipping(), shipping("urn:epc:id:sgtin:1.2.3"))))
    assert len(DatabaseRegister("registry").serials()) == 0


def test_a_statement_says_which_event_of_which_file_it_is(tmp_path: Path) -> None:
    """The file's name and digest, the event's number, and the serial that the item is found by."""
    path = written(tmp_path, document(event(epcList=[]), shipping()))
    done, _ = _entered(path)
    row = models.Delivery.objects.get()
    assert (row.file, row.row, row.serial) == ("events.jsonld", 2, "2017")
    assert done.entry is not None
    assert [tuple(file) for file in done.entry.files] == list(read_documents([path]).files)


def test_a_delivery_and_its_arrival_are_known_each_from_its_own_day(tmp_path: Path) -> None:
    """Neither before it was learnt, nor before it happened."""
    left = shipping(**{"findspot:learntOn": "2020-09-20"})
    came = shipping(bizStep="receiving", eventTime="2020-10-05T12:00:00Z", recordTime="2020-10-07T12:00:00Z")
    _entered(written(tmp_path, document(left, came)))
    assert len(known_on("2020-09-19").serials()) == 0
    (delivery,) = known_on("2020-10-06").record(SAME_ITEM).deliveries
    assert delivery.confirmed_on is None
    (delivery,) = known_on("2020-10-07").record(SAME_ITEM).deliveries
    assert str(delivery.confirmed_on) == "2020-10-05"


def test_an_arrival_is_of_the_delivery_that_the_registry_has(tmp_path: Path) -> None:
    """Of the last one that had left by then, and the same file again changes nothing."""
    later = shipping(eventTime="2020-12-01T12:00:00Z")
    _entered(written(tmp_path, document(shipping(), later), "left.jsonld"))
    came = shipping(SAME_ITEM, bizStep="receiving", eventTime="2020-10-01T12:00:00Z")
    path = written(tmp_path, document(came), "came.jsonld")
    done, _ = _entered(path)
    assert (done.new, done.corrected) == (1, 0)
    first, second = DatabaseRegister("registry").record(SAME_ITEM).deliveries
    assert (str(first.confirmed_on), second.confirmed_on) == ("2020-10-01", None)
    assert _entered(path)[0].entry is None


def test_a_second_proof_of_a_delivery_does_not_replace_the_first(tmp_path: Path) -> None:
    """It is named in a note, and whichever file is entered again changes nothing."""
    received = shipping(bizStep="receiving", eventTime="2020-10-01T12:00:00Z")
    accepted = shipping(bizStep="accepting", eventTime="2020-10-03T12:00:00Z")
    first = written(tmp_path, document(shipping(), received), "first.jsonld")
    second = written(tmp_path, document(accepted), "second.jsonld")
    _entered(first)
    for path, said in ((second, 1), (first, 0), (second, 1)):
        done, notes = _entered(path)
        assert (done.entry, len(notes)) == (None, said)
    (delivery,) = DatabaseRegister("registry").record(SAME_ITEM).deliveries
    assert str(delivery.confirmed_on) == "2020-10-01"


def test_an_arrival_without_a_permit_is_of_the_delivery_in_its_own_file(tmp_path: Path) -> None:
    """Before one that the registry has, so that entering the file again finds the same."""
    _entered(written(tmp_path, document(shipping(eventTime="2020-08-01T12:00:00Z")), "before.jsonld"))
    under = [{"type": "findspot:permit", "bizTransaction": "urn:findspot:permit:P-2"}]
    came = event(
        bizStep="receiving", epcList=[ITEM], **{"findspot:when": "2020-10", "findspot:states": "arrival"}
    )
    path = written(tmp_path, document(shipping(bizTransactionList=under), came), "after.jsonld")
    assert _entered(path)[0].new == 2
    assert _entered(path)[0].entry is None
    first, second = DatabaseRegister("registry").record(SAME_ITEM).deliveries
    assert (first.confirmed_on, str(second.confirmed_on)) == (None, "2020-10")


def test_an_item_tied_to_the_permit_of_its_delivery_is_no_new_one(tmp_path: Path) -> None:
    """A delivery that the registry has is not entered again without its date."""
    _entered(written(tmp_path, document(shipping()), "left.jsonld"))
    tied = event(
        "TransactionEvent",
        action="ADD",
        epcList=[ITEM],
        bizTransactionList=shipping()["bizTransactionList"],
    )
    done, _ = _entered(written(tmp_path, document(tied), "tied.jsonld"))
    assert (done.entry, done.new) == (None, 0)


def test_a_platform_that_the_registry_knows_takes_its_items_along(tmp_path: Path) -> None:
    """Its change of hands in a later file is one of every item in it."""
    installed = event("AssociationEvent", action="ADD", parentID=PLATFORM, childEPCs=[ITEM])
    _entered(written(tmp_path, document(shipping(), installed), "first.jsonld"))
    hands = [{"type": "owning_party", "destination": "urn:findspot:party:Somebody"}]
    moved = event(bizStep="shipping", epcList=[PLATFORM], destinationList=hands)
    _entered(written(tmp_path, document(moved), "second.jsonld"))
    (transfer,) = DatabaseRegister("registry").record(SAME_ITEM).transfers
    assert (transfer.item, transfer.to_party) == ("", "Somebody")


def test_what_events_name_and_nobody_declares_is_a_doubt(tmp_path: Path) -> None:
    """A permit where the registry has permits, and an item without a delivery; what is declared is none."""
    installed = event("AssociationEvent", action="ADD", parentID=PLATFORM, childEPCs=[ITEM])
    alone = event("AssociationEvent", action="ADD", parentID=PLATFORM, childEPCs=[_ITEMS[1]])
    path = written(tmp_path, document(shipping(), installed, alone))
    understood = understood_here(read_documents([path]))
    assert [(one.row, one.field) for one in doubts_of(understood)] == [(3, "item")]
    entered()
    assert [(one.row, one.field) for one in doubts_of(understood)] == [(1, "permit"), (3, "item")]
    enter_events(understood, by="an office", why="a test", now=TODAY)
    assert [one.field for one in doubts_of(understood)] == ["permit", "item"]


def test_what_epcis_does_not_carry_is_counted() -> None:
    """Records of which there is no event, table by table."""
    entered()
    export = Export(Knowledge())
    states = [one["findspot:states"] for one in export.events()]
    assert states.count("delivery") == export.written["deliveries"] == models.Delivery.objects.count()
    assert states.count("arrival") == models.ProofOfDelivery.objects.count()
    left = not_carried(Knowledge())
    assert left["permits"] == models.Permit.objects.count()
    assert not left.keys() & set(_CARRIED)
