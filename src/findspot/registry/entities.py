"""What FollowTheMoney has words for, of the registry: parties, aliases, relations, end users, listings."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from findspot.records.ftm import writing
from findspot.records.naming import fold_name
from findspot.registry.exporting import cells_of
from findspot.registry.kinds import KINDS
from findspot.registry.reading import records_of
from findspot.vocabulary.records import RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from findspot.records.ftm.entities import Entity
    from findspot.registry.known import Knowledge


def export_entities(file: Path, known: Knowledge) -> dict[str, int]:
    """Write the entities into this file, one JSON object a line; how many there are of each schema."""
    counts: dict[str, int] = defaultdict(int)
    with file.open("w", encoding="utf-8", newline="\n") as out:
        for entity in entities(known):
            counts[entity.schema] += 1
            text = json.dumps(writing.as_object(entity), ensure_ascii=False, separators=(",", ":"))
            out.write(text + "\n")
    return dict(sorted(counts.items()))


def entities(known: Knowledge) -> Iterator[Entity]:
    """The entities that the registry has words for, what links name before the links."""
    parties, relations = _rows("parties", known), _rows("relations", known)
    permits = [(one.permit, one.end_user, one.end_user_country) for one in _records("permits", known)]
    permits = [one for one in permits if one[1]]
    names = _Names()
    names.add(*(row["party"] for row in parties))
    names.add(*(row["parent"] for row in parties), *(user for _, user, _ in permits))
    for row in relations:
        names.add(row["party"])
        names.add(
            row["other"], schema="Asset" if row["kind"] == RelationKind.INTEGRATOR_OF else "LegalEntity"
        )
    aliases = [row for row in _rows("aliases", known) if names.has(row["alias"]) or names.has(row["name"])]
    of_party: dict[str, list[str]] = defaultdict(list)
    for row in aliases:
        names.add(row["alias"], row["name"])
        of_party[fold_name(row["name"])].append(row["alias"])
    for row in parties:
        names.put(writing.party(row, of_party[fold_name(row["party"])], names))
    yield from names.entities.values()
    yield from (writing.alias(row, names) for row in aliases)
    yield from (writing.relation(row, names) for row in relations)
    for permit, user, country in permits:
        yield from writing.end_use(permit, user, country)
    for row in _rows("listings", known):
        yield from writing.listing(row)


class _Names:
    """The entities that names belong to; the first spelling of a name is what its entity is called."""

    def __init__(self) -> None:
        self.entities: dict[str, Entity] = {}

    def __call__(self, name: str) -> str:
        return self.entities[writing.party_id(name)].first("name")

    def has(self, name: str) -> bool:
        return writing.party_id(name) in self.entities

    def add(self, *names: str, schema: str = "LegalEntity") -> None:
        """Add names that have no entity yet; "" is none."""
        for name in filter(None, names):
            self.entities.setdefault(writing.party_id(name), writing.named(name, schema))

    def put(self, entity: Entity) -> None:
        """Put a whole entity in the place of its name."""
        self.entities[entity.id] = entity


def _records(table: str, known: Knowledge) -> Iterator[Any]:
    yield from records_of(table, known.of(KINDS[table].model), known)


def _rows(table: str, known: Knowledge) -> list[Mapping[str, str]]:
    return [cells_of(table, record) for record in _records(table, known)]
