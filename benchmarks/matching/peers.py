"""What else searches a list of serials for one that is nearly right, each as its documentation has it.

Every peer gets the damaged text and answers with up to ten serials, nearest first by edit distance; where it
only finds candidates they are put in order by RapidFuzz. ``?`` counts as one wrong character, or as any
character where the peer has patterns.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from typing import TYPE_CHECKING, Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Sequence

_CANDIDATES = 50


class Peer(Protocol):
    """A list of serials that can be searched. ``most``: more serials than this it cannot hold here."""

    name: str
    most: int

    def build(self, serials: Sequence[str]) -> None:
        """Take the serials."""
        ...

    def find(self, text: str) -> list[str]:
        """The nearest ten."""
        ...

    def close(self) -> None:
        """Give back what it holds; called once, after ``build``."""
        ...


def _nearest(text: str, candidates: Sequence[str]) -> list[str]:
    return [one[0] for one in process.extract(text, candidates, scorer=OSA.distance, limit=10)]


class Tantivy:
    """Terms within two edits by a Levenshtein automaton over the term dictionary, put in order after."""

    name = "tantivy fuzzy d2 + rerank"
    most = 20_000_000

    def build(self, serials: Sequence[str]) -> None:
        """Take the serials."""
        import tantivy  # noqa: PLC0415 - may be absent

        self._query = tantivy.Query
        self._schema = (
            tantivy.SchemaBuilder().add_text_field("serial", stored=True, tokenizer_name="raw").build()
        )
        self._folder = tempfile.TemporaryDirectory()
        index = tantivy.Index(self._schema, path=self._folder.name)
        writer = index.writer(256 << 20, 1)
        for serial in serials:
            writer.add_document(tantivy.Document(serial=serial))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def find(self, text: str) -> list[str]:
        """The nearest ten."""
        if text.count("?") > 1:
            query = self._query.regex_query(self._schema, "serial", re.escape(text).replace(r"\?", "."))
        else:
            query = self._query.fuzzy_term_query(self._schema, "serial", text, distance=2)
        hits = self._searcher.search(query, _CANDIDATES).hits
        return _nearest(text, [self._searcher.doc(address)["serial"][0] for _, address in hits])

    def close(self) -> None:
        """Give back what it holds."""
        self._folder.cleanup()


class SymSpell:
    """Deletions of up to two characters, worked out beforehand."""

    name = "SymSpell d2"
    most = 1_000_000

    def build(self, serials: Sequence[str]) -> None:
        """Take the serials."""
        import symspellpy  # noqa: PLC0415 - may be absent

        self._verbosity = symspellpy.Verbosity.ALL
        self._words = symspellpy.SymSpell(max_dictionary_edit_distance=2, prefix_length=15)
        for serial in serials:
            self._words.create_dictionary_entry(serial, 1)

    def find(self, text: str) -> list[str]:
        """The nearest ten."""
        return [one.term for one in self._words.lookup(text, self._verbosity, max_edit_distance=2)[:10]]

    def close(self) -> None:
        """Give back what it holds."""
        del self._words


class RapidFuzz:
    """The distance to every serial."""

    name = "RapidFuzz extract, cutoff 3"
    most = 1_000_000

    def build(self, serials: Sequence[str]) -> None:
        """Take the serials."""
        self._serials = serials

    def find(self, text: str) -> list[str]:
        """The nearest ten."""
        found = process.extract(text, self._serials, scorer=OSA.distance, score_cutoff=3, limit=10)
        return [one[0] for one in found]

    def close(self) -> None:
        """Give back what it holds."""
        del self._serials


class Sqlite:
    """SQLite's index of trigrams: serials that share most of them, put in order after."""

    name = "SQLite FTS5 trigram + rerank"
    most = 1_000_000

    def build(self, serials: Sequence[str]) -> None:
        """Take the serials."""
        self._base = sqlite3.connect(":memory:")
        self._base.execute("CREATE VIRTUAL TABLE t USING fts5(serial, tokenize='trigram', detail='none')")
        self._base.executemany("INSERT INTO t VALUES (?)", ((serial,) for serial in serials))

    def find(self, text: str) -> list[str]:
        """The nearest ten."""
        grams = {text[k : k + 3] for k in range(len(text) - 2) if "?" not in text[k : k + 3]}
        if not grams:
            return []
        words = " OR ".join(f'"{gram}"' for gram in sorted(grams))
        found = self._base.execute(
            "SELECT serial FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?", (words, _CANDIDATES)
        )
        return _nearest(text, [row[0] for row in found])

    def close(self) -> None:
        """Give back what it holds."""
        self._base.close()


PEERS: tuple[type[Peer], ...] = (Tantivy, SymSpell, RapidFuzz, Sqlite)
