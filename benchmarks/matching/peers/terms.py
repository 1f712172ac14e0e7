"""Peers that run an automaton of what was typed over an automaton of their terms, put in order after."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.matching.peers.peer import CANDIDATES, Near, Peer, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence


class Tantivy(Peer):
    """Terms within two edits by a Levenshtein automaton over the term dictionary: the first fifty."""

    key = "tantivy"
    name = "tantivy, fuzzy, distance 2, put in order after"
    module = "tantivy"
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

    def find(self, text: str) -> Near:
        """The first fifty within two edits, or that fit the pattern."""
        if is_pattern(text):
            query = self._query.regex_query(self._schema, "serial", pattern(text))
        else:
            query = self._query.fuzzy_term_query(self._schema, "serial", text, distance=2)
        hits = self._searcher.search(query, CANDIDATES).hits
        return nearest(text, [self._searcher.doc(address)["serial"][0] for _, address in hits])

    def nbytes(self) -> int:
        """The bytes of its files."""
        return sum(path.stat().st_size for path in Path(self._folder.name).iterdir())

    def close(self) -> None:
        """Give back what it holds."""
        self._folder.cleanup()


class RustFst(Peer):
    """The crate fst: a Levenshtein automaton over a minimal one of the serials; all within two edits."""

    key = "rust-fst"
    name = "rust-fst, Levenshtein, distance 2, put in order after"
    module = "rust_fst"
    most = 20_000_000

    def build(self, serials: Sequence[str]) -> None:
        """Take the serials; they are sorted first."""
        from rust_fst import Set  # noqa: PLC0415 - may be absent

        self._folder = tempfile.TemporaryDirectory()
        self._path = Path(self._folder.name) / "serials.fst"
        self._set = Set.from_iter(sorted(set(serials)), str(self._path))

    def find(self, text: str) -> Near:
        """All within two edits, or that fit the pattern."""
        found = self._set.search_re(pattern(text)) if is_pattern(text) else self._set.search(text, 2)
        return nearest(text, list(found))

    def nbytes(self) -> int:
        """The bytes of its file, which holds the serials alone."""
        return self._path.stat().st_size

    def close(self) -> None:
        """Give back what it holds."""
        del self._set
        self._folder.cleanup()


def is_pattern(text: str) -> bool:
    """Whether more than one character is unreadable; one alone counts as a wrong character."""
    return text.count("?") > 1


def pattern(text: str) -> str:
    """The text as a regular expression."""
    return re.escape(text).replace(r"\?", ".")
