"""``findspot registry``: the register in a database, filled, asked what was known when, and what is due."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from findspot.cli import options
from findspot.cli.correcting import correct, forget, withdraw
from findspot.cli.entities import export_entities
from findspot.cli.events import are_events, export_events, import_events, permits_option
from findspot.cli.options import json_option, known_option
from findspot.cli.policies import policies
from findspot.cli.recording import at_option, by_option, counts_of, opened, plain, say_counts, why_option
from findspot.cli.streams import progress, put_json
from findspot.instance.places import place_of
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from findspot.vocabulary.dates import Span


@click.group("registry", invoke_without_command=True, no_args_is_help=False)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Keep the register in a database: what was promised and delivered, and what was known when."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("init", short_help="Make a registry, or bring an older one forward.")
@at_option
@json_option
def init(*, folder: Path | None, as_json: bool) -> None:
    """Make a registry, or bring one that an earlier findspot made forward. What stands there stays."""
    from findspot.instance.keys import open_ring  # noqa: PLC0415 - as late as Django
    from findspot.instance.opening import make_instance  # noqa: PLC0415 - loads Django

    place = place_of(folder)
    with progress("making the registry"):
        new = make_instance(place)
    key = open_ring(place).current.fingerprint
    if as_json:
        put_json({"place": str(place), "new": new, "key": key})
        return
    click.echo(f"{place}: {'a new registry' if new else 'the registry is of this version'}")
    click.echo(f"  signs with the key {key}")


@command.command("import", short_help="Enter the tables of a register.")
@click.argument("tables", nargs=-1, required=True, type=options.path, metavar="TABLE...")
@at_option
@by_option
@why_option
@click.option(
    "--dry-run",
    "dry",
    is_flag=True,
    help="List every problem and say what would be recorded, and record nothing.",
)
@click.option(
    "--map",
    "told",
    multiple=True,
    type=options.heading,
    metavar="HEADING=COLUMN",
    help="What a heading means; remembered for tables of the same headings. Repeat it for several.",
)
@permits_option
@click.option(
    "--whole-edition",
    "edition",
    type=options.day,
    metavar="DATE",
    help="The tables are whole editions, of this day, of the lists that they name: whom they leave out is "
    "listed no longer.",
)
@json_option
def import_(
    *,
    tables: tuple[Path, ...],
    folder: Path | None,
    by: str,
    why: str,
    dry: bool,
    told: tuple[tuple[str, str], ...],
    permits: tuple[str, ...],
    edition: dt.date | None,
    as_json: bool,
) -> None:
    """Enter tables, or a folder of them, all or nothing: CSV, XLSX or Parquet.

    Or FollowTheMoney entities, JSON lines; or EPCIS 2.0 events, JSON-LD.

    The same row again changes nothing. Another row about the same permit, party … corrects the former one,
    which stays for --as-known-on.
    """
    place = opened(folder)
    if are_events(tables, permits=permits, told=told):
        if edition is not None:
            raise BadInputError("--whole-edition is of lists, and these are EPCIS events: leave it out.")
        import_events(place, tables, permits=permits, by=by, why=why, dry=dry, as_json=as_json)
        return
    from findspot.cli import problems as listing  # noqa: PLC0415 - as late as Django
    from findspot.records.opening import open_register  # noqa: PLC0415 - the same
    from findspot.records.problems import Problems  # noqa: PLC0415 - the same
    from findspot.registry.importing import doubts_of, enter  # noqa: PLC0415 - Django is set up first
    from findspot.registry.mapping import headings_with, remember  # noqa: PLC0415 - the same
    from findspot.registry.stating import Recorded  # noqa: PLC0415 - the same

    problems, doubts, headings = Problems(), Problems(), headings_with(dict(told))
    with progress("reading the tables") as tell:
        register = open_register(tables, whole=False, report=problems, headings=headings)
        headings.check_used()
        if dry:
            tell("looking for what is named and not there")
            doubts.take(doubts_of(register))
        elif problems.count:
            raise problems.refusal(listing.HOW)
        tell("entering them")
        if problems.count:
            done = Recorded(None, 0, 0, 0)
        else:
            done = enter(register, by=by, why=why, dry=dry, edition=edition)
        if not dry:
            remember(headings, by=by)
    if as_json:
        counts = counts_of(done)
        found = listing.as_json(problems, doubts) if dry else {}
        mapped = [
            {"file": one.file, "columns": one.columns, "told": one.told} for one in headings.mapped.values()
        ]
        said = {"notes": register.notes, "mapped": mapped}
        put_json({"place": str(place), **counts, **said, **found})
    else:
        listing.say_problems(problems, doubts)
        if not problems.count:
            say_counts(place, done, dry=dry)
        for note in register.notes:
            click.echo(f"  note: {note}")
    listing.stop_for(problems)


@command.command("mappings", short_help="What headings were said to mean, and forgetting it.")
@at_option
@click.option(
    "--forget", "forgotten", type=options.count, metavar="NUMBER", help="Forget the mapping of this number."
)
@json_option
def mappings(*, folder: Path | None, forgotten: int | None, as_json: bool) -> None:
    """List the headings that import --map explained: the next import of such a table remembers them."""
    opened(folder)
    from findspot.registry import mapping  # noqa: PLC0415 - Django is set up first

    if forgotten is not None:
        mapping.forget(forgotten)
    found = mapping.mappings()
    if as_json:
        put_json({"mappings": found})
        return
    for one in found:
        meant = ", ".join(f"{heading!r} is {column}" for heading, column in one["columns"].items())
        click.echo(f"{one['number']}: {meant}; of {len(one['headings'])} headings; told by {one['told_by']}")
    if not found:
        click.echo("No mapping is remembered.")


@command.command("export", short_help="Write the registry as tables, events or entities.")
@click.argument("out", type=options.path, metavar="OUT")
@at_option
@known_option
@click.option(
    "--form",
    type=click.Choice(["csv", "parquet", "epcis", "ftm"]),
    default="csv",
    show_default=True,
    help="How the tables are written; instead of a folder one file of EPCIS 2.0 events, JSON-LD (epcis), or "
    "of FollowTheMoney entities, JSON lines (ftm).",
)
@json_option
def export(*, out: Path, folder: Path | None, as_known_on: dt.date | None, form: str, as_json: bool) -> None:
    """Write the registry as tables into a new folder OUT; importing them enters what stands there."""
    opened(folder)
    if form == "epcis":
        export_events(out, as_known_on=as_known_on, as_json=as_json)
        return
    if form == "ftm":
        export_entities(out, as_known_on=as_known_on, as_json=as_json)
        return
    from findspot.registry.exporting import export as write  # noqa: PLC0415 - Django is set up first
    from findspot.registry.known import Knowledge  # noqa: PLC0415 - the same

    if os.path.lexists(out):
        raise BadInputError(f"{out}: there is something of that name: name a new folder.")
    if not os.path.isdir(out.parent):  # noqa: PTH112 - Path.is_dir raises for long names
        raise BadInputError(f"The folder {out.parent} for {out.name} does not exist: make it first.")
    with progress("writing the tables"), tempfile.TemporaryDirectory(dir=out.parent) as unfinished:
        whole = Path(unfinished) / "tables"
        whole.mkdir()
        counts = write(whole, Knowledge(as_known_on), form)
        whole.rename(out)
    if as_json:
        put_json({"out": str(out), "tables": counts})
        return
    for table, count in counts.items():
        click.echo(f"{out / table}.{form}: {count:,} rows")


@command.command("show", short_help="All that was stated of one item, permit, party …")
@click.argument("reference", type=options.words, metavar="NUMBER")
@at_option
@known_option
@json_option
def show(*, reference: str, folder: Path | None, as_known_on: dt.date | None, as_json: bool) -> None:
    """All that was ever stated of one number or name: what, learnt when, recorded when, by whom and why.

    NUMBER is an item, a permit or an application, or what else is recorded under that number or name. What
    was recorded only after the day of --as-known-on says so.
    """
    opened(folder)
    from findspot.registry.history import history  # noqa: PLC0415 - Django is set up first
    from findspot.registry.known import Knowledge  # noqa: PLC0415 - the same
    from findspot.registry.listings import listed  # noqa: PLC0415 - the same
    from findspot.registry.quantities import quantities_of  # noqa: PLC0415 - the same

    told, matches = history(reference, as_known_on), listed(reference, as_known_on)
    if not told and not matches:
        then = f" known on {as_known_on}" if as_known_on else ""
        raise BadInputError(f"{reference}: the registry has nothing of that number or name{then}: check it.")
    quantities = quantities_of(reference, Knowledge(as_known_on))
    if as_json:
        known = None if as_known_on is None else as_known_on.isoformat()
        lines = [{**asdict(one), "remaining": one.remaining, "exceeded": one.exceeded} for one in quantities]
        rows = [plain(asdict(one)) for one in told]
        found = {"quantities": lines, "listed": [asdict(one) for one in matches], "statements": rows}
        put_json({"number": reference, "as_known_on": known, **found})
        return
    from findspot.cli.page.registry import show_history  # noqa: PLC0415 - rich is loaded for people only

    show_history(reference, told, quantities, matches, as_known_on)


@command.command("due", short_help="What is overdue, and what was never checked.")
@at_option
@click.option("--on", "on", type=options.day, metavar="DATE", help="As of this day instead of today.")
@json_option
def due(*, folder: Path | None, on: dt.date | None, as_json: bool) -> None:
    """Overdue proofs and checks, open questions, and permits whose quantity or last day is passed."""
    opened(folder)
    from findspot.registry.due import due as listed  # noqa: PLC0415 - Django is set up first

    day = on or dt.datetime.now(dt.UTC).date()
    found = listed(day)
    if as_json:
        put_json({"on": day.isoformat(), "due": [plain(asdict(one)) for one in found]})
        return
    from findspot.cli.page.registry import show_due  # noqa: PLC0415 - rich is loaded for people only

    show_due(day, found)


@command.command("decide", short_help="Record that a permit was suspended, cancelled …")
@click.argument("reference", type=options.words, metavar="NUMBER")
@click.argument("happened", metavar="EVENT")
@click.option("--on", "on", required=True, type=options.date, metavar="DATE", help="When it was decided.")
@at_option
@by_option
@why_option
@click.option("--source", "source", default="", type=options.words, metavar="TEXT", help="Who says so.")
@json_option
def decide(
    *,
    reference: str,
    happened: str,
    on: Span | None,
    folder: Path | None,
    by: str,
    why: str,
    source: str,
    as_json: bool,
) -> None:
    """Record what happened to the permit or application of that number.

    EVENT is approved, refused, suspended, reinstated, cancelled, expired or exhausted. What cannot happen to
    one of its status is refused.
    """
    place = opened(folder)
    from findspot.registry.life import happen  # noqa: PLC0415 - Django is set up first

    done = happen(reference, happened.strip().casefold(), on=on, by=by, why=why, source=source)
    if as_json:
        put_json({"place": str(place), "number": reference, "event": happened, "recorded": True})
        return
    say_counts(place, done, dry=False)


command.add_command(correct)
command.add_command(withdraw)
command.add_command(forget)
command.add_command(policies)
