"""The items that events are of: what logistic units hold, and what is said of one item by several events."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from findspot.records.epcis.naming import known, things
from findspot.records.naming import fold_name, fold_reference
from findspot.records.tables import shown

if TYPE_CHECKING:
    from findspot.records.epcis.events import Event
    from findspot.records.epcis.naming import Thing
    from findspot.records.epcis.reading import Document

#: What an item has one of; of the others two names may be one, which only aliases can say.
_ONE = ("serial", "part_number")
_NAMED = ("maker", "model")
#: The most such differences that are listed one by one.
_LISTED = 10


@dataclass(slots=True)
class Goods:
    """Knows what units hold, as far as the events heard so far tell, and what was said of each item."""

    document: Document
    _differing: list[str] = field(default_factory=list)
    _holds: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    _said: dict[tuple[str, str], tuple[str, Event]] = field(default_factory=dict)

    def notes(self) -> list[str]:
        """The first events that give an item another maker or model than an earlier one, and how many do."""
        more = len(self._differing) - _LISTED
        last = [f"{more:,} more events give an item another maker or model."] if more > 0 else []
        return self._differing[:_LISTED] + last

    def pack(self, event: Event) -> None:
        """Hear what was put into a unit, or taken out."""
        unit, children = known(event, event.peek("parentID")).text, event.peek("childEPCs") or ()
        match event.peek("action"):
            case "ADD":
                self._holds[unit] |= dict.fromkeys(children)
            case "DELETE":
                for child in children or list(self._holds[unit]):
                    self._holds[unit].pop(child, None)

    def of(self, event: Event, field: str = "epcList") -> list[Thing]:
        """The items that a field of the event names, which is taken; of a unit those that it holds.

        Raises BadInputError where two events give one item two serials or part numbers.
        """
        units: list[str] = []
        uris = [one for uri in event.take(field) for one in self._inside(event, uri, units)]
        event.keep(field, units)
        found = things(event, list(dict.fromkeys(uris)), self.document)
        for thing in found:
            self.compare(event, thing)
        return found

    def _inside(
        self, event: Event, uri: str, units: list[str], around: frozenset[str] = frozenset()
    ) -> list[str]:
        """What something holds in the end, or itself; the units on the way go to ``units``."""
        unit = known(event, uri).text
        inside = self._holds.get(unit)
        if not inside or unit in around:
            return [uri]
        units.append(uri)
        return [one for each in inside for one in self._inside(event, each, units, around | {unit})]

    def compare(self, event: Event, thing: Thing) -> None:
        """Hold what an event says of an item against what was said before.

        Raises BadInputError where two events give one item two serials or part numbers.
        """
        for name in (*_ONE, *_NAMED):
            value = getattr(thing, name)
            if not value:
                continue
            before, there = self._said.setdefault((thing.item, name), (value, event))
            fold = fold_reference if name == "serial" else fold_name
            if before == value or fold(before) == fold(value):
                continue
            word = name.replace("_", " ")
            also = (
                f"event {there.number}" if there.file == event.file else f"{there.file}, event {there.number}"
            )
            told = f"item {shown(thing.item)} has {word} {shown(value)} and, in {also}, {shown(before)}"
            if name in _ONE:
                raise event.wrong(word, f"{told}: give one item one {word}.")
            self._differing.append(f"{event.file}, event {event.number}: {told}.")
