"""The registry answers as the tables do that were entered."""

from __future__ import annotations

import dataclasses
import inspect
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.records.test_register import TABLES
from tests.registry.entering import FOUNDING, entered, nothing_kept, opened, written
from tests.tracing import founding, test_what_ifs

from findspot.dossier.claims import trace_claims
from findspot.registry.importing import enter
from findspot.registry.register import DatabaseRegister
from findspot.tracing.trace import trace_item
from findspot.vocabulary.dates import parse_span
from findspot.vocabulary.register import TieKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from findspot.records.register import TableRegister
    from findspot.vocabulary.register import Register

_PHASES = (Phase.generate,)
pytestmark = pytest.mark.usefixtures("place")

_TIES = (
    "model",
    "exporter",
    "consignee",
    "end_user",
    "end_user_country",
    "integrator",
    "platform",
    "signatory",
)


def _asked(register: Register, names: Sequence[str]) -> dict[str, Any]:
    """All that a register answers."""
    columns = register.serials()
    days = [parse_span(text) for text in ("2019", "2020-05", "2020-10-04", "after:2021-01")]
    return {
        "serials": columns,
        "records": {item: register.record(item) for item in columns.item},
        "related": {
            (tie, name): _unnumbered(register.related(tie, name)) for tie in TieKind for name in names
        },
        "policies": [register.policies(day) for day in (None, *days)],
        "aliases": {name: register.aliases(name) for name in names},
        "relations": {name: register.relations(name) for name in names},
        "same": [(one, other) for one in names for other in names if register.same(one, other)],
        "parties": {name: register.party(name) for name in names},
        "answers": tuple(register.answers),
        "notice": register.notice,
        "sightings": [
            register.sightings(item, serial)
            for item, serial in zip(columns.item, columns.serial, strict=True)
        ],
    }


def _unnumbered(records: Sequence[Any]) -> list[Any]:
    return list(records)


def _names(tables: TableRegister) -> list[str]:
    terms = [*tables.permits, *tables.applications]
    terms += [tables.deliveries.build(at) for at in range(len(tables.deliveries))]
    named = [getattr(one, tie) for one in terms for tie in _TIES]
    named += [name for party in tables.parties for name in (party.party, party.parent, party.country)]
    named += [name for alias in tables.alias_records for name in (alias.alias, alias.name)]
    named += [model.item_type for model in tables.models]
    return [*sorted(set(named)), "nobody at all"]


@pytest.mark.parametrize("case", ["founding", "tables"])
def test_every_answer_is_that_of_the_tables(case: str, tmp_path: Path) -> None:
    """Items, records, ties, policies, names, answers and sightings are those of the tables entered."""
    folder = FOUNDING if case == "founding" else written(tmp_path / "tables", TABLES)
    tables, _ = entered(folder)
    names = _names(tables)
    assert _asked(DatabaseRegister("registry"), names) == _asked(tables, names)


def test_an_item_that_is_not_there_is_none() -> None:
    """As in tables, an unknown item raises KeyError, and an empty registry has no items."""
    assert len(DatabaseRegister("registry").serials()) == 0
    with pytest.raises(KeyError):
        DatabaseRegister("registry").record("nothing")


@pytest.mark.parametrize(
    "what_if",
    [one for name, one in inspect.getmembers(test_what_ifs, inspect.isfunction) if name.startswith("test_")],
    ids=lambda one: one.__name__.removeprefix("test_"),
)
def test_every_what_if_gives_the_same_json(
    what_if: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Tables and registry give one trace for each what-if of the founding case, and it is the right one."""
    traced = []

    def both(readings: Any, match: Any, sightings: Any, tables: TableRegister) -> Any:
        with nothing_kept():
            entered_again(tables)
            registry = DatabaseRegister(tables.name)
            assert registry.serials() == tables.serials()
            trace = trace_item(readings, match, sightings, registry)
            told = trace_claims(dataclasses.replace(trace, register_sha256=tables.sha256))
        assert json.dumps(told) == json.dumps(trace_claims(trace_item(readings, match, sightings, tables)))
        traced.append(trace)
        return trace

    monkeypatch.setattr(founding, "trace_item", both)
    what_if(**({"tmp_path": tmp_path} if "tmp_path" in inspect.signature(what_if).parameters else {}))
    assert traced


def entered_again(tables: TableRegister) -> None:
    """Enter a register that is opened already."""
    enter(tables, by="an office", why="a test")


_words = st.sampled_from(
    ("", "Navy", "NAVY", "Marine", "Army", "Türkiye", "Turkey", "Baykar", "P-1", "p-1", "P 2")
)
_spans = st.sampled_from(
    ("", "2020", "2020-05", "2020-05-03", "before:2020-06", "after:2019", "2019/2020-02")
)


def _table(columns: dict[str, st.SearchStrategy[str]]) -> st.SearchStrategy[list[dict[str, str]]]:
    return st.lists(st.fixed_dictionaries(columns), max_size=5)


_registers = st.fixed_dictionaries(
    {
        "deliveries": st.lists(
            st.fixed_dictionaries(
                {
                    "item": st.sampled_from(("I-1", "I-2", "I-3")),
                    "serial": st.just("S"),
                    "permit": _words,
                    "delivered_on": _spans,
                    "confirmed_on": _spans,
                    "consignee": _words,
                    "end_user": _words,
                    "end_user_country": _words,
                    "learnt_on": _spans,
                    "remark": _words,
                }
            ),
            min_size=1,
            max_size=5,
        ),
        "aliases": _table(
            {
                "alias": st.sampled_from(("Navy", "Marine", "Turkey")),
                "name": st.sampled_from(("Army", "Türkiye", "NAVY")),
                "valid_from": _spans,
            }
        ),
        "installations": _table(
            {"item": st.just("I-1"), "platform": st.just("TB2"), "installed_on": _spans, "place": _words}
        ),
        "transfers": _table(
            {"item": st.sampled_from(("I-1", "I-2")), "to_party": _words, "transferred_on": _spans}
        ),
    }
)


@settings(max_examples=40, phases=_PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_registers)
def test_any_tables_are_answered_alike(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[str, list[dict[str, str]]]
) -> None:
    """Whatever tables are entered, rows that repeat each other included, the registry answers as they do."""
    tables = opened(tmp_path_factory.mktemp("tables"), rows)
    names = _names(tables)
    with nothing_kept():
        entered_again(tables)
        assert _asked(DatabaseRegister("registry"), names) == _asked(tables, names)
