"""A row as what is committed to: every column but its own number, its place in the log and its salt."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from findspot.ledger.models import Committed
from findspot.proof.commitments import commit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.apps.registry import Apps

#: Whole numbers from here on are not exact in JSON.
_EXACT = 2**53
#: The columns by which the ledger knows a row.
OWN = frozenset({"ledger_entry", "ledger_place", "salt"})


def columns_of(model: type[Committed]) -> tuple[str, ...]:
    """The columns that are committed to, by their names in the model, sorted."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's name for it
    return tuple(sorted(f.attname for f in fields if not f.primary_key and f.attname not in OWN))


def commitment_of(model: type[Committed], salt: bytes, values: Mapping[str, Any]) -> bytes:
    """The commitment to a row of this model with these values, of all its columns."""
    said = {name: _plain(values[name]) for name in columns_of(model)}
    return commit(salt, {"table": model._meta.db_table, "row": said})  # noqa: SLF001 - the same


def committed_models(apps: Apps) -> Iterator[type[Committed]]:
    """Every model whose rows the ledger holds commitments to."""
    return (model for model in apps.get_models() if issubclass(model, Committed))


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a column
    """The value as canonical JSON says it: times in UTC to the microsecond, too large numbers as text."""
    if isinstance(value, dt.date):
        return _time(value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    large = isinstance(value, int) and abs(value) >= _EXACT
    return str(value) if large else value


def _time(value: dt.date) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return value.isoformat()
