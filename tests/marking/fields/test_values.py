"""Values: how far a text may be what its label, or its form, says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.marking.fields.values import form_ratio, value_factor


@pytest.mark.parametrize("text", ["", "-", "AB", "WARNING", "04/2019", "1680 KG", "1" * 30])
def test_a_labelled_value_that_looks_like_no_serial_counts_little(text: str) -> None:
    """Even behind S/N, a word, a date, a measure and odd lengths are doubted."""
    assert value_factor(text) < 0.2


@given(st.text(max_size=40))
def test_a_value_factor_is_a_share(text: str) -> None:
    """It lies from 0 to 1, and is 1 for an ordinary serial."""
    assert 0.0 <= value_factor(text) <= value_factor("MX15D-00417") == 1.0


@given(st.text(max_size=20), st.text(max_size=20))
def test_reading_a_text_better_at_most_doubles_its_odds(before: str, after: str) -> None:
    """The form is the same evidence read better; what can be no serial any more has none."""
    assert 0.0 <= form_ratio(before, after) <= 2.0
    assert form_ratio(before, "WARNING") == 0.0
