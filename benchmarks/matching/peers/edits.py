"""Peers that work out edit distances themselves: from deletions prepared beforehand, or for every serial."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from benchmarks.matching.peers.peer import Near, Peer

if TYPE_CHECKING:
    from collections.abc import Sequence


class SymSpell(Peer):
    """Deletions of up to two characters, worked out beforehand."""

    key = "symspell"
    name = "SymSpell, distance 2"
    module = "symspellpy"
    most = 1_000_000

    def build(self, serials: Sequence[str]) -> None:
        """Take the serials."""
        import symspellpy  # noqa: PLC0415 - may be absent

        self._verbosity = symspellpy.Verbosity.ALL
        self._words = symspellpy.SymSpell(max_dictionary_edit_distance=2, prefix_length=15)
        for serial in serials:
            self._words.create_dictionary_entry(serial, 1)

    def find(self, text: str) -> Near:
        """All within two edits."""
        found = self._words.lookup(text, self._verbosity, max_edit_distance=2)
        return [(one.term, one.distance) for one in found]

    def close(self) -> None:
        """Give back what it holds."""
        del self._words


class RapidFuzz(Peer):
    """The distance to every serial."""

    key = "rapidfuzz"
    name = "RapidFuzz, every row, distance 3"
    module = "rapidfuzz"
    most = 1_000_000
    builds = False

    def build(self, serials: Sequence[str]) -> None:
        """Take the serials."""
        self._serials = serials

    def find(self, text: str) -> Near:
        """All within three edits."""
        found = process.extract(text, self._serials, scorer=OSA.distance, score_cutoff=3, limit=None)
        return [(serial, int(distance)) for serial, distance, _ in found]

    def close(self) -> None:
        """Give back what it holds."""
        del self._serials
