"""Opening a register: paths of tables, or of one folder of them, to the Register that they hold."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from findspot.records.building import SightingRow, build_records, build_sightings
from findspot.records.checking import check_references, distinct_records
from findspot.records.columns import Known, join_blocks, spellings, table_named
from findspot.records.deliveries import Deliveries, build_deliveries
from findspot.records.naming import Names
from findspot.records.problems import Report, refuse
from findspot.records.reading import OPENED, opened, read_tables
from findspot.records.register import TableRegister
from findspot.records.remarks import notice_of
from findspot.records.tables import refusal
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.listings import Listing
from findspot.vocabulary.records import (
    Alias,
    Answer,
    Application,
    Authentication,
    Check,
    ControlEntry,
    Installation,
    Line,
    Model,
    Party,
    Permit,
    Policy,
    Record,
    Relation,
    Transfer,
    Undertaking,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from findspot.records.headings import Headings

R = TypeVar("R", bound=Record)

_TABULAR = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet"})
#: Only a table when its name is a table's: a folder may hold a README.txt.
_PERHAPS = frozenset({".txt"})


def open_register(
    paths: Sequence[Path],
    *,
    whole: bool = True,
    deliveries: bool = True,
    report: Report = refuse,
    headings: Headings | None = None,
) -> TableRegister:
    """The register that one table, several tables or one folder of tables hold.

    A file is the table that its name announces; one of another name with a column ``serial`` is a table
    of deliveries. ``whole``: there must be one of these, without which nothing can be found.
    ``deliveries``: whether these are read at all. ``headings`` say what some of the tables' headings mean.
    Whatever cannot be read or cannot be is reported, one sentence with file, row and field as far as they
    apply: raised, if no other ``report`` is given, which is told of all and gets a register of what is left.
    Raises BadInputError where there is nothing to read.
    """
    files = table_files(paths)
    loaded: dict[str, list[Known]] = {table: [] for table in spellings().tables.values()}
    digests: list[tuple[str, str]] = []
    notes: list[str] = []
    for path, label in files:
        try:
            with opened(path, label, OPENED) as file:
                digests.append((label, file.sha256()))
                for kind, blocks in read_tables(file, OPENED.rows, notes, report, headings):
                    if kind == "deliveries" and not deliveries:
                        continue
                    known = join_blocks(list(blocks))
                    loaded[kind].append(known)
                    notes += known.notes
        except BadInputError as error:
            report(error)
    name = ", ".join(map(str, paths))
    if whole and not loaded["deliveries"]:
        raise no_deliveries(name)

    def built(names: Names) -> Deliveries:
        rows, said = build_deliveries(loaded["deliveries"], names, report)
        notes.extend(said)
        return rows

    register = register_of(name, digests, loaded, built, notes, report)
    tables = frozenset(table for table, known in loaded.items() if known)
    notes.extend(check_references(register, tables))
    return replace(
        register,
        notes=tuple(dict.fromkeys(notes)),
        notice=notice_of((*loaded["deliveries"], *loaded["permits"])),
    )


def no_deliveries(name: str) -> BadInputError:
    """The refusal of a register that has no table of deliveries."""
    return refusal(
        name,
        "there is no table of deliveries: give one with a column 'serial' (in a folder: deliveries.csv).",
    )


def table_files(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """The files to read and what sentences call them: the name, or the path where names repeat."""
    paths = list(dict.fromkeys(map(Path, paths)))
    if not paths:
        raise BadInputError("No register was given: name a table, or a folder of tables.")
    # Path.is_dir raises where a name is too long; the file of that name is refused when it is opened.
    folders = [path for path in paths if os.path.isdir(path)]  # noqa: PTH112
    if folders and len(paths) > 1:
        raise refusal(
            str(folders[0]), "a folder is a whole register: give it alone, or give tables one by one."
        )
    found = _listed(folders[0]) if folders else paths
    names = [path.name for path in found]
    return [(path, path.name if names.count(path.name) == 1 else str(path)) for path in found]


def _listed(folder: Path) -> list[Path]:
    """The tables of a folder, by name; hidden files, lock files and what is no table are left out."""
    try:
        entries = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    except OSError:
        raise refusal(str(folder), "the folder cannot be opened: check its permissions.") from None
    tables: dict[str, Path] = {}
    for path in entries:
        suffix = path.suffix.lower()
        table = table_named(path.stem)
        if path.is_dir() or suffix not in _TABULAR | _PERHAPS or (suffix in _PERHAPS and not table):
            continue
        if not table:
            known = ", ".join(spellings().columns)
            raise refusal(
                path.name, f"no table of a register is called so: name it one of {known}, or take it away."
            )
        if path.stem in tables:
            raise refusal(
                path.name,
                f"the same table stands in {tables[path.stem].name}: take one of the two files away.",
            )
        tables[path.stem] = path
    if not tables:
        raise refusal(str(folder), "the folder holds no tables: put deliveries.csv in it, at least.")
    return list(tables.values())


def records_of(
    table: str,
    record: type[R],
    loaded: Mapping[str, Sequence[Known]],
    notes: list[str],
    report: Report = refuse,
) -> tuple[R, ...]:
    """The different records of all tables of one kind; what is decided goes to ``notes``.

    What cannot be or is declared in two ways is reported, with file, row and field.
    """
    built: list[R] = []
    for known in loaded[table]:
        rows, said = build_records(known, record, report)
        built += rows
        notes.extend(said)
    kept, said = distinct_records(table, built, report)
    notes.extend(said)
    return kept


def sightings_of(
    loaded: Mapping[str, Sequence[Known]], notes: list[str], report: Report = refuse
) -> list[SightingRow]:
    """The rows of all tables of sightings; what cannot be is reported."""
    sightings: list[SightingRow] = []
    for known in loaded["sightings"]:
        rows, dated = build_sightings(known, report)
        sightings += rows
        notes.extend(dated)
    return sightings


def register_of(
    name: str,
    digests: Sequence[tuple[str, str]],
    loaded: Mapping[str, Sequence[Known]],
    deliveries: Callable[[Names], Deliveries],
    notes: list[str],
    report: Report,
) -> TableRegister:
    """The register of these tables, and of the deliveries that are given for how names are linked.

    What is decided goes to ``notes``, which the register has not yet. Whatever cannot be is reported.
    """

    def records(table: str, record: type[R]) -> tuple[R, ...]:
        return records_of(table, record, loaded, notes, report)

    aliases = records("aliases", Alias)
    names = Names((a.alias, a.name) for a in aliases)
    sightings = sightings_of(loaded, notes, report)
    rows = deliveries(names)
    listed = "".join(f"{digest}  {label}\n" for label, digest in sorted(digests))
    return TableRegister(
        name=name,
        sha256=digests[0][1] if len(digests) == 1 else hashlib.sha256(listed.encode()).hexdigest(),
        files=tuple(digests),
        notes=(),
        notice="",
        deliveries=rows,
        permits=records("permits", Permit),
        applications=records("applications", Application),
        undertakings=records("undertakings", Undertaking),
        parties=records("parties", Party),
        alias_records=aliases,
        models=records("models", Model),
        installations=records("installations", Installation),
        transfers=records("transfers", Transfer),
        policy_records=records("policies", Policy),
        answers=records("answers", Answer),
        authentications=records("authentications", Authentication),
        checks=records("checks", Check),
        lines=records("permit_lines", Line),
        relation_records=records("relations", Relation),
        control_entries=records("control_entries", ControlEntry),
        listings=records("listings", Listing),
        sighting_rows=tuple(sightings),
        names=names,
    )
