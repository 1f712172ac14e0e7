"""What an entry of the ledger says, as the canonical JSON of which the tree's leaf is made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from findspot.proof.canonical import canonical, parse_canonical
from findspot.vocabulary.errors import BadInputError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed what, when and why. ``what``: the act in a word or two; ``by``: an office, no person."""

    what: str
    by: str
    why: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Content:
    """An entry's content: the change, how many rows it wrote of which tables in turn, and their root (hex).

    ``forgets``: the rows, by the entry that recorded them and their place there, that are gone from now on.
    """

    change: Change
    tables: tuple[tuple[str, int], ...]
    root: str
    forgets: tuple[tuple[int, int], ...] = ()

    @property
    def rows(self) -> int:
        """How many rows it wrote."""
        return sum(count for _, count in self.tables)

    @property
    def text(self) -> bytes:
        """As canonical JSON."""
        return canonical(
            {
                "format": FORMAT,
                "what": self.change.what,
                "by": self.change.by,
                "why": self.change.why,
                "at": self.change.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
                "tables": [list(each) for each in self.tables],
                "root": self.root,
                "forgets": [list(each) for each in self.forgets],
            }
        )


def parse_content(text: bytes, called: str) -> Content:
    """The content of an entry's text. Raises BadInputError, one sentence, where it has another form."""
    said: Any = parse_canonical(text, called)
    try:
        content = Content(
            Change(said["what"], said["by"], said["why"], dt.datetime.fromisoformat(said["at"])),
            tuple((table, count) for table, count in said["tables"]),
            said["root"],
            tuple((entry, place) for entry, place in said["forgets"]),
        )
        same = said["format"] == FORMAT and content.text == text
    except (KeyError, TypeError, ValueError):
        same = False
    if not same:
        raise BadInputError(f"{called}: this entry has no form that this findspot knows: use a later one.")
    return content
