"""Policies that govern a permit or an application: bans, their exceptions, suspensions and cancellations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.records.naming import fold_reference
from findspot.tracing.case import time_key
from findspot.tracing.facts.hands import state_of
from findspot.vocabulary.dates import Answer
from findspot.vocabulary.records import Permit, Policy, PolicyKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from findspot.tracing.case import Case
    from findspot.vocabulary.dates import Span
    from findspot.vocabulary.records import Application
    from findspot.vocabulary.register import Register


@dataclass(frozen=True, slots=True)
class Governing:
    """A policy that governs a permit or an application at some time, and how sure that is.

    ``in_force``: whether it was in force then. ``exceptions`` to it that cover the same permit or
    application, each with whether it was in force then; none has a second exception. ``restricts``: whether
    it stood in the way: a ban, suspension or cancellation in force that no exception sets aside.
    """

    policy: Policy
    in_force: Answer
    exceptions: tuple[tuple[Policy, Answer], ...]

    @property
    def restricts(self) -> Answer:
        """Whether it stood in the way; an exception never does."""
        if self.policy.kind is PolicyKind.EXCEPTION:
            return Answer.NO
        return _both(self.in_force, _none_of(answer for _, answer in self.exceptions))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The policies that govern a permit or an application at some time, in the order in which they began.

    ``country`` is that of its end user, "" where it is not known. ``restricted``: whether any of them stood
    in the way.
    """

    country: str
    governing: tuple[Governing, ...]

    @property
    def restricted(self) -> Answer:
        """Whether a ban, suspension or cancellation was in force that no exception set aside."""
        free = _none_of(one.restricts for one in self.governing)
        return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(free, Answer.UNDETERMINED)


def evaluate(terms: Permit | Application, register: Register, when: Span) -> Evaluation:
    """The policies that govern a permit or an application, or may do so, on some day of that time.

    Where the time is no single day, yes means on all of its days. The country is that declared of the end
    user, else the end user's state.
    """
    number = terms.permit if isinstance(terms, Permit) else terms.application
    country = terms.end_user_country or state_of(register, terms.end_user)
    every = [p for p in register.policies(when) if speaks_of(p, register, number, country)]
    ordered = sorted(every, key=lambda p: (*time_key(p.in_force_from), p.policy))
    return Evaluation(
        country,
        tuple(
            Governing(policy, answer, _exceptions(policy, ordered, when))
            for policy in ordered
            if (answer := in_force(policy, when)) is not Answer.NO
        ),
    )


def _exceptions(policy: Policy, every: Sequence[Policy], when: Span) -> tuple[tuple[Policy, Answer], ...]:
    return tuple(
        (one, answer)
        for one in every
        if _sets_aside(one, policy) and (answer := in_force(one, when)) is not Answer.NO
    )


def _sets_aside(exception: Policy, policy: Policy) -> bool:
    return exception.kind is PolicyKind.EXCEPTION and (
        fold_reference(exception.exception_to) == fold_reference(policy.policy)
    )


def _both(one: Answer, other: Answer) -> Answer:
    """Whether both are so."""
    if Answer.NO in (one, other):
        return Answer.NO
    return Answer.UNDETERMINED if Answer.UNDETERMINED in (one, other) else Answer.YES


def _none_of(answers: Iterable[Answer]) -> Answer:
    """Whether none of these is so."""
    given = set(answers)
    if Answer.YES in given:
        return Answer.NO
    return Answer.UNDETERMINED if Answer.UNDETERMINED in given else Answer.YES


def relevant_policies(case: Case) -> tuple[Policy, ...]:
    """The policies for the permit or its end user's country, when it was issued and when the item was seen.

    An exception stands with the ban that it sets aside, where it covers the permit.
    """
    times = [case.permit.issued_on] if case.permit else []
    times += [sighting.found_on for sighting in case.weighed]
    chosen = {
        policy.policy: policy
        for when in times
        if when is not None
        for policy in case.register.policies(when)
        if governs(case, policy) and in_force(policy, when) is not Answer.NO
    }
    return tuple(sorted(chosen.values(), key=lambda p: (*time_key(p.in_force_from), p.policy)))


def governs(case: Case, policy: Policy) -> bool:
    """Whether a policy speaks of the case's permit."""
    permit = case.permit.permit if case.permit is not None else ""
    return speaks_of(policy, case.register, permit, case.declared("end_user_country"))


def speaks_of(policy: Policy, register: Register, number: str, country: str) -> bool:
    """Whether a policy speaks of a permit or an application: by its number, or by its end user's country."""
    if policy.permits:
        return fold_reference(number) in map(fold_reference, policy.permits)
    return bool(policy.country and country) and register.same(policy.country, country)


def in_force(policy: Policy, when: Span) -> Answer:
    """Whether the policy was in force at that time."""
    return when.within(policy.in_force_from, policy.in_force_to)


def ban_at_issue(case: Case) -> tuple[Policy | None, Answer]:
    """The ban that was in force when the permit was issued, and how sure that is."""
    issued = case.permit.issued_on if case.permit else None
    if issued is None:
        return None, Answer.UNDETERMINED
    bans = [p for p in case.register.policies(issued) if p.kind is PolicyKind.BAN and governs(case, p)]
    for wanted in (Answer.YES, Answer.UNDETERMINED):
        for ban in sorted(bans, key=lambda p: (*time_key(p.in_force_from), p.policy)):
            if in_force(ban, issued) is wanted:
                return ban, wanted
    return None, Answer.NO


def exception_to(case: Case, ban: Policy) -> Policy | None:
    """The exception to a ban that covers the permit and may have been in force when it was issued."""
    issued = case.permit.issued_on if case.permit else None
    exceptions = (
        p
        for p in case.register.policies(issued)
        if _sets_aside(p, ban) and governs(case, p)
        and (issued is None or in_force(p, issued) is not Answer.NO)
    )  # fmt: skip
    return min(exceptions, key=lambda p: p.policy, default=None)
