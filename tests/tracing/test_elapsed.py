"""Elapsed time in words, as far as the dates allow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.tracing.elapsed import elapsed_words


@pytest.mark.parametrize(
    ("fewest", "most", "words"),
    [
        (1, 60, "about one month"),
        (20, 49, "about one month"),
        (0, 0, "about no days"),
        (1, 1, "about one day"),
        (14, 14, "about two weeks"),
        (180, 190, "about six months"),
        (700, 760, "about two years"),
        (40, None, "at least one month"),
        (None, 40, "at most one month"),
        (None, None, "an unknown time"),
        (-77, -48, "about two months before the delivery"),
        (None, -40, "at least one month before the delivery"),
    ],
)
def test_the_words_fit_the_days(fewest: int | None, most: int | None, words: str) -> None:
    """The middle of what the dates allow, in the unit that people would use."""
    assert elapsed_words(fewest, most) == words


@given(st.integers(-5000, 5000), st.integers(0, 5000))
def test_every_span_has_words(fewest: int, width: int) -> None:
    """No span of days is without words, and only one wholly before the delivery says so."""
    words = elapsed_words(fewest, fewest + width)
    assert words.startswith("about ")
    assert words.endswith("before the delivery") == (fewest + width < 0)
