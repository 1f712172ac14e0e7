"""From frozen values to plain JSON: no numpy number, no infinity, no probability mass beyond 1."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

from findspot.vocabulary.dates import Span, parse_span
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.sighting import Grade

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What a JSON document can hold. Claims are nested and heterogeneous, so their leaves are not told apart.
Json = Any

_UNIT = 1_000_000


def probabilities(values: Sequence[float]) -> list[float]:
    """The probabilities rounded to 6 decimals so that their sum, as floats in either order, is at most 1.

    They are rounded to the nearest, and all of them down where that would exceed 1: equal values stay equal.
    Values must be finite; outside 0 to 1 they are taken as the nearer end.
    """
    scaled = [min(1.0, max(0.0, float(value))) * _UNIT for value in values]
    parts = [round(value) for value in scaled]
    if sum(parts) > _UNIT:
        parts = [math.floor(value) for value in scaled]
    excess = sum(parts) - _UNIT
    while excess > 0:
        largest = max(range(len(parts)), key=parts.__getitem__)
        taken = min(excess, parts[largest])
        parts[largest] -= taken
        excess -= taken
    rounded = [part / _UNIT for part in parts]
    while _sum_as_added(rounded) > 1.0:
        largest = max(range(len(parts)), key=parts.__getitem__)
        parts[largest] -= 1
        rounded[largest] = parts[largest] / _UNIT
    return rounded


def _sum_as_added(values: Sequence[float]) -> float:
    forward = backward = 0.0
    for value in values:
        forward += value
    for value in reversed(values):
        backward += value
    return max(forward, backward)


def number(value: float | None, digits: int = 4) -> float | None:
    """The number to so many significant digits; None where there is none, or none that is finite."""
    if value is None:
        return None
    shortened = float(f"{float(value):.{digits}g}")  # the largest floats round up to infinity
    return shortened if math.isfinite(shortened) else None


def date_text(span: Span | None) -> str | None:
    """The date as it was written, or in a form of ``parse_span`` where that would not be understood."""
    if span is None:
        return None
    try:
        written = parse_span(span.text)
    except BadInputError:
        written = None
    if written is not None and (written.earliest, written.latest) == (span.earliest, span.latest):
        return span.text
    if span.earliest is None and span.latest is None:
        return span.text or None
    if span.earliest is None or span.latest is None:
        # "before" and "after" name the first day outside the span.
        return _open_ended(span)
    if span.earliest == span.latest:
        return span.earliest.isoformat()
    return f"{span.earliest.isoformat()}/{span.latest.isoformat()}"


def _open_ended(span: Span) -> str:
    try:
        if span.latest is not None:
            return f"before:{span.latest.fromordinal(span.latest.toordinal() + 1).isoformat()}"
        assert span.earliest is not None
        return f"after:{span.earliest.fromordinal(span.earliest.toordinal() - 1).isoformat()}"
    except ValueError:  # the edge of the calendar
        return span.text


def plain(value: object) -> Json:
    """A value of the vocabulary as JSON: its fields by name, dates and grades as text, words for members."""
    if value is None or isinstance(value, bool):
        return value
    simple = _scalar(value)
    if simple is not None:
        return simple
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {item.name: plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    return number(float(value)) if hasattr(value, "__float__") else str(value)


def _scalar(value: object) -> Json:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Span):
        return date_text(value) or ""
    if isinstance(value, Grade):
        return str(value)
    return int(value) if isinstance(value, int) else None
