"""An instance of its own for each test, as for the registry, whose rows the ledger covers."""

from tests.registry.conftest import empty, place, server

__all__ = ["empty", "place", "server"]
