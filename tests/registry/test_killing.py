"""Writers that are killed: what was acknowledged is whole, what was not is gone."""

from __future__ import annotations

import pytest
from benchmarks.registry.killing import kill

_TIMES = 4


@pytest.mark.usefixtures("place")
def test_a_killed_writer_leaves_nothing_half_done(
    place: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Killed at random in an import, a suspension, a correction or a withdrawal: the registry is whole."""
    outcome = kill(place, tmp_path_factory.mktemp("kill"), times=_TIMES, seed=1)  # type: ignore[arg-type]
    assert outcome.killed == _TIMES
    assert outcome.broken == 0
