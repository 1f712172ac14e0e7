"""A registry of its own for each test, embedded and on a real Postgres server."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from benchmarks.cluster import cluster, programs
from django.db import connections

from findspot.instance.keys import FOLDER as KEYS
from findspot.instance.opening import make_instance, open_instance, set_up
from findspot.instance.places import Place, Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

set_up()

#: The superuser of the cluster.
_USER = "bench"


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An embedded registry with nothing in it, to be copied."""
    place = Place(tmp_path_factory.mktemp("empty"))
    make_instance(place)
    connections.close_all()
    return place


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A registry on a Postgres server that the tests start; each test empties it."""
    found = programs()
    if found is None and os.environ.get("CI"):
        pytest.fail("Postgres is not installed here, and nothing may be skipped where CI runs.")
    if found is None:
        pytest.skip("Postgres is not installed here, so the registry is not tested on it.")
    with pytest.MonkeyPatch.context() as patch, cluster() as socket:
        patch.setenv(KEYS, str(tmp_path_factory.mktemp("keys")))
        made = Place(server=Server(str(socket.parent), "5432", "postgres", _USER, ""))
        make_instance(made)
        yield made
        connections.close_all()


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, empty: Place, tmp_path: Path) -> Iterator[Place]:
    """A registry with nothing in it, opened."""
    if request.param == "sqlite":
        assert empty.folder is not None
        shutil.copytree(empty.folder, tmp_path / "registry")
        made = Place(tmp_path / "registry")
        open_instance(made)
    else:
        made = request.getfixturevalue("server")
        open_instance(made)
        with connections["default"].cursor() as cursor:
            tables = "registry_entry, registry_mapping, ledger_entry, ledger_node, ledger_head"
            cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    yield made
    connections.close_all()
