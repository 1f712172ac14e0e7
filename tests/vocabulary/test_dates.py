"""Dates as people know them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.vocabulary.dates import Answer, Span, date_words, parse_span
from findspot.vocabulary.errors import BadInputError

days = st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Spans of every openness."""
    one, other = sorted((draw(days), draw(days)))
    return Span(draw(st.sampled_from((one, None))), draw(st.sampled_from((other, None))), f"{one}/{other}")


def test_a_month_is_all_of_its_days() -> None:
    """A month runs from its first to its last day, leap years included."""
    span = parse_span("2020-02")
    assert (dt.date(2020, 2, 1), dt.date(2020, 2, 29)) == (span.earliest, span.latest)
    assert not span.exact


def test_a_day_is_exact() -> None:
    """A written day is known to the day and keeps its text."""
    span = parse_span(" 2020-09-14 ")
    assert span.exact
    assert str(span) == "2020-09-14"


def test_before_and_after_exclude_the_day_named() -> None:
    """``before:`` ends the day before, ``after:`` begins the day after."""
    assert dt.date(2020, 9, 13) == parse_span("before:2020-09-14").latest
    assert dt.date(2020, 10, 1) == parse_span("after:2020-09").earliest


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2020-13", "2020-02-30", "14/09/2020", "2020-10/2020-09", "0000-01-01", "2020-1-1x",
     "before:", "9999999", "2020-09-14T12:00"],
)  # fmt: skip
def test_what_is_no_date_is_refused_in_one_sentence(text: str) -> None:
    """The sentence quotes what was written and says what to do."""
    with pytest.raises(BadInputError) as refused:
        parse_span(text)
    assert refused.value.sentence.endswith(".")
    assert "\n" not in refused.value.sentence


@given(spans(), spans())
def test_before_is_a_strict_order(one: Span, other: Span) -> None:
    """Of two times at most one lies before the other, and none before itself."""
    assert not (one.before(other) is Answer.YES and other.before(one) is Answer.YES)
    assert one.before(one) is not Answer.YES


@given(spans(), spans(), days, days)
def test_answers_agree_with_every_possible_pair_of_days(
    one: Span, other: Span, day: dt.date, later: dt.date
) -> None:
    """If the days could be these two, an answer never denies it, and the days between lie in the bounds."""
    inside = (one.earliest or day) <= day <= (one.latest or day)
    inside &= (other.earliest or later) <= later <= (other.latest or later)
    if not inside:
        return
    answer = one.before(other)
    assert answer is not (Answer.NO if day < later else Answer.YES)
    fewest, most = one.days_until(other)
    assert fewest is None or fewest <= (later - day).days
    assert most is None or (later - day).days <= most
    if day == later:
        assert one.meets(other) is not Answer.NO


@given(spans(), days, days)
def test_within_agrees_with_the_days(span: Span, start: dt.date, end: dt.date) -> None:
    """A time is within two days exactly if each of its days is."""
    first, last = sorted((start, end))
    answer = span.within(Span(first, first, ""), Span(last, last, ""))
    if span.earliest is not None and span.latest is not None:
        expected = first <= span.earliest and span.latest <= last
        assert (answer is Answer.YES) == expected
        apart = span.latest < first or last < span.earliest
        assert (answer is Answer.NO) == apart


@pytest.mark.parametrize("text", ["before:0001", "before:0001-01-01", "after:9999", "after:9999-12-31"])
def test_a_time_beyond_the_calendar_is_refused(text: str) -> None:
    """The day before the first and after the last of the calendar is one sentence, not an overflow."""
    with pytest.raises(BadInputError, match="beyond the calendar"):
        parse_span(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, ""),
        ("", ""),
        ("2020-10", "2020-10"),
        ("before:2020-09", "before 2020-09"),
        ("after: 2020-09-14", "after 2020-09-14"),
        ("2020-10-19/2020-10-25", "2020-10-19 to 2020-10-25"),
        ("mid: autumn", "mid: autumn"),
        ("14/09/2020", "14/09/2020"),
    ],
)
def test_dates_are_said_in_words(text: str | None, words: str) -> None:
    """Open dates and intervals read as prose; other text stays."""
    assert date_words(text) == words


def test_a_span_is_prose_in_a_sentence() -> None:
    """Put into a sentence a date reads as words, whatever the form that it was written in."""
    assert f"on record until {parse_span('after:2019-06-28')}" == "on record until after 2019-06-28"
    assert str(parse_span("2020-10-19/2020-10-25")) == "2020-10-19 to 2020-10-25"
