"""Facts of recorded movements: transfers, losses, and the platform that carries the item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.tracing.facts.hands import Relation, part_of, relation, state_of
from findspot.tracing.facts.names import Fact, FactName
from findspot.tracing.wording import dated, listed
from findspot.vocabulary.dates import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from findspot.tracing.case import Case
    from findspot.vocabulary.dates import Span
    from findspot.vocabulary.records import Transfer

_YES, _NO, _OPEN = Answer.YES, Answer.NO, Answer.UNDETERMINED
_LOSSES = frozenset({"loss", "theft", "leakage"})
_INVOLUNTARY = _LOSSES | {"capture"}
_LOANS = frozenset({"loan", "visiting unit"})


def movement_facts(case: Case) -> Iterator[Fact]:
    """The facts of transfers and platforms, in order."""
    yield from _to_user(case)
    yield from _recorded(case)
    yield from _by_whom(case)
    yield from _platform(case)
    yield from _installation(case)
    yield _exported(case)


def _transfers(case: Case) -> tuple[Transfer, ...]:
    return case.record.transfers if case.record else ()


def reaches(case: Case, transfer: Transfer, user: str) -> bool:
    """Whether a transfer goes to the user, to a body of that user, or to the state that the user is of."""
    to = transfer.to_party
    if not to or not user:
        return False
    return part_of(case.register, to, user) or part_of(case.register, user, to) or (
        # A state is named as user where a body of it received the item, or the other way about.
        _is_its_state(case, to, user) or _is_its_state(case, user, to)
    )  # fmt: skip


def _is_its_state(case: Case, party: str, state: str) -> bool:
    found = state_of(case.register, party)
    return bool(found) and case.register.same(found, state)


def _outside_users(case: Case) -> list[tuple[str, Span | None]]:
    return [(s.used_by, s.found_on) for s in case.weighed if relation(case, s.used_by) is Relation.OTHER]


def _to_user(case: Case) -> Iterator[Fact]:
    """What is recorded of the way to the reported user: with authority, without, or as a loan."""
    users = _outside_users(case)
    names = listed(user for user, _ in users) or "another user"
    yield _all_authorised(case, users, names)
    theirs = [t for t in _transfers(case) if any(reaches(case, t, user) for user, _ in users)]
    bare = [t for t in theirs if not t.authority and t.kind not in _INVOLUNTARY | _LOANS]
    none = f"No transfer of {case.item} to {names} without authority is recorded."
    yield _first(case, FactName.TRANSFER_UNAUTHORISED, bare, none)
    loans = [t for t in theirs if t.kind in _LOANS]
    yield _first(case, FactName.LOAN_RECORDED, loans, f"No loan of {case.item} to {names} is recorded.")


def _all_authorised(case: Case, users: list[tuple[str, Span | None]], names: str) -> Fact:
    """Whether every reported user outside declared custody held the item with authority when seen."""
    name = FactName.TRANSFER_AUTHORISED
    covered = [_authorised(case, user, seen) for user, seen in users]
    refused = [fact for fact in covered if fact.answer is _NO]
    if not covered or len(refused) == len(covered):
        none = Fact(name, _NO, f"No authorised transfer of {case.item} to {names} is recorded.")
        return refused[0] if refused else none
    if refused:
        return refused[0]
    return next((fact for fact in covered if fact.answer is _OPEN), covered[0])


def _authorised(case: Case, user: str, seen: Span | None) -> Fact:
    """Whether an authorised transfer had put the item into this user's hands when it was seen there."""
    name = FactName.TRANSFER_AUTHORISED
    found = [
        t for t in _transfers(case)
        if t.authority and t.kind not in _INVOLUNTARY and reaches(case, t, user)
    ]  # fmt: skip
    open_one = None
    for transfer in found:
        when = transfer.transferred_on
        said = (
            f"The {transfer.kind} to {transfer.to_party} {dated(when)} is authorised by {transfer.authority}"
        )
        if seen is not None and when is not None and seen.before(when) is _YES:
            continue
        if seen is None or when is None:
            open_one = Fact(name, _OPEN, f"{said}; whether before the sighting is not known.")
            continue
        return Fact(name, _YES, f"{said}.")
    if open_one is not None:
        return open_one
    if found:
        reason = (
            f"The transfer to {found[0].to_party} {dated(found[0].transferred_on)} came after it was seen."
        )
        return Fact(name, _NO, reason)
    return Fact(name, _NO, f"No authorised transfer of {case.item} to {user} is recorded.")


def _first(case: Case, name: FactName, transfers: list[Transfer], otherwise: str) -> Fact:
    if not transfers:
        return Fact(name, _NO, otherwise)
    transfer = transfers[0]
    hands = "".join(
        f" {word} {party}"
        for word, party in (("from", transfer.from_party), ("to", transfer.to_party))
        if party
    )
    without = "" if transfer.authority else ", without a recorded authority"
    said = f"A {transfer.kind} of {case.item}{hands} is recorded {dated(transfer.transferred_on)}{without}."
    return Fact(name, _YES, said)


