"""The registry as FollowTheMoney entities, and what importing them enters."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.records.test_register import TABLES
from tests.registry.entering import entered, nothing_kept, opened, written

from findspot.records.opening import open_register
from findspot.registry import models
from findspot.registry.entities import export_entities
from findspot.registry.importing import enter
from findspot.registry.known import Knowledge
from findspot.registry.reading import records_of

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.registry.models import Statement

pytestmark = pytest.mark.usefixtures("place")

_CARRIED: dict[str, type[Statement]] = {
    "parties": models.Party,
    "aliases": models.Alias,
    "relations": models.Relation,
    "listings": models.Listing,
}
_NAMES = ("A Works", "a works", "Bé Ltd", "Türk X", "C; D")
_names = st.sampled_from(_NAMES)
_dates = st.sampled_from(["", "2019", "2020-03", "2020-03-01", "2020-03-01/2020-04-01", "before:2020"])
_said = {
    "source": st.sampled_from(["", "an office"]),
    "learnt_on": st.sampled_from(["", "2020-05-01", "before:2021"]),
    "remarks": st.sampled_from(["", "a remark"]),
}
_rows = {
    "parties": {
        "party": _names,
        "kind": st.sampled_from(["", "company", "state body", "armed force"]),
        "country": st.sampled_from(["", "Elsewhere"]),
        "parent": st.sampled_from(["", *_NAMES, "Nobody's"]),
    },
    "aliases": {
        "alias": st.sampled_from([*_NAMES, "Other name"]),
        "name": _names,
        "valid_from": _dates,
        "valid_to": _dates,
    },
    "relations": {
        "party": _names,
        "kind": st.sampled_from(["parent of", "integrator of", "broker for"]),
        "other": st.sampled_from([*_NAMES, "A platform"]),
        "valid_from": _dates,
        "valid_to": _dates,
    },
    "listings": {
        "listed": _names,
        "kind": st.sampled_from(["", "person", "company", "vessel"]),
        "aliases": st.lists(st.sampled_from(["A", "a", "A Works"]), max_size=3).map(";".join),
        "countries": st.sampled_from(["", "xx", "xx;yy"]),
        "addresses": st.sampled_from(["", "1 Road, Town"]),
        "list_name": st.sampled_from(["", "a list"]),
        "programmes": st.sampled_from(["", "P", "P;Q"]),
        "reference": st.sampled_from(["", "4711"]),
        "citation": st.sampled_from(["", "1 Gazette 2"]),
        "listed_from": _dates,
        "listed_to": _dates,
    },
}
_tables = st.fixed_dictionaries(
    {name: st.lists(st.fixed_dictionaries(cells | _said), max_size=4) for name, cells in _rows.items()}
)


def stated(table: str) -> list[tuple[object, ...]]:
    """All that the registry has of a table, without where it was read, in an order of its own."""
    known = Knowledge()
    records = records_of(table, known.of(_CARRIED[table]), known)
    told = [name for name in _rows[table] if name != "remarks"]
    return sorted(
        (*(str(getattr(one, name)) for name in (*told, "source", "learnt_on")), str(dict(one.extra)))
        for one in records
    )


@settings(
    max_examples=40, phases=(Phase.generate,), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(_tables)
def test_import_after_export_is_the_identity_on_what_entities_carry(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[str, list[dict[str, str]]]
) -> None:
    """Importing the entities changes nothing, and an empty registry then holds the same."""
    deliveries = {"deliveries": [{"serial": "S-1"}]}
    tables = opened(tmp_path_factory.mktemp("tables"), deliveries | rows)
    out = tmp_path_factory.mktemp("out") / "entities.ftm.json"
    with nothing_kept():
        enter(tables, by="an office", why="a test")
        expected = {table: stated(table) for table in _CARRIED}
        export_entities(out, Knowledge())
        if not out.stat().st_size:
            return
        entities = open_register([out], whole=False)
        again = enter(entities, by="an office", why="a test")
        assert (again.new, again.corrected, again.withdrawn) == (0, 0, 0)
    with nothing_kept():
        enter(entities, by="an office", why="a test")
        for table in ("parties", "relations", "listings"):
            assert stated(table) == expected[table]
        carried = stated("aliases")
        assert all(one in expected["aliases"] for one in carried)


def test_the_founding_tables_lose_nothing_that_entities_carry(tmp_path: Path) -> None:
    """Remarks and odd dates stand beside the properties; end users are linked to their permits."""
    entered(written(tmp_path / "tables", TABLES))
    out = tmp_path / "entities.ftm.json"
    counts = export_entities(out, Knowledge())
    assert counts["Sanction"] == 3
    assert counts["License"] == 3
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    ids = {one["id"] for one in lines}
    ends = ("owner", "asset", "agent", "client", "subject", "object", "entity", "parent")
    assert all(end in ids for one in lines for name in ends for end in one["properties"].get(name, ()))
    assert len(ids) == len(lines)
    again = enter(open_register([out], whole=False), by="an office", why="a test")
    assert (again.new, again.corrected) == (0, 0)
