"""Reading EPCIS documents: what cannot be is refused in one sentence with file, event and field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.running import is_one_sentence
from tests.records.epcis.documents import document, event, shipping, written

from findspot.records import limits
from findspot.records.epcis import reading
from findspot.records.epcis.reading import is_document, read_documents
from findspot.records.reading import Bounds
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

_DEEP = "[" * (limits.MAX_NESTING + 2) + "]" * (limits.MAX_NESTING + 2)


def _refusal(path: Path) -> str:
    with pytest.raises(BadInputError) as refused:
        read_documents([path])
    return refused.value.sentence


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b'{"type": ', "line 1: the text is no JSON at its character 10"),
        (b'{\n"type": x}', "line 2: the text is no JSON"),
        (b'{\n"type": "\xff"}', "line 2: the text is not UTF-8"),
        ('{"type": "EPCISDocument"}'.encode("utf-16"), "is not UTF-8"),
        (b'{"type": "a", "type": "b"}', "the field 'type' twice"),
        (b'{"type": NaN}', "NaN is no number"),
        (b'{"type": 1e999}', "larger than can be held"),
        (b'{"type": ' + b"1" * 5000 + b"}", "more digits"),
        (b'{"type": "\\ud800"}', "a character that is none"),
        (b'{"type": "a\\u0000"}', "a character that is none"),
        (b'{"type": ' + _DEEP.encode() + b"}", "nested deeper"),
        (b'{"type": ' + b"[" * 200_000, "nested deeper"),
        (b"[]", "a list stands where an object must"),
        (b"null", "null stands where an object must"),
        (b"{}", "type: the field is missing"),
    ],
)
def test_what_is_no_json_of_one_meaning_is_refused(content: bytes, says: str, tmp_path: Path) -> None:
    """Damaged, ambiguous and hostile JSON gives one sentence, and no text of a library."""
    path = tmp_path / "events.jsonld"
    path.write_bytes(content)
    sentence = _refusal(path)
    assert says in sentence
    assert sentence.startswith("events.jsonld")
    assert is_one_sentence(sentence)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"eventTime": "2020-02-30T00:00:00Z"}, "event 2, eventTime: '2020-02-30T00:00:00Z' does not exist"),
        (
            {"eventTime": "1066-10-14T09:00:00Z"},
            "event 2, eventTime: '1066-10-14T09:00:00Z' lies outside 1900",
        ),
        ({"eventTime": None}, "event 2, eventTime: the field is missing"),
        ({"eventTimeZoneOffset": "+15:00"}, "event 2, eventTimeZoneOffset: '+15:00' is not in the form"),
        ({"action": "MOVE"}, "event 2, action: 'MOVE' is not ADD, OBSERVE or DELETE"),
        ({"bizStep": "teleporting"}, "event 2, bizStep: 'teleporting' is no business step of GS1"),
        ({"disposition": "https://ns.gs1.org/cbv/Disp-gone"}, "event 2, disposition: "),
        ({"epcList": ["a b"]}, "event 2, epcList, entry 1: 'a b' is no URI"),
        ({"epcList": ["a:b", "a:b"]}, "event 2, epcList: the list has one entry twice"),
        ({"epcList": None}, "event 2: the event of type ObjectEvent names nothing"),
        ({"ilmd": {"a:b": 1}}, "event 2, ilmd: only an event with the action ADD"),
        ({"serial": "x"}, "event 2, serial: no field may be called so here"),
        (
            {"bizTransactionList": [{"type": "po"}]},
            "bizTransactionList, entry 1, bizTransaction: the field is miss",
        ),
        ({"sourceList": {"type": "location"}}, "event 2, sourceList: an object stands where a list must"),
        ({"findspot:modle": "x"}, "event 2, findspot:modle: findspot's vocabulary has no such term"),
        ({"findspot:model": 7}, "event 2, findspot:model: a text must stand here"),
        ({"findspot:model": "x" * 40_000}, "event 2, findspot:model: the text has more than 32,767"),
        ({"findspot:remarks": {"note": 1}}, "event 2, findspot:remarks: remarks are an object of texts"),
        ({"findspot:model": "x", "urn:findspot:epcis:model": "y"}, "the term stands there twice"),
    ],
)
def test_a_fault_is_named_by_file_event_and_field(changes: dict[str, Any], says: str, tmp_path: Path) -> None:
    """The second event has the fault, and the sentence says where it is and what to do."""
    sentence = _refusal(written(tmp_path, document(shipping(), shipping(**changes))))
    assert says in sentence
    assert is_one_sentence(sentence)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"schemaVersion": "1.2"}, "schemaVersion: '1.2' is not in the form of 2.0"),
        ({"epcisBody": {}}, "epcisBody, eventList: the field is missing"),
        ({"sender": 7}, "sender: the number 7 stands where a text must"),
        ({"epcisHeader": {"epcisMasterData": {"vocabularyList": [{}]}}}, "vocabularyList, entry 1, type"),
    ],
)
def test_a_fault_of_the_document_is_named_too(changes: dict[str, Any], says: str, tmp_path: Path) -> None:
    """Beside its events a document has a version, a header and a sender."""
    sentence = _refusal(written(tmp_path, document(shipping(), **changes)))
    assert says in sentence
    assert is_one_sentence(sentence)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_at_all_do_more_than_refuse(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    """Whatever a file holds, it is refused in a sentence."""
    path = tmp_path_factory.mktemp("noise") / "events.jsonld"
    path.write_bytes(content)
    assert _refusal(path).endswith(".")


def test_files_and_events_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More events than the limit, over all files, are refused, and so is a larger file."""
    first, second = (written(tmp_path, document(shipping()), f"{name}.jsonld") for name in "ab")
    assert len(read_documents([first, second]).events) == 2
    monkeypatch.setattr(reading, "MAX_EVENTS", 1)
    with pytest.raises(BadInputError, match=r"b\.jsonld: there are more than 1 events"):
        read_documents([first, second])
    monkeypatch.setattr(reading, "_BOUNDS", Bounds(100, 1))
    with pytest.raises(BadInputError, match="the file is larger than"):
        read_documents([first])


