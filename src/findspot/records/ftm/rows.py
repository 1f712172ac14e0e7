"""What entities say, as rows of the tables of a register: listings, parties, aliases and relations.

A party that a ``Sanction`` names, or that has a topic of sanctions or denial, is listed; persons stand in no
other table. Another company or body is a party, unless it is no more than a name at the end of a link.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from findspot.records.limits import MAX_CELL
from findspot.records.naming import fold_name
from findspot.records.problems import Report, refuse
from findspot.records.tables import Column, Table, refusal, shown
from findspot.vocabulary.listings import ListedKind
from findspot.vocabulary.records import RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from findspot.records.ftm.entities import Entity

    Row = dict[str, str]

LISTED_KINDS: Mapping[str, ListedKind] = {
    "LegalEntity": ListedKind.LEGAL_ENTITY,
    "Person": ListedKind.PERSON,
    "Organization": ListedKind.ORGANISATION,
    "Company": ListedKind.COMPANY,
    "PublicBody": ListedKind.PUBLIC_BODY,
    "Vessel": ListedKind.VESSEL,
    "Airplane": ListedKind.AIRCRAFT,
}
#: The kind of a party whose ``classification`` is not stated, by its schema.
PARTY_KINDS = {
    "LegalEntity": "",
    "Organization": "organisation",
    "Company": "company",
    "PublicBody": "state body",
}
ALIAS_OF, END_USER = "alias of", "end user"
#: Links that are relations: which schema, which role (any where None), from which end to which.
LINKS: Mapping[RelationKind, tuple[str, str | None, str, str]] = {
    RelationKind.PARENT_OF: ("Ownership", None, "owner", "asset"),
    RelationKind.BROKER_FOR: ("Representation", None, "agent", "client"),
    RelationKind.INTEGRATOR_OF: ("UnknownLink", "integrator of", "subject", "object"),
}
_ENDS = ("owner", "asset", "agent", "client", "subject", "object", "parent", "entity")
_TOPICS = ("sanction", "debarment", "export.control")
_OTHER_NAMES = ("alias", "weakAlias", "previousName")
_COUNTRIES = ("country", "jurisdiction", "mainCountry", "nationality", "citizenship", "flag")
_PARTS = ("street", "street2", "postOfficeBox", "postalCode", "city", "region", "state", "country")


def names_of(entity: Entity) -> tuple[str, tuple[str, ...]]:
    """The name of an entity, "" for none, and its other names."""
    own = entity.all("name")
    name = entity.caption if entity.caption in own else next(iter(own), "")
    return name, tuple(one for one in entity.all("name", *_OTHER_NAMES) if one != name)


@dataclass(slots=True)
class Rows:
    """The rows that the entities of one file are, table by table, each with its line.

    ``left`` counts what is no row, by what was not done with it.
    """

    entities: Mapping[str, Entity]
    file: str
    report: Report = refuse
    left: Counter[str] = field(default_factory=Counter)

    def tables(self) -> Iterator[tuple[str, Table]]:
        """The tables that have a row."""
        rows: dict[str, list[tuple[int, Row]]] = {}
        for kind, line, row in self._rows():
            rows.setdefault(kind, []).append((line, row))
        for kind, some in rows.items():
            yield kind, self._table(some)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was not understood as a row."""
        return tuple(f"{self.file}: {count:,} {what}." for what, count in self.left.items())

    def _rows(self) -> Iterator[tuple[str, int, Row]]:
        listed: set[str] = set()
        for entity, target in self._listings():
            listed.add(target.id)
            if target.schema in LISTED_KINDS:
                yield "listings", entity.row, self.listing(entity, target)
            else:
                self.left[f"listings of the schema {target.schema} were not entered"] += 1
        yield from self._once("relations", self._links("relations"), "party", "kind", "other", "valid_from")
        aliases = list(self._links("aliases"))
        yield from (("aliases", line, row) for line, row in aliases)
        linked = frozenset(one for entity in self.entities.values() for one in entity.all(*_ENDS))
        parties = [
            entity
            for entity in self.entities.values()
            if entity.id not in listed
            and not (entity.id in linked and bare(entity))
            and self._is_party(entity)
        ]
        yield from self._once("parties", ((one.row, self.party(one)) for one in parties), "party")
        stated = {(fold_name(row["alias"]), fold_name(row["name"])) for _, row in aliases}
        for entity in parties:
            name, others = names_of(entity)
            for alias in others:
                pair = fold_name(alias), fold_name(name)
                if pair not in stated and pair[0] != pair[1]:
                    stated.add(pair)
                    yield "aliases", entity.row, {"alias": alias, "name": name}

    def _listings(self) -> Iterator[tuple[Entity, Entity]]:
        """What lists whom: a sanction, or an entity itself by its topics where no sanction names it."""
        named = set()
        for entity in self.entities.values():
            if entity.schema == "Sanction":
                for target in self._ends(entity, "entity"):
                    named.add(target.id)
                    yield entity, target
        for entity in self.entities.values():
            if entity.id not in named and _has_topic(entity):
                yield entity, entity

    def _is_party(self, entity: Entity) -> bool:
        """Whether it is a party; what is nothing that findspot keeps is counted."""
        if entity.schema in PARTY_KINDS:
            return True
        if entity.schema in LISTED_KINDS:
            self.left[f"entities of the schema {entity.schema} that no list names were not entered"] += 1
        elif entity.schema not in _UNDERSTOOD:
            self.left[f"entities of the schema {entity.schema} were not entered"] += 1
        return False

    def _once(self, kind: str, rows: Iterable[tuple[int, Row]], *keys: str) -> Iterator[tuple[str, int, Row]]:
        """The rows of a table in which nothing stands twice; the first of several counts."""
        seen = set()
        for line, row in rows:
            key = tuple(fold_name(row[name]) for name in keys)
            if key in seen:
                self.left[f"{kind} that stand in another line too were entered once"] += 1
                continue
            seen.add(key)
            yield kind, line, row

    def party(self, entity: Entity) -> Row:
        """The row of a party."""
        parent = next(self._ends(entity, "parent"), None) if entity.first("parent") else None
        row = {
            "party": names_of(entity)[0],
            "kind": entity.first("classification") or PARTY_KINDS[entity.schema],
            "country": entity.first(*_COUNTRIES),
            "parent": "" if parent is None else names_of(parent)[0],
        }
        return row | _said(entity) | dict(entity.beside or {})

    def listing(self, sanction: Entity, target: Entity) -> Row:
        """The row of a listing: the sanction itself, or the target's topic where there is no other."""
        name, others = names_of(target)
        addresses = [*target.all("address"), *map(_address, self._addresses(target))]
        row = {
            "listed": name,
            "kind": LISTED_KINDS[target.schema].value,
            "aliases": _listed(others),
            "countries": _listed(target.all(*_COUNTRIES)),
            "addresses": _listed(filter(None, addresses)),
            "list_name": sanction.first("authority") or next(iter(sanction.datasets), ""),
            "programmes": _listed(sanction.all("program") or sanction.all("programId")),
            "reference": sanction.first("authorityId", "unscId", "recordId") or ("" if name else target.id),
            "citation": sanction.first("summary", "sourceUrl"),
            "listed_from": min(sanction.all("startDate"), default=sanction.first("listingDate")),
            "listed_to": max(sanction.all("endDate"), default=""),
        }
        seen = _said(sanction)
        seen["learnt_on"] = seen["learnt_on"] or _day(target.first_seen)
        seen["source"] = seen["source"] or target.first("publisher")
        return row | seen | dict(sanction.beside or {})

    def _links(self, table: str) -> Iterator[tuple[int, Row]]:
        """The rows of relations, or of aliases, that the links between two are."""
        for entity in self.entities.values():
            role = entity.first("role")
            if table == "aliases" and (entity.schema, role) == ("UnknownLink", ALIAS_OF):
                for alias, named in self._pairs(entity, "subject", "object"):
                    yield entity.row, self.dated(entity, {"alias": _name(alias), "name": _name(named)})
            for kind, (schema, wanted, one, other) in LINKS.items() if table == "relations" else ():
                if entity.schema == schema and wanted in (None, role):
                    for party, related in self._pairs(entity, one, other):
                        row = {"party": _name(party), "kind": kind.value, "other": _name(related)}
                        yield entity.row, self.dated(entity, row)

    def _pairs(self, entity: Entity, one: str, other: str) -> Iterator[tuple[Entity, Entity]]:
        """Both ends of a link, each with each; persons stand in none."""
        for first in self._ends(entity, one):
            for second in self._ends(entity, other):
                if "Person" in (first.schema, second.schema):
                    self.left["links of persons were not entered"] += 1
                elif _name(first) and _name(second):
                    yield first, second

    def dated(self, entity: Entity, row: Row) -> Row:
        """A row with the times of its link."""
        times = {"valid_from": entity.first("startDate"), "valid_to": entity.first("endDate")}
        return row | times | _said(entity) | dict(entity.beside or {})

    def _ends(self, entity: Entity, name: str) -> Iterator[Entity]:
        """The entities that a property names; a sanction of one that is not there is reported."""
        for one in entity.all(name):
            if one in self.entities:
                yield self.entities[one]
            elif entity.schema != "Sanction":
                self.left["references to entities that the file does not have were left out"] += 1
            else:
                why = f"the file has no entity {shown(one)}: give the whole file."
                self.report(refusal(self.file, why, row=entity.row, field=f"properties.{name}"))

    def _addresses(self, entity: Entity) -> Iterator[Entity]:
        return self._ends(entity, "addressEntity")

    def _table(self, rows: list[tuple[int, Row]]) -> Table:
        names = list(dict.fromkeys(name for _, row in rows for name in row))
        columns = [Column(name, [self._cell(line, name, row) for line, row in rows]) for name in names]
        return Table(self.file, tuple(columns), [line for line, _ in rows])

    def _cell(self, line: int, name: str, row: Row) -> str:
        cell = row.get(name, "")
        if len(cell) > MAX_CELL:
            self.report(
                refusal(self.file, f"there are too many {name}: leave some out.", row=line, field=name)
            )
            return ""
        return cell


