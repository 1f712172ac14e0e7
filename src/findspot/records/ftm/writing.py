"""Records as FollowTheMoney entities. What no property holds stands beside these, under ``findspot``.

Whether a property holds a cell is asked of the reading: what ``rows`` would make of the entity alone is
compared with the row that is meant, and what differs is written beside.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from findspot.records.ftm.entities import BESIDE, Entity
from findspot.records.ftm.rows import ALIAS_OF, END_USER, LINKS, LISTED_KINDS, PARTY_KINDS, Rows, bare
from findspot.records.naming import fold_name, fold_reference
from findspot.vocabulary.records import RelationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Row = Mapping[str, str]
    #: What the entity of a name is called: names that are compared as equal are one entity.
    Called = Callable[[str], str]

#: The dates that FollowTheMoney has: a day, a month, a year.
_DATE = re.compile(r"\d{4}(-\d{2}){0,2}$")
_SCHEMAS = {kind.value: schema for schema, kind in LISTED_KINDS.items()}
_OF_PARTIES = {fold_name(kind): schema for schema, kind in PARTY_KINDS.items()} | {"state": "PublicBody"}


def party_id(name: str) -> str:
    """The id of whatever goes by this name."""
    return _id("party", fold_name(name))


def named(name: str, schema: str = "LegalEntity") -> Entity:
    """An entity that is no more than a name at the end of a link."""
    return Entity(party_id(name), schema, {"name": (name,)})


def party(row: Row, aliases: Iterable[str], called: Called) -> Entity:
    """A party, with its aliases."""
    entity = Entity(
        party_id(row["party"]),
        _OF_PARTIES.get(fold_name(row["kind"]), "LegalEntity"),
        _filled(
            name=[row["party"]],
            alias=aliases,
            classification=[row["kind"]],
            country=[row["country"]],
            parent=[party_id(row["parent"])] if row["parent"] else [],
            **_said(row),
        ),
    )
    ends = {party_id(row["parent"]): named(called(row["parent"]))} if row["parent"] else {}
    return _beside(entity, Rows(ends, "").party(entity), row, always=bare(entity))


def alias(row: Row, called: Called) -> Entity:
    """The link that one name is an alias of another."""
    ends = {"subject": [party_id(row["alias"])], "object": [party_id(row["name"])]}
    return _link("UnknownLink", ALIAS_OF, ends, row, {name: called(row[name]) for name in ("alias", "name")})


def relation(row: Row, called: Called) -> Entity:
    """The link between two parties that a relation is."""
    schema, role, one, other = LINKS[RelationKind(row["kind"])]
    ends = {one: [party_id(row["party"])], other: [party_id(row["other"])]}
    own = {"party": called(row["party"]), "kind": row["kind"], "other": called(row["other"])}
    return _link(schema, role or row["kind"], ends, row, own)


def listing(row: Row) -> tuple[Entity, Entity]:
    """Whom a list names, and the sanction that says so."""
    key = row.values()
    target = Entity(
        _id("listed", *key),
        _SCHEMAS[row["kind"]],
        _filled(
            name=[row["listed"]],
            alias=_parts(row["aliases"]),
            country=_parts(row["countries"]),
            address=_parts(row["addresses"]),
            topics=["sanction"],
        ),
    )
    sanction = Entity(
        _id("sanction", *key),
        "Sanction",
        _filled(
            entity=[target.id],
            authority=[row["list_name"]],
            program=_parts(row["programmes"]),
            authorityId=[row["reference"]],
            summary=[row["citation"]],
            startDate=_dates(row["listed_from"]),
            endDate=_dates(row["listed_to"]),
            **_said(row),
        ),
    )
    understood = Rows({target.id: target, sanction.id: sanction}, "").listing(sanction, target)
    return target, _beside(sanction, understood, row)


def end_use(permit: str, user: str, country: str) -> tuple[Entity, Entity]:
    """A permit, as far as there is a schema for it, and the link to its end user."""
    licence = Entity(
        _id("permit", fold_reference(permit)), "License", _filled(name=[permit], country=[country])
    )
    ends = {"subject": [party_id(user)], "object": [licence.id]}
    link = Entity(_id("end user", fold_reference(permit)), "UnknownLink", _filled(**ends, role=[END_USER]))
    return licence, link


def as_object(entity: Entity) -> dict[str, object]:
    """The object of JSON that an entity is."""
    made: dict[str, object] = {
        "id": entity.id,
        "schema": entity.schema,
        "properties": {name: list(values) for name, values in entity.properties.items()},
    }
    if entity.properties.get("name"):
        made["caption"] = entity.properties["name"][0]
    if entity.beside is not None:
        made[BESIDE] = dict(entity.beside)
    return made


def _link(schema: str, role: str, ends: Mapping[str, list[str]], row: Row, own: Row) -> Entity:
    times = {"startDate": _dates(row["valid_from"]), "endDate": _dates(row["valid_to"])}
    entity = Entity(
        _id(schema, role, *row.values()), schema, _filled(**ends, role=[role], **times, **_said(row))
    )
    return _beside(entity, Rows({}, "").dated(entity, dict(own)), row)


def _beside(entity: Entity, understood: Row, row: Row, *, always: bool = False) -> Entity:
    """The entity with what its properties do not say of the row; ``always``: with that field, if empty."""
    left = {name: cell for name, cell in row.items() if understood.get(name, "") != cell}
    return Entity(entity.id, entity.schema, entity.properties, beside=left if left or always else None)


def _said(row: Row) -> dict[str, list[str]]:
    return {"publisher": [row["source"]], "retrievedAt": _dates(row["learnt_on"])}


def _filled(**properties: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found = {name: tuple(filter(None, values)) for name, values in properties.items()}
    return {name: values for name, values in found.items() if values}


def _parts(cell: str) -> list[str]:
    return cell.split(";")


def _dates(cell: str) -> list[str]:
    return [cell] if _DATE.match(cell) else []


def _id(*parts: str) -> str:
    return "findspot-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
