"""Entering the tables of a register: every row a statement, the same rows again change nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from findspot.records.naming import fold_reference
from findspot.records.references import dangling
from findspot.registry import models
from findspot.registry.known import Knowledge
from findspot.registry.listings import check_editions, with_ends
from findspot.registry.stating import record
from findspot.registry.writing import sighting_statement, statements_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from findspot.records.register import TableRegister
    from findspot.records.tables import TableError
    from findspot.registry.models import Statement
    from findspot.registry.stating import Recorded
    from findspot.registry.writing import Stated
    from findspot.vocabulary.records import Record


def enter(
    register: TableRegister,
    *,
    by: str,
    why: str,
    dry: bool = False,
    edition: dt.date | None = None,
    now: dt.datetime | None = None,
) -> Recorded:
    """Record all that these tables state, as one entry; see ``stating.record``.

    ``dry``: only what would be recorded is counted. ``edition``: the tables are whole editions, of that day,
    of the lists that they name; whom they leave out is listed no longer. Raises BadInputError where they
    cannot be.
    """
    statements = stated(register)
    if edition is not None:
        check_editions(register.listings)
        statements = with_ends(statements, edition)
    return record(statements, by=by, why=why, files=register.files, dry=dry, now=now)


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
        ("relations", register.relation_records),
        ("control_entries", register.control_entries),
        ("listings", register.listings),
    )
    told_apart = Counted()
    for table, records in tables:
        for one in records:
            yield from told_apart(statements_of(table, one))
    for row in register.sighting_rows:
        yield from told_apart([sighting_statement(row)])


def doubts_of(register: TableRegister) -> Iterator[TableError]:
    """Each row that names a permit, application, statement … that neither tables nor registry have.

    Such a row is entered all the same: what it names may be entered later.
    """
    tables: dict[str, tuple[type[Statement], Sequence[Record]]] = {
        "permits": (models.Permit, register.permits),
        "applications": (models.Application, register.applications),
        "undertakings": (models.Undertaking, register.undertakings),
    }
    there = {table for table, (model, some) in tables.items() if some or Knowledge().of(model).exists()}
    for one in dangling(register, frozenset(there), in_registry):
        yield from one.problems()


#: Where the registry has what rows name, and by which column.
_DECLARED: dict[str, tuple[type[Statement], str]] = {
    "permits": (models.Permit, "key"),
    "applications": (models.Application, "key"),
    "policies": (models.Policy, "key"),
    "statements": (models.Undertaking, "statement"),
    "items": (models.Delivery, "item"),
}
#: Names that are looked up together.
_TOGETHER = 500


def in_registry(what: str, names: Collection[str]) -> set[str]:
    """Those of the names that the registry has."""
    model, column = _DECLARED[what]
    keys = {name: fold_reference(name) if column == "key" else name for name in names}
    wanted = list(keys.values())
    found: set[str] = set()
    for start in range(0, len(wanted), _TOGETHER):
        rows = Knowledge().of(model).filter(**{f"{column}__in": wanted[start : start + _TOGETHER]})
        found.update(rows.values_list(column, flat=True))
    return {name for name, key in keys.items() if key in found}


class Counted:
    """Numbers the records that would otherwise be taken for statements about one thing."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, str]] = Counter()

    def __call__(self, statements: Iterable[Stated]) -> Iterator[Stated]:
        """The statements of one record, told from those of another with its key."""
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
