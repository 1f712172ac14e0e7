"""Who signs the log's heads: the key that the instance keeps, opened at the first change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from findspot.proof.signing import Signer

_keepers: list[Callable[[], Signer]] = []


def keep(opener: Callable[[], Signer]) -> None:
    """From now on this process signs with the key that ``opener`` opens; it is asked once, when needed."""
    _keepers[:] = [_once(opener)]


def signer() -> Signer:
    """The key that signs. Raises BadInputError as its opener does, RuntimeError where no instance is open."""
    if not _keepers:
        raise RuntimeError("no instance is open, so there is no key to sign with")
    return _keepers[0]()


def _once(opener: Callable[[], Signer]) -> Callable[[], Signer]:
    opened: list[Signer] = []

    def ask() -> Signer:
        if not opened:
            opened.append(opener())
        return opened[0]

    return ask
