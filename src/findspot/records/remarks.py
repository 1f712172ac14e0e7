"""What a register's keeper remarks on rows, as far as whoever is shown its identifiers must be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.vocabulary.notices import REGISTER_INVENTED, says_invented

if TYPE_CHECKING:
    from collections.abc import Iterable

    from findspot.records.columns import Known


def notice_of(tables: Iterable[Known]) -> str:
    """What must be told of tables, or blocks of them, of deliveries and permits; "" where there is nothing.

    A keeper remarks in the column ``source`` and in whatever columns findspot does not know.
    """
    for table in tables:
        remarks = [*table.extra.values(), *(column for column in (table.columns.get("source"),) if column)]
        if any(says_invented(text) for column in remarks for text in column.distinct):
            return REGISTER_INVENTED
    return ""