#: Schemas of which something is kept, or that only say more of another entity.
_UNDERSTOOD = frozenset({"Sanction", "Address", "License", "Asset", *(link[0] for link in LINKS.values())})


def _name(entity: Entity) -> str:
    return names_of(entity)[0]


def _said(entity: Entity) -> Row:
    """Who says so, and since when that is known."""
    return {
        "source": entity.first("publisher"),
        "learnt_on": _day(entity.first("retrievedAt") or entity.first_seen),
    }


def _day(text: str) -> str:
    """The day of a time."""
    return text.split("T", maxsplit=1)[0].split(" ", maxsplit=1)[0]


def _listed(values: Iterable[str]) -> str:
    """Values as one cell; a semicolon would divide them."""
    return ";".join(dict.fromkeys(value.replace(";", ",") for value in values))


def _address(entity: Entity) -> str:
    return entity.first("full") or ", ".join(filter(None, (entity.first(part) for part in _PARTS)))


def _has_topic(entity: Entity) -> bool:
    return any(topic in _TOPICS for topic in entity.all("topics"))


def bare(entity: Entity) -> bool:
    """Whether it is no more than a name."""
    own = {name for name, values in entity.properties.items() if values}
    return entity.beside is None and entity.schema == "LegalEntity" and own <= {"name"}
