"""Opening an instance's database, making a new one, and bringing an older one forward."""

from __future__ import annotations

import os
import pkgutil
import sqlite3
from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING

import django
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from findspot.instance.keys import FOLDER, ensure_keys, has_ring, key_folder, open_signer
from findspot.instance.places import database_of
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from findspot.instance.places import Place


def open_instance(place: Place) -> None:
    """Let this process use the database at this place; nothing is written.

    Raises BadInputError, one sentence, where there is none, where it cannot be reached, or where it was made
    by another version of findspot.
    """
    if place.server is None and not place.file.is_file():
        raise BadInputError(f"{place}: there is no registry: make one with findspot registry init.")
    with _reaching(place):
        _point(place)
        made, known = _made(), _known()
    _keep(place)
    if not made:
        raise BadInputError(f"{place}: there is no registry: make one with findspot registry init.")
    if made - known:
        raise BadInputError(f"{place}: the registry was made by a later findspot: use that one.")
    if known - made:
        raise BadInputError(
            f"{place}: the registry was made by an earlier findspot: bring it forward with "
            "findspot registry init."
        )


def make_instance(place: Place) -> bool:
    """Make a database at this place, or bring the one that is there forward; whether it is new.

    Raises BadInputError, one sentence, where it cannot be made or was made by a later findspot.
    """
    if place.folder is not None:
        try:
            place.folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise BadInputError(
                f"{place}: the folder cannot be made: check its name and permissions."
            ) from None
    with _reaching(place):
        _point(place)
        before = _made()
        if before - _known():
            raise BadInputError(f"{place}: the registry was made by a later findspot: use that one.")

        call_command("migrate", interactive=False, verbosity=0)
        _check_keys(place)
        ensure_keys(place)
        _keep(place)
        _adopt()
    return not before


def set_up() -> None:
    """Set Django up, before which no Django app can be imported; opening does so too."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "findspot.instance.settings")
    if not apps.ready:
        django.setup()


def _point(place: Place) -> None:
    """Let everything in this process use the database at this place from now on."""
    if place.server is None and place.file.exists():
        _look_at(place)
    set_up()
    connections["default"].close()
    del connections["default"]
    named = connections.configure_settings({"default": database_of(place)})
    connections.databases["default"] = named["default"]


@contextmanager
def _reaching(place: Place) -> Iterator[None]:
    """Turn the database's refusals into one sentence."""
    try:
        yield
    except ImproperlyConfigured:
        raise BadInputError(
            "The driver for Postgres is not installed: pip install 'findspot[postgres]'."
        ) from None
    except DatabaseError:
        hint = (
            "check the folder's permissions, and that the file is a findspot registry"
            if place.server is None
            else "check that the server runs and that the user may use it"
        )
        raise BadInputError(f"{place}: the database cannot be used: {hint}.") from None


def _keep(place: Place) -> None:
    """Let this process sign changes with the instance's key, opened at the first one."""
    from findspot.ledger.signing import keep  # noqa: PLC0415 - as the rest of the ledger

    keep(partial(open_signer, place))


def _check_keys(place: Place) -> None:
    """Refuse to make other keys for a log that is signed already: nobody could verify it with them."""
    from findspot.ledger import log  # noqa: PLC0415 - Django is set up first

    if log.size() and not has_ring(place):
        raise BadInputError(
            f"{key_folder(place)}: the keys with which this registry signs are not there: restore them, or "
            f"name their folder in {FOLDER}."
        )


def _adopt() -> None:
    """Take rows into the ledger that an earlier findspot wrote without one."""
    from findspot.ledger.adopting import adopt  # noqa: PLC0415 - Django is set up first
    from findspot.ledger.signing import signer  # noqa: PLC0415 - the same

    with transaction.atomic():
        adopt(signer())


def _look_at(place: Place) -> None:
    """Raise DatabaseError where the file is no whole database, on which Django leaves a connection open."""
    try:
        with closing(sqlite3.connect(place.file, timeout=30)) as database:
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise DatabaseError from error


def _made() -> set[tuple[str, str]]:
    """The migrations that this database has been through, by app and name."""
    return set(MigrationRecorder(connections["default"]).applied_migrations())


def _known() -> set[tuple[str, str]]:
    """The migrations that this version of findspot has, by app and name."""
    known = set()
    for app in apps.get_app_configs():
        folder = f"{app.path}/migrations"
        known |= {(app.label, found.name) for found in pkgutil.iter_modules([folder])}
    return known
