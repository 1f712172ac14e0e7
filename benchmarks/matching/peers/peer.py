"""What a peer is: a list of serials that can be searched for one that is nearly right."""

from __future__ import annotations

import importlib.util
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Serials of which a peer without an order of its own is asked for the first so many.
CANDIDATES = 50

#: Serials with their edit distances, nearest first.
Near = list[tuple[str, int]]


class Peer(ABC):
    """A list of serials that can be searched.

    ``key``: its name on the command line. ``module``: the package that it needs. ``most``: more serials than
    this it cannot hold here. ``builds``: whether it prepares anything.
    """

    key: ClassVar[str]
    name: ClassVar[str]
    module: ClassVar[str]
    most: ClassVar[int]
    builds: ClassVar[bool] = True

    @classmethod
    def missing(cls) -> str | None:
        """Why it cannot run here, as the end of a sentence; None where it can."""
        return None if importlib.util.find_spec(cls.module) else f"the package {cls.module} is not installed"

    @abstractmethod
    def build(self, serials: Sequence[str]) -> None:
        """Take the serials."""

    @abstractmethod
    def find(self, text: str) -> Near:
        """All serials that it finds near this text."""

    @abstractmethod
    def close(self) -> None:
        """Give back what it holds; called once, after ``build``."""

    def elsewhere(self) -> float:
        """Processor seconds that other processes have worked for it so far."""
        return 0.0

    def nbytes(self) -> int | None:
        """The bytes of what it searches, where they are known."""
        return None


def nearest(text: str, candidates: Sequence[str]) -> Near:
    """The candidates in the order of their edit distance, neighbours swapped counting as one edit."""
    found = process.extract(text, candidates, scorer=OSA.distance, limit=None)
    return [(serial, int(distance)) for serial, distance, _ in found]
