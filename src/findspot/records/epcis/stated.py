"""What events state, as values: the register's records, and what only events tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.vocabulary.records import Record

if TYPE_CHECKING:
    from findspot.vocabulary.dates import Span
    from findspot.vocabulary.records import Delivery, Installation, Transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival(Record):
    """That a delivery arrived, as its own source has it."""

    confirmed_on: Span


@dataclass(frozen=True, slots=True)
class Consignment:
    """A delivery, and its arrival where that is told. The delivery itself has no ``confirmed_on``.

    ``shipped``: it is told that it left. Otherwise it is known only that the item was made, tied to a permit
    or received under it, and the delivery has no date.
    """

    delivery: Delivery
    shipped: bool
    arrival: Arrival | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """What the events of a document state, in their order, and notes on what they tell besides.

    ``files`` are those of the document, with their SHA-256.
    """

    consignments: tuple[Consignment, ...]
    installations: tuple[Installation, ...]
    transfers: tuple[Transfer, ...]
    files: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
