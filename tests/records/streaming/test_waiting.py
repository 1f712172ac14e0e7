"""Deliveries that wait on disk answer as those of an opened register."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from tests.cli.running import REGISTER
from tests.records.streaming.test_passing import HEADER, TABLES, Rows, small

from findspot.records.opening import open_register
from findspot.records.streaming.waiting import open_waiting
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.register import TieKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from findspot.records.register import TableRegister

__all__ = ["small"]
NAMES = ("A", "M", "N", "CMX-15D", "Baykar", "Turkish Navy", "Azerbaijan", "L3 Wescam", "Bayraktar TB2", "")


def _answers(register: TableRegister) -> dict[str, Any]:
    """All that a register answers of its deliveries."""
    columns = register.serials()
    return {
        "serials": columns,
        "records": {item: register.record(item) for item in columns.item},
        "related": {(tie, name): list(register.related(tie, name)) for tie in TieKind for name in NAMES},
        "texts": register.deliveries.column("permit"),
        "about": (register.sha256, register.files, register.notice),
    }


def _agree(paths: Sequence[Path]) -> None:
    tables = open_register(paths)
    waiting = open_waiting(paths, len(tables.serials()))
    one, two = _answers(tables), _answers(waiting)
    repeats = len(waiting.deliveries) - len(tables.deliveries)
    assert len(two.pop("texts")) == len(one.pop("texts")) + repeats
    assert one == two
    with pytest.raises(KeyError):
        waiting.record("nothing")
    assert not waiting.deliveries.has("nothing")


def test_the_founding_register_answers_alike() -> None:
    """Items, records, ties, digests and the notice are those of the opened register."""
    _agree([REGISTER])


@pytest.mark.usefixtures("small")
@settings(deadline=None, max_examples=120)
@given(tables=TABLES)
def test_any_tables_answer_alike(tmp_path_factory: pytest.TempPathFactory, tables: list[Rows]) -> None:
    """Items declared and derived, delivered again, repeated, in several tables: the same answers."""
    folder = tmp_path_factory.mktemp("tables")
    paths = []
    for number, rows in enumerate(tables):
        kept = io.StringIO(newline="")
        csv.writer(kept).writerows([HEADER, *rows])
        paths.append(folder / f"{number}.csv")
        paths[-1].write_text(kept.getvalue(), encoding="utf-8")
    try:
        open_register(paths)
    except BadInputError:
        return
    _agree(paths)
    assert sorted(folder.iterdir()) == sorted(paths)


def test_tables_without_deliveries_are_refused() -> None:
    """As when they are opened: one sentence, and nothing is left open."""
    with pytest.raises(BadInputError, match="no table of deliveries"):
        open_waiting([REGISTER / "permits.csv"], 1)
