from __future__ import annotations

import datetime as dt
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import reading, serial_reading

from findspot.dossier.claims import match_claims, reading_claims
from findspot.dossier.plain import date_text, number, plain, probabilities
from findspot.vocabulary.candidates import Candidate, Match
from findspot.vocabulary.dates import Span, parse_span
from findspot.vocabulary.reading import Alternative, Marking, Reading, SerialReading, Symbol

_SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=40).map(
    lambda values: [value / max(1.0, math.fsum(values)) for value in values]
)


def _added(values: list[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total


@given(_SHARES)
def test_rounded_probabilities_never_exceed_one(shares: list[float]) -> None:
    """Shares of a whole, rounded to 6 decimals, add up to at most 1 from either end and stay close."""
    rounded = probabilities(shares)
    assert _added(rounded) <= 1.0
    assert _added(rounded[::-1]) <= 1.0
    assert all(abs(share - kept) <= 2e-6 for share, kept in zip(shares, rounded, strict=True))
    assert all(kept == round(kept, 6) for kept in rounded)


@given(st.lists(st.floats(-1, 2), min_size=1, max_size=10))
def test_even_wrong_shares_stay_probabilities(shares: list[float]) -> None:
    """Values that are no shares of a whole are kept within 0 to 1, and their sum too."""
    rounded = probabilities(shares)
    assert all(0.0 <= share <= 1.0 for share in rounded)
    assert _added(rounded) <= 1.0


@given(st.integers(2, 12))
def test_ties_stay_ties(count: int) -> None:
    """Equal posteriors are still equal after rounding."""
    assert len(set(probabilities([1 / count] * count))) == 1


def test_a_certain_whole_stays_whole() -> None:
    """0.7 and 0.3 are already a whole of 6 decimals and are left as they are."""
    assert probabilities([0.7, 0.3]) == [0.7, 0.3]


@given(st.one_of(st.none(), st.floats()))
def test_numbers_are_finite_or_absent(value: float | None) -> None:
    """No infinity and no not-a-number reaches the JSON."""
    kept = number(value)
    assert kept is None or math.isfinite(kept)


def test_the_reading_of_a_plate_has_every_key() -> None:
    """A reading says its file, digest and markings, and each marking its serial and fields."""
    claims = reading_claims("plate.png", reading(maker="L3 Wescam", model="CMX-15D"), None)
    (marking,) = claims["markings"]
    assert claims["file"] == "plate.png"
    assert len(claims["sha256"]) == 64
    assert claims["error"] is None
    assert marking["serial"]["text"] == "MX15D-00417"
    assert {"text", "p", "alternatives"} <= set(marking["serial"])
    wanted = {"serial", "model", "maker", "part_number", "cage", "nsn", "date", "symbols", "lines", "plate"}
    assert wanted <= set(marking)
    assert marking["maker"] == "L3 Wescam"


def test_a_refused_file_has_its_sentence_and_nothing_else() -> None:
    """With an error there is no digest and no marking."""
    claims = reading_claims("a.jpg", None, "The file a.jpg is empty: give a picture.")
    assert claims == {
        "file": "a.jpg",
        "sha256": None,
        "markings": [],
        "error": "The file a.jpg is empty: give a picture.",
    }


def test_a_picture_without_a_plate_has_no_serial() -> None:
    """Nothing read is null, not an empty text."""
    assert reading_claims("a.png", reading(None), None)["markings"][0]["serial"] is None


def test_numpy_numbers_become_plain_ones() -> None:
    """Numbers of the recogniser, corners included, can be written as JSON."""
    f32 = np.float32
    box = tuple((f32(x), f32(y)) for x, y in ((1.25, 2), (9, 2), (9, 4), (1, 4)))
    serial = SerialReading(
        "A1",
        f32(0.9),  # type: ignore[arg-type]  # what a recogniser gives at run time
        (Alternative("A7", f32(0.1)),),  # type: ignore[arg-type]  # the same
        (),
        serial_reading("A1").lattices,
        box=box,  # type: ignore[arg-type]  # the same
    )
    symbol = Symbol("Data Matrix", "S1", box=box)  # type: ignore[arg-type]  # the same
    whole = Reading("a.png", "0" * 64, 10, 10, (Marking((serial,), symbols=(symbol,)),), "0" * 16)
    text = json.dumps(reading_claims("a.png", whole, None), allow_nan=False)
    assert json.loads(text)["markings"][0]["symbols"][0]["box"][0] == [1.2, 2.0]
    again = json.loads(text)["markings"][0]["serial"]
    assert again["p"] + again["alternatives"][0]["p"] <= 1


@given(_SHARES, st.floats(0, 1))
def test_posteriors_and_the_remainder_stay_within_one(shares: list[float], prior: float) -> None:
    """All posteriors and *not in this register* sum to at most 1 after rounding, and JSON holds them."""
    *posteriors, rest = (np.float64(share) for share in shares)
    candidates = tuple(
        Candidate(f"i{n}", f"S{n}", "", "", "", "", posterior) for n, posterior in enumerate(posteriors)
    )
    claims = match_claims("S?", Match(candidates, rest, prior, best_ratio=-math.inf))
    again = json.loads(json.dumps(claims, allow_nan=False))
    assert again["best_ratio"] is None
    assert _added([*(one["posterior"] for one in again["candidates"]), again["not_in_register"]]) <= 1.0


def test_a_find_has_every_key_and_no_more_when_refused() -> None:
    """A pattern's row has the same keys with and without an error."""
    keys = {
        "pattern", "candidates", "not_in_register", "prior", "credible_set", "tied", "partial", "error",
    }  # fmt: skip
    found = match_claims("MX*", Match((), 1.0, 0.7, (None,)))
    refused = match_claims("", None, "The pattern is empty: type at least one character.")
    assert keys <= set(found)
    assert keys == set(refused)
    assert refused["candidates"] == []
    assert refused["error"].startswith("The pattern is empty")
    assert found["credible_set"] == [None]


@pytest.mark.parametrize(
    "text", ["2020-09-14", "2020-09", "2020", "2020-09-01/2020-10-05", "before:2020-09", "after:2020-09-14"]
)
def test_dates_are_given_as_they_were_written(text: str) -> None:
    """A date in a form that findspot understands keeps its text."""
    assert text == date_text(parse_span(text))


_DAYS = st.one_of(st.none(), st.dates())


@given(_DAYS, _DAYS)
def test_dates_of_any_text_can_be_parsed_again(one: dt.date | None, other: dt.date | None) -> None:
    """A date whose own text is in words is written in a form that gives the same days again."""
    if one is not None and other is not None and other < one:
        one, other = other, one
    text = date_text(Span(one, other, "some time in autumn"))
    if text is None or text == "some time in autumn":
        edge = one in (None, dt.date.min) and other in (None, dt.date.max)
        assert edge
        return
    again = parse_span(text)
    assert (one, other) == (again.earliest, again.latest)


def test_plain_keeps_yes_and_no() -> None:
    """Yes-or-no answers stay booleans and whole numbers stay whole."""
    assert plain({"a": True, "b": np.int64(3).item(), "c": None}) == {"a": True, "b": 3, "c": None}
