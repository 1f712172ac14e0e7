"""Compiling: whoever waits for it is told so, once; who does not wait is not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numba
import pytest
from tests.matching.automaton.registers import columns

from findspot.matching.automaton import compiling
from findspot.matching.automaton.compiling import COMPILING, announced, compiled
from findspot.matching.automaton.exact import search
from findspot.matching.indexed import search_costs
from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.finding import Searcher
from findspot.matching.indexing.index import RegisterIndex, add_rows

if TYPE_CHECKING:
    from pathlib import Path


def test_who_waits_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes longer than patience lasts is announced with one sentence."""
    monkeypatch.setattr(compiling, "_PATIENCE", 0.01)
    said: list[str] = []
    with announced(said.append):
        for _ in range(500):
            if said:
                break
            time.sleep(0.01)
    assert said == [COMPILING]


def test_who_does_not_wait_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends before that says nothing, then or later, whatever comes of it."""
    monkeypatch.setattr(compiling, "_PATIENCE", 0.2)
    said: list[str] = []
    with announced(said.append):
        pass
    with pytest.raises(ValueError, match="refused"), announced(said.append):
        raise ValueError("refused")
    time.sleep(0.4)
    assert said == []


def _called(monkeypatch: pytest.MonkeyPatch, kept: Path, sources: str) -> tuple[int, int]:
    """How often a loop was found among what is kept, and how often not, when it is first called."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(kept))
    monkeypatch.setattr(compiling, "sources", lambda: sources)

    def loop(number: int) -> int:
        return number + 1

    made: Any = compiled(loop)  # its counts are the compiler's, which has no types
    assert made(1) == 2
    return sum(made.stats.cache_hits.values()), sum(made.stats.cache_misses.values())


def test_what_is_kept_counts_while_no_file_has_changed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A loop is compiled anew where another file of the room changed, of which it may hold a part."""
    assert _called(monkeypatch, tmp_path, "as before") == (0, 1)
    assert _called(monkeypatch, tmp_path, "as before") == (1, 0)
    assert _called(monkeypatch, tmp_path, "changed") == (0, 1)


def test_what_was_added_is_searched_by_the_same_machine_code(tmp_path: Path) -> None:
    """A part in memory is of the same types as one in the file: nothing is compiled for it."""
    path = tmp_path / "an.index"
    build_index(path, [columns([f"AB{number:04}" for number in range(400)])])
    query = search_costs().query((1, 2))
    Searcher(RegisterIndex.open(path)).find(query)
    add_rows(path, columns(["AB0400"]))
    before = list(search.signatures)  # type: ignore[attr-defined]
    Searcher(RegisterIndex.open(path)).find(query)
    assert list(search.signatures) == before  # type: ignore[attr-defined]
