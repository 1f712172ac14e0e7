"""Dates as people know them: exact, a month, a year, an interval, before or after a day.

Every date is a closed interval of days, so that each comparison has three answers.
Forms follow ISO 8601-1 and 8601-2 (reduced precision, ``a/b`` intervals), with ``before:`` and ``after:``.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from findspot.vocabulary.errors import BadInputError

_DAY = dt.timedelta(days=1)
_FORM = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$")


class Answer(StrEnum):
    """The three answers to a question of fact."""

    YES = "yes"
    NO = "no"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Span:
    """A time known to lie between two days, both included.

    ``earliest`` or ``latest`` is None where that end is open. ``text`` is what was written, which
    ``str`` says in words.
    """

    earliest: dt.date | None
    latest: dt.date | None
    text: str

    def __str__(self) -> str:
        """The time as prose says it."""
        return date_words(self.text)

    @property
    def exact(self) -> bool:
        """Whether the time is known to the day."""
        return self.earliest is not None and self.earliest == self.latest

    def before(self, other: Span) -> Answer:
        """Whether this time lies wholly before the other."""
        if self.latest is not None and other.earliest is not None and self.latest < other.earliest:
            return Answer.YES
        if self.earliest is not None and other.latest is not None and self.earliest >= other.latest:
            return Answer.NO
        return Answer.UNDETERMINED

    def meets(self, other: Span) -> Answer:
        """Whether both times are the same day: yes only when both are exact, no when they cannot touch."""
        if self.before(other) is Answer.YES or other.before(self) is Answer.YES:
            return Answer.NO
        return Answer.YES if self.exact and other.exact else Answer.UNDETERMINED

    def within(self, start: Span | None, end: Span | None) -> Answer:
        """Whether this time lies from ``start`` to ``end``, both included; None is an open end."""
        late = Answer.NO if start is None else self.before(start)
        early = Answer.NO if end is None else end.before(self)
        if Answer.YES in (late, early):
            return Answer.NO
        return Answer.UNDETERMINED if Answer.UNDETERMINED in (late, early) else Answer.YES

    def days_until(self, later: Span) -> tuple[int | None, int | None]:
        """The fewest and the most days from this time to ``later``; None where that is unbounded."""
        fewest = most = None
        if self.latest is not None and later.earliest is not None:
            fewest = (later.earliest - self.latest).days
        if self.earliest is not None and later.latest is not None:
            most = (later.latest - self.earliest).days
        return fewest, most


def date_words(text: str | None) -> str:
    """A written date in words: ``after 2020-09-01``, ``2020-10-19 to 2020-10-25``; "" for none.

    Text in any other form stays as it is.
    """
    if not text:
        return ""
    word, colon, rest = text.partition(":")
    if colon and word in ("before", "after"):
        return f"{word} {rest.strip()}"
    first, second = (part.strip() for part in (text.partition("/")[0], text.partition("/")[2]))
    return f"{first} to {second}" if _FORM.match(first) and _FORM.match(second) else text


def parse_span(text: str) -> Span:
    """The time that ``text`` states.

    Accepts ``2020-09-14``, ``2020-09``, ``2020``, ``2020-09-01/2020-10-05``, ``before:2020-09``,
    ``after:2020-09-14`` (both exclusive). Raises BadInputError, one sentence, for anything else.
    """
    text = text.strip()
    word, colon, rest = text.partition(":")
    if colon and word in ("before", "after"):
        edge = _period(rest.strip(), text)
        try:
            if word == "before":
                return Span(None, edge[0] - _DAY, text)
            return Span(edge[1] + _DAY, None, text)
        except OverflowError:
            raise BadInputError(
                f"The date {text!r} lies beyond the calendar: write a year from 2 to 9998."
            ) from None
    first, slash, second = text.partition("/")
    start = _period(first.strip(), text)
    end = _period(second.strip(), text) if slash else start
    if end[1] < start[0]:
        raise BadInputError(f"The date {text!r} ends before it begins: write the earlier day first.")
    return Span(start[0], end[1], text)


def _period(text: str, whole: str) -> tuple[dt.date, dt.date]:
    form = _FORM.match(text)
    if not form:
        raise BadInputError(
            f"The date {whole[:40]!r} is not understood: write it as 2020-09-14, 2020-09, "
            "2020-09-01/2020-09-30, before:2020-09-14 or after:2020-09-14."
        )
    year, month, day = (int(part) if part else None for part in form.groups())
    try:
        assert year is not None
        if month is None:
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        if day is None:
            return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
        return dt.date(year, month, day), dt.date(year, month, day)
    except (ValueError, calendar.IllegalMonthError):
        raise BadInputError(f"The date {whole[:40]!r} does not exist in the calendar: correct it.") from None
