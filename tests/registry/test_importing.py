"""Entering tables and writing them out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.records.test_register import TABLES
from tests.registry.entering import FOUNDING, TODAY, entered, nothing_kept, opened, written
from tests.registry.test_register import _registers, entered_again

from findspot.records.opening import open_register
from findspot.registry import stating
from findspot.registry.exporting import export
from findspot.registry.forms import FORMS
from findspot.registry.importing import enter, stated
from findspot.registry.known import Knowledge
from findspot.registry.register import DatabaseRegister

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from findspot.registry.writing import Stated

_PHASES = (Phase.generate,)
pytestmark = pytest.mark.usefixtures("place")


def test_the_same_tables_again_change_nothing() -> None:
    """Nothing is recorded twice, and the registry's digest stays."""
    _, first = entered()
    before = DatabaseRegister("registry").sha256
    _, again = entered()
    assert first.entry is not None
    assert first.new > 0
    assert (again.entry, again.new, again.corrected) == (None, 0, 0)
    assert again.unchanged == first.new
    assert DatabaseRegister("registry").sha256 == before


def test_a_dry_run_counts_and_records_nothing() -> None:
    """What would be new is counted; the registry stays empty."""
    tables = open_register([FOUNDING])
    dry = enter(tables, by="an office", why="a test", dry=True, now=TODAY)
    assert dry.entry is None
    assert dry.new > 0
    assert len(DatabaseRegister("registry").serials()) == 0
    _, done = entered()
    assert done.new == dry.new


def test_an_import_that_fails_records_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where any statement cannot be written, none is."""
    monkeypatch.setattr(stating, "_TOGETHER", 10)
    statements = list(stated(open_register([FOUNDING])))

    def failing() -> Iterator[Stated]:
        yield from statements[:60]
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError):
        stating.record(failing(), by="an office", why="a test")
    assert len(DatabaseRegister("registry").serials()) == 0
    assert DatabaseRegister("registry").policies() == ()


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("case", ["founding", "tables"])
def test_exported_tables_enter_what_stands_there(case: str, form: str, tmp_path: Path) -> None:
    """Importing what was exported changes nothing, and both folders are one register."""
    folder = FOUNDING if case == "founding" else written(tmp_path / "tables", TABLES)
    entered(folder)
    (tmp_path / "out").mkdir()
    counts = export(tmp_path / "out", Knowledge(), form)
    assert counts["deliveries"] == len(open_register([folder]).deliveries)
    _, again = entered(tmp_path / "out")
    assert (again.entry, again.new, again.corrected) == (None, 0, 0)


def test_parquet_has_the_types_that_cells_surely_have(tmp_path: Path) -> None:
    """Numbers of items are numbers and lists are lists; dates stay as precise as they are known."""
    entered(written(tmp_path / "tables", TABLES))
    export(tmp_path, Knowledge(), "parquet")
    permits = pq.read_table(tmp_path / "permits.parquet").to_pydict()
    assert permits["quantity"] == [12, 3, None]
    assert permits["issued_on"] == ["2020-05", "2020-05", "2018"]
    policies = pq.read_table(tmp_path / "policies.parquet").to_pydict()
    assert policies["permits"] == [None, ["P-1", "P-2"], None]


@settings(max_examples=50, phases=_PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_registers, st.sampled_from(sorted(FORMS)))
def test_import_after_export_is_the_identity(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[str, list[dict[str, str]]], form: str
) -> None:
    """Whatever was entered, the tables written out, in either form, are the registry again."""
    tables = opened(tmp_path_factory.mktemp("tables"), rows)
    with nothing_kept():
        entered_again(tables)
        out = tmp_path_factory.mktemp("out")
        export(out, Knowledge(), form)
        again = enter(open_register([out]), by="an office", why="a test")
        assert (again.new, again.corrected) == (0, 0)
