"""Compiling: whoever waits for it is told so, once; who does not wait is not."""

from __future__ import annotations

import time

import pytest

from findspot.matching.automaton import compiling
from findspot.matching.automaton.compiling import COMPILING, announced


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