def test_one_event_and_the_answer_to_a_query_are_documents_too(tmp_path: Path) -> None:
    """An event with a context of its own is read, and the events of an EPCISQueryDocument are."""
    alone = {"@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", **shipping()}
    assert len(read_documents([written(tmp_path, alone)]).events) == 1
    asked = document(shipping(), event(epcList=[]))
    results = {"queryName": "all", "resultsBody": {"eventList": asked["epcisBody"]["eventList"]}}
    asked |= {"type": "EPCISQueryDocument", "epcisBody": {"queryResults": results}}
    assert len(read_documents([written(tmp_path, asked)]).events) == 2


def test_a_file_of_events_is_known_by_its_name_or_content(tmp_path: Path) -> None:
    """A .jsonld is one, a .json where it speaks of EPCIS, and a table never."""
    assert is_document(written(tmp_path, document(), "a.jsonld"))
    assert is_document(written(tmp_path, document(), "a.JSON"))
    assert not is_document(written(tmp_path, {"schema": "Person"}, "b.json"))
    assert not is_document(written(tmp_path, document(), "a.csv"))
    assert not is_document(tmp_path / "nowhere.json")


def test_a_term_is_known_by_what_its_prefix_stands_for(tmp_path: Path) -> None:
    """Another prefix for findspot's namespace is as good, and findspot: for another is none of ours."""
    context = [
        "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
        {"fs": "urn:findspot:epcis:"},
    ]
    ours = document(shipping(**{"fs:model": "M"}), **{"@context": context})
    assert read_documents([written(tmp_path, ours)]).events[0].own == {"model": "M"}
    theirs = document(shipping(**{"findspot:model": 7}), **{"@context": {"findspot": "http://a.example/"}})
    assert read_documents([written(tmp_path, theirs)]).events[0].own == {}


def test_the_digest_is_that_of_the_file(tmp_path: Path) -> None:
    """Each file is named with its SHA-256; files of one name by their paths."""
    (tmp_path / "more").mkdir()
    first = written(tmp_path, document())
    second = written(tmp_path / "more", json.loads(first.read_text()))
    (one, digest), (other, same) = read_documents([first, second]).files
    assert (one, other) == (str(first), str(second))
    assert digest == same
    assert len(digest) == 64
