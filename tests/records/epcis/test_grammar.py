"""Which documents are EPCIS: in agreement with GS1's own schema and examples."""

from __future__ import annotations

import contextlib
import copy
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.records.epcis import gs1
from tests.records.epcis.documents import written

from findspot.records.epcis.meaning import understand
from findspot.records.epcis.reading import read_documents
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from random import Random

    import pytest

#: GS1's examples that are refused, and why: in each the example itself is at fault.
_REFUSED = {
    "AssociationEvent-h.jsonld": "has the field 'eventID' twice",
    "Example-TransactionEvents-2020_07_03y.jsonld": "event 2, sourceList: an object stands where a list must",
}
_VALUES: tuple[Any, ...] = (
    *(None, True, 0, 1.5, "", "x", [], {}, ["x"], [[]], {"id": "urn:a:b"}, {"set": ["stolen"]}, {"set": []}),
    *("urn:epc:id:giai:4000001.1", "example:a", "http://a b", "%zz:", "a:%41", "urn:epcglobal:cbv:bizstep:x"),
    *("2020-02-30T00:00:00Z", "2020-02-28T00:00:00Z", "2020-02-28", "+25:00", "+14:00", "KGM", "shipping"),
    *("ADD", "DELETE", "OBSERVE", "stolen", "ObjectEvent", "AggregationEvent", "TransactionEvent"),
    *("TransformationEvent", "AssociationEvent", "EPCISDocument", "EPCISQueryDocument", [{"type": "po"}]),
)
_NAMES = (
    *("foo", "", "a b", "example:x", "type", "action", "@context", "eventID", "reason", "uom", "exception"),
    *("ilmd", "persistentDisposition", "epcList", "quantityList", "sensorElementList", "bizTransactionList"),
    *("sourceList", "errorDeclaration", "recordTime", "transformationID", "parentID", "childEPCs", "sender"),
)


def _refusal(path: Path) -> str:
    """Why a document is refused; "" where it is not."""
    try:
        read_documents([path])
    except BadInputError as error:
        return error.sentence
    return ""


def test_every_example_of_gs1_is_accepted_but_for_those_at_fault() -> None:
    """Of the two that are refused one has a field twice, and the other is against GS1's own schema."""
    refused = {path.name: why for path in gs1.examples() if (why := _refusal(path))}
    assert refused.keys() == _REFUSED.keys()
    for name, why in refused.items():
        assert _REFUSED[name] in why


@cache
def _accepted() -> list[Any]:
    """GS1's examples that its schema accepts, without their own names: ``_:document1`` is no URI."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in gs1.examples()]
    for example in found:
        example.pop("id", None)
    found += [_asked(example) for example in found if example["type"] == "EPCISDocument"]
    return [example for example in found if gs1.accepts(example)]


def _asked(example: Any) -> Any:
    """A document as the answer to a query."""
    results = {"queryName": "all", "resultsBody": {"eventList": example["epcisBody"]["eventList"]}}
    kept = {name: example[name] for name in ("@context", "schemaVersion", "creationDate")}
    return {**kept, "type": "EPCISQueryDocument", "epcisBody": {"queryResults": results}}


def _places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value inside this one."""
    inside: Any = value.items() if isinstance(value, dict) else ()
    inside = enumerate(value) if isinstance(value, list) else inside
    for step, one in inside:
        yield (*way, step)
        yield from _places(one, (*way, step))


def _mutated(example: Any, random: Random) -> Any:
    """The example with one to three things taken away, changed, doubled or added."""
    changed = copy.deepcopy(example)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        way = random.choice(list(_places(changed)) or [("type",)])
        around = changed
        for step in way[:-1]:
            around = around[step]
        value = copy.deepcopy(random.choice(_VALUES))
        match random.choice(("remove", "change", "add", "double")):
            case "remove":
                del around[way[-1]]
            case "double" if isinstance(around, list):
                around.append(copy.deepcopy(around[way[-1]]))
            case "add" if isinstance(around[way[-1]], dict):
                around[way[-1]][random.choice(_NAMES)] = value
            case "add" if isinstance(around, dict):
                around[random.choice(_NAMES)] = value
            case _:
                around[way[-1]] = value
    return changed


@settings(max_examples=400)
@given(random=st.randoms(use_true_random=False))
def test_whatever_is_changed_is_judged_as_gs1s_schema_judges_it(
    tmp_path_factory: pytest.TempPathFactory, random: Random
) -> None:
    """A change of an example that the schema refuses is refused in one sentence, and no other is."""
    changed = _mutated(random.choice(_accepted()), random)
    path = written(tmp_path_factory.mktemp("changed"), changed)
    why = _refusal(path)
    assert (why == "") == gs1.accepts(changed), why
    assert "\n" not in why
    assert not why or why.endswith(".")
    if not why:
        with contextlib.suppress(BadInputError):  # what is EPCIS may still not be understood, and says so
            understand(read_documents([path]))
