"""``findspot registry export`` where it is FollowTheMoney entities that are written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from findspot.cli.streams import progress, put_json
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    import datetime as dt


def export_entities(out: Path, *, as_known_on: dt.date | None, as_json: bool) -> None:
    """Write what FollowTheMoney has words for, of the registry that is open, into a new file, and say so."""
    from findspot.registry.entities import export_entities as write  # noqa: PLC0415 - Django is set up first
    from findspot.registry.known import Knowledge  # noqa: PLC0415 - the same

    if os.path.lexists(out):
        raise BadInputError(f"{out}: there is something of that name: name a new file.")
    if not os.path.isdir(out.parent):  # noqa: PTH112 - Path.is_dir raises for long names
        raise BadInputError(f"The folder {out.parent} for {out.name} does not exist: make it first.")
    with progress("writing the entities"), tempfile.TemporaryDirectory(dir=out.parent) as unfinished:
        whole = Path(unfinished) / "entities"
        counts = write(whole, Knowledge(as_known_on))
        whole.rename(out)
    if as_json:
        put_json({"out": str(out), "entities": counts})
        return
    for schema, count in counts.items():
        click.echo(f"{out}: {count:,} of the schema {schema}")
