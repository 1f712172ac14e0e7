"""``findspot sweep``: many photographs, one row each."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING

import click

from findspot.cli import options
from findspot.cli.options import json_option, prior_option, register_option
from findspot.cli.outputs import check_output
from findspot.cli.registers import files_named
from findspot.cli.streams import put_json, say
from findspot.sweep.pipeline import sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_OPENER = "findspot.cli.registers:open_swept"
#: Seconds between two lines of progress where no terminal shows a bar.
_SILENCE = 15.0


@click.command("sweep")
@click.argument("patterns", nargs=-1, required=True, metavar="GLOB...")
@register_option
@click.option(
    "--out",
    "output",
    required=True,
    type=options.path,
    metavar="FILE",
    help="Write the rows to this file, .jsonl or .parquet; an earlier one is replaced at the end.",
)
@click.option("--workers", type=options.count, metavar="N", help="Use N processes instead of one a core.")
@prior_option
@json_option
def command(
    *,
    patterns: tuple[str, ...],
    registers: tuple[Path, ...],
    output: Path,
    workers: int | None,
    prior: float,
    as_json: bool,
) -> None:
    """Read many photographs and look each up, one row a file in the order of their paths.

    Quote the GLOB, and findspot expands it: * and ? within a folder, ** over folders. A picture that cannot
    be used is a row that says why. --json prints the tally of the sweep; the rows go to the file.
    """
    check_output(output, (), files_named(registers))
    began = time.monotonic()
    with _progress() as each:
        tally = sweep(patterns, registers, output, opener=_OPENER, prior=prior, workers=workers, each=each)
    seconds = time.monotonic() - began
    if tally.notice:
        say(tally.notice)
    if as_json:
        put_json(
            {
                "out": str(output),
                "files": tally.files,
                "read": tally.read,
                "registered": tally.registered,
                "errors": tally.errors,
                "seconds": round(seconds, 1),
                **({"notice": tally.notice} if tally.notice else {}),
            }
        )
        return
    from findspot.cli.page.swept import show_tally  # noqa: PLC0415 - rich is loaded for people only

    show_tally(tally, output, seconds)


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    if not sys.stderr.isatty():
        yield _sparse_lines()
        return
    from rich.console import Console  # noqa: PLC0415 - rich is loaded only where a terminal watches
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        job = bar.add_task("reading", total=None)
        yield lambda done, total: bar.update(job, completed=done, total=total)


def _sparse_lines() -> Callable[[int, int], None]:
    last = time.monotonic()

    def each(done: int, total: int) -> None:
        nonlocal last
        if done == total or time.monotonic() - last >= _SILENCE:
            last = time.monotonic()
            say(f"{done} of {total} pictures")

    return each
