"""What headings mean is remembered, registry by registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from findspot.records.opening import open_register
from findspot.registry.mapping import forget, headings_with, mappings, remember
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("place")


def read(table: Path, **told: str) -> str:
    """The serial that a table has, read with what is told and remembered, and kept for the next."""
    headings = headings_with(told)
    (serial,) = open_register([table], headings=headings).serials().serial
    remember(headings, by="an office")
    return serial


def test_what_was_told_once_is_used_again_until_it_is_forgotten(tmp_path: Path) -> None:
    """For tables of the same headings, in any order; told anew it is replaced, forgotten it is gone."""
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("Kennung,Nummer\nS-1,T-1\n")
    second.write_text("nummer;KENNUNG\nT-2;S-2\n")
    assert read(first, Kennung="serial") == "S-1"
    assert read(second) == "S-2"
    assert read(first, Nummer="serial", Kennung="model") == "T-1"
    assert read(second) == "T-2"
    (kept,) = mappings()
    assert kept["columns"] == {"Nummer": "serial", "Kennung": "model"}
    forget(kept["number"])
    assert mappings() == []
    with pytest.raises(BadInputError):
        forget(kept["number"])


def test_what_is_spelled_as_known_is_not_remembered(tmp_path: Path) -> None:
    """Only what somebody told is kept."""
    table = tmp_path / "a.csv"
    table.write_text("serial,model\nS-1,M-1\n")
    assert read(table) == "S-1"
    assert mappings() == []
