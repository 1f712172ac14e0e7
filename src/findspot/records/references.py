"""Permits, applications, statements, items and policies that rows name, and that stand in no row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from findspot.records.naming import fold_reference
from findspot.records.tables import refusal, shown
from findspot.vocabulary.records import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from findspot.records.register import TableRegister
    from findspot.records.tables import TableError

    #: Of names of one kind (*permits* …), those that are known beside the tables.
    Elsewhere = Callable[[str, Collection[str]], Collection[str]]


@dataclass(frozen=True, slots=True)
class Named:
    """The names that rows of one table (``by``: *Deliveries*) have in one ``field``, "" for none.

    ``what``: what they are names of (*permits*). ``place`` gives the place of each by its number.
    """

    by: str
    what: str
    field: str
    names: Sequence[str]
    place: Callable[[int], Origin]


@dataclass(frozen=True, slots=True)
class Dangling:
    """Those of the names that nothing declares, each once."""

    named: Named
    absent: tuple[str, ...]

    @property
    def note(self) -> str:
        """All of them in one sentence."""
        more = f" and {len(self.absent) - 3:,} more" if self.absent[3:] else ""
        listed = ", ".join(map(shown, self.absent[:3])) + more
        return f"{self.named.by} name {self.named.what} that the register does not have: {listed}."

    def problems(self) -> Iterator[TableError]:
        """Each row that has one, with file, row and field."""
        absent = frozenset(self.absent)
        for at, name in enumerate(self.named.names):
            if name in absent:
                place = self.named.place(at)
                what = self.named.what
                why = f"{shown(name)} is not among the {what} of the register: add it, or correct it."
                yield refusal(place.file, why, row=place.row, field=self.named.field)


def dangling(
    register: TableRegister, tables: frozenset[str], elsewhere: Elsewhere | None = None
) -> Iterator[Dangling]:
    """What is named and stands in no row, table by table.

    ``tables`` are those that the register has: what an absent table of permits, applications or undertakings
    would say is not missed. ``elsewhere`` says which names are known beside its tables.
    """
    permits = frozenset(fold_reference(p.permit) for p in register.permits)
    applications = frozenset(fold_reference(a.application) for a in register.applications)
    policies = frozenset(fold_reference(p.policy) for p in register.policy_records)
    declared: dict[str, Callable[[str], bool]] = {
        "items": register.deliveries.has,
        "policies": lambda name: fold_reference(name) in policies,
    }
    if "permits" in tables:
        declared["permits"] = lambda name: fold_reference(name) in permits
    if "applications" in tables:
        declared["applications"] = lambda name: fold_reference(name) in applications
    if "undertakings" in tables:
        papers = frozenset(fold_reference(u.statement) for u in register.undertakings)
        declared["statements"] = lambda name: fold_reference(name) in papers
    for named in _named(register):
        has = declared.get(named.what)
        if has is None:
            continue
        absent = [name for name in dict.fromkeys(named.names) if name and not has(name)]
        if absent and elsewhere is not None:
            there = frozenset(elsewhere(named.what, absent))
            absent = [name for name in absent if name not in there]
        if absent:
            yield Dangling(named, tuple(absent))


def _named(register: TableRegister) -> Iterator[Named]:
    deliveries = register.deliveries
    yield Named(
        "Deliveries",
        "permits",
        "permit",
        deliveries.column("permit"),
        lambda at: Origin(*deliveries.place(at)),
    )
    yield _in_records("Undertakings", "permits", "permit", register.undertakings)
    yield _in_records("Answers", "permits", "permit", register.answers)
    yield _in_records("Checks", "permits", "permit", register.checks)
    yield _in_records("Permit lines", "permits", "permit", register.lines)
    listed = [(permit, policy.origin) for policy in register.policy_records for permit in policy.permits]
    yield Named("Policies", "permits", "permits", [name for name, _ in listed], lambda at: listed[at][1])
    yield _in_records("Undertakings", "applications", "application", register.undertakings)
    yield _in_records("Permit lines", "applications", "application", register.lines)
    yield _in_records("Authentications", "statements", "statement", register.authentications)
    yield _in_records("Installations", "items", "item", register.installations)
    yield _in_records("Transfers", "items", "item", register.transfers)
    yield _in_records("Answers", "items", "item", register.answers)
    yield _in_records("Checks", "items", "item", register.checks)
    yield _in_records("Sightings", "items", "item", register.sighting_rows)
    yield _in_records("Exceptions", "policies", "exception_to", register.policy_records)


def _in_records(by: str, what: str, field: str, records: Sequence[Any]) -> Named:
    names = [getattr(record, field) for record in records]
    return Named(by, what, field, names, lambda at: records[at].origin)
