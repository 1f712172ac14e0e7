"""The networks, loaded once for all tests of the room."""

from __future__ import annotations

import pytest

from findspot.marking.plate.lines import PlateReader
from findspot.marking.plate.models import Models
from findspot.marking.read import Reader


@pytest.fixture(scope="session")
def models() -> Models:
    """Both networks."""
    return Models(threads=1)


@pytest.fixture(scope="session")
def plate_reader(models: Models) -> PlateReader:
    """A reader of lines."""
    return PlateReader(models)


@pytest.fixture(scope="session")
def reader() -> Reader:
    """A reader of picture files."""
    return Reader(threads=1)
