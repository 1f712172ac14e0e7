"""Values: how far a text may be what its label, or its form, says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.marking.fields.labels import NUMBER, OTHER, SECOND
from findspot.marking.fields.values import fit, form_ratio, value_factor
from findspot.vocabulary.reading import FieldName


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


def test_each_label_is_fitted_best_by_what_it_asks_for() -> None:
    """Of a serial, a model, a date, a mass, a name and a stock number, each fits its own label best."""
    best = {
        FieldName.SERIAL: "FAXV368613",
        FieldName.MODEL: "TX-686",
        FieldName.DATE: "12/1998",
        OTHER: "19003 KG",
        FieldName.MAKER: "NORDHAVN OPTIK",
        FieldName.NSN: "5998-01-419-6284",
    }
    for field, own in best.items():
        assert all(fit(field, own) > fit(field, text) for text in best.values() if text != own), field
    assert fit(FieldName.DATE, "1998") > fit(FieldName.DATE, "FAXV368613")


@given(st.sampled_from([*FieldName, SECOND, NUMBER, OTHER]), st.text(max_size=30))
def test_no_text_is_ruled_out_by_its_form(field: str, text: str) -> None:
    """A label of any field may have any text as its value: some are only likelier."""
    assert 0.1 <= fit(field, text) <= 10
