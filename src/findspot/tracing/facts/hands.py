"""In whose hands: how the reported user stands to the declared end user, and which states they are of."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from findspot.tracing.facts.names import Fact, FactName
from findspot.tracing.facts.states import is_state
from findspot.tracing.wording import dated, listed
from findspot.vocabulary.dates import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from findspot.tracing.case import Case
    from findspot.vocabulary.register import Register
    from findspot.vocabulary.sighting import Sighting

_YES, _NO, _OPEN = Answer.YES, Answer.NO, Answer.UNDETERMINED
_CHAIN = ("consignee", "integrator", "exporter")


class Relation(Enum):
    """How a reported user stands to what was declared."""

    END_USER = "the declared end user"
    SAME_STATE = "of the declared end user's state"
    CHAIN = "in the declared chain"
    OTHER = "another party"
    UNKNOWN = "unknown"


def relation(case: Case, user: str) -> Relation:
    """How ``user`` stands to the declared end user.

    A name that neither the register nor the list of states knows may be the end user under another name:
    it is UNKNOWN, never another party.
    """
    register, end_user = case.register, case.declared("end_user")
    if not user or not _comparable(case):
        return Relation.UNKNOWN
    if end_user and part_of(register, user, end_user):
        return Relation.END_USER
    if any(value and register.same(user, value) for value in map(case.declared, _CHAIN)):
        return Relation.CHAIN
    home, state = case.declared("end_user_country") or state_of(register, end_user), state_of(register, user)
    if end_user and part_of(register, end_user, user):
        return Relation.SAME_STATE
    if not state or not home:
        return Relation.UNKNOWN
    return Relation.SAME_STATE if same_country(register, state, home) else Relation.OTHER


def part_of(register: Register, name: str, whole: str) -> bool:
    """Whether a party is another, or belongs to it through its parents."""
    seen: set[str] = set()
    while name and name not in seen:
        if register.same(name, whole):
            return True
        seen.add(name)
        party = register.party(name)
        name = party.parent if party else ""
    return False


def state_of(register: Register, name: str) -> str:
    """The state that a party is, or is of; "" where that is not known."""
    party = register.party(name) if name else None
    if party is not None and party.country:
        return party.country
    if party is not None and party.kind.casefold() == "state":
        return party.party
    return name if is_state(name) else ""


def same_country(register: Register, one: str, other: str) -> bool:
    """Whether two names mean one country."""
    if register.same(one, other):
        return True
    first, second = state_of(register, one) or one, state_of(register, other) or other
    return register.same(first, second) or is_state(first, second)


def country_seen(register: Register, sighting: Sighting) -> str:
    """The country of a sighting: as stated, or where the place ends in the name of a state; "" if unknown."""
    if sighting.country:
        return sighting.country
    last = sighting.found_at.rpartition(",")[2].strip()
    party = register.party(last) if last else None
    if party is not None and party.kind.casefold() == "state":
        return party.party
    return last if is_state(last) else ""


def hand_facts(case: Case) -> Iterator[Fact]:
    """The facts of use and recovery, in order."""
    users = sorted({s.used_by for s in case.weighed if s.used_by})
    relations = {user: relation(case, user) for user in users}
    said = f"It is reported in use by {listed(users)}." if users else "Who used the item is not stated."
    yield Fact(FactName.USER_KNOWN, _YES if users else _NO, said)
    if not users:
        names = (
            FactName.USER_IS_END_USER, FactName.USER_OF_STATE, FactName.USER_IN_CHAIN, FactName.USER_OUTSIDE,
        )  # fmt: skip
        yield from (Fact(name, _OPEN, said) for name in names)
    else:
        yield from _relations(case, relations)
    yield _held(case)
    yield _recovered(case)


def _relations(case: Case, relations: dict[str, Relation]) -> Iterator[Fact]:
    kinds = set(relations.values())
    declared = _declared(case)
    said = f"It is reported in use by {listed(relations)}; {declared}."
    if Relation.UNKNOWN in kinds and _comparable(case):
        unknown = listed(user for user, kind in relations.items() if kind is Relation.UNKNOWN)
        said = f"The register does not know {unknown}, or whose it is; {declared}."
    outside = [user for user, kind in relations.items() if kind is Relation.OTHER]
    if outside:
        said = f"It is reported in use by {listed(outside)}; {declared}."
    yield Fact(FactName.USER_IS_END_USER, _every(kinds, {Relation.END_USER}, {Relation.SAME_STATE}), said)
    yield Fact(FactName.USER_OF_STATE, _every(kinds, {Relation.END_USER, Relation.SAME_STATE}), said)
    yield Fact(FactName.USER_IN_CHAIN, _every(kinds, {Relation.CHAIN}), said)
    if outside:
        yield Fact(FactName.USER_OUTSIDE, _YES, said)
    else:
        yield Fact(FactName.USER_OUTSIDE, _NO if kinds == {Relation.END_USER} else _OPEN, said)


def _every(
    kinds: AbstractSet[Relation],
    wanted: AbstractSet[Relation],
    may_be: AbstractSet[Relation] = frozenset(),
) -> Answer:
    """Yes when all are of the wanted kinds, open when each still may be, else no."""
    if kinds <= wanted:
        return _YES
    return _OPEN if kinds <= wanted | may_be | {Relation.UNKNOWN} else _NO


def _comparable(case: Case) -> bool:
    return bool(case.declared("end_user") or case.declared("end_user_country"))


def _declared(case: Case) -> str:
    end_user, home = case.declared("end_user"), case.declared("end_user_country")
    if not end_user:
        return (
            f"{case.permit_name} declares an end user in {home}" if home else "no declared end user is known"
        )
    return f"{case.permit_name} declares {end_user}{f' ({home})' if home else ''} as end user"


def _held(case: Case) -> Fact:
    """Whether the record shows that the declared end user ever held the item."""
    name, end_user = FactName.END_USER_HELD, case.declared("end_user")
    if case.record is None or not end_user:
        return Fact(name, _OPEN, "No end user is declared.")
    for sighting in case.weighed:
        if relation(case, sighting.used_by) is Relation.END_USER:
            reason = f"It is reported in use by {sighting.used_by}, the declared end user."
            return Fact(name, _YES, f"{reason.removesuffix('.')} {dated(sighting.found_on)}.")
    for transfer in case.record.transfers:
        for party in (transfer.to_party, transfer.from_party):
            if party and part_of(case.register, party, end_user):
                reason = (
                    f"A {transfer.kind} recorded {dated(transfer.transferred_on)} shows {party} as holder."
                )
                return Fact(name, _YES, reason)
    delivery, consignee = case.delivery, case.declared("consignee")
    direct = not case.declared("integrator") and (not consignee or case.register.same(consignee, end_user))
    if direct and delivery is not None and delivery.confirmed_on is not None:
        reason = f"The delivery straight to {end_user} was confirmed {dated(delivery.confirmed_on)}."
        return Fact(name, _YES, reason)
    between = listed(
        v for v in (consignee, case.declared("integrator")) if v and not case.register.same(v, end_user)
    )
    through = f": it was sent through {between}" if between else ""
    return Fact(name, _OPEN, f"The record does not show that {end_user} ever held the item{through}.")


def _recovered(case: Case) -> Fact:
    name = FactName.OTHER_RECOVERED
    for sighting in case.weighed:
        taker, user = sighting.recovered_by, sighting.used_by
        if taker and user and not part_of(case.register, taker, user):
            reason = f"That {taker} recovered it from {user} says how it was found, not how it departed."
            return Fact(name, _YES, reason)
    return Fact(name, _OPEN, "Who recovered it from whom is not stated.")
