"""What is wrong with tables, listed on the page and in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from findspot.records.problems import LISTED
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from findspot.records.problems import Problems
    from findspot.records.tables import TableError

#: How to see all problems of tables that cannot be entered.
HOW = "findspot registry import --dry-run lists them"


def as_json(problems: Problems, doubts: Problems) -> dict[str, Any]:
    """What stops an import (``refused``) and what does not, the first thousand of each, and all counted."""
    listed = [_object(one, refused=True) for one in problems.listed]
    listed += [_object(one, refused=False) for one in doubts.listed]
    return {"problems": listed, "problem_count": problems.count + doubts.count}


def _object(problem: TableError, *, refused: bool) -> dict[str, Any]:
    return {
        "file": problem.file,
        "row": problem.row,
        "field": problem.field,
        "problem": problem.why,
        "refused": refused,
    }


def say_problems(problems: Problems, doubts: Problems) -> None:
    """Write a line for each, what stops an import first."""
    for found, kind in ((problems, "problem"), (doubts, "doubt")):
        for one in found.listed:
            click.echo(f"{kind}: {one.sentence}")
        if found.count > LISTED:
            click.echo(f"{found.count - LISTED:,} more {kind}s are not listed, of {found.count:,}")


def stop_for(problems: Problems) -> None:
    """End a dry run of tables that cannot be entered. Raises BadInputError where there is a problem."""
    if problems.count:
        counted = "One problem stops" if problems.count == 1 else f"{problems.count:,} problems stop"
        raise BadInputError(f"{counted} this import: correct the tables and import them again.")
