"""``findspot registry import`` and ``export`` where it is EPCIS events that come and go."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from findspot.cli import options
from findspot.cli.recording import say_counts
from findspot.cli.streams import progress, put_json
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from findspot.instance.places import Place


permits_option = click.option(
    "--permit-type",
    "permits",
    multiple=True,
    type=options.words,
    metavar="TYPE",
    help="Of EPCIS events: a type of transaction that is a permit, as it stands there; may be repeated.",
)


def are_events(paths: Sequence[Path], *, permits: Sequence[str], told: Sequence[object]) -> bool:
    """Whether these files hold EPCIS events.

    Raises BadInputError where only some of them do, where ``permits``, which events alone have, are given for
    tables, and where ``told``, which headings of tables mean, is given for events.
    """
    from findspot.records.epcis.reading import is_document  # noqa: PLC0415 - with what it reads

    events = [path for path in paths if is_document(path)]
    if events and len(events) < len(paths):
        raise BadInputError(f"{events[0]} holds events, other files do not: import events by themselves.")
    if permits and not events:
        raise BadInputError("--permit-type is of EPCIS events, and these are tables: leave it out.")
    if told and events:
        raise BadInputError("--map is of tables, and these are EPCIS events: leave it out.")
    return bool(events)


def import_events(
    place: Place,
    paths: Sequence[Path],
    *,
    permits: Sequence[str],
    by: str,
    why: str,
    dry: bool,
    as_json: bool,
) -> None:
    """Enter the events of these files into the registry that is open, and say what was recorded.

    ``permits``: the types of transactions that are permits, beside findspot's own.
    """
    from findspot.cli import problems as listing  # noqa: PLC0415 - as late as Django
    from findspot.records.epcis.reading import read_documents  # noqa: PLC0415 - the same
    from findspot.records.problems import Problems  # noqa: PLC0415 - the same
    from findspot.registry import events as there  # noqa: PLC0415 - Django is set up first
    from findspot.registry.stating import Recorded  # noqa: PLC0415 - the same

    problems, doubts = Problems(), Problems()
    with progress("reading the events") as tell:
        understood = there.understood_here(read_documents(paths, permits=permits, report=problems), problems)
        if dry:
            doubts.take(there.doubts_of(understood))
        elif problems.count:
            raise problems.refusal(listing.HOW)
        done, notes = Recorded(None, 0, 0, 0), understood.notes
        if not problems.count:
            tell("entering them")
            done, notes = there.enter_events(understood, by=by, why=why, dry=dry)
    if as_json:
        counts = {"new": done.new, "corrected": done.corrected, "unchanged": done.unchanged}
        found = listing.as_json(problems, doubts) if dry else {}
        recorded = done.entry is not None
        put_json({"place": str(place), **counts, "recorded": recorded, "notes": notes, **found})
    else:
        listing.say_problems(problems, doubts)
        if not problems.count:
            say_counts(place, done, dry=dry)
        for note in notes:
            click.echo(f"  note: {note}")
    listing.stop_for(problems)


def export_events(out: Path, *, as_known_on: dt.date | None, as_json: bool) -> None:
    """Write what the registry that is open holds as one EPCIS document into a new file, and say so."""
    from findspot.records.epcis.writing import document  # noqa: PLC0415 - as late as Django
    from findspot.registry.events import Export, not_carried  # noqa: PLC0415 - Django is set up first
    from findspot.registry.known import Knowledge  # noqa: PLC0415 - the same

    if os.path.lexists(out):
        raise BadInputError(f"{out}: there is something of that name: name a new file.")
    if not os.path.isdir(out.parent):  # noqa: PTH112 - Path.is_dir raises for long names
        raise BadInputError(f"The folder {out.parent} for {out.name} does not exist: make it first.")
    known = Knowledge(as_known_on)
    export = Export(known)
    with progress("writing the events"), tempfile.TemporaryDirectory(dir=out.parent) as unfinished:
        whole = Path(unfinished) / "events"
        with whole.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(document(export.events(), dt.datetime.now(dt.UTC)))
        whole.rename(out)
    left = not_carried(known)
    if as_json:
        put_json({"out": str(out), "tables": dict(export.written), "left_out": left})
        return
    for table, count in export.written.items():
        click.echo(f"{out}: {count:,} {table}")
    if left:
        listed = ", ".join(f"{count:,} {table}" for table, count in left.items())
        click.echo(f"  left out: {listed}, for which EPCIS has no event")