def _recorded(case: Case) -> Iterator[Fact]:
    losses = [t for t in _transfers(case) if t.kind in _LOSSES]
    yield _first(case, FactName.LOSS_RECORDED, losses, f"No loss or theft of {case.item} is recorded.")
    captures = [t for t in _transfers(case) if t.kind == "capture"]
    yield _first(case, FactName.CAPTURE_RECORDED, captures, f"No capture of {case.item} is recorded.")
    sent = case.delivery.delivered_on if case.delivery else None
    early = [
        t for t in _transfers(case)
        if (not t.authority or t.kind in _INVOLUNTARY) and t.kind not in _LOANS
        and sent and t.transferred_on and t.transferred_on.before(sent) is _YES
    ]  # fmt: skip
    none = f"No departure of {case.item} before its delivery is recorded."
    yield _first(case, FactName.LEFT_BEFORE_DELIVERY, early, none)


def _by_whom(case: Case) -> Iterator[Fact]:
    bare = [
        t for t in _transfers(case) if not t.authority and t.kind not in _INVOLUNTARY | _LOANS | {"return"}
    ]
    end_user, integrator = case.declared("end_user"), case.declared("integrator")

    def of(holds: Callable[[str], bool]) -> list[Transfer]:
        return [t for t in bare if t.from_party and holds(t.from_party)]

    register = case.register
    yield _first(
        case, FactName.BY_END_USER, of(lambda p: bool(end_user) and part_of(register, p, end_user)),
        f"No transfer by {case.end_user} is recorded.",
    )  # fmt: skip
    yield _first(
        case, FactName.BY_INTEGRATOR,
        of(lambda p: bool(integrator) and part_of(register, p, integrator)),
        f"Who handed the item over is not recorded, nor any release by {integrator or 'an integrator'}.",
    )  # fmt: skip
    yield _first(
        case, FactName.BY_STATE, of(lambda p: register.same(state_of(register, p), p)),
        "No act of a state in handing the item over is recorded.",
    )  # fmt: skip


def _platform(case: Case) -> Iterator[Fact]:
    seen = sorted({s.platform for s in case.weighed if s.platform})
    if not seen:
        reason = "No platform is stated on which it was seen."
        names = (FactName.ON_PLATFORM, FactName.PLATFORM_DECLARED, FactName.OTHER_PLATFORM)
        yield from (Fact(name, _OPEN, reason) for name in names)
        return
    yield Fact(FactName.ON_PLATFORM, _YES, f"It is reported on a {listed(seen)}.")
    installed = [i.platform for i in case.record.installations] if case.record else []
    declared = list(dict.fromkeys(p for p in (case.declared("platform"), *installed) if p))
    if not declared:
        for name in (FactName.PLATFORM_DECLARED, FactName.OTHER_PLATFORM):
            yield Fact(name, _OPEN, f"No declared platform is known to compare with {listed(seen)}.")
        return
    agree = [p for p in seen if any(case.register.same(p, d) for d in declared)]
    reason = f"It is reported on a {listed(seen)}; {case.permit_name} or its records name {listed(declared)}."
    yield Fact(FactName.PLATFORM_DECLARED, _YES if len(agree) == len(seen) else _NO, reason)
    yield Fact(FactName.OTHER_PLATFORM, _NO if len(agree) == len(seen) else _YES, reason)


def _installation(case: Case) -> Iterator[Fact]:
    installed = case.record.installations if case.record else ()
    if not installed:
        reason = f"No installation of {case.item} in a platform is recorded."
        yield from (Fact(name, _NO, reason) for name in (FactName.INSTALLED, FactName.BUILT_IN_AS_PERMITTED))
        return
    latest, integrator = installed[-1], case.declared("integrator")
    by = f" by {latest.integrator}" if latest.integrator else ""
    reason = f"Its installation in a {latest.platform}{by} is recorded {dated(latest.installed_on)}."
    yield Fact(FactName.INSTALLED, _YES, reason)
    if not latest.integrator or not integrator:
        yield Fact(FactName.BUILT_IN_AS_PERMITTED, _OPEN, reason)
    else:
        licensed = case.register.same(latest.integrator, integrator)
        yield Fact(FactName.BUILT_IN_AS_PERMITTED, _YES if licensed else _NO, reason)


def _exported(case: Case) -> Fact:
    moved = [t for t in _transfers(case) if t.platform or t.kind == "platform export"]
    none = f"No passing on of the platform that holds {case.item} is recorded."
    return _first(case, FactName.PLATFORM_EXPORTED, moved, none)
