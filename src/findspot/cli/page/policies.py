"""The page of the policies that govern a permit or an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from findspot.cli.page.style import BAD, FAINT, GOOD, OPEN, STRONG, hanging, ink, line, sheet
from findspot.tracing.wording import dated, listed
from findspot.vocabulary.dates import Answer
from findspot.vocabulary.notices import INVENTED, says_invented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from findspot.tracing.policies import Evaluation, Governing
    from findspot.vocabulary.dates import Span
    from findspot.vocabulary.records import Application, Permit, Policy

_VERDICTS = {
    Answer.YES: ("a policy stands in its way", BAD),
    Answer.NO: ("no policy stands in its way", GOOD),
    Answer.UNDETERMINED: ("whether a policy stands in its way is undetermined", OPEN),
}


def show_policies(reference: str, when: Span, terms: Permit | Application, found: Evaluation) -> None:
    """Print what governs a permit or an application at some time, and whether it stands in its way."""
    page = sheet()
    page.rule()
    remarks = [terms.extra, *(one.policy.extra for one in found.governing)]
    if any(says_invented(text) for extra in remarks for text in extra.values()):
        page.put(hanging(Text("!", f"{STRONG} {BAD}"), ink(INVENTED, STRONG)))
    words, colour = _VERDICTS[found.restricted]
    country = f"an end user in {found.country}" if found.country else "an end user of no known country"
    page.section(
        "Number",
        line((reference, STRONG), f", for {country}; it is {terms.status}"),
        line(f"{dated(when)}: ", (words, colour)),
    )
    for one in found.governing:
        page.section(str(one.policy.kind), *_governing(one))
    if not found.governing:
        page.section("", ink("No policy of the registry governs it then.", FAINT))
    page.put(Text(""))


def _governing(one: Governing) -> Iterator[RenderableType]:
    policy = one.policy
    unsure = "" if one.in_force is Answer.YES else ", perhaps in force then"
    yield line((policy.policy, STRONG), f"  {_period(policy)}", (unsure, OPEN))
    if policy.text:
        yield ink(policy.text)
    if policy.exception_to:
        yield ink(f"exception to {policy.exception_to}", FAINT)
    sure = listed(exception.policy for exception, answer in one.exceptions if answer is Answer.YES)
    perhaps = listed(exception.policy for exception, answer in one.exceptions if answer is not Answer.YES)
    if sure:
        yield ink(f"set aside by {sure}", GOOD)
    if perhaps:
        yield ink(f"perhaps set aside by {perhaps}", OPEN)
    yield ink(policy.source or f"{policy.origin.file}, row {policy.origin.row}", FAINT)


def _period(policy: Policy) -> str:
    begins = f"from {policy.in_force_from}" if policy.in_force_from else "from an unknown day"
    return f"{begins} to {policy.in_force_to}" if policy.in_force_to else f"{begins}, open"
