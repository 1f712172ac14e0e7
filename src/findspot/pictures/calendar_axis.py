"""An axis of days: which days it spans, where each stands, and the ticks that people expect."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)  # months
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class DayAxis:
    """Days from ``first`` to ``last`` laid out from ``left`` to ``right``, in points."""

    first: dt.date
    last: dt.date
    left: float
    right: float

    def at(self, day: dt.date) -> float:
        """Where the day stands; a day outside stands at the nearer end."""
        span = max(1, (self.last - self.first).days)
        share = (day - self.first).days / span
        return self.left + (self.right - self.left) * min(1.0, max(0.0, share))

    def ticks(self, least_gap: float) -> Iterator[tuple[float, str]]:
        """Positions and labels of first days of months or years, no closer than ``least_gap`` points."""
        days = max(1, (self.last - self.first).days)
        per_month = (self.right - self.left) * 30.4 / days
        step = next((step for step in _STEPS if step * per_month >= least_gap), _STEPS[-1])
        month = self.first.year * 12 + self.first.month - 1
        month += (self.first.day > 1) * 1
        month += -month % step
        while month // 12 <= dt.MAXYEAR:
            day = dt.date(month // 12, month % 12 + 1, 1)
            if day > self.last:
                return
            label = str(day.year) if step >= 12 else f"{_MONTHS[day.month - 1]} {day.year}"
            yield self.at(day), label
            month += step


def axis_of(days: Sequence[dt.date], further: Sequence[dt.date], left: float, right: float) -> DayAxis:
    """The axis that holds all ``days`` with a margin, and those ``further`` ones that lie near enough.

    A further day is near enough if the axis grows by no more than its own length (at least a year) on that
    side.
    """
    first, last = min(days), max(days)
    reach = max(365, (last - first).days)
    first = min([first, *(day for day in further if 0 <= (first - day).days <= reach)])
    last = max([last, *(day for day in further if 0 <= (day - last).days <= reach)])
    margin = max(8, (last - first).days // 40)
    return DayAxis(_moved(first, -margin), _moved(last, margin), left, right)


def _moved(day: dt.date, by: int) -> dt.date:
    return dt.date.fromordinal(min(dt.date.max.toordinal(), max(1, day.toordinal() + by)))
