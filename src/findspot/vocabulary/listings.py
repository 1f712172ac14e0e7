"""Whom lists of sanctions and of denied parties name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from findspot.vocabulary.records import Record

if TYPE_CHECKING:
    from findspot.vocabulary.dates import Span


class ListedKind(StrEnum):
    """What a list says that it names."""

    LEGAL_ENTITY = "legal entity"
    PERSON = "person"
    ORGANISATION = "organisation"
    COMPANY = "company"
    PUBLIC_BODY = "public body"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Record):
    """That a list of sanctions or of denied parties names a party.

    ``listed`` is its name there, or "" where only the list's ``reference`` is kept, as may be done for a
    person; ``kind`` *legal entity* where the list does not say what it is. ``list_name`` is "" where the
    ``source`` is the list itself. ``citation`` is where it was published.
    """

    listed: str = ""
    kind: ListedKind = ListedKind.LEGAL_ENTITY
    aliases: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    list_name: str = ""
    programmes: tuple[str, ...] = ()
    reference: str = ""
    citation: str = ""
    listed_from: Span | None = None
    listed_to: Span | None = None

    @property
    def personal(self) -> bool:
        """Whether it is personal data: what may be withheld as such."""
        return self.kind is ListedKind.PERSON

    @property
    def names(self) -> tuple[str, ...]:
        """The name and the aliases."""
        return tuple(filter(None, (self.listed, *self.aliases)))

    @property
    def list(self) -> str:
        """What the list is called."""
        return self.list_name or self.source
