"""``findspot keys``: the key with which an instance signs, and the public ring of all that it ever had."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from findspot.cli import options
from findspot.cli.options import json_option
from findspot.cli.recording import at_option, opened
from findspot.cli.streams import put_json

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.proof.keyring import KeyRing, Period


@click.group("keys", invoke_without_command=True, no_args_is_help=False)
@click.pass_context
def command(ctx: click.Context) -> None:
    """The key with which an instance signs: show it, put another in its place, revoke one."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("show", short_help="Every key's fingerprint, and when it was in use.")
@at_option
@json_option
def show(*, folder: Path | None, as_json: bool) -> None:
    """Every key that this instance ever signed with, and when it was in use.

    Publish the fingerprint where readers find it; the ring itself is the file keys.json of the keys' folder.
    """
    from findspot.instance.keys import open_ring  # noqa: PLC0415 - as late as Django

    _put(open_ring(opened(folder)), as_json=as_json)


@command.command("rotate", short_help="Put a new key in place of the one in use.")
@at_option
@json_option
def rotate(*, folder: Path | None, as_json: bool) -> None:
    """Make a new key and put it in place of the one in use; both sign that it is so."""
    from findspot.instance import keys  # noqa: PLC0415 - as late as Django

    _put(keys.rotate(opened(folder)), as_json=as_json)


@command.command("revoke", short_help="Say from when on a key is not to be believed.")
@click.argument("fingerprint", type=options.words, metavar="FINGERPRINT")
@click.option(
    "--since",
    "since",
    required=True,
    type=options.day,
    metavar="DATE",
    help="From the beginning of this day (UTC) nothing that it signed is to be believed.",
)
@click.option("--why", "why", required=True, type=options.words, metavar="TEXT", help="For what reason.")
@at_option
@json_option
def revoke(*, fingerprint: str, since: dt.date, why: str, folder: Path | None, as_json: bool) -> None:
    """Say that what the key with this FINGERPRINT signed from a day on is not to be believed.

    Rotate first where it is the key in use: it may revoke itself, but then nothing more can be signed.
    """
    from findspot.instance import keys  # noqa: PLC0415 - as late as Django

    start = dt.datetime.combine(since, dt.time.min, dt.UTC)
    _put(keys.revoke(opened(folder), fingerprint.casefold(), since=start, why=why), as_json=as_json)


def _put(ring: KeyRing, *, as_json: bool) -> None:
    if as_json:
        put_json({"current": ring.current.fingerprint, "keys": [_said(each) for each in ring.periods]})
        return
    for each in ring.periods:
        until = f"until {each.until:%Y-%m-%d %H:%M}" if each.until else "in use"
        click.echo(f"{each.key.fingerprint}  from {each.since:%Y-%m-%d %H:%M} {until}")
        if each.revoked:
            click.echo(f"  not to be believed from {each.revoked:%Y-%m-%d %H:%M}: {each.why}")


def _said(period: Period) -> dict[str, Any]:
    return {
        "fingerprint": period.key.fingerprint,
        "public_key": period.key.text,
        "since": period.since.isoformat(),
        "until": period.until.isoformat() if period.until else None,
        "revoked": period.revoked.isoformat() if period.revoked else None,
        "why": period.why or None,
    }
