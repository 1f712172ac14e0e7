"""RapidOCR and RapidFuzz on one photograph and one register: ``python -m benchmarks.trace.peer FILE CSV``."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.reading.peers import RapidOcr


def main() -> None:
    """Read, open, rank; print the best row."""
    peer = RapidOcr()
    said = peer.read(Path(sys.argv[1]))
    ranking = peer.rank(said, peer.open(Path(sys.argv[2])))
    print(ranking.serials[:1], ranking.belief)


if __name__ == "__main__":
    main()
