"""What is wrong with events, named by file, event and field, and handed to a report as with tables."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from findspot.records.tables import TableError
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from findspot.records.problems import Report


def misfit_of(file: str, event: int | None, field: str, why: str) -> TableError:
    """The problem whose one sentence names the file, the event and the field, where they are known.

    Its ``row`` is the event's number.
    """
    places = [file, "" if event is None else f"event {event}", field]
    return TableError(f"{', '.join(filter(None, places))}: {why}", file, event, field or None, why)


@contextmanager
def reporting(report: Report) -> Iterator[None]:
    """Hand what cannot be inside to the report; unless that raises it, what comes after goes on."""
    try:
        yield
    except BadInputError as problem:
        report(problem)
