"""``findspot registry import`` and ``export`` of EPCIS events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from tests.cli.running import REGISTER, findspot, is_one_sentence
from tests.records.epcis.documents import SAME_ITEM, document, event, shipping, written

from findspot.instance.opening import set_up
from findspot.instance.places import PLACE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BY = ("--by", "Export Controls, ref. 12", "--why", "a test")


@pytest.fixture(autouse=True)
def _registry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[None]:
    """An empty registry, named by the environment."""
    monkeypatch.setenv(PLACE, str(tmp_path / "registry"))
    set_up()
    assert findspot(capsys, "registry", "init").code == 0
    yield
    connections.close_all()


def test_events_are_recognised_entered_and_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By their file alone; what states nothing is a note, and the serial of the item is found."""
    path = written(tmp_path, document(shipping(), event(epcList=[])))
    done = findspot(capsys, "registry", "import", path, *_BY, "--json").rows[0]
    assert (done["new"], done["corrected"], done["recorded"]) == (1, 0, True)
    assert [note.partition(":")[0] for note in done["notes"]] == ["events.jsonld, event 2"]
    found = findspot(capsys, "find", "2017", "--json").rows[0]["candidates"][0]
    assert (found["item"], found["permit"]) == (SAME_ITEM, "P-1")
    again = findspot(capsys, "registry", "import", path, *_BY)
    assert "nothing is new" in again.out
    assert "note: events.jsonld, event 2" in again.out


def test_a_permit_may_have_a_type_of_its_senders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --permit-type nothing is known to be a permit; of tables the option says nothing."""
    licence = {"type": "http://a.example/licence", "bizTransaction": "urn:epcglobal:cbv:bt:4012345000009:L-7"}
    path = written(tmp_path, document(shipping(bizTransactionList=[licence], destinationList=[])))
    assert findspot(capsys, "registry", "import", path, *_BY, "--json").rows[0]["new"] == 0
    named = ("--permit-type", licence["type"])
    assert findspot(capsys, "registry", "import", path, *_BY, *named, "--json").rows[0]["new"] == 1
    assert findspot(capsys, "find", "2017", "--json").rows[0]["candidates"][0]["permit"] == "L-7"
    refused = findspot(capsys, "registry", "import", REGISTER, *_BY, *named)
    assert (refused.code, is_one_sentence(refused.err)) == (2, True)


def test_a_dry_run_of_events_records_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It counts what would be new."""
    path = written(tmp_path, document(shipping()), "events.json")
    dry = findspot(capsys, "registry", "import", path, *_BY, "--dry-run", "--json").rows[0]
    assert (dry["new"], dry["recorded"]) == (1, False)
    done = findspot(capsys, "registry", "import", path, *_BY, "--json").rows[0]
    assert (done["new"], done["recorded"]) == (1, True)


def test_a_bad_event_or_tables_beside_events_are_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2, and nothing on standard output."""
    bad = written(tmp_path, document(shipping(action="MOVE")), "bad.jsonld")
    for words in ([bad], [bad, REGISTER / "deliveries.csv"], [tmp_path / "nowhere.jsonld"]):
        ended = findspot(capsys, "registry", "import", *words, *_BY)
        assert (ended.code, ended.out) == (2, "")
        assert is_one_sentence(ended.err)


def test_a_dry_run_lists_every_problem_of_the_events(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of each event the first, with file, event and field; else the first is named, and how many."""
    wrong = [
        shipping(action="MOVE"),
        shipping(),
        shipping("urn:epc:id:sgtin:1.2.3"),
        shipping(bizStep="receiving", **{"findspot:when": ""}),
    ]
    path = written(tmp_path, document(*wrong))
    ended = findspot(capsys, "registry", "import", path, *_BY, "--dry-run", "--json")
    assert ended.code == 2
    assert ended.rows[0]["problem_count"] == 3
    problems = ended.rows[0]["problems"]
    assert [(one["file"], one["row"], one["field"]) for one in problems] == [
        ("events.jsonld", 1, "action"),
        ("events.jsonld", 3, "identifier"),
        ("events.jsonld", 4, "findspot:when"),
    ]
    refused = findspot(capsys, "registry", "import", path, *_BY)
    assert (refused.code, is_one_sentence(refused.err)) == (2, True)
    assert "events.jsonld, event 1, action" in refused.err
    assert "2 more problems" in refused.err


def test_the_registry_is_written_as_events(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As one new file; what EPCIS has no event for is counted, and importing the file changes nothing."""
    assert findspot(capsys, "registry", "import", REGISTER, *_BY).code == 0
    out = tmp_path / "out.jsonld"
    done = findspot(capsys, "registry", "export", out, "--form", "epcis", "--json").rows[0]
    assert done["tables"] == {"deliveries": 13}
    assert done["left_out"]["permits"] == 6
    assert json.loads(out.read_text(encoding="utf-8"))["type"] == "EPCISDocument"
    again = findspot(capsys, "registry", "import", out, *_BY, "--json").rows[0]
    assert (again["new"], again["corrected"]) == (0, 0)
    for path in (out, tmp_path / "nowhere" / "out.jsonld"):
        refused = findspot(capsys, "registry", "export", path, "--form", "epcis")
        assert (refused.code, is_one_sentence(refused.err)) == (2, True)


def test_the_registry_as_it_was_known_is_written_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what had been learnt by then, and words for people."""
    assert findspot(capsys, "registry", "import", REGISTER, *_BY).code == 0
    then = ("--as-known-on", "2020-09-01")
    page = findspot(capsys, "registry", "export", tmp_path / "then.jsonld", "--form", "epcis", *then).out
    assert "for which EPCIS has no event" in page
    now = findspot(capsys, "registry", "export", tmp_path / "now.jsonld", "--form", "epcis").out
    assert "now.jsonld: 13 deliveries" in now
    assert "then.jsonld: 13 deliveries" not in page
