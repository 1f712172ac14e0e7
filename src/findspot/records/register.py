"""A register of tables: the Register protocol over what ``opening`` read; immutable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from findspot.records.naming import Names, fold_name, fold_reference
from findspot.records.related import Related
from findspot.vocabulary.dates import Answer as Reply
from findspot.vocabulary.records import Application, ItemRecord, Permit, Record
from findspot.vocabulary.register import TieKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from findspot.records.building import SightingRow
    from findspot.records.deliveries import Deliveries
    from findspot.records.related import Tied
    from findspot.vocabulary.candidates import SerialColumns
    from findspot.vocabulary.dates import Span
    from findspot.vocabulary.listings import Listing
    from findspot.vocabulary.records import (
        Alias,
        Answer,
        Authentication,
        Check,
        ControlEntry,
        Installation,
        Line,
        Model,
        Party,
        Policy,
        Relation,
        Transfer,
        Undertaking,
    )
    from findspot.vocabulary.sighting import Sighting

#: The column that each tie compares; the item type and the country need other tables too.
_COLUMNS = {
    TieKind.END_USER: "end_user",
    TieKind.CONSIGNEE: "consignee",
    TieKind.EXPORTER: "exporter",
    TieKind.INTEGRATOR: "integrator",
    TieKind.PLATFORM: "platform",
    TieKind.SIGNATORY: "signatory",
}


@dataclass(frozen=True)
class TableRegister:
    """The register that tables on disk hold.

    ``files`` are the tables read with their SHA-256; ``sha256`` is the digest of the one table, or of the
    list of all in the form that sha256sum prints, by name. ``notes`` say what was decided while reading,
    ``notice`` what whoever is shown its identifiers must be told.
    """

    name: str
    sha256: str
    files: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    notice: str
    deliveries: Deliveries = field(repr=False)
    permits: tuple[Permit, ...] = field(repr=False)
    applications: tuple[Application, ...] = field(repr=False)
    undertakings: tuple[Undertaking, ...] = field(repr=False)
    parties: tuple[Party, ...] = field(repr=False)
    alias_records: tuple[Alias, ...] = field(repr=False)
    models: tuple[Model, ...] = field(repr=False)
    installations: tuple[Installation, ...] = field(repr=False)
    transfers: tuple[Transfer, ...] = field(repr=False)
    policy_records: tuple[Policy, ...] = field(repr=False)
    answers: tuple[Answer, ...] = field(repr=False)
    authentications: tuple[Authentication, ...] = field(repr=False)
    checks: tuple[Check, ...] = field(repr=False)
    lines: tuple[Line, ...] = field(repr=False)
    relation_records: tuple[Relation, ...] = field(repr=False)
    control_entries: tuple[ControlEntry, ...] = field(repr=False)
    listings: tuple[Listing, ...] = field(repr=False)
    sighting_rows: tuple[SightingRow, ...] = field(repr=False)
    names: Names = field(repr=False)

    def serials(self) -> SerialColumns:
        """The items as columns, one row an item."""
        return self.deliveries.serials

    def record(self, item: str) -> ItemRecord:
        """All that is declared of one item. Raises KeyError for an item that is not in the register.

        Undertakings are those of the permits that its deliveries name, and of those permits' applications
        where a permit names one in a column ``application`` or bears its number. Authentications are those of
        the undertakings' statements; checks those of the item, or of its permits where they name no item.
        """
        shown, deliveries = self.deliveries.of(item)
        named = {fold_reference(d.permit) for d in deliveries if d.permit}
        permits = tuple(p for p in self.permits if fold_reference(p.permit) in named)
        applied = named | {fold_reference(a) for r in (*permits, *deliveries) if (a := _application(r))}
        installations = tuple(i for i in self.installations if i.item == item)
        platforms = {fold_reference(i.platform_serial) for i in installations if i.platform_serial}
        undertakings = tuple(u for u in self.undertakings if _of(u, named, applied))
        statements = {fold_reference(u.statement) for u in undertakings if u.statement}
        return ItemRecord(
            item=item,
            **shown._asdict(),
            deliveries=deliveries,
            permits=permits,
            undertakings=undertakings,
            installations=installations,
            transfers=tuple(
                t
                for t in self.transfers
                if t.item == item or (not t.item and fold_reference(t.platform) in platforms)
            ),
            answers=tuple(a for a in self.answers if a.item == item or fold_reference(a.permit) in named),
            model_record=self._model(shown.model, shown.maker),
            authentications=tuple(
                a for a in self.authentications if fold_reference(a.statement) in statements
            ),
            checks=tuple(
                c for c in self.checks if c.item == item or (not c.item and fold_reference(c.permit) in named)
            ),
            lines=tuple(one for one in self.lines if _of(one, named, applied)),
        )

    def related(self, tie: TieKind, value: str) -> Sequence[Tied]:
        """The permits, applications and deliveries that have this value, or an alias of it, in file order.

        ITEM_TYPE: the same model, or one of the same item type in the table of models; an item type's own
        name is taken too. END_USER_COUNTRY: that country, or an end user that is it, or a party of it.
        """
        if not value.strip():
            return ()
        if tie is TieKind.ITEM_TYPE:
            wanted = {"model": self._kindred(value)}
        elif tie is TieKind.END_USER_COUNTRY:
            country = self.names.key(value)
            wanted = {"end_user_country": {country}, "end_user": {country} | self._parties_of(country)}
        else:
            wanted = {_COLUMNS[tie]: {self.names.key(value)}}
        terms: tuple[Permit | Application, ...] = (*self.permits, *self.applications)
        heads = [
            record
            for record in terms
            if any(self.names.key(getattr(record, column)) in keys for column, keys in wanted.items())
        ]
        found = self.deliveries.having({column: self._named(keys) for column, keys in wanted.items()})
        return Related(heads, len(found), lambda at: self.deliveries.build(found[at]))

    def policies(self, on: Span | None = None) -> Sequence[Policy]:
        """The policies that were, or may have been, in force on some day of that time; all for None."""
        if on is None:
            return self.policy_records
        return tuple(
            p
            for p in self.policy_records
            if not (p.in_force_from is not None and on.before(p.in_force_from) is Reply.YES)
            and not (p.in_force_to is not None and p.in_force_to.before(on) is Reply.YES)
        )

    def aliases(self, name: str) -> Sequence[Alias]:
        """Every alias record of whatever goes by this name or alias."""
        return tuple(a for a in self.alias_records if self.names.same(a.name, name))

    def same(self, one: str, other: str) -> bool:
        """Whether two names are one: equal when folded, or linked by aliases, transitively."""
        return self.names.same(one, other)

    def party(self, name: str) -> Party | None:
        """The party that goes by this name or alias; of several the one so named, else the first."""
        found = [p for p in self.parties if self.names.same(p.party, name)]
        exact = [p for p in found if fold_name(p.party) == fold_name(name)]
        return next(iter(exact or found), None)

    def relations(self, name: str) -> Sequence[Relation]:
        """Every relation of the party that goes by this name or alias, whichever side it is on."""
        return tuple(
            r
            for r in self.relation_records
            if self.names.same(r.party, name) or self.names.same(r.other, name)
        )

    def sightings(self, item: str, serial: str) -> Sequence[Sighting]:
        """The sightings of this item; those that name no item are taken by their serial."""
        wanted = fold_reference(serial)
        return tuple(
            row.sighting
            for row in self.sighting_rows
            if (row.item == item if row.item else wanted and fold_reference(row.serial) == wanted)
        )

    def caveats(self, item: str) -> Sequence[str]:
        """None: tables do not keep when something was recorded."""
        del item
        return ()

    def _named(self, keys: set[str]) -> Callable[[str], bool]:
        """Whether a text is a name that has one of these keys."""
        return lambda text: self.names.key(text) in keys

    def _model(self, model: str, maker: str) -> Model | None:
        found = [m for m in self.models if self.names.same(m.model, model)]
        own = [m for m in found if self.names.same(m.maker, maker)]
        open_ = [m for m in found if not m.maker or not maker]
        return next(iter(own or open_), None)

    def _kindred(self, value: str) -> set[str]:
        """The keys of the models that are this one, are of its item type, or are of this item type."""
        key = self.names.key(value)
        types = {key} | {
            self.names.key(m.item_type) for m in self.models if m.item_type and self.names.key(m.model) == key
        }
        alike = {
            self.names.key(m.model)
            for m in self.models
            if m.item_type and self.names.key(m.item_type) in types
        }
        return alike | {key}

    def _parties_of(self, country: str) -> set[str]:
        """The keys of a country's parties; one without a country has that of the party it belongs to."""
        first: dict[str, Party] = {}
        for party in self.parties:
            first.setdefault(self.names.key(party.party), party)
        found = set()
        for key, party in first.items():
            seen: set[str] = set()
            at: Party | None = party
            while at is not None and not at.country and at.parent:
                above = self.names.key(at.parent)
                if above in seen:
                    break
                seen.add(above)
                if above == country:
                    found.add(key)
                at = first.get(above)
            if at is not None and at.country and self.names.key(at.country) == country:
                found.add(key)
        return found


def _of(record: Undertaking | Line, permits: set[str], applications: set[str]) -> bool:
    """Whether it is of one of these permits, or names none and is of one of these applications."""
    if record.permit:
        return fold_reference(record.permit) in permits
    return fold_reference(record.application) in applications


def _application(record: Record) -> str:
    """The application that a record names in a column of that name, which is not one of its own."""
    return next((cell for header, cell in record.extra.items() if fold_name(header) == "application"), "")
