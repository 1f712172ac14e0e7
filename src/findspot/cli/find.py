"""``findspot find``: a serial number with unreadable characters, looked up in a register."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from findspot.cli import options
from findspot.cli.lines import LONGEST_LINE, lines_of
from findspot.cli.options import json_option, known_option, prior_option, register_option
from findspot.cli.registers import finder_named
from findspot.cli.streams import progress, put_json, say
from findspot.dossier.claims import match_claims
from findspot.vocabulary.errors import BadInputError, FindspotError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from findspot.matching.patterns import Finder
    from findspot.vocabulary.candidates import Match


class _Query(NamedTuple):
    """One line in. ``place`` names it for people; ``listed``: it stands in a file, which may have blanks."""

    pattern: str
    place: str
    listed: bool


@click.command("find")
@click.argument("patterns", nargs=-1, metavar="PATTERN...")
@click.option(
    "--from",
    "source",
    type=options.path,
    metavar="FILE",
    help="Take one pattern a line from this file (- is standard input), after those named.",
)
@register_option
@known_option
@click.option(
    "-n",
    "--limit",
    "limit",
    default="10",
    show_default=True,
    type=options.count,
    metavar="K",
    help="Name at most K candidates.",
)
@click.option(
    "--seconds",
    "seconds",
    default="10",
    show_default=True,
    type=options.seconds,
    metavar="S",
    help="With an index: answer a pattern after about S seconds with the best so far, marked partial.",
)
@prior_option
@json_option
def command(
    *,
    patterns: tuple[str, ...],
    source: Path | None,
    registers: tuple[Path, ...],
    as_known_on: dt.date | None,
    limit: int,
    seconds: float,
    prior: float,
    as_json: bool,
) -> None:
    """Search a register for a serial number with unreadable characters or errors.

    In a PATTERN, ? is one unreadable character and * an unknown run; plain text is searched with errors
    allowed. Quote patterns, or the shell replaces them by file names.

    Every line in gives one line out. A line that cannot be searched says why, and the exit status is then
    2; a blank line of a file says that it is blank, and is no failure.

    Where the register remarks that its numbers are invented, standard error says so, and with --json each
    answer, as its notice.
    """
    if not patterns and source is None:
        raise BadInputError("There is nothing to find: name a PATTERN, or a file of them with --from.")
    with progress("opening the register"):
        finder = finder_named(registers, say, as_known_on)
    show = _row_writer(finder.notice) if as_json else _page_writer(finder.notice)
    refused = 0
    first = ""
    for query in _queries(patterns, source):
        match, sentence = _answer(query, finder, prior=prior, limit=limit, seconds=seconds)
        show(query.pattern, match, sentence)
        if sentence and (query.pattern.strip() or not query.listed):
            refused += 1
            first = first or f"{query.place}: {sentence}"
    if refused:
        raise BadInputError(
            first if refused == 1 else f"{refused} lines could not be searched, the first is {first}"
        )


def _queries(patterns: Sequence[str], source: Path | None) -> Iterator[_Query]:
    for number, pattern in enumerate(patterns, 1):
        yield _Query(pattern, f"pattern {number}", listed=False)
    if source is not None:
        for number, line in enumerate(lines_of(source), 1):
            yield _Query(line, f"{source} line {number}", listed=True)


def _answer(
    query: _Query, finder: Finder, *, prior: float, limit: int, seconds: float
) -> tuple[Match | None, str | None]:
    pattern = query.pattern
    if not pattern.strip():
        return None, "The line is blank: write a serial number or a pattern."
    if len(pattern) > LONGEST_LINE:
        return None, f"The line is longer than {LONGEST_LINE} characters: write one pattern a line."
    if any("\ud800" <= character <= "\udfff" for character in pattern):
        return None, "The line holds bytes that are no text: save the list as UTF-8."
    try:
        return finder.find(pattern, prior=prior, limit=limit, seconds=seconds), None
    except FindspotError as error:
        return None, error.sentence


def _row_writer(notice: str) -> Callable[[str, Match | None, str | None], None]:
    """Puts the answer to each pattern as JSON, with the register's notice where there is one."""
    noticed = {"notice": notice} if notice else {}

    def put(pattern: str, match: Match | None, sentence: str | None) -> None:
        put_json({**match_claims(pattern, match, sentence), **noticed})

    return put


def _page_writer(notice: str) -> Callable[[str, Match | None, str | None], None]:
    """Shows the answer to each pattern as a page; before the first with rows it says the notice, if any."""
    from findspot.cli.page.found import show_found  # noqa: PLC0415 - rich is loaded for people only

    unsaid = [notice] if notice else []

    def show(pattern: str, match: Match | None, sentence: str | None) -> None:
        if match is not None and unsaid:
            say(unsaid.pop())
        show_found(pattern, match, sentence)

    return show
