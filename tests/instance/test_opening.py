"""Opening, making and bringing forward an instance's database."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from tests.cli.running import is_one_sentence

from findspot.instance import opening
from findspot.instance.opening import make_instance, open_instance
from findspot.instance.places import FILE, PLACE, Place, holds_database, place_of
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """No connection outlives its test."""
    yield
    connections.close_all()


def _refused(place: Place) -> str:
    with pytest.raises(BadInputError) as refused:
        open_instance(place)
    assert is_one_sentence(refused.value.sentence)
    return refused.value.sentence


def test_a_registry_is_made_once(tmp_path: Path) -> None:
    """A second making finds it as it is; it can be opened, and its folder is known for what it is."""
    place = Place(tmp_path / "a" / "registry")
    assert make_instance(place)
    assert not make_instance(place)
    open_instance(place)
    assert place.folder is not None
    assert holds_database(place.folder)


def test_where_there_is_none_the_sentence_says_how_to_make_one(tmp_path: Path) -> None:
    """A folder without a registry, and one that is not there."""
    assert "findspot registry init" in _refused(Place(tmp_path))
    assert "findspot registry init" in _refused(Place(tmp_path / "nothing"))
    assert not holds_database(tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """Neither opened nor written over."""
    (tmp_path / FILE).write_bytes(b"a text of no meaning " * 100)
    place = Place(tmp_path)
    assert "cannot be used" in _refused(place)
    with pytest.raises(BadInputError, match="cannot be used"):
        make_instance(place)
    assert (tmp_path / FILE).read_bytes() == b"a text of no meaning " * 100


def test_another_programs_database_is_no_registry(tmp_path: Path) -> None:
    """An SQLite file without findspot's tables."""
    with sqlite3.connect(tmp_path / FILE) as database:
        database.execute("CREATE TABLE other (a)")
    database.close()
    assert "there is no registry" in _refused(Place(tmp_path))


def test_a_later_version_is_refused(tmp_path: Path) -> None:
    """What this version does not know it leaves alone, opening and making."""
    place = Place(tmp_path / "registry")
    make_instance(place)
    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET name = '9999_later' WHERE app = 'registry'")
    assert "later findspot" in _refused(place)
    with pytest.raises(BadInputError, match="later findspot"):
        make_instance(place)


def test_an_earlier_version_is_brought_forward(tmp_path: Path) -> None:
    """Opening says how; making does it."""
    place = Place(tmp_path / "registry")
    make_instance(place)
    call_command("migrate", "registry", "zero", verbosity=0)
    call_command("migrate", "ledger", "zero", verbosity=0)
    assert "earlier findspot" in _refused_with_one_more(place)
    make_instance(place)
    open_instance(place)


def _refused_with_one_more(place: Place) -> str:
    """What opening says of a registry that has been through some migrations, and lacks the last."""
    MigrationRecorder(connections["default"]).record_applied("registry", "0001_permits")
    known = {("registry", "0001_permits"), ("registry", "0002_deliveries")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "_known", lambda: known)
        sentence = _refused(place)
    MigrationRecorder(connections["default"]).record_unapplied("registry", "0001_permits")
    return sentence


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    """A file stands where the folder should."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInputError, match="cannot be made"):
        make_instance(Place(tmp_path / "file" / "registry"))


def test_the_environment_names_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder, a server, or nothing; what is given in words comes first."""
    monkeypatch.setenv(PLACE, str(tmp_path))
    assert place_of() == Place(tmp_path)
    assert place_of(tmp_path / "other") == Place(tmp_path / "other")
    monkeypatch.setenv(PLACE, "postgresql://a%20user:p%40ss@db.example:6543/find%20spot")
    server = place_of().server
    assert server is not None
    assert (server.user, server.password, server.host, server.port, server.name) == (
        "a user",
        "p@ss",
        "db.example",
        "6543",
        "find spot",
    )
    monkeypatch.setenv(PLACE, "postgresql://user@/findspot?host=/run/postgresql")
    by_socket = place_of().server
    assert by_socket is not None
    assert (by_socket.host, by_socket.name) == ("/run/postgresql", "findspot")
    monkeypatch.setenv(PLACE, "postgresql://a%20user:p%40ss@db.example:6543/find%20spot")
    assert "p@ss" not in str(place_of()) + repr(place_of())
    monkeypatch.delenv(PLACE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert place_of() == Place(tmp_path / "findspot")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://",
        "postgresql://host",
        "postgresql://host:x/name",
        "postgres://h/a/b",
        "postgresql:///name?host=relative",
    ],
)
def test_an_address_that_names_no_database_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence that shows how to write it, and not what was written: it may hold a password."""
    monkeypatch.setenv(PLACE, url)
    with pytest.raises(BadInputError) as refused:
        place_of()
    assert is_one_sentence(refused.value.sentence)


def test_a_server_that_does_not_answer_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens on that port of the loopback."""
    monkeypatch.setenv(PLACE, "postgresql://user:secret@127.0.0.1:9/findspot")
    sentence = _refused(place_of())
    assert "secret" not in sentence
    assert "server runs" in sentence


def test_nothing_is_written_where_a_registry_is_only_opened(tmp_path: Path) -> None:
    """Opening a folder without a registry leaves it empty."""
    _refused(Place(tmp_path))
    assert list(tmp_path.iterdir()) == []
