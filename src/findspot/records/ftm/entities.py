"""The lines of a FollowTheMoney file as entities, each checked for the types that its fields must have.

The form is that of https://followthemoney.tech: an object with ``id``, ``schema`` and ``properties``, whose
values are lists of texts; beside them what OpenSanctions adds, ``caption``, ``datasets`` and ``first_seen``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO

from findspot.records.limits import MAX_CELL, MAX_ROWS
from findspot.records.problems import Report, refuse
from findspot.records.tables import refusal, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The field beside ``properties`` that has the cells of a row for which there is no property.
BESIDE = "findspot"
#: The most bytes of a line: no entity of a published list comes near it.
_MAX_LINE = 8 * 2**20
_HEAD = 2**16
_NONE: Mapping[str, str] = MappingProxyType({})
#: What no cell can hold: control characters, half a character.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity, and the line (from 1) that it stands in. ``beside`` is None where that field is absent."""

    id: str
    schema: str
    properties: Mapping[str, tuple[str, ...]]
    row: int = 0
    caption: str = ""
    datasets: tuple[str, ...] = ()
    first_seen: str = ""
    beside: Mapping[str, str] | None = field(default=None)

    def all(self, *names: str) -> tuple[str, ...]:
        """The different values of these properties, in order."""
        return tuple(dict.fromkeys(value for name in names for value in self.properties.get(name, ())))

    def first(self, *names: str) -> str:
        """The first value of the first of these properties that has one, or ""."""
        return next(iter(self.all(*names)), "")


class _WrongError(Exception):
    """What is wrong with an entity: the field, and the end of a sentence."""

    def __init__(self, where: str | None, why: str) -> None:
        super().__init__(why)
        self.where, self.why = where, why


def are_entities(head: bytes) -> bool:
    """Whether a file that begins so is one of entities."""
    line = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    return line.startswith(b"{") and b'"schema"' in line and b'"properties"' in head


def read_head(stream: BinaryIO) -> bytes:
    """As much of a file's beginning as tells whether it is one of entities."""
    stream.seek(0)
    return stream.read(_HEAD)


def read_entities(stream: BinaryIO, file: str, report: Report = refuse) -> dict[str, Entity]:
    """The entities of a file by their ids, in its order; lines about one entity are put together.

    What is wrong with a line is reported with its number, and the line left out.
    """
    found: dict[str, Entity] = {}
    for row, line in _lines(stream, file):
        try:
            entity = _entity(line, row)
            found[entity.id] = _merged(found[entity.id], entity) if entity.id in found else entity
        except _WrongError as wrong:
            report(refusal(file, wrong.why, row=row, field=wrong.where))
    return found


def _lines(stream: BinaryIO, file: str) -> Iterator[tuple[int, bytes]]:
    stream.seek(0)
    row = 0
    while line := stream.readline(_MAX_LINE + 1):
        row += 1
        if len(line) > _MAX_LINE:
            why = f"the line has over {_MAX_LINE // 2**20} MiB: write an entity a line."
            raise refusal(file, why, row=row)
        if row > MAX_ROWS:
            raise refusal(file, f"there are more than {MAX_ROWS:,} lines: divide the file.")
        line = line.removeprefix(b"\xef\xbb\xbf") if row == 1 else line
        if line.strip():
            yield row, line


def _entity(line: bytes, row: int) -> Entity:
    try:
        value = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):  # no UTF-8, no JSON, or none that can be held
        raise _WrongError(None, "the line is no JSON object in UTF-8: write one entity a line.") from None
    if not isinstance(value, dict):
        raise _WrongError(None, "the line is no JSON object: write one entity a line.")
    properties = value.get("properties")
    if not isinstance(properties, dict):
        raise _WrongError("properties", "it is no object with lists of texts: write it as one.")
    return Entity(
        id=_text(value, "id", needed=True),
        schema=_text(value, "schema", needed=True),
        properties={name: _texts(own, f"properties.{name}") for name, own in properties.items()},
        row=row,
        caption=_text(value, "caption"),
        datasets=_texts(value.get("datasets"), "datasets"),
        first_seen=_text(value, "first_seen"),
        beside=_beside(value.get(BESIDE)),
    )


def _text(value: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    text = value.get(name)
    if (text is None or text == "") and not needed:
        return ""
    if not isinstance(text, str) or (needed and not text.strip()):
        raise _WrongError(name, f"{'it is missing or ' if needed else 'it is '}no text: write it as one.")
    return _clean(text, name)


def _texts(value: Any, name: str) -> tuple[str, ...]:  # noqa: ANN401 - any JSON value
    if value is None:
        return ()
    every = value if isinstance(value, list) else [value]
    for one in every:
        if isinstance(one, dict):
            raise _WrongError(name, "it holds another entity: give each entity a line of its own.")
        if not isinstance(one, str):
            raise _WrongError(name, f"{shown(str(one))} is no text: write a list of texts.")
    return tuple(filter(None, (_clean(one, name) for one in every)))


def _clean(text: str, name: str) -> str:
    if len(text) > MAX_CELL:
        raise _WrongError(name, f"a text has more than {MAX_CELL:,} characters: shorten it.")
    if not text.isprintable() and _NO_TEXT.search(text):
        raise _WrongError(name, f"{shown(text)} holds a character that is none: correct it.")
    return text


def _beside(value: Any) -> Mapping[str, str] | None:  # noqa: ANN401 - any JSON value
    if value is None:
        return None
    if not isinstance(value, dict) or not all(isinstance(cell, str) for cell in value.values()):
        raise _WrongError(BESIDE, "it is no object of texts: write the cells of a row, or take it away.")
    return {name: _clean(cell, BESIDE) for name, cell in value.items()}


def _merged(one: Entity, other: Entity) -> Entity:
    """What two lines say of one entity."""
    if one.schema != other.schema:
        why = f"{shown(one.id)} is of the schema {shown(one.schema)} in line {one.row}: give it one."
        raise _WrongError("schema", why)
    names = dict.fromkeys((*one.properties, *other.properties))
    properties = {
        name: tuple(dict.fromkeys((*one.properties.get(name, ()), *other.properties.get(name, ()))))
        for name in names
    }
    return replace(one, properties=properties)
