"""What ``--register`` names: tables, an index, or a registry, which is meant where nothing is named.

Django is loaded only where a database is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.instance.places import holds_database, place_of
from findspot.matching import registers
from findspot.matching.matching import TableMatcher
from findspot.matching.patterns import TableFinder
from findspot.matching.registers import Opened
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from findspot.instance.places import Place
    from findspot.matching.patterns import Finder
    from findspot.vocabulary.register import Register


def open_named(
    paths: Sequence[Path],
    as_known_on: dt.date | None = None,
    say: Callable[[str], None] | None = None,
    *,
    custody: bool = True,
) -> Opened:
    """The register that is named, or the registry's where none is; see ``open_tables``.

    Raises BadInputError, one sentence, for whatever cannot be opened, and for tables that are to be seen as
    known on a day: they do not keep what was known when.
    """
    place = _place(paths)
    if place is not None:
        register = open_registry(place, as_known_on)
        return Opened(register, TableMatcher(register))
    if as_known_on is not None:
        raise BadInputError(
            "Tables do not keep what was known when: enter them with findspot registry import, and leave "
            "--register out."
        )
    return registers.open_tables(paths, say, custody=custody)


def open_swept(paths: Sequence[Path]) -> Opened:
    """The same for a sweep, which asks for no custody."""
    return open_named(paths, custody=False)


def finder_named(
    paths: Sequence[Path], say: Callable[[str], None], as_known_on: dt.date | None = None
) -> Finder:
    """The same, made ready for typed patterns; ``say`` is told when loops are compiled first."""
    if _place(paths) is not None or as_known_on is not None:
        register = open_named(paths, as_known_on).register
        return TableFinder(register.serials(), register.notice)
    return registers.open_finder(paths, say)


def files_named(paths: Sequence[Path]) -> list[Path]:
    """All that is read where these are named, so that nothing is written over it."""
    place = _place(paths)
    if place is None:
        return registers.files_named(paths)
    return [] if place.folder is None else [place.folder]


def open_registry(place: Place, as_known_on: dt.date | None = None) -> Register:
    """The registry at this place. Raises BadInputError, one sentence, where it cannot be opened."""
    from findspot.instance.opening import open_instance  # noqa: PLC0415 - loads Django

    open_instance(place)
    from findspot.registry.register import DatabaseRegister  # noqa: PLC0415 - Django is set up first

    return DatabaseRegister(str(place), as_known_on)


def _place(paths: Sequence[Path]) -> Place | None:
    """The place of the database that is named; None where tables or an index are."""
    if not paths:
        place = place_of()
        if place.server is None and not place.file.is_file():
            raise BadInputError(
                f"No register is named, and {place} holds no registry: give tables with --register, or "
                "make a registry with findspot registry init."
            )
        return place
    found = [path for path in dict.fromkeys(paths) if holds_database(path)]
    if found and len(set(paths)) > 1:
        raise BadInputError(f"{found[0]}: a registry is a whole register: give it alone, or give tables.")
    return place_of(found[0]) if found else None
