"""``findspot read``: what is marked on the items in photographs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from findspot.cli import options
from findspot.cli.options import json_option
from findspot.cli.streams import progress, put_json
from findspot.dossier.claims import reading_claims
from findspot.marking.read import Reader
from findspot.vocabulary.errors import BadInputError, FindspotError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from findspot.vocabulary.reading import Reading


@click.command("read")
@click.argument("files", nargs=-1, required=True, type=options.path, metavar="FILE...")
@click.option(
    "--as",
    "kind",
    metavar="serial",
    help="Take each picture as one serial line (a crop), and skip looking for text in it.",
)
@json_option
def command(files: tuple[Path, ...], kind: str | None, as_json: bool) -> None:
    """Read what is marked on the items in photographs.

    Every file gives a row, in the order given; the exit status is 2 if any of them could not be read.
    """
    if kind not in (None, "serial"):
        raise BadInputError(f"A picture cannot be read as {kind[:20]!r}: --as takes the word serial only.")
    show = _put_row if as_json else _page_writer()
    reader = Reader()
    refused = []
    for file in files:
        reading, sentence = None, None
        try:
            with progress(f"reading {file}"):
                reading = reader.read(file, as_serial=kind == "serial")
        except FindspotError as error:
            sentence = error.sentence
            refused.append(sentence)
        show(str(file), reading, sentence)
    if refused:
        raise BadInputError(_verdict(refused, len(files)))


def _put_row(file: str, reading: Reading | None, sentence: str | None) -> None:
    put_json(reading_claims(file, reading, sentence))


def _page_writer() -> Callable[[str, Reading | None, str | None], None]:
    from findspot.cli.page.reading import show_reading  # noqa: PLC0415 - rich is loaded for people only

    return show_reading


def _verdict(refused: list[str], files: int) -> str:
    if len(refused) == files == 1:
        return refused[0]
    return f"{len(refused)} of {files} files could not be read, the first because: {refused[0]}"
