"""The long form, 200 times: `make kill-index`."""

from __future__ import annotations

from benchmarks.matching.killing import kill


def test_a_killed_process_leaves_an_index_that_answers() -> None:
    """Whenever it is killed while it adds, compacts and builds, no finished row is lost."""
    assert kill(3, seed=4)["killed"] == 3
