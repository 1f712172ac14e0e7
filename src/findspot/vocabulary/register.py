"""The Register protocol: what matching and tracing ask of any register, on disk or in a database."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from findspot.vocabulary.candidates import SerialColumns
    from findspot.vocabulary.dates import Span
    from findspot.vocabulary.records import (
        Alias,
        Answer,
        Application,
        Delivery,
        ItemRecord,
        Party,
        Permit,
        Policy,
        Relation,
    )
    from findspot.vocabulary.sighting import Sighting


class TieKind(StrEnum):
    """The attributes that tie records to each other."""

    ITEM_TYPE = "item type"
    END_USER = "end user"
    END_USER_COUNTRY = "end user country"
    CONSIGNEE = "consignee"
    EXPORTER = "exporter"
    INTEGRATOR = "integrator"
    PLATFORM = "platform"
    SIGNATORY = "signatory"


class Register(Protocol):
    """A register of deliveries and what belongs to them. Names compare by alias, case and accents aside."""

    @property
    def name(self) -> str:
        """What people call it: the path that was given."""

    @property
    def sha256(self) -> str:
        """The digest of everything that it was read from."""

    @property
    def notice(self) -> str:
        """What whoever is shown its identifiers must be told (see ``notices``); "" where there is nothing."""

    @property
    def answers(self) -> Sequence[Answer]:
        """Every answer of a maker or state, those about a picture and no item among them."""

    def serials(self) -> SerialColumns:
        """The items as columns, for matching."""

    def record(self, item: str) -> ItemRecord:
        """All that is declared of one item. Raises KeyError for an item that is not in the register."""

    def related(self, tie: TieKind, value: str) -> Sequence[Permit | Application | Delivery]:
        """The permits, then the applications, then the deliveries that have this value, or an alias of it.

        They may be many: the sequence may build each delivery only when it is reached.
        """

    def policies(self, on: Span | None = None) -> Sequence[Policy]:
        """The policies that were, or may have been, in force at that time; all where ``on`` is None."""

    def aliases(self, name: str) -> Sequence[Alias]:
        """Every alias record of the party, maker, platform or model that goes by this name or alias."""

    def same(self, one: str, other: str) -> bool:
        """Whether two names are one party, maker, platform or model: equal, or linked by an alias."""

    def party(self, name: str) -> Party | None:
        """The party that goes by this name or alias."""

    def relations(self, name: str) -> Sequence[Relation]:
        """Every relation of the party that goes by this name or alias, whichever side it is on."""

    def sightings(self, item: str, serial: str) -> Sequence[Sighting]:
        """Sightings of this item that the register already knows."""

    def caveats(self, item: str) -> Sequence[str]:
        """What must be said beside this item's record, a sentence each, such as when it was recorded."""
