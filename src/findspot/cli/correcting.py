"""``findspot registry correct``, ``withdraw`` and ``forget``: what was stated is replaced, or is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from findspot.cli import options
from findspot.cli.options import json_option
from findspot.cli.recording import at_option, by_option, counts_of, opened, say_counts, why_option
from findspot.cli.streams import put_json
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from findspot.registry.stating import Recorded
    from findspot.vocabulary.dates import Span

_table = click.argument("table", type=options.words, metavar="TABLE")
_number = click.argument("number", type=options.words, metavar="NUMBER")
_where = click.option(
    "--where",
    "where",
    multiple=True,
    metavar="COLUMN=VALUE",
    help="Which row is meant, where several have that number; repeat it.",
)
_learnt = click.option(
    "--learnt-on",
    "learnt_on",
    default="",
    type=options.date,
    metavar="DATE",
    help="Since when it is known; today where it is left out.",
)
_source = click.option(
    "--source", "source", default="", type=options.words, metavar="TEXT", help="Who says so."
)


@click.command("correct", short_help="Say what a row should read instead.")
@_table
@_number
@click.option(
    "--set",
    "changes",
    multiple=True,
    required=True,
    metavar="COLUMN=VALUE",
    help="What the row reads in this column; nothing after = empties it. Repeat it.",
)
@_where
@at_option
@by_option
@why_option
@_learnt
@_source
@json_option
def correct(
    *,
    table: str,
    number: str,
    changes: Sequence[str],
    where: Sequence[str],
    folder: Path | None,
    by: str,
    why: str,
    learnt_on: Span | None,
    source: str,
    as_json: bool,
) -> None:
    """Say what the row of a TABLE about NUMBER should read instead.

    TABLE is permits, deliveries, parties …, NUMBER what its first column has: a permit's number, an item, a
    party's name. The former statement stays, and holds for all days before the correction was learnt.
    """
    place = opened(folder)
    from findspot.registry.correcting import correct as record  # noqa: PLC0415 - Django is set up first

    done = record(
        table,
        number,
        _cells(changes, "--set"),
        which=_cells(where, "--where"),
        by=by,
        why=why,
        learnt_on=learnt_on,
        source=source,
    )
    if as_json:
        _put(str(place), number, done)
        return
    say_counts(place, done, dry=False)


@click.command("withdraw", short_help="Say that a row should not be there.")
@_table
@_number
@_where
@click.option(
    "--event",
    "event",
    default="",
    type=options.words,
    metavar="EVENT",
    help="Withdraw what happened last to this permit or application, and nothing else.",
)
@at_option
@by_option
@why_option
@_learnt
@_source
@json_option
def withdraw(
    *,
    table: str,
    number: str,
    where: Sequence[str],
    event: str,
    folder: Path | None,
    by: str,
    why: str,
    learnt_on: Span | None,
    source: str,
    as_json: bool,
) -> None:
    """Say that the row of a TABLE about NUMBER is not so, and that nothing stands in its place.

    It stays for all days before that was learnt. Tables that state the same once more do not bring it back.
    """
    place = opened(folder)
    from findspot.registry import correcting  # noqa: PLC0415 - Django is set up first

    which = _cells(where, "--where")
    if event:
        if which:
            raise BadInputError("--where and --event cannot be said together: leave out --where.")
        done = correcting.withdraw_event(
            table, number, event.casefold(), by=by, why=why, learnt_on=learnt_on, source=source
        )
    else:
        done = correcting.withdraw(
            table, number, which=which, by=by, why=why, learnt_on=learnt_on, source=source
        )
    if as_json:
        _put(str(place), number, done)
        return
    say_counts(place, done, dry=False)


@click.command("forget", short_help="Delete all that was stated of a row, for a source's sake.")
@_table
@_number
@_where
@at_option
@by_option
@why_option
@json_option
def forget(
    *,
    table: str,
    number: str,
    where: Sequence[str],
    folder: Path | None,
    by: str,
    why: str,
    as_json: bool,
) -> None:
    """Delete every statement of the row of a TABLE about NUMBER, so that nothing of it stays.

    Only where a source must be protected or a person's data must go: a mistake is withdrawn instead. The
    ledger says for good that an office forgot a row, and why; --why must not say what it was.
    """
    place = opened(folder)
    from findspot.registry.forgetting import forget as delete  # noqa: PLC0415 - Django is set up first

    gone = delete(table, number, which=_cells(where, "--where"), by=by, why=why)
    if as_json:
        put_json({"place": str(place), "number": number, "forgotten": gone.statements})
        return
    click.echo(f"{place}: {gone.statements:,} statements are gone")


def _put(place: str, number: str, done: Recorded) -> None:
    put_json({"place": place, "number": number, **counts_of(done)})


def _cells(typed: Sequence[str], option: str) -> Mapping[str, str]:
    """Columns and their values. Raises BadInputError for what has no = or names a column twice."""
    cells: dict[str, str] = {}
    for one in typed:
        column, equals, cell = one.partition("=")
        column = column.strip()
        if not equals or not column:
            raise BadInputError(f"{option} {one[:40]!r} names no column: write {option} end_user=NAME.")
        if column in cells:
            raise BadInputError(f"{option} names {column[:40]!r} twice: say once what it reads.")
        cells[column] = options.words(cell)
    return cells
