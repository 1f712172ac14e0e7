"""Entering the tables of a register: every row a statement, the same rows again change nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from findspot.registry.stating import record
from findspot.registry.writing import sighting_statement, statements_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from findspot.records.register import TableRegister
    from findspot.registry.stating import Recorded
    from findspot.registry.writing import Stated
    from findspot.vocabulary.records import Record


def enter(
    register: TableRegister, *, by: str, why: str, dry: bool = False, now: dt.datetime | None = None
) -> Recorded:
    """Record all that these tables state, as one entry; see ``stating.record``.

    ``dry``: only what would be recorded is counted.
    """
    return record(stated(register), by=by, why=why, files=register.files, dry=dry, now=now)


def stated(register: TableRegister) -> Iterator[Stated]:
    """The statements that the tables of a register are."""
    tables: tuple[tuple[str, Iterable[Record]], ...] = (
        ("parties", register.parties),
        ("aliases", register.alias_records),
        ("models", register.models),
        ("policies", register.policy_records),
        ("applications", register.applications),
        ("permits", register.permits),
        ("undertakings", register.undertakings),
        ("deliveries", map(register.deliveries.build, range(len(register.deliveries)))),
        ("installations", register.installations),
        ("transfers", register.transfers),
        ("answers", register.answers),
        ("authentications", register.authentications),
        ("checks", register.checks),
        ("permit_lines", register.lines),
        ("relations", register.relations),
        ("control_entries", register.control_entries),
    )
    told_apart = _Counted()
    for table, records in tables:
        for one in records:
            yield from told_apart(statements_of(table, one))
    for row in register.sighting_rows:
        yield from told_apart([sighting_statement(row)])


class _Counted:
    """Numbers the records that would otherwise be taken for statements about one thing."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, str]] = Counter()

    def __call__(self, statements: Iterable[Stated]) -> Iterator[Stated]:
        first, *later = statements
        table = first.model.__name__
        self._seen[table, first.key] += 1
        count = self._seen[table, first.key]
        if count == 1:
            yield from (first, *later)
            return
        ending = f"\x1f({count})"
        yield replace(first, key=first.key + ending)
        for one in later:
            about = {**one.values, "about": first.key + ending}
            yield replace(one, key=one.key + ending, values=about)
