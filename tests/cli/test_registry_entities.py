"""``findspot registry import`` and ``export`` with FollowTheMoney entities."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from tests.cli.running import REGISTER, findspot, is_one_sentence

from findspot.instance.opening import set_up
from findspot.instance.places import PLACE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BY = ("--by", "Export Controls, ref. 12", "--why", "a test")


@pytest.fixture(autouse=True)
def filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[None]:
    """A registry with the founding case."""
    monkeypatch.setenv(PLACE, str(tmp_path / "registry"))
    set_up()
    assert findspot(capsys, "registry", "init").code == 0
    assert findspot(capsys, "registry", "import", REGISTER, *_BY).code == 0
    yield
    connections.close_all()


def test_a_sanctions_list_is_entered_and_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A whole edition of JSON lines, then one that names nobody of it; whom it named is shown with both."""
    entities = [
        {"id": "x", "schema": "Company", "properties": {"name": ["Baykar"]}},
        {"id": "y", "schema": "Company", "properties": {"name": ["Invented Works"]}},
        *(
            {
                "id": f"s-{one}",
                "schema": "Sanction",
                "properties": {"entity": [one], "authority": ["an invented list"], "startDate": ["2021-01"]},
            }
            for one in ("x", "y")
        ),
    ]
    file = tmp_path / "entities.ftm.json"
    words = ("registry", "import", file, *_BY, "--json")
    for some, day in ((entities, "2021-02-01"), ([entities[1], entities[3]], "2021-03-01")):
        file.write_text("\n".join(map(json.dumps, some)), encoding="utf-8")
        assert findspot(capsys, *words, "--whole-edition", day).code == 0
    shown = findspot(capsys, "registry", "show", "Baykar", "--json").rows[0]
    (match,) = shown["listed"]
    assert (match["list"], match["listed_from"], match["listed_to"]) == (
        "an invented list",
        "2021-01",
        "before:2021-03-02",
    )


def test_what_is_wrong_with_lines_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By a dry run, with line and field."""
    file = tmp_path / "e.jsonl"
    file.write_text(
        '{"id": "x", "schema": "Company", "properties": {"name": [1]}}\nnothing\n', encoding="utf-8"
    )
    dry = findspot(capsys, "registry", "import", file, *_BY, "--dry-run", "--json")
    assert (dry.code, is_one_sentence(dry.err)) == (2, True)
    assert [(one["row"], one["field"]) for one in dry.rows[0]["problems"]] == [
        (1, "properties.name"),
        (2, None),
    ]


def test_the_registry_is_written_as_entities(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Importing them changes nothing; a file that is there is not written over."""
    out = tmp_path / "out.ftm.json"
    written = findspot(capsys, "registry", "export", out, "--form", "ftm", "--json").rows[0]
    assert written["entities"]["PublicBody"] > 0
    again = findspot(capsys, "registry", "import", out, *_BY, "--json").rows[0]
    assert (again["new"], again["corrected"]) == (0, 0)
    refused = findspot(capsys, "registry", "export", out, "--form", "ftm")
    assert (refused.code, is_one_sentence(refused.err)) == (2, True)
