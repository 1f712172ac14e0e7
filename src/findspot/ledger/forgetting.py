"""Forgetting: a row and its salt are deleted, and the deletion is an entry. The log still verifies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.ledger.appending import Appending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from findspot.ledger.contents import Change
    from findspot.ledger.models import Committed
    from findspot.proof.signing import Signer


def forget(rows: Sequence[Committed], change: Change, signer: Signer) -> None:
    """Delete these rows; what they said can be guessed from nothing that stays, since their salts go too.

    In one transaction, as ``Appending``. Raises ProtectedError of Django where other rows need them.
    """
    appending = Appending()
    places = [(row.ledger_entry, row.ledger_place) for row in rows]
    for row in rows:
        row.delete()
    appending.close(
        change, signer, [(entry, place) for entry, place in places if entry is not None and place is not None]
    )
