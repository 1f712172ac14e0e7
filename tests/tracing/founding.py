"""The founding case as tests use it: its register on disk, its plate as read, its sighting as reported."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tests.factories import reading

from findspot.matching.matching import match_reading
from findspot.records.opening import open_register
from findspot.tracing.trace import trace_item
from findspot.vocabulary.dates import parse_span
from findspot.vocabulary.sighting import Grade, Sighting

if TYPE_CHECKING:
    from collections.abc import Callable

    from findspot.vocabulary.by_eye import ReadByEye
    from findspot.vocabulary.finding import Explanation, Finding, Trace
    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.register import Register

CASE = Path(__file__).parents[2] / "examples" / "karabakh"
ITEM, SERIAL, PERMIT = "EX-ITEM-0417", "15D-20417", "EX-INV-0417"
PART = "INV-15D-7100-02"

#: What the command of the README says.
REPORTED = Sighting(used_by="Azerbaijan", recovered_by="Armenia", platform="Bayraktar TB2")
#: The same, dated and graded.
GRADED = replace(
    REPORTED,
    found_on=parse_span("2020-10-20"),
    country="Azerbaijan",
    source="a journalist",
    grade=Grade("B", 2),
)

Row = dict[str, str]


def plate_digest() -> str:
    """The digest of plate.png as the register's sighting has it."""
    with (CASE / "register" / "sightings.csv").open(encoding="utf-8") as file:
        return next(csv.DictReader(file))["exhibits"]


def plate(
    serial: str | None = SERIAL,
    *,
    maker: str | None = "L3 WESCAM",
    model: str | None = "CMX-15D",
    part_number: str | None = PART,
) -> Reading:
    """The plate as a good recogniser reads it."""
    read = reading(serial, maker=maker, model=model, part_number=part_number)
    return replace(read, sha256=plate_digest())


def edited(folder: Path, table: str, change: Callable[[list[Row]], list[Row]]) -> Path:
    """A copy of the founding register in ``folder`` with one table's rows changed; copied only once."""
    target = folder / "register"
    if not target.exists():
        shutil.copytree(CASE / "register", target)
    file = target / f"{table}.csv"
    rows: list[Row] = []
    if file.exists():
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    rows = change(rows)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return target


def without(column: str, *values: str) -> Callable[[list[Row]], list[Row]]:
    """The rows without those that have one of these values in the column."""
    return lambda rows: [row for row in rows if row[column] not in values]


def added(*new: Row) -> Callable[[list[Row]], list[Row]]:
    """The rows and new ones."""
    return lambda rows: [*rows, *new]


def founding(
    *sightings: Sighting,
    register: Path = CASE / "register",
    read: tuple[Reading, ...] | None = None,
    by_eye: tuple[ReadByEye, ...] = (),
) -> Trace:
    """The founding case traced, by the README's report unless sightings are given."""
    readings = read or (plate(),)
    rows = opened() if register == CASE / "register" else open_register([register])
    match = match_reading(readings, rows, by_eye=by_eye)
    return trace_item(readings, match, sightings or (REPORTED,), rows)


@cache
def opened() -> Register:
    """The example's own register, opened once for all tests."""
    return open_register([CASE / "register"])


def explained(trace: Trace, kind: str) -> Explanation:
    """The explanation of one kind."""
    return next(e for e in trace.finding.explanations if e.kind == kind)


def supports(trace: Trace) -> dict[str, str]:
    """How far each explanation is supported."""
    return {e.kind: str(e.support) for e in trace.finding.explanations}


def conflict_kinds(finding: Finding) -> set[str]:
    """The kinds of contradiction that a finding reports."""
    return {conflict.kind for conflict in finding.conflicts}


def exposed(trace: Trace) -> list[str]:
    """The identifiers of what a finding touches, in order."""
    return [touched.id for touched in trace.exposure]
