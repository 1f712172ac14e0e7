"""``findspot trace``: from photographs of one item to a finding, and a dossier to hand on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from findspot import chain
from findspot.cli import options
from findspot.cli.dossier import check_outputs, write_dossiers
from findspot.cli.options import json_option, known_option, prior_option, register_option
from findspot.cli.registers import files_named, open_named
from findspot.cli.streams import progress, put_json
from findspot.dossier.claims import trace_claims
from findspot.matching.by_eye import check_readings
from findspot.vocabulary.by_eye import ReadByEye
from findspot.vocabulary.dates import Span
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.sighting import Grade, Sighting

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path
_MOST_SIGHTINGS = 50
_T = TypeVar("_T")


@click.command("trace")
@click.argument("files", nargs=-1, required=True, type=options.path, metavar="FILE...")
@register_option
@known_option
@click.option(
    "--found-on",
    "found_on",
    multiple=True,
    type=options.date,
    metavar="DATE",
    help="When it was seen: 2020-10-04, 2020-10, 2020-09-27/2020-11-10, before:2020-11, after:2020-09-27.",
)
@click.option(
    "--found-at", "found_at", multiple=True, type=options.words, metavar="PLACE", help="Where it was seen."
)
@click.option(
    "--used-by",
    "--held-by",
    "used_by",
    multiple=True,
    type=options.words,
    metavar="PARTY",
    help="Who operated it before it was recovered.",
)
@click.option(
    "--recovered-by", "recovered_by", multiple=True, type=options.words, metavar="PARTY", help="Who took it."
)
@click.option(
    "--platform",
    "platform",
    multiple=True,
    type=options.words,
    metavar="NAME",
    help="What it was built into.",
)
@click.option("--source", "source", multiple=True, type=options.words, metavar="TEXT", help="Who says so.")
@click.option(
    "--grade",
    "grade",
    multiple=True,
    type=options.grade,
    metavar="C3",
    help="The Admiralty grade of that source (A-F) and of what it says (1-6).",
)
@click.option(
    "--read-by-eye",
    "by_eye",
    multiple=True,
    metavar="PATTERN",
    help="The serial number as a person reads it on the picture: ? one unreadable character, * an unknown "
    "run; it is weighed with the machine's reading. May repeat for several persons.",
)
@click.option(
    "--read-by",
    "read_by",
    multiple=True,
    type=options.words,
    metavar="OFFICE",
    help="Whose eye it was: an office and a reference, no name.",
)
@prior_option
@click.option(
    "--dossier",
    "dossiers",
    multiple=True,
    type=options.path,
    metavar="OUT",
    help="Write the finding to OUT.pdf (the paper) or OUT.json (what --json prints); may repeat.",
)
@json_option
def command(
    *,
    files: tuple[Path, ...],
    registers: tuple[Path, ...],
    as_known_on: dt.date | None,
    by_eye: tuple[str, ...],
    read_by: tuple[str, ...],
    prior: float,
    dossiers: tuple[Path, ...],
    as_json: bool,
    **told: Any,  # noqa: ANN401 - the seven options of a sighting, each a tuple of its own type
) -> None:
    """From photographs of one item to a finding: what it is, what was promised, what else is touched.

    All FILES show one item. If any of them cannot be used, nothing is traced.

    For an item that was seen more than once, repeat the options of the sighting in order: the second
    --found-on belongs to the second --found-at, and so on ("" where it is not known); an option given once
    holds for every sighting. As many files as sightings belong together in their order.

    What persons read with --read-by-eye is of the item's plate as a whole, whichever file shows it; the
    first --read-by belongs to the first --read-by-eye, and so on.
    """
    check_outputs(dossiers, files, files_named(registers))
    seen = readings_by_eye(by_eye, read_by)
    sightings = sightings_of(**told)
    with progress("opening the register") as tell:
        opened = open_named(registers, as_known_on, tell)
        traced = chain.trace(
            files, opened.register, sightings, matcher=opened.matcher, by_eye=seen, prior=prior, step=tell
        )
        traced = replace(traced, command=command_words(files, registers, prior, told, seen, as_known_on))
        if dossiers:
            tell("writing the dossier")
            write_dossiers(traced, files, dossiers)
    if as_json:
        put_json(trace_claims(traced))
        return
    from findspot.cli.page.traced import show_trace  # noqa: PLC0415 - rich is loaded for people only

    show_trace(traced, dossiers)


def sightings_of(
    *,
    found_on: Sequence[Span | None] = (),
    found_at: Sequence[str] = (),
    used_by: Sequence[str] = (),
    recovered_by: Sequence[str] = (),
    platform: Sequence[str] = (),
    source: Sequence[str] = (),
    grade: Sequence[Grade | None] = (),
) -> tuple[Sighting, ...]:
    """The sightings that the options tell of: none where none is given.

    An option given once holds for all. Raises BadInputError where two options are repeated a different
    number of times.
    """
    told: dict[str, Sequence[Any]] = {
        "--found-on": found_on,
        "--found-at": found_at,
        "--used-by": used_by,
        "--recovered-by": recovered_by,
        "--platform": platform,
        "--source": source,
        "--grade": grade,
    }
    count = max(len(values) for values in told.values())
    if count > _MOST_SIGHTINGS:
        raise BadInputError(
            f"{count} sightings are more than a command line takes ({_MOST_SIGHTINGS}): "
            "put them in the register's table of sightings."
        )
    for option, values in told.items():
        if len(values) not in (0, 1, count):
            raise BadInputError(
                f"{option} is given {len(values)} times for {count} sightings: give it once, or for each."
            )
    return tuple(
        Sighting(
            found_on=_of(found_on, index, None),
            found_at=_of(found_at, index, ""),
            used_by=_of(used_by, index, ""),
            recovered_by=_of(recovered_by, index, ""),
            platform=_of(platform, index, ""),
            source=_of(source, index, ""),
            grade=_of(grade, index, None),
        )
        for index in range(count)
    )


def readings_by_eye(by_eye: Sequence[str], read_by: Sequence[str]) -> tuple[ReadByEye, ...]:
    """What was read by eye, with who read it where that is said.

    Raises BadInputError where the two options do not go together, where more is read than is weighed, and
    for what is no pattern.
    """
    if len(read_by) not in (0, len(by_eye)):
        raise BadInputError(
            f"--read-by is given {len(read_by)} times for {len(by_eye)} readings by eye: "
            'give it for each --read-by-eye, "" where nothing is said.'
        )
    seen = tuple(
        ReadByEye(pattern.strip(), read_by[index] if read_by else "") for index, pattern in enumerate(by_eye)
    )
    try:
        check_readings(seen)
    except BadInputError as error:
        raise BadInputError(f"--read-by-eye: {error.sentence}") from None
    return seen


def command_words(
    files: Sequence[Path],
    registers: Sequence[Path],
    prior: float,
    told: Mapping[str, Sequence[Span | Grade | str | None]],
    by_eye: Sequence[ReadByEye] = (),
    as_known_on: dt.date | None = None,
) -> tuple[str, ...]:
    """The command line that gives the same finding: what was typed, without what only says where it goes."""
    words = ["findspot", "trace"]
    for register in registers:
        words += ["--register", str(register)]
    if as_known_on is not None:
        words += ["--as-known-on", as_known_on.isoformat()]
    for name, values in told.items():
        for value in values:
            typed = value.text if isinstance(value, Span) else "" if value is None else str(value)
            words += [f"--{name.replace('_', '-')}", typed]
    words += [word for one in by_eye for word in ("--read-by-eye", one.pattern)]
    if any(one.by for one in by_eye):
        words += [word for one in by_eye for word in ("--read-by", one.by)]
    words += ["--prior-in-register", repr(prior)]
    names = [str(file) for file in files]
    return (*words, *(["--"] if any(name.startswith("-") for name in names) else []), *names)


def _of(values: Sequence[_T], index: int, absent: _T) -> _T:
    return values[index] if len(values) > 1 else values[0] if values else absent
