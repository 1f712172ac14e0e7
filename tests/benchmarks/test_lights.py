"""The benchmark of several lights: what it draws, and that it runs on little."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from benchmarks.lights import __main__ as command
from benchmarks.lights.plates import KINDS, under_lights
from benchmarks.reading.samples import PHOTOGRAPHS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("kind", KINDS)
def test_photographs_of_one_plate_differ_and_can_be_drawn_again(kind: str) -> None:
    """Each photograph is its own, the serial is one; the same seed gives the same pixels."""
    pictures, serial = under_lights(kind, 3, 2)
    again, same = under_lights(kind, 3, 2)
    assert serial == same
    assert all(np.array_equal(one, other) for one, other in zip(pictures, again, strict=True))
    assert pictures[0].shape != pictures[1].shape or not np.array_equal(pictures[0], pictures[1])


@pytest.mark.parametrize("kind", KINDS)
def test_the_other_plate_differs_in_every_digit(kind: str) -> None:
    """Letters and separators of its serial stay, no digit does."""
    _, serial = under_lights(kind, 3, 1)
    _, other = under_lights(kind, 3, 1, other_serial=True)
    assert len(serial) == len(other)
    assert all((a == b) != a.isdigit() for a, b in zip(serial, other, strict=True))


@pytest.mark.skipif(not (PHOTOGRAPHS / "make_register.py").exists(), reason="make_register.py is not here")
def test_the_command_prints_each_way(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One plate of each kind gives a row for each kind and way, and the figures as JSON."""
    monkeypatch.setattr(command, "pin", lambda: None)
    out = tmp_path / "figures.json"
    assert command.main(["--count", "1", "--register-size", "50", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    for kind in (*KINDS, command.BOTH):
        assert f"| {kind}, {command.ALONE} | " in said
    assert out.exists()
