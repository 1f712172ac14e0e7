"""The options that several commands share, and how what is typed becomes a value."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from findspot.vocabulary.dates import parse_span
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.sighting import parse_grade

if TYPE_CHECKING:
    import datetime as dt

    from findspot.vocabulary.dates import Span
    from findspot.vocabulary.sighting import Grade

#: The longest text that an option takes, in characters.
LONGEST_WORDS = 500
_HIGHEST_COUNT = 10_000
_LONGEST_WAIT = 3600


def prior(typed: str) -> float:
    """A probability strictly between 0 and 1. Raises BadInputError."""
    try:
        value = float(typed)
    except ValueError:
        value = -1.0
    if not 0.0 < value < 1.0:
        raise BadInputError(
            f"The prior {typed[:20]!r} is no probability between 0 and 1: write a number such as 0.7."
        )
    return value


def count(typed: str) -> int:
    """A whole number from 1 to 10 000. Raises BadInputError."""
    value = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 6 else 0
    if not 1 <= value <= _HIGHEST_COUNT:
        raise BadInputError(
            f"The count {typed[:20]!r} is no number from 1 to {_HIGHEST_COUNT}: write one such as 10."
        )
    return value


def seconds(typed: str) -> float:
    """A time of more than 0 and at most 3 600 seconds. Raises BadInputError."""
    try:
        value = float(typed)
    except ValueError:
        value = -1.0
    if not 0.0 < value <= _LONGEST_WAIT:
        raise BadInputError(
            f"The time {typed[:20]!r} is no number of seconds up to {_LONGEST_WAIT}: write one such as 10."
        )
    return value


def date(typed: str) -> Span | None:
    """A date as precisely as it is known, None for "". Raises BadInputError."""
    return parse_span(typed) if typed.strip() else None


def day(typed: str) -> dt.date:
    """One day, such as 2020-10-26. Raises BadInputError."""
    span = parse_span(typed)
    if not span.exact or span.latest is None:
        raise BadInputError(f"The date {typed[:40]!r} is not one day: write it as 2020-10-26.")
    return span.latest


def grade(typed: str) -> Grade | None:
    """An Admiralty grade such as C3, None for "". Raises BadInputError."""
    return parse_grade(typed) if typed.strip() else None


def words(typed: str) -> str:
    """A name or a few words, without outer spaces. Raises BadInputError where they are too long."""
    text = typed.strip()
    if len(text) > LONGEST_WORDS:
        raise BadInputError(
            f"The text {text[:20]!r}… has {len(text)} characters: shorten it to {LONGEST_WORDS} at most."
        )
    return text


def heading(typed: str) -> tuple[str, str]:
    """A heading and the known column that it means. Raises BadInputError."""
    from findspot.records.columns import spellings  # noqa: PLC0415 - read only for whoever maps headings
    from findspot.records.naming import fold_name  # noqa: PLC0415 - the same

    written, _, column = words(typed).rpartition("=")
    written, column = written.strip(), column.strip().casefold().replace(" ", "_")
    columns = frozenset[str]().union(*spellings().columns.values())
    if not fold_name(written):
        raise BadInputError(f"The mapping {typed[:40]!r} names no heading: write it as 'Seri No=serial'.")
    if column not in columns:
        near = difflib.get_close_matches(column, columns, 1)
        hint = f"did you mean {near[0]!r}" if near else "the columns stand in the reference"
        raise BadInputError(f"No table has a column {column[:40]!r}, {hint}: write it as 'Seri No=serial'.")
    return written, column


def path(typed: str) -> Path:
    """The path of a file or folder, not yet looked at. Raises BadInputError where it can be none."""
    if not typed or "\0" in typed:
        raise BadInputError("An empty path names no file: write the path of a file.")
    return Path(typed)


register_option = click.option(
    "--register",
    "registers",
    multiple=True,
    type=path,
    metavar="TABLES",
    help="A table of deliveries, a folder of tables, or an index made by findspot index build; repeat it for "
    "several tables of one register. Without it, the registry (see findspot registry).",
)
known_option = click.option(
    "--as-known-on",
    "as_known_on",
    type=day,
    metavar="DATE",
    help="Answer with what the registry had learnt by the end of this day.",
)
prior_option = click.option(
    "--prior-in-register",
    "prior",
    default="0.7",
    show_default=True,
    type=prior,
    metavar="P",
    help="The belief, before the plate is read, that the item stands in the register.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Put JSON alone on standard output.")
