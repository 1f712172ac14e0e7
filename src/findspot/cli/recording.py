"""What the registry's commands share: where it lies, who records and why, and what was recorded."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from findspot.cli import options
from findspot.instance.places import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from findspot.instance.places import Place
    from findspot.registry.stating import Recorded

at_option = click.option(
    "--at",
    "folder",
    type=options.path,
    metavar="FOLDER",
    help="The registry's folder. Without it the place that FINDSPOT_DATABASE names (a folder, or "
    "postgresql://…), else one of your own.",
)
by_option = click.option(
    "--by",
    "by",
    required=True,
    type=options.words,
    metavar="OFFICE",
    help="Who records this: an office and a reference, no name.",
)
why_option = click.option(
    "--why", "why", required=True, type=options.words, metavar="TEXT", help="For what reason."
)


def opened(folder: Path | None) -> Place:
    """The place of the registry, which this process uses from now on. Raises BadInputError."""
    from findspot.instance.opening import open_instance  # noqa: PLC0415 - loads Django

    place = place_of(folder)
    open_instance(place)
    return place


def say_counts(place: Place, done: Recorded, *, dry: bool) -> None:
    """Print what was recorded, or would be."""
    if dry:
        state = "nothing was recorded"
    elif done.entry is None:
        state = "nothing is new, so nothing was recorded"
    else:
        state = f"recorded as entry {done.entry.pk}"
    withdrawn = f"{done.withdrawn:,} withdrawn, " if done.withdrawn else ""
    click.echo(
        f"{place}: {done.new:,} new statements, {done.corrected:,} corrections, {withdrawn}"
        f"{done.unchanged:,} as before; {state}"
    )


def counts_of(done: Recorded) -> Mapping[str, int | bool]:
    """What was recorded, as JSON counts it."""
    return {
        "new": done.new,
        "corrected": done.corrected,
        "withdrawn": done.withdrawn,
        "unchanged": done.unchanged,
        "recorded": done.entry is not None,
    }


def plain(value: dict[str, Any]) -> dict[str, Any]:
    """The value as JSON holds it: times as ISO 8601."""
    return {
        name: one.isoformat() if isinstance(one, dt.date) else one  # a time is a date too
        for name, one in value.items()
    }
