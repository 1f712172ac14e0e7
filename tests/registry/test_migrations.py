"""Registries that earlier versions made are brought forward, and answer as they did."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import connections
from tests.registry.entering import FOUNDING
from tests.registry.test_register import _asked, _names

from findspot.instance.keys import open_ring
from findspot.instance.opening import make_instance, open_instance
from findspot.instance.places import Place
from findspot.ledger.verifying import verify
from findspot.records.opening import open_register
from findspot.registry.register import DatabaseRegister

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A registry of each version with the founding case, as SQLite dumps it.
_MADE_BY = sorted((Path(__file__).parents[1] / "assets" / "registry").glob("*.sql"))


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """No connection outlives its test."""
    yield
    connections.close_all()


@pytest.mark.parametrize("dump", _MADE_BY, ids=lambda path: path.stem)
def test_a_registry_of_an_earlier_version_answers_as_before(dump: Path, tmp_path: Path) -> None:
    """Brought forward, it has every record of the founding case as its tables do, and the ledger has them."""
    place = Place(tmp_path)
    database = sqlite3.connect(place.file)
    database.executescript(dump.read_text(encoding="utf-8"))
    database.close()
    make_instance(place)
    open_instance(place)
    assert list(verify(open_ring(place))) == []
    tables = open_register([FOUNDING])
    names = _names(tables)
    assert _asked(DatabaseRegister("registry"), names) == _asked(tables, names)


def test_the_models_and_the_migrations_agree(tmp_path: Path) -> None:
    """Nothing in the models waits for a migration."""
    make_instance(Place(tmp_path))
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
