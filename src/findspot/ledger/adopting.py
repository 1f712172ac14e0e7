"""Taking rows into the ledger that stood there before there was one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.apps import apps

from findspot.ledger.appending import Appending
from findspot.ledger.contents import Change
from findspot.ledger.rows import committed_models

if TYPE_CHECKING:
    from findspot.proof.signing import Signer

_AT_ONCE = 1000


def adopt(signer: Signer) -> int:
    """Commit to every row that no entry knows, in one entry; how many there were.

    In one transaction, as ``Appending``. What the rows said before is attested by nobody: the entry says so.
    """
    appending, count = Appending(), 0
    for model in committed_models(apps):
        rows = model._default_manager.filter(ledger_entry=None).order_by("pk")  # noqa: SLF001 - Django's name
        while some := list(rows[:_AT_ONCE]):
            for row in some:
                appending.commit_object(row)
            rows.bulk_update(some, ["ledger_entry", "ledger_place", "salt"])
            count += len(some)
    if count:
        why = "these rows were here before there was a ledger"
        appending.close(Change("adopted", "findspot", why, dt.datetime.now(dt.UTC)), signer)
    return count
