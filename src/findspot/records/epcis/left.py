"""What events tell and no statement holds, gathered by the reason for one sentence each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from findspot.vocabulary.records import Origin

#: The most events that a sentence names by their numbers.
_NAMED = 5


@dataclass(slots=True)
class Left:
    """The events that were left out, or entered otherwise than one might think, by the reason."""

    _by_reason: dict[str, dict[Origin, None]] = field(default_factory=dict)

    def leave(self, reason: str, event: Origin) -> None:
        """Note an event, by where it stands; ``reason`` ends its sentence."""
        self._by_reason.setdefault(reason, {})[event] = None

    def notes(self) -> tuple[str, ...]:
        """A sentence for each reason: the numbers of the first events, and how many more there are."""
        return tuple(f"{_listed(list(events))}: {reason}." for reason, events in self._by_reason.items())


def _listed(events: list[Origin]) -> str:
    first = events[0].file
    numbers = [event.row for event in events if event.file == first][:_NAMED]
    more = len(events) - len(numbers)
    word = "event" if len(events) == 1 else "events"
    return f"{first}, {word} {', '.join(map(str, numbers))}" + (f" and {more:,} more" if more else "")
