"""Whom lists of sanctions and of denied parties name, and editions of a list that name somebody no longer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q

from findspot.records.naming import fold_name
from findspot.records.tables import refusal
from findspot.registry import models
from findspot.registry.correcting import withdrawal
from findspot.registry.kinds import names_key
from findspot.registry.known import Knowledge
from findspot.registry.names import AliasGroups
from findspot.registry.reading import records_of
from findspot.registry.writing import statements_of
from findspot.vocabulary.dates import parse_span
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.records import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from findspot.registry.writing import Stated
    from findspot.vocabulary.listings import Listing

T = TypeVar("T")

#: Listings that are asked for together.
_TOGETHER = 500
#: What a listing is withheld as where it names a person.
PERSONAL = "personal"


class Exactness(StrEnum):
    """How the name that was asked for is the name that a list has."""

    AS_WRITTEN = "as written"
    AS_COMPARED = "apart from case, accents and punctuation"
    BY_ALIAS = "by an alias of the registry"


@dataclass(frozen=True, slots=True)
class Match:
    """A listing of the party that was asked for: under which ``name``, an alias or not, and how exactly.

    ``withheld_as``: *personal* where the list names a person, else "".
    """

    name: str
    alias: bool
    match: Exactness
    kind: str
    list: str
    programmes: tuple[str, ...]
    reference: str
    citation: str
    listed_from: str
    listed_to: str
    withheld_as: str


def named(names: Iterable[str]) -> Q:
    """The listings that have one of these folded names, as a name or an alias."""
    found = Q(pk=None)
    for name in names:
        found |= Q(names_key__contains=names_key([name]))
    return found


def listed(name: str, on: dt.date | None = None) -> list[Match]:
    """The listings of whatever goes by this name or an alias of it, the most exact first.

    Names are equal when folded; names that are merely like it are not looked for.
    """
    known = Knowledge(on)
    group = AliasGroups(known).of(name)
    if not group:
        return []
    every: Iterator[Listing] = records_of("listings", known.of(models.Listing).filter(named(group)), known)
    return sorted((_match(one, name, group) for one in every), key=lambda one: _ORDER.index(one.match))


_ORDER = tuple(Exactness)


def _match(listing: Listing, name: str, group: frozenset[str]) -> Match:
    def how(own: str) -> Exactness:
        if own == name:
            return Exactness.AS_WRITTEN
        return Exactness.AS_COMPARED if fold_name(own) == fold_name(name) else Exactness.BY_ALIAS

    own = min(
        (one for one in listing.names if fold_name(one) in group), key=lambda one: _ORDER.index(how(one))
    )
    return Match(
        name=own,
        alias=own != listing.listed,
        match=how(own),
        kind=listing.kind,
        list=listing.list,
        programmes=listing.programmes,
        reference=listing.reference,
        citation=listing.citation,
        listed_from="" if listing.listed_from is None else listing.listed_from.text,
        listed_to="" if listing.listed_to is None else listing.listed_to.text,
        withheld_as=PERSONAL if listing.personal else "",
    )


def check_editions(listings: Iterable[Listing]) -> None:
    """Refuse tables that cannot be whole editions of lists. Raises BadInputError."""
    every = list(listings)
    if not every:
        raise BadInputError(
            "No table has listings, so there is no edition of a list: give a table of listings."
        )
    for one in every:
        if not one.list:
            why = "a whole edition says of which list it is: fill this column or source."
            raise refusal(one.origin.file, why, row=one.origin.row, field="list_name")


def with_ends(statements: Iterable[Stated], edition: dt.date) -> Iterator[Stated]:
    """The statements of whole editions of this day, then what they say by leaving a party out.

    A listing that the registry has of one of these lists, and that is not among them, ended by that day. One
    that had ended and is among them again has not.
    """
    lists: set[str] = set()
    here: set[str] = set()
    origin = Origin("", 1)
    for one in statements:
        if one.model is models.Listing:
            lists.add(one.values["list_key"])
            here.add(one.key)
            origin = replace(one.origin, row=1)
        elif one.model is models.ListingEnd:
            here.discard(one.values["about"])
        yield one
    known = Knowledge()
    ended = set(known.of(models.ListingEnd).values_list("about", flat=True))
    standing = known.of(models.Listing).filter(list_key__in=lists).values_list("pk", "key")
    gone = [pk for pk, key in standing if key not in here and key not in ended]
    for some in _batches(gone):
        yield from _ends(known.of(models.Listing).filter(pk__in=some), known, edition, origin)
    learnt = parse_span(edition.isoformat())
    for again in _batches(sorted(ended & here)):
        for row in known.of(models.ListingEnd).filter(about__in=again):
            yield replace(withdrawal(row, learnt, ""), origin=origin)


def _ends(
    rows: Iterable[models.Listing], known: Knowledge, edition: dt.date, origin: Origin
) -> Iterator[Stated]:
    """The statements that these listings ended by that day, as their own rows would have it."""
    by = parse_span(f"before:{(edition + dt.timedelta(days=1)).isoformat()}")
    every = list(rows)
    for row, record in zip(every, records_of("listings", every, known), strict=True):
        _, end = statements_of("listings", replace(record, listed_to=by))
        yield replace(end, key=row.key, values={**end.values, "about": row.key}, origin=origin)


def _batches(every: Sequence[T]) -> Iterator[Sequence[T]]:
    return (every[start : start + _TOGETHER] for start in range(0, len(every), _TOGETHER))
