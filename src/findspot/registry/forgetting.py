"""Forgetting a thing: all that was ever stated of it is deleted, and the ledger says that it was.

Only where a source must be protected, or a person's data must go: a mistake is withdrawn instead, and stays.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from findspot.ledger.contents import Change
from findspot.ledger.forgetting import forget as forget_rows
from findspot.ledger.signing import signer
from findspot.registry.kinds import KINDS
from findspot.registry.stating import alone
from findspot.registry.things import known_table, model_of, thing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from findspot.registry.models import Statement


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many statements are gone: every version of the thing, and of what came later of it."""

    statements: int


def forget(table: str, number: str, *, which: Mapping[str, str], by: str, why: str) -> Forgotten:
    """Delete all that was ever stated of a thing, corrected versions too, and record that it was.

    ``table``, ``number`` and ``which`` name it as for a correction; ``by`` and ``why`` stay in the ledger for
    good, so they must not say what is to be forgotten. Raises BadInputError, one sentence, for a thing that
    there is not.
    """
    with alone():
        old = thing(known_table(table), number, which)
        rows = _versions(model_of(old.table), "key", old.row.key)
        later = None if old.table == "sightings" else KINDS[old.table].later_model
        if later is not None:
            rows = [*_versions(later, "about", old.row.key), *rows]
        forget_rows(rows, Change("forgotten", by, why, dt.datetime.now(dt.UTC)), signer())
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # the journal holds what was deleted until it is emptied
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Forgotten(len(rows))


def _versions(model: type[Statement], name: str, key: str) -> list[Statement]:
    """Every statement about it, each before the one that it corrects."""
    return list(model._default_manager.filter(**{name: key}).order_by("-id"))  # noqa: SLF001 - Django's name
