"""Where an instance keeps its database: a folder of its own, or a Postgres server."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from findspot.vocabulary.errors import BadInputError

#: The environment variable that names the place: a folder, or ``postgresql://user:password@host:port/name``.
PLACE = "FINDSPOT_DATABASE"
#: The database's file in its folder.
FILE = "findspot.sqlite3"
_MAGIC = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Server:
    """A database on a Postgres server; ``host`` may be the folder of its socket."""

    host: str
    port: str
    name: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with a database of its own, or a database on a server."""

    folder: Path | None = None
    server: Server | None = None

    @property
    def file(self) -> Path:
        """The database's file."""
        assert self.folder is not None
        return self.folder / FILE

    def __str__(self) -> str:
        """The place as people may see it: no password."""
        if self.server is None:
            return str(self.folder)
        return f"postgresql://{self.server.host}/{self.server.name}"


def place_of(folder: Path | None = None) -> Place:
    """The place that is named: this folder, else that of ``FINDSPOT_DATABASE``, else one of the user's own.

    Raises BadInputError, one sentence, where the variable names no place.
    """
    if folder is not None:
        return Place(folder)
    named = os.environ.get(PLACE, "")
    if named.startswith(("postgresql://", "postgres://")):
        return Place(server=_server(named))
    if named:
        return Place(Path(named))
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Place(Path(data) / "findspot")


def holds_database(path: Path) -> bool:
    """Whether this is the folder of an instance's database."""
    try:
        with (path / FILE).open("rb") as stream:
            return stream.read(len(_MAGIC)) == _MAGIC
    except (OSError, ValueError):
        return False


def database_of(place: Place) -> dict[str, Any]:
    """The database at this place, in the words of Django's settings."""
    if place.server is None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(place.file),
            "OPTIONS": {
                # Writers wait for each other from their first statement on, instead of failing half-way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # What is deleted is written over, since a source may have to be forgotten.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": place.server.name,
        "USER": place.server.user,
        "PASSWORD": place.server.password,
        "HOST": place.server.host,
        "PORT": place.server.port,
    }


def _server(url: str) -> Server:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or _socket(parts.query), str(parts.port or 5432)
    except ValueError:
        host = port = ""
    name = unquote(parts.path.lstrip("/")) if host else ""
    if not name or "/" in name:
        raise BadInputError(
            f"{PLACE} names no database: write it as postgresql://user:password@host:5432/findspot."
        )
    return Server(host, port, name, unquote(parts.username or ""), unquote(parts.password or ""))


def _socket(query: str) -> str:
    """The folder of a server's socket: ``postgresql:///name?host=/folder``."""
    host = parse_qs(query).get("host", [""])[-1]
    return host if host.startswith("/") else ""
