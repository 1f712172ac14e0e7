"""``findspot ledger``: the log of every change, its head, its proofs, and whether all agrees with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from findspot.cli import options
from findspot.cli.options import json_option
from findspot.cli.recording import at_option, opened
from findspot.cli.streams import progress, put_json
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.proof.checkpoints import Checkpoint

#: The exit status where something does not agree with the log.
ALTERED = 1
_LARGEST = 65_536


@click.group("ledger", invoke_without_command=True, no_args_is_help=False)
@click.pass_context
def command(ctx: click.Context) -> None:
    """The log of every change to an instance: who made it, when and why, in a form that proves itself."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("verify", short_help="Recompute everything: exit status 0 if all agrees, 1 if not.")
@at_option
@click.option(
    "--kept",
    "kept",
    type=options.path,
    metavar="FILE",
    help="A head that was kept elsewhere (findspot ledger head): finds an end of the log that was cut off.",
)
@json_option
@click.pass_context
def verify(ctx: click.Context, *, folder: Path | None, kept: Path | None, as_json: bool) -> None:
    """Recompute every entry, node and head of the log, and every row that it covers, and name what differs.

    Without --kept nobody can tell whether the last entries were cut off together with all their rows.
    """
    place = opened(folder)
    from findspot.instance.keys import open_ring  # noqa: PLC0415 - as late as Django
    from findspot.ledger import log  # noqa: PLC0415 - Django is set up first
    from findspot.ledger.verifying import verify as problems_of  # noqa: PLC0415 - the same

    head = None if kept is None else _read_head(kept)
    with progress("recomputing"):
        found = list(problems_of(open_ring(place), head))
    entries = log.size()
    if as_json:
        said = [{"where": one.where, "what": one.what} for one in found]
        put_json({"place": str(place), "entries": entries, "agrees": not found, "problems": said})
    else:
        for one in found:
            click.echo(f"{one.where} {one.what}")
        state = _counted(len(found), "problem", "problems") if found else "all agrees"
        click.echo(f"{place}: {_counted(entries, 'entry', 'entries')}, {state}")
    if found:
        ctx.exit(ALTERED)


@command.command("head", short_help="The log's signed head, to be kept elsewhere.")
@at_option
@json_option
def head(*, folder: Path | None, as_json: bool) -> None:
    """Print the log's signed head (a C2SP checkpoint), by which its keeper can tell whether it only grew."""
    opened(folder)
    from findspot.ledger import log  # noqa: PLC0415 - Django is set up first

    note = log.last_checkpoint()
    if as_json:
        put_json({"entries": log.size(), "checkpoint": note})
        return
    click.echo(note, nl=False)


@command.command("show", short_help="The last changes: who, when, what and why.")
@at_option
@click.option("-n", "count", default="20", type=options.count, metavar="N", help="How many; 20 by default.")
@json_option
def show(*, folder: Path | None, count: int, as_json: bool) -> None:
    """List the last changes, the newest first."""
    opened(folder)
    from findspot.ledger import log  # noqa: PLC0415 - Django is set up first

    entries = [{"entry": position, **json.loads(text)} for position, text in log.last_entries(count)]
    if as_json:
        put_json({"entries": entries})
        return
    for one in entries:
        rows = sum(number for _, number in one["tables"])
        written = f"{one['what']}, {_counted(rows, 'row', 'rows')}" if rows else one["what"]
        click.echo(f"{one['entry']:>7}  {one['at'][:16].replace('T', ' ')}  {written}")
        click.echo(f"         by {one['by']}: {one['why']}")
    if not entries:
        click.echo("Nothing was recorded yet.")


@command.command("prove", short_help="The proof that an entry is in the log, or that the log only grew.")
@click.argument("entry", required=False, type=options.words, metavar="[ENTRY]")
@click.option(
    "--since",
    "since",
    type=options.path,
    metavar="FILE",
    help="A head that was kept: prove that the log only grew since.",
)
@at_option
def prove(*, entry: str | None, since: Path | None, folder: Path | None) -> None:
    """Print a proof as JSON (RFC 9162) for whoever holds a head of the log: of an ENTRY or --since a head."""
    opened(folder)
    if (entry is None) == (since is None):
        raise BadInputError(
            "Say what to prove: the number of an ENTRY, or --since with a head that was kept."
        )
    put_json(_inclusion(entry) if entry is not None else _growth(since))


def _counted(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


def _inclusion(entry: str) -> dict[str, Any]:
    from findspot.ledger import log  # noqa: PLC0415 - Django is set up first

    size = log.size()
    position = int(entry) if entry.isascii() and entry.isdigit() and len(entry) < 18 else size
    if position >= size:
        raise BadInputError(f"The log has no entry {entry[:20]}: it has {size}, numbered from 0.")
    return {
        "entry": position,
        "content": log.entry_text(position),
        "proof": [each.hex() for each in log.inclusion(position, size)],
        "checkpoint": log.last_checkpoint(),
    }


def _growth(since: Path | None) -> dict[str, Any]:
    from findspot.ledger import log  # noqa: PLC0415 - Django is set up first

    assert since is not None
    kept, size = _read_head(since), log.size()
    if kept.head.size > size or kept.head.root != log.root_at(kept.head.size):
        raise BadInputError(
            f"{since}: this log does not continue from that head: see findspot ledger verify --kept."
        )
    return {
        "from": kept.head.size,
        "proof": [each.hex() for each in log.consistency(kept.head.size, size)],
        "checkpoint": log.last_checkpoint(),
    }


def _read_head(path: Path) -> Checkpoint:
    from findspot.proof.checkpoints import parse_checkpoint  # noqa: PLC0415 - loads cryptography

    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
    except OSError:
        raise BadInputError(f"{path}: the file cannot be read: check its name and permissions.") from None
    return parse_checkpoint(content, str(path))
