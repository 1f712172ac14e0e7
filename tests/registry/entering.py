"""Tables entered into the registry, as tests need them."""

from __future__ import annotations

import csv
import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction
from hypothesis import reject
from tests.tracing.founding import CASE

from findspot.records.opening import open_register
from findspot.registry.importing import enter
from findspot.registry.register import DatabaseRegister
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from findspot.records.register import TableRegister
    from findspot.registry.stating import Recorded

FOUNDING = CASE / "register"
TODAY = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)


def entered(tables: Path = FOUNDING, now: dt.datetime = TODAY) -> tuple[TableRegister, Recorded]:
    """The tables, and what was recorded of them."""
    register = open_register([tables])
    return register, enter(register, by="an office", why="a test", now=now)


def written(folder: Path, tables: Mapping[str, str]) -> Path:
    """A folder with these tables."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def opened(folder: Path, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> TableRegister:
    """The register of these rows, table by table; an example of Hypothesis that is no register is left."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        if rows:
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, sorted(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
    try:
        return open_register([folder])
    except BadInputError:
        reject()


def known_on(day: str) -> DatabaseRegister:
    """The registry as it was known on a day."""
    return DatabaseRegister("registry", dt.date.fromisoformat(day))


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Whatever is recorded inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
