"""``findspot registry policies``: what governs a permit or an application on any day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from findspot.cli import options
from findspot.cli.options import json_option, known_option
from findspot.cli.recording import at_option, opened
from findspot.cli.streams import put_json
from findspot.vocabulary.dates import parse_span

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.tracing.policies import Governing
    from findspot.vocabulary.dates import Answer, Span
    from findspot.vocabulary.records import Policy


@click.command("policies", short_help="Which bans and exceptions govern a permit on a day.")
@click.argument("reference", type=options.words, metavar="NUMBER")
@click.option(
    "--on",
    "on",
    default="",
    type=options.date,
    metavar="DATE",
    help="When: a day, or as precisely as it is known; today where it is left out.",
)
@at_option
@known_option
@json_option
def policies(
    *, reference: str, on: Span | None, folder: Path | None, as_known_on: dt.date | None, as_json: bool
) -> None:
    """Which policies govern the permit or application NUMBER on a day, and whether one stands in its way.

    One does that is in force and that no exception sets aside. Where a date is not known to the day, the
    answer may be undetermined.
    """
    place = opened(folder)
    from findspot.registry.governing import governing  # noqa: PLC0415 - Django is set up first
    from findspot.registry.register import DatabaseRegister  # noqa: PLC0415 - the same

    when = on or parse_span(dt.datetime.now(dt.UTC).date().isoformat())
    terms, found = governing(reference, when, DatabaseRegister(str(place), as_known_on))
    if as_json:
        put_json(
            {
                "number": reference,
                "on": when.text,
                "as_known_on": None if as_known_on is None else as_known_on.isoformat(),
                "status": str(terms.status),
                "country": found.country,
                "restricted": str(found.restricted),
                "policies": [_plain(one) for one in found.governing],
            }
        )
        return
    from findspot.cli.page.policies import show_policies  # noqa: PLC0415 - rich is loaded for people only

    show_policies(reference, when, terms, found)


def _plain(one: Governing) -> dict[str, Any]:
    return {
        **_policy(one.policy, one.in_force),
        "restricts": str(one.restricts),
        "exceptions": [_policy(policy, answer) for policy, answer in one.exceptions],
    }


def _policy(policy: Policy, answer: Answer) -> dict[str, Any]:
    def date(span: Span | None) -> str | None:
        return None if span is None else span.text

    return {
        "policy": policy.policy,
        "kind": str(policy.kind),
        "in_force": str(answer),
        "in_force_from": date(policy.in_force_from),
        "in_force_to": date(policy.in_force_to),
        "exception_to": policy.exception_to or None,
        "text": policy.text,
        "source": policy.source,
        "remarks": dict(policy.extra),
    }
