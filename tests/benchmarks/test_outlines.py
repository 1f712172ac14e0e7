"""The benchmark of outlines: what it counts, and that it runs on little."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.outlines import __main__ as command


def test_overlap_is_the_common_share() -> None:
    """The same outline overlaps wholly, a half shifted one by a third, one elsewhere not at all."""
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], np.float32)
    assert command.overlap(square, square) == pytest.approx(1.0)
    assert command.overlap(square, square + np.array((5, 0), np.float32)) == pytest.approx(1 / 3)
    assert command.overlap(square, square + np.array((50, 0), np.float32)) == 0.0


def test_corners_turn_with_their_picture() -> None:
    """A corner follows the pixel that it lies on through quarter turns."""
    picture = np.zeros((30, 40))
    picture[4, 7] = 1
    for turns in range(4):
        ((x, y),) = command.turned(np.array([[7.5, 4.5]], np.float32), turns, (40, 30))
        assert np.rot90(picture, turns)[int(y), int(x)] == 1


def test_what_has_no_plate_and_no_outline_is_right() -> None:
    """A wall without an outline counts as right, one with an outline as wrong."""
    assert command.row("wall", [None, None, 0.0, None]) == "| wall | 4 | 75% | no plate |"
    assert command.row("plate", [0.9, 0.5]) == "| plate | 2 | 50% | 0.70 |"


def test_the_command_prints_a_row_for_each_kind(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One picture of two kinds gives two rows and the share of the time."""
    monkeypatch.setattr(command, "pin", lambda: None)
    assert command.main(["--count", "1", "--kind", "etched", "--kind", "stencil"]) == 0
    said = capsys.readouterr().out
    assert "| etched | 1 | " in said
    assert "| stencil | 1 | " in said
    assert "of the time of looking for text." in said
