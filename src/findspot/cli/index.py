"""``findspot index``: a large register made into one file that opens at once, looked at, and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from findspot.cli import options
from findspot.cli.options import json_option
from findspot.cli.outputs import check_output
from findspot.cli.streams import progress, put_json, say
from findspot.matching.registers import sources_of, state_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from findspot.matching.indexing.index import RegisterIndex


@click.group("index", invoke_without_command=True, no_args_is_help=False)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Make a large register into one file that opens at once; look at one, or check every byte of it."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("build", short_help="Index tables of deliveries, or a folder of them.")
@click.argument("tables", nargs=-1, required=True, type=options.path, metavar="TABLE...")
@click.option(
    "--out",
    "output",
    required=True,
    type=options.path,
    metavar="FILE",
    help="Write the index to this file; an earlier one is replaced at the end.",
)
@json_option
def build(*, tables: tuple[Path, ...], output: Path, as_json: bool) -> None:
    """Index the items of a table of deliveries, of several tables, or of a folder of them.

    The tables pass through in bounded memory, up to 200 million rows; beside FILE the disk holds a copy of
    them meanwhile. The index remembers where the tables stand and what was in them. Whenever the process is
    killed, the index that stood there before still opens.
    """
    check_output(output, (), tables)
    with progress("reading the tables") as tell:
        from findspot.matching.indexed import make_ready  # noqa: PLC0415 - loads Numba
        from findspot.matching.indexing.building import Source, build_index  # noqa: PLC0415 - the same
        from findspot.records.streaming.passing import passing  # noqa: PLC0415 - loads pyarrow

        told = _told(tell)
        with passing(tables, output.parent, told) as register:
            sources = [Source(**source) for source in sources_of(register.files, output)]
            once = _once(say)
            built = build_index(
                output, register.tables, sources=sources, notice=register.notice, progress=told, say=once
            )
        tell("making ready for the first search")
        make_ready(output, once)
    made = {
        "out": str(output),
        "identity": built.identity,
        "rows": built.rows,
        "serials": built.serials,
        "left_out": built.left_out,
        "bytes": output.stat().st_size,
    }
    if as_json:
        put_json(made)
        return
    click.echo(f"{output}: {built.rows:,} rows, {built.serials:,} different serials, {made['bytes']:,} bytes")
    if built.left_out:
        click.echo(f"  left out: {built.left_out:,} rows whose serial holds no letter or digit")


@command.command("info", short_help="Say what an index holds.")
@click.argument("index", type=options.path, metavar="FILE")
@json_option
def info(*, index: Path, as_json: bool) -> None:
    """Say what an index holds, and whether the tables that it was built from are still the same."""
    from findspot.matching.indexing.index import RegisterIndex  # noqa: PLC0415 - loads pyarrow

    opened = RegisterIndex.open(index)
    about = _about(index, opened)
    if as_json:
        put_json(about)
        return
    click.echo(f"{index}: {about['rows']:,} rows, {about['serials']:,} different serials")
    click.echo(f"  identity   {about['identity']}")
    click.echo(
        f"  size       {about['bytes']:,} bytes, {about['bytes_per_serial']:.2f} a serial for matching"
    )
    click.echo(f"  since      {about['added']:,} rows added, {about['withdrawn']:,} withdrawn")
    if about["left_out"]:
        click.echo(f"  left out   {about['left_out']:,} rows whose serial holds no letter or digit")
    if about["notice"]:
        click.echo(f"  notice     {about['notice']}")
    for source in about["sources"]:
        click.echo(f"  table      {source['path']}: {source['state']}")


@command.command("verify", short_help="Read every byte of an index.")
@click.argument("index", type=options.path, metavar="FILE")
@json_option
def verify(*, index: Path, as_json: bool) -> None:
    """Read every byte of an index: exit status 0 if all is as it was built, 2 with one sentence if not."""
    from findspot.matching.indexing.index import RegisterIndex  # noqa: PLC0415 - loads pyarrow

    opened = RegisterIndex.open(index)
    with progress("checking") as tell:
        opened.verify(lambda done, total: tell(f"checking: {done / max(total, 1):.0%}"))
    if as_json:
        put_json({"file": str(index), "identity": opened.identity, "intact": True})
        return
    click.echo(f"{index}: intact, every byte as it was built; identity {opened.identity}")


def _once(say: Callable[[str], None]) -> Callable[[str], None]:
    """Say each sentence once."""
    said: set[str] = set()

    def told(sentence: str) -> None:
        if sentence not in said:
            said.add(sentence)
            say(sentence)

    return told


def _told(tell: Callable[[str], None]) -> Callable[[str, int, int | None], None]:
    def told(what: str, done: int, total: int | None) -> None:
        tell(f"{what}: {done:,} rows" + (f" of {total:,}" if total else ""))

    return told


def _about(index: Path, opened: RegisterIndex) -> Mapping[str, Any]:
    filed, added = opened.parts[: opened.filed], opened.parts[opened.filed :]
    serials = sum(len(part.automaton) for part in filed)
    matching = sum(part.automaton.nbytes for part in filed)
    return {
        "file": str(index),
        "identity": opened.identity,
        "rows": len(opened),
        "serials": serials,
        "left_out": opened.about["left_out"],
        "bytes": index.stat().st_size,
        "bytes_per_serial": matching / max(serials, 1),
        "added": sum(len(part.rows) - len(part.withdrawn) for part in added),
        "withdrawn": sum(len(part.withdrawn) for part in filed),
        "notice": opened.notice or None,
        "sources": [{**source, "state": state_of(index, source)} for source in opened.about["sources"]],
    }
