"""The Register protocol over the database, as it stands or as it was known on a day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from findspot.records.naming import fold_name, fold_reference
from findspot.records.related import Related
from findspot.registry import models
from findspot.registry.history import history
from findspot.registry.known import Knowledge
from findspot.registry.names import AliasGroups
from findspot.registry.reading import records_of, sightings_of
from findspot.vocabulary.candidates import SerialColumns
from findspot.vocabulary.dates import Answer as Reply
from findspot.vocabulary.dates import parse_span
from findspot.vocabulary.notices import REGISTER_INVENTED, says_invented
from findspot.vocabulary.records import Delivery, ItemRecord, Permit
from findspot.vocabulary.register import TieKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from findspot.records.related import Tied
    from findspot.vocabulary.dates import Span
    from findspot.vocabulary.records import Alias, Answer, Model, Party, Policy, Relation, Undertaking
    from findspot.vocabulary.sighting import Sighting

#: The column that each tie compares; the item type and the country need other tables too.
_COLUMNS = {
    TieKind.END_USER: "end_user_key",
    TieKind.CONSIGNEE: "consignee_key",
    TieKind.EXPORTER: "exporter_key",
    TieKind.INTEGRATOR: "integrator_key",
    TieKind.PLATFORM: "platform_key",
    TieKind.SIGNATORY: "signatory_key",
}
_SHOWN = ("serial", "model", "maker", "part_number", "permit")
#: Deliveries that are fetched together.
_PAGE = 1000


class _Pages:
    """Deliveries, fetched page by page when they are reached."""

    def __init__(self, deliveries: QuerySet[models.Delivery], known: Knowledge) -> None:
        self._deliveries, self._known = deliveries, known
        self._fetched: dict[int, list[Delivery]] = {}

    def __call__(self, at: int) -> Delivery:
        page, place = divmod(at, _PAGE)
        if page not in self._fetched:
            rows = self._deliveries[page * _PAGE : (page + 1) * _PAGE]
            self._fetched[page] = list(records_of("deliveries", rows, self._known))
        return self._fetched[page][place]


@dataclass(frozen=True)
class DatabaseRegister:
    """The register that the database holds.

    ``place``: what people call the database. ``on``: the day as of whose end it is seen, None for now. Names
    compare by the aliases known then.
    """

    place: str
    on: dt.date | None = None
    _known: Knowledge = field(init=False, repr=False)
    _names: AliasGroups = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", Knowledge(self.on))
        object.__setattr__(self, "_names", AliasGroups(self._known))

    @property
    def name(self) -> str:
        """What people call it."""
        return self.place if self.on is None else f"{self.place}, as known on {self.on}"

    @cached_property
    def sha256(self) -> str:
        """The digest of all that was ever recorded, and of the day as of which it is seen."""
        last = models.Entry.objects.order_by("-id").first()
        digest = last.digest if last else ""
        if digest and self.on is None:
            return digest
        return hashlib.sha256(f"{digest} {self.on or ''}".encode()).hexdigest()

    @cached_property
    def notice(self) -> str:
        """What whoever is shown its identifiers must be told; "" where there is nothing."""
        for model in (models.Permit, models.Delivery):
            told = self._known.of(model).annotate(remarks=Cast("extra", TextField()))
            likely = told.filter(Q(remarks__icontains="invented") | Q(source__icontains="invented"))
            for source, extra in likely.values_list("source", "extra").iterator(chunk_size=_PAGE):
                if any(map(says_invented, (source, *extra.values()))):
                    return REGISTER_INVENTED
        return ""

    @cached_property
    def answers(self) -> Sequence[Answer]:
        """Every answer of a maker or state."""
        return tuple(records_of("answers", self._known.of(models.Answer), self._known))

    def serials(self) -> SerialColumns:
        """The items as columns, one row an item, in the order of first delivery."""
        return self._serials

    @cached_property
    def _serials(self) -> SerialColumns:
        rows = self._known.of(models.Delivery).values_list("item", "delivered_on", *_SHOWN)
        items: dict[str, list[tuple[str, ...]]] = {}
        for item, *shown in rows.iterator(chunk_size=10_000):
            items.setdefault(item, []).append(tuple(shown))
        columns = zip(*map(_merged, items.values()), strict=True) if items else ((),) * len(_SHOWN)
        return SerialColumns(tuple(items), *(tuple(column) for column in columns))

    def record(self, item: str) -> ItemRecord:
        """All that is declared of one item. Raises KeyError for an item that is not in the register."""
        deliveries: list[Delivery] = self._records("deliveries", models.Delivery, item=item)
        if not deliveries:
            raise KeyError(item)
        rows = [
            ("" if one.delivered_on is None else one.delivered_on.text, *(getattr(one, n) for n in _SHOWN))
            for one in deliveries
        ]
        shown = dict(zip(_SHOWN, _merged(rows), strict=True))
        del shown["permit"]
        named = {fold_reference(one.permit) for one in deliveries if one.permit}
        permits = self._records("permits", models.Permit, key__in=named)
        applied = named | {fold_reference(a) for r in (*permits, *deliveries) if (a := _application(r))}
        installations = self._records("installations", models.Installation, item=item)
        platforms = {fold_reference(one.platform_serial) for one in installations if one.platform_serial}
        promised = Q(permit_key__in=named) | Q(permit_key="", application_key__in=applied)
        undertakings: list[Undertaking] = self._records("undertakings", models.Undertaking, promised)
        statements = {fold_reference(one.statement) for one in undertakings if one.statement}
        checked = Q(item=item) | Q(item="", permit_key__in=named)
        moved = Q(item=item) | Q(item="", platform_key__in=platforms)
        return ItemRecord(
            item=item,
            **shown,
            deliveries=tuple(deliveries),
            permits=tuple(permits),
            undertakings=tuple(undertakings),
            installations=tuple(installations),
            transfers=tuple(self._records("transfers", models.Transfer, moved)),
            answers=tuple(self._records("answers", models.Answer, Q(item=item) | Q(permit_key__in=named))),
            model_record=self._model(shown["model"], shown["maker"]),
            authentications=tuple(
                self._records("authentications", models.Authentication, statement_key__in=statements)
            ),
            checks=tuple(self._records("checks", models.PostShipmentCheck, checked)),
            lines=tuple(self._records("permit_lines", models.PermitLine, promised)),
        )

    def related(self, tie: TieKind, value: str) -> Sequence[Tied]:
        """The permits, applications and deliveries that have this value, or an alias of it."""
        if not value.strip():
            return ()
        if tie is TieKind.ITEM_TYPE:
            wanted = Q(model_key__in=self._kindred(value))
        elif tie is TieKind.END_USER_COUNTRY:
            country = self._names.of(value)
            users = country | self._parties_of(country)
            wanted = Q(end_user_country_key__in=country) | Q(end_user_key__in=users)
        else:
            wanted = Q(**{f"{_COLUMNS[tie]}__in": self._names.of(value)})
        heads = [
            *self._records("permits", models.Permit, wanted),
            *self._records("applications", models.Application, wanted),
        ]
        deliveries = self._known.of(models.Delivery).filter(wanted)
        return Related(heads, deliveries.count(), _Pages(deliveries, self._known))

    def policies(self, on: Span | None = None) -> Sequence[Policy]:
        """The policies that were, or may have been, in force on some day of that time; all for None."""
        every: Iterable[Policy] = records_of("policies", self._known.of(models.Policy), self._known)
        return tuple(
            p
            for p in every
            if on is None
            or (
                not (p.in_force_from is not None and on.before(p.in_force_from) is Reply.YES)
                and not (p.in_force_to is not None and p.in_force_to.before(on) is Reply.YES)
            )
        )

    def aliases(self, name: str) -> Sequence[Alias]:
        """Every alias record of whatever goes by this name or alias."""
        return tuple(self._records("aliases", models.Alias, name_key__in=self._names.of(name)))

    def same(self, one: str, other: str) -> bool:
        """Whether two names are one: equal when folded, or linked by aliases, transitively."""
        return self._names.same(one, other)

    def party(self, name: str) -> Party | None:
        """The party that goes by this name or alias; of several the one so named, else the first."""
        found: list[Party] = self._records("parties", models.Party, party_key__in=self._names.of(name))
        exact = [p for p in found if fold_name(p.party) == fold_name(name)]
        return next(iter(exact or found), None)

    def relations(self, name: str) -> Sequence[Relation]:
        """Every relation of the party that goes by this name or alias, whichever side it is on."""
        names = self._names.of(name)
        either = Q(party_key__in=names) | Q(other_key__in=names)
        return tuple(self._records("relations", models.Relation, either))

    def sightings(self, item: str, serial: str) -> Sequence[Sighting]:
        """The sightings of this item; those that name no item are taken by their serial."""
        by_serial = Q(item="", serial_key=fold_reference(serial)) if fold_reference(serial) else Q(pk=None)
        rows = self._known.of(models.Sighting).filter(Q(item=item) | by_serial)
        return tuple(row.sighting for row in sightings_of(rows))

    def caveats(self, item: str) -> Sequence[str]:
        """That some of an item's record was recorded only after the day as of which the register is seen."""
        if self.on is None:
            return ()
        days = sorted(one.recorded_at.date() for one in history(item, self.on) if one.recorded_later)
        if not days:
            return ()
        when = f"on {days[0]}" if days[0] == days[-1] else f"from {days[0]} to {days[-1]}"
        were = f"{len(days)} were" if len(days) > 1 else "one was"
        said = (
            f"As known on {self.on}: of the statements about the item {item} and its permits that count as "
            f"known by then, {were} recorded only later, {when}."
        )
        return (said,)

    def _records(self, table: str, model: type[models.Statement], *which: Q, **named: Any) -> list[Any]:  # noqa: ANN401
        rows = self._known.of(model).filter(*which, **named)
        return list(records_of(table, rows, self._known))

    def _model(self, model: str, maker: str) -> Model | None:
        found: list[Model] = self._records("models", models.ItemModel, model_key__in=self._names.of(model))
        own = [m for m in found if self._names.same(m.maker, maker)]
        open_ = [m for m in found if not m.maker or not maker]
        return next(iter(own or open_), None)

    def _kindred(self, value: str) -> set[str]:
        """The folded models that are this one, are of its item type, or are of this item type."""
        own = self._names.of(value)
        kinds = self._known.of(models.ItemModel)
        typed = kinds.filter(model_key__in=own).exclude(item_type_key="").values_list("item_type", flat=True)
        types = own.union(*(self._names.of(kind) for kind in typed))
        alike = kinds.filter(item_type_key__in=types).values_list("model", flat=True)
        return set(own.union(*(self._names.of(model) for model in alike)))

    def _parties_of(self, country: frozenset[str]) -> set[str]:
        """The folded names of a country's parties; one without a country has that of its parent."""
        parties = self._known.of(models.Party)
        found: set[str] = set()
        new = set(parties.filter(country_key__in=country).values_list("party", flat=True))
        above = country
        while True:
            groups = frozenset().union(*(self._names.of(name) for name in new)) | above
            met = parties.filter(country_key="", parent_key__in=groups).values_list("party", flat=True)
            found |= {key for name in new for key in self._names.of(name)}
            new = {name for name in met if not self._names.of(name) <= found}
            above = frozenset()
            if not new:
                return found


def _merged(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """What an item's latest delivery declares; what it leaves empty is taken from the latest that fills it.

    Each row: the day of delivery, then what is declared.
    """
    if len(rows) == 1:
        return rows[0][1:]
    latest = sorted(range(len(rows)), key=lambda at: (_ordinal(rows[at][0]), at), reverse=True)
    return tuple(
        next(filter(None, cells), "") for cells in zip(*(rows[at][1:] for at in latest), strict=True)
    )


def _ordinal(day: str) -> int:
    """The last day of a date, as a number; 0 where there is none."""
    if not day:
        return 0
    span = parse_span(day)
    edge = span.latest or span.earliest
    return 0 if edge is None else edge.toordinal()


def _application(record: Permit | Delivery) -> str:
    """The application that a record names in a column of that name, which is not one of its own."""
    return next((cell for header, cell in record.extra.items() if fold_name(header) == "application"), "")
