"""The benchmark of one trace: how its time is divided."""

from __future__ import annotations

import threading

import pytest
from benchmarks.trace.inside import Clock, covered
from hypothesis import given
from hypothesis import strategies as st

_MOMENTS = st.integers(0, 40).map(float)


def test_time_that_two_intervals_share_counts_once() -> None:
    """Overlapping, nested and separate intervals cover what they cover together."""
    assert covered([(0.0, 2.0), (1.0, 3.0), (1.5, 1.6), (5.0, 6.0)]) == pytest.approx(4.0)
    assert covered([]) == pytest.approx(0.0)


@given(st.lists(st.tuples(_MOMENTS, _MOMENTS).map(lambda pair: (min(pair), max(pair)))))
def test_what_is_covered_is_every_unit_that_an_interval_holds(intervals: list[tuple[float, float]]) -> None:
    """On whole numbers the covered time is the number of units inside any interval."""
    units = {unit for start, end in intervals for unit in range(int(start), int(end))}

    assert covered(intervals) == pytest.approx(len(units))


def test_a_call_inside_another_is_part_of_it() -> None:
    """A clocked function that calls itself is noted once a thread, with its result passed on."""
    clock = Clock()

    def count(depth: int) -> int:
        return 0 if depth == 0 else 1 + timed(depth - 1)

    timed = clock.around(count)
    thread = threading.Thread(target=timed, args=(2,))
    thread.start()
    thread.join()

    assert timed(5) == 5
    assert len(clock.intervals) == 2
