"""Facts of time and place: when and where it was seen, against when and where it was sent."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from findspot.tracing.facts.hands import country_seen, same_country
from findspot.tracing.facts.names import Fact, FactName
from findspot.tracing.policies import ban_at_issue, exception_to
from findspot.tracing.wording import dated, listed
from findspot.vocabulary.dates import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from findspot.tracing.case import Case

_YES, _NO, _OPEN = Answer.YES, Answer.NO, Answer.UNDETERMINED


def place_facts(case: Case) -> Iterator[Fact]:
    """The facts of time and place, in order."""
    yield from _where(case)
    yield _two_countries(case)
    yield from _delivery(case)
    yield _permit_ended(case)
    yield from _policies(case)
    yield _disagree(case)


def _where(case: Case) -> Iterator[Fact]:
    dates = [s.found_on for s in case.weighed if s.found_on is not None]
    reason = (
        f"It was seen {listed(dated(d) for d in dates)}." if dates else "The date of the sighting is unknown."
    )
    yield Fact(FactName.DATE_KNOWN, _YES if dates else _NO, reason)
    places = [s.found_at or s.country for s in case.weighed if s.found_at or s.country]
    reason = f"It was seen at {listed(places)}." if places else "The place of the sighting is unknown."
    yield Fact(FactName.PLACE_KNOWN, _YES if places else _NO, reason)
    yield _home(case)


def _home(case: Case) -> Fact:
    name, home = FactName.IN_END_USERS_COUNTRY, case.declared("end_user_country")
    countries = [c for s in case.weighed if (c := country_seen(case.register, s))]
    if not home or not countries:
        what = "The declared end user's country is not recorded" if not home else "No country is stated"
        return Fact(name, _OPEN, f"{what}: whether it was seen there is open.")
    inside = [same_country(case.register, country, home) for country in countries]
    seen = listed(countries)
    if all(inside):
        return Fact(name, _YES, f"It was seen in {seen}, the declared end user's country.")
    return Fact(name, _NO, f"It was seen in {seen}; the declared end user's country is {home}.")


def _two_countries(case: Case) -> Fact:
    name = FactName.TWO_COUNTRIES
    placed = [(s, c) for s in case.weighed if s.found_on and (c := country_seen(case.register, s))]
    for (one, here), (other, there) in combinations(placed, 2):
        assert one.found_on is not None
        assert other.found_on is not None
        if same_country(case.register, here, there):
            continue
        if one.found_on.meets(other.found_on) is _YES:
            seen = f"The same serial number was seen in {here} and in {there}"
            return Fact(name, _YES, f"{seen} {dated(one.found_on)}.")
    return Fact(name, _NO, "No two countries are reported for one day.")


def _delivery(case: Case) -> Iterator[Fact]:
    delivery = case.delivery
    if delivery is None:
        names = (FactName.DELIVERED, FactName.DELIVERY_CONFIRMED)
        yield from (Fact(name, _NO, f"No delivery of {case.item} is recorded.") for name in names)
        yield Fact(FactName.SEEN_BEFORE_DELIVERY, _OPEN, f"No delivery of {case.item} is recorded.")
        return
    when = dated(delivery.delivered_on)
    yield Fact(FactName.DELIVERED, _YES, f"The delivery of {case.item} is recorded {when}.")
    yield _seen_before(case)
    if delivery.confirmed_on is None:
        yield Fact(FactName.DELIVERY_CONFIRMED, _NO, f"No proof of the delivery of {case.item} is recorded.")
    else:
        reason = f"The delivery of {case.item} was confirmed {dated(delivery.confirmed_on)}."
        yield Fact(FactName.DELIVERY_CONFIRMED, _YES, reason)


def _seen_before(case: Case) -> Fact:
    name, sent = FactName.SEEN_BEFORE_DELIVERY, case.delivery.delivered_on if case.delivery else None
    dates = [s.found_on for s in case.weighed if s.found_on is not None]
    if sent is None or not dates:
        return Fact(name, _OPEN, "Without both dates it is open whether it was seen before its delivery.")
    early = [d for d in dates if d.before(sent) is _YES]
    if early:
        reason = f"It was seen {dated(early[0])}, before its delivery {dated(sent)}."
        return Fact(name, _YES, reason)
    reason = f"It was seen {listed(dated(d) for d in dates)}; its delivery is recorded {dated(sent)}."
    return Fact(name, _NO if all(d.before(sent) is _NO for d in dates) else _OPEN, reason)


def _permit_ended(case: Case) -> Fact:
    name = FactName.PERMIT_ENDED
    if case.permit is None or case.delivery is None or case.delivery.delivered_on is None:
        return Fact(name, _OPEN, "Whether the permit stood at the delivery is not recorded.")
    sent, permit = case.delivery.delivered_on, case.permit
    ends = (
        ("suspended", permit.suspended_on),
        ("cancelled", permit.cancelled_on),
        ("expired", permit.expires_on),
    )
    for word, end in ends:
        if end is not None and end.before(sent) is _YES:
            reason = f"{permit.permit} was {word} {dated(end)}, before the delivery {dated(sent)}."
            return Fact(name, _YES, reason)
    if permit.issued_on is not None and sent.before(permit.issued_on) is _YES:
        reason = (
            f"The delivery {dated(sent)} lies before {permit.permit} was issued {dated(permit.issued_on)}."
        )
        return Fact(name, _YES, reason)
    return Fact(name, _NO, f"{permit.permit} is not recorded as ended before the delivery {dated(sent)}.")


def _policies(case: Case) -> Iterator[Fact]:
    ban, answer = ban_at_issue(case)
    if ban is None or case.permit is None:
        reason = f"No ban is recorded as in force when {case.permit_name} was issued."
        yield Fact(FactName.BAN_AT_ISSUE, answer, reason)
        yield Fact(FactName.EXCEPTION_COVERS, _NO, reason)
        return
    issued = f"{case.permit.permit} was issued {dated(case.permit.issued_on)}"
    reason = f"{issued}, while {ban.policy} was in force for {ban.country or 'it'}."
    yield Fact(FactName.BAN_AT_ISSUE, answer, reason)
    exception = exception_to(case, ban)
    if exception is None:
        no_exception = f"No exception to {ban.policy} is recorded that covers {case.permit.permit}."
        yield Fact(FactName.EXCEPTION_COVERS, _NO, no_exception)
    else:
        reason = f"{exception.policy} excepts {case.permit.permit} from {ban.policy}."
        yield Fact(FactName.EXCEPTION_COVERS, _YES, reason)


def _disagree(case: Case) -> Fact:
    """Whether delivery and permit declare different things, or the item stands under two permits."""
    name = FactName.RECORDS_DISAGREE
    if case.delivery is None or case.permit is None:
        return Fact(name, _NO, "There is one record of the item's terms.")
    for field, words in (("end_user", "end user"), ("integrator", "integrator"), ("consignee", "consignee"),
                         ("model", "model")):  # fmt: skip
        one, other = getattr(case.delivery, field), getattr(case.permit, field)
        if one and other and not case.register.same(one, other):
            said = f"The delivery names {words} {one}; {case.permit.permit} names {other}."
            return Fact(name, _YES, said)
    return Fact(name, _NO, f"The delivery and {case.permit.permit} declare the same.")
