"""What else searches a list of serials for one that is nearly right, each as its documentation has it.

Every peer gets the damaged text and answers with serials, nearest first by edit distance; where it only finds
candidates they are put in order by RapidFuzz. ``?`` counts as one wrong character, or as any character where
there are several and the peer has patterns.
"""

from benchmarks.matching.peers.edits import RapidFuzz, SymSpell
from benchmarks.matching.peers.peer import Near, Peer, nearest
from benchmarks.matching.peers.terms import RustFst, Tantivy
from benchmarks.matching.peers.trigrams import PgTrgm, Sqlite

__all__ = [
    "PEERS",
    "Near",
    "Peer",
    "PgTrgm",
    "RapidFuzz",
    "RustFst",
    "Sqlite",
    "SymSpell",
    "Tantivy",
    "nearest",
]

PEERS: tuple[type[Peer], ...] = (Tantivy, RustFst, SymSpell, RapidFuzz, PgTrgm, Sqlite)
