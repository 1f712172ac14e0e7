"""Exposure: the other permits, applications, deliveries and parties that a finding touches, and why."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from findspot.tracing.facts.hands import part_of, state_of
from findspot.vocabulary.dates import Answer
from findspot.vocabulary.finding import Exposed, Tie
from findspot.vocabulary.records import Application, Delivery, Permit, RelationKind, Status
from findspot.vocabulary.register import TieKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from findspot.tracing.case import Case
    from findspot.vocabulary.records import Relation

#: How the tie to the reported user is named.
SEEN_IN_USE = "seen in use by"

_TERMS = (
    (TieKind.END_USER, "end_user"),
    (TieKind.CONSIGNEE, "consignee"),
    (TieKind.INTEGRATOR, "integrator"),
    (TieKind.PLATFORM, "platform"),
    (TieKind.SIGNATORY, "signatory"),
)
#: How a relation is named from its other side.
_THE_OTHER_WAY = {RelationKind.PARENT_OF: "subsidiary of", RelationKind.BROKER_FOR: "served as broker by"}
_MOST_REMARKS = 5
_LIVE = frozenset({Status.APPROVED, Status.SUSPENDED, Status.SUBMITTED})


Tied: TypeAlias = Permit | Application | Delivery


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a finding touches, and notes on what is not listed one by one."""

    touched: tuple[Exposed, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Search:
    """One shared attribute: its name in a tie, the value looked for, and the records that have it."""

    tie: TieKind
    value: str
    label: str
    found: Sequence[Tied]
    heads: int  # how many of ``found`` are permits and applications, which come first

    @property
    def deliveries(self) -> int:
        return len(self.found) - self.heads


def exposure(case: Case) -> Exposure:
    """What the finding touches, each with every tie and its value; the traced item's own records left out.

    The terms of the traced item tie only where the plate is likely that of the item; the party or state in
    whose use it was seen ties always. The exporter alone ties nothing, since it ties everything of its own:
    it is named where another tie holds. Pending applications come first, then live permits, then the rest,
    by the number of ties. All permits and applications are listed; of deliveries, the rule set's number,
    those of the rarest ties first, and a note where there are more.
    """
    searches = [_run(case, *search) for search in _searches(case)]
    touched: dict[tuple[str, str], Tied] = {}
    for search in searches:
        for record in islice(search.found, search.heads):
            touched.setdefault(identify(record), record)
    kin = _deliveries(case, searches, touched)
    for key in _own(case):
        touched.pop(key, None)
    records = [_exposed(record, _ties(case, record, searches, kin)) for record in touched.values()]
    listed = tuple(sorted([*records, *_parties(case)], key=_rank))
    return Exposure(listed, (*_unlisted(case, searches), *_remarks(touched.values(), listed)))


def _run(case: Case, tie: TieKind, value: str, label: str) -> _Search:
    found = case.register.related(tie, value)
    heads = next((at for at, record in enumerate(found) if isinstance(record, Delivery)), len(found))
    return _Search(tie, value, label, found, heads)


def _deliveries(case: Case, searches: Sequence[_Search], touched: dict[tuple[str, str], Tied]) -> set[str]:
    """Add the deliveries to list to ``touched``; the models that share the traced item's type, folded."""
    kin = {case.declared("model")}
    room = case.rules.listed_deliveries + 1  # the traced item's own delivery is left out later
    for search in sorted(searches, key=lambda s: s.deliveries):
        for record in islice(search.found, search.heads, search.heads + case.rules.listed_deliveries + 1):
            if identify(record) not in touched and room > 0:
                touched[identify(record)] = record
                room -= 1
    for search in searches:
        if search.tie is TieKind.ITEM_TYPE:
            reach = search.heads + case.rules.listed_deliveries
            kin.update(record.model for record in islice(search.found, reach))
    return kin - {""}


def _ties(case: Case, record: Tied, searches: Sequence[_Search], kin: set[str]) -> tuple[Tie, ...]:
    """Every tie of one record, with the record's own value."""
    ties = [
        Tie(search.label, _value(record, search))
        for search in searches
        if _holds(case, record, search, kin)
    ]  # fmt: skip
    exporter = case.declared("exporter")
    if _likely(case) and exporter and case.register.same(record.exporter, exporter):
        ties.append(Tie(str(TieKind.EXPORTER), record.exporter))
    return tuple(dict.fromkeys(ties))


def _holds(case: Case, record: Tied, search: _Search, kin: set[str]) -> bool:
    same = case.register.same
    if search.tie is TieKind.ITEM_TYPE:
        return record.model in kin or any(same(record.model, model) for model in kin)
    if search.tie is TieKind.END_USER_COUNTRY:
        country = record.end_user_country or state_of(case.register, record.end_user)
        return same(country, search.value) or same(record.end_user, search.value)
    return same(str(getattr(record, search.tie.replace(" ", "_"))), search.value)


def _remarks(records: Iterable[Tied], listed: Iterable[Exposed]) -> Iterator[str]:
    """The register keeper's remarks on the first permits and applications listed, each wording once."""
    by_key = {identify(record): record for record in records}
    said: set[str] = set()
    for exposed in listed:
        record = by_key.get((exposed.kind, exposed.id))
        note = record.extra.get("note", "") if isinstance(record, Permit | Application) else ""
        if note and note not in said and len(said) < _MOST_REMARKS:
            said.add(note)
            yield f"The register remarks on the {exposed.kind} {exposed.id}: {note}"


def _unlisted(case: Case, searches: Sequence[_Search]) -> Iterator[str]:
    most = case.rules.listed_deliveries
    for search in searches:
        if search.deliveries > most:
            yield (
                f"{search.deliveries:,} deliveries share the {search.label} {search.value}: "
                f"of all deliveries {most} are listed."
            )


def identify(record: Tied) -> tuple[str, str]:
    """The kind and identifier of a record."""
    if isinstance(record, Permit):
        return "permit", record.permit
    if isinstance(record, Application):
        return "application", record.application
    return "delivery", record.item


def _likely(case: Case) -> bool:
    return case.candidate is not None and case.candidate.posterior >= case.rules.likely


def _users(case: Case) -> list[str]:
    return sorted({s.used_by for s in case.weighed if s.used_by})


def _searches(case: Case) -> Iterator[tuple[TieKind, str, str]]:
    if _likely(case):
        record = case.record
        item_type = (record.model_record.item_type if record and record.model_record else "") or (
            case.declared("model")
        )
        if item_type:
            yield TieKind.ITEM_TYPE, item_type, str(TieKind.ITEM_TYPE)
        for tie, name in _TERMS:
            if value := case.declared(name):
                yield tie, value, str(tie)
    for user in _users(case):
        if (
            _likely(case)
            and case.declared("end_user")
            and part_of(case.register, user, case.declared("end_user"))
        ):
            continue
        yield TieKind.END_USER, user, SEEN_IN_USE
        if state := state_of(case.register, user):
            yield TieKind.END_USER_COUNTRY, state, SEEN_IN_USE


def _value(record: Tied, search: _Search) -> str:
    """The record's own value of a tie, as it is written there."""
    if search.tie is TieKind.ITEM_TYPE:
        return search.value
    if search.label == SEEN_IN_USE and record.end_user:
        country = record.end_user_country
        return f"{record.end_user} ({country})" if country else record.end_user
    return str(getattr(record, search.tie.replace(" ", "_"))) or search.value


def _own(case: Case) -> Iterator[tuple[str, str]]:
    if case.record is not None and _likely(case):
        yield from (("permit", permit.permit) for permit in case.record.permits)
        yield "delivery", case.record.item


def _exposed(record: Tied, ties: tuple[Tie, ...]) -> Exposed:
    kind, name = identify(record)
    status = "delivered" if isinstance(record, Delivery) else str(record.status)
    if isinstance(record, Application) and record.status is Status.SUBMITTED:
        status = "pending"
    return Exposed(kind, name, status, _summary(record), ties)


def _summary(record: Tied) -> str:
    what = record.model or record.part_number or "goods"
    if isinstance(record, Delivery):
        what = f"{what} {record.serial}"
    elif record.quantity:
        what = f"{record.quantity} {what}"
    end_user = f" for {record.end_user}" if record.end_user else ""
    through = f", built in by {record.integrator}" if record.integrator else ""
    under = f", under {record.permit}" if isinstance(record, Delivery) and record.permit else ""
    return f"{what}{end_user}{through}{under}"


def _parties(case: Case) -> Iterator[Exposed]:
    """The parties of the traced item, those in whose use it was seen, and those related to either.

    By role, never persons; relations are followed one step, where they may have held at the time.
    """
    roles: dict[str, list[Tie]] = {}
    if _likely(case):
        for role in ("exporter", "consignee", "integrator", "end_user"):
            if name := case.declared(role):
                roles.setdefault(_name(case, name), []).append(
                    Tie(f"{role.replace('_', ' ')} of the traced item", case.permit_name)
                )
    for user in _users(case):
        roles.setdefault(_name(case, user), []).append(Tie(SEEN_IN_USE, user))
    for name in tuple(roles):
        for other, tie in _related(case, name):
            roles.setdefault(_name(case, other), []).append(tie)
    for name, ties in roles.items():
        party = case.register.party(name)
        kind, country = (party.kind, party.country) if party else ("", "")
        summary = ", ".join(word for word in (kind, "" if country == name else country) if word)
        yield Exposed("party", name, "", summary, tuple(ties))


def _related(case: Case, name: str) -> Iterator[tuple[str, Tie]]:
    """The parties related to one, each with how; the platform of an integrator is none."""
    same = case.register.same
    for relation in case.register.relations(name):
        if not _may_have_held(case, relation):
            continue
        if same(relation.other, name):
            yield relation.party, Tie(str(relation.kind), name)
        elif relation.kind in _THE_OTHER_WAY:
            yield relation.other, Tie(_THE_OTHER_WAY[relation.kind], name)


def _may_have_held(case: Case, relation: Relation) -> bool:
    """Whether a relation may have held when the item was delivered or seen; yes where no day is known."""
    days = [s.found_on for s in case.weighed] + [case.delivery.delivered_on if case.delivery else None]
    known = [day for day in days if day is not None]
    return not known or any(
        day.within(relation.valid_from, relation.valid_to) is not Answer.NO for day in known
    )


def _name(case: Case, name: str) -> str:
    party = case.register.party(name)
    return party.party if party else name


def _rank(exposed: Exposed) -> tuple[int, int, str, str]:
    if exposed.kind == "application" and exposed.status == "pending":
        first = 0
    elif exposed.kind == "permit" and exposed.status in _LIVE:
        first = 1
    else:
        first = 2
    return first, -len(exposed.ties), exposed.kind, exposed.id
