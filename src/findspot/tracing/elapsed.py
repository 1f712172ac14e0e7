"""How long from delivery to sighting, as far as the dates allow, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.tracing.case import time_key
from findspot.tracing.facts.hands import Relation, relation
from findspot.vocabulary.finding import Elapsed

if TYPE_CHECKING:
    from findspot.tracing.case import Case

_MONTH, _YEAR = 30.44, 365.25


def elapsed_time(case: Case) -> Elapsed | None:
    """Days from the delivery to the first dated sighting outside declared custody, or to the first at all.

    None where either date is unknown.
    """
    sent = case.delivery.delivered_on if case.delivery else None
    dated = [s for s in case.weighed if s.found_on is not None]
    outside = [s for s in dated if relation(case, s.used_by) is Relation.OTHER]
    seen = min((s.found_on for s in outside or dated if s.found_on), key=time_key, default=None)
    if sent is None or seen is None:
        return None
    fewest, most = sent.days_until(seen)
    return Elapsed(fewest, most, elapsed_words(fewest, most))


def elapsed_words(fewest: int | None, most: int | None) -> str:
    """The words for a span of days: ``about one month``, ``at least two months``, ``before the delivery``."""
    if most is not None and most < 0:
        if fewest is None:
            return f"at least {_length(-most)} before the delivery"
        return f"about {_length(-(fewest + most) / 2)} before the delivery"
    if fewest is None and most is None:
        return "an unknown time"
    if most is None:
        return f"at least {_length(max(fewest or 0, 0))}"
    if fewest is None:
        return f"at most {_length(most)}"
    return f"about {_length((max(fewest, 0) + most) / 2)}"


def _length(days: float) -> str:
    if days < 14:
        return _counted(round(days), "day")
    if days < 25:
        return _counted(round(days / 7), "week")
    if days < 345:
        return _counted(max(round(days / _MONTH), 1), "month")
    return _counted(max(round(days / _YEAR), 1), "year")


def _counted(number: int, unit: str) -> str:
    words = (
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    )
    count = words[number] if number < len(words) else str(number)
    return f"{count} {unit}{'' if number == 1 else 's'}"
