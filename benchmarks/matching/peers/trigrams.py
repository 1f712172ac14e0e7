"""Peers that keep an index of trigrams: serials that share most of them, put in order after."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cluster import cluster, programs
from benchmarks.matching.peers.peer import CANDIDATES, Near, Peer, nearest
from benchmarks.matching.peers.terms import is_pattern

if TYPE_CHECKING:
    from collections.abc import Sequence


class Sqlite(Peer):
    """SQLite's FTS5: the fifty that its rank puts first."""

    key = "fts5"
    name = "SQLite FTS5, trigrams, put in order after"
    module = "sqlite3"
    most = 20_000_000

    def build(self, serials: Sequence[str]) -> None:
        """Take the serials."""
        self._base = sqlite3.connect(":memory:")
        self._base.execute("CREATE VIRTUAL TABLE t USING fts5(serial, tokenize='trigram', detail='none')")
        self._base.executemany("INSERT INTO t VALUES (?)", ((serial,) for serial in serials))

    def find(self, text: str) -> Near:
        """The fifty that share most with the text."""
        grams = {text[k : k + 3] for k in range(len(text) - 2) if "?" not in text[k : k + 3]}
        if not grams:
            return []
        words = " OR ".join(f'"{gram}"' for gram in sorted(grams))
        found = self._base.execute(
            "SELECT serial FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?", (words, CANDIDATES)
        )
        return nearest(text, [row[0] for row in found])

    def nbytes(self) -> int:
        """The bytes of its pages, the serials among them."""
        return int(
            self._base.execute(
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            ).fetchone()[0]
        )

    def close(self) -> None:
        """Give back what it holds."""
        self._base.close()


class PgTrgm(Peer):
    """Postgres with pg_trgm's GIN index: the fifty most similar, or those that fit the pattern.

    Its time is this process's and that of the one process of Postgres that answers, which uses no others.
    """

    key = "pg_trgm"
    name = "Postgres pg_trgm, GIN, put in order after"
    module = "pg8000"
    most = 20_000_000

    @classmethod
    def missing(cls) -> str | None:
        """Why it cannot run here, as the end of a sentence; None where it can."""
        if programs() is None:
            return "Postgres is not installed"
        if not Path("/proc/self/schedstat").exists():
            return "the processor time of another process is only told by Linux"
        return super().missing()

    def build(self, serials: Sequence[str]) -> None:
        """Take the serials."""
        from pg8000.native import Connection  # noqa: PLC0415 - may be absent

        self._held = ExitStack()
        socket = self._held.enter_context(cluster())
        self._base = Connection("bench", database="postgres", unix_sock=str(socket))
        self._held.callback(self._base.close)
        self._spent = Path(f"/proc/{self._base.run('SELECT pg_backend_pid()')[0][0]}/schedstat")
        self._base.run("CREATE EXTENSION pg_trgm")
        self._base.run("CREATE UNLOGGED TABLE t (serial text NOT NULL)")
        self._base.run("COPY t FROM STDIN", stream=(f"{serial}\n" for serial in serials))
        self._base.run("CREATE INDEX of_trigrams ON t USING gin (serial gin_trgm_ops)")
        self._base.run("ANALYZE t")
        self._similar = self._base.prepare(
            "SELECT serial FROM t WHERE serial % :text ORDER BY similarity(serial, :text) DESC LIMIT :most"
        )
        self._like = self._base.prepare("SELECT serial FROM t WHERE serial LIKE :text LIMIT :most")

    def find(self, text: str) -> Near:
        """The fifty most similar, or that fit the pattern."""
        if is_pattern(text):
            rows = self._like.run(text=text.replace("?", "_"), most=CANDIDATES)
        else:
            rows = self._similar.run(text=text, most=CANDIDATES)
        return nearest(text, [row[0] for row in rows])

    def elsewhere(self) -> float:
        """Processor seconds of the process of Postgres that answers."""
        return int(self._spent.read_text(encoding="ascii").split()[0]) / 1e9

    def nbytes(self) -> int:
        """The bytes of its table and index."""
        return int(self._base.run("SELECT pg_total_relation_size('t')")[0][0])

    def close(self) -> None:
        """Give back what it holds."""
        self._held.close()
