"""Policies that govern the item's permit: bans, their exceptions, suspensions and cancellations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.tracing.case import time_key
from findspot.vocabulary.dates import Answer
from findspot.vocabulary.records import Policy, PolicyKind

if TYPE_CHECKING:
    from findspot.tracing.case import Case
    from findspot.vocabulary.dates import Span


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
    """Whether a policy speaks of this permit: by its number, or else by its end user's country."""
    if policy.permits:
        return case.permit is not None and case.permit.permit in policy.permits
    home = case.declared("end_user_country")
    return bool(policy.country and home) and case.register.same(policy.country, home)


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
        if p.kind is PolicyKind.EXCEPTION and p.exception_to == ban.policy and governs(case, p)
        and (issued is None or in_force(p, issued) is not Answer.NO)
    )  # fmt: skip
    return min(exceptions, key=lambda p: p.policy, default=None)
