"""The peers of the benchmark of the index: each finds what it can find, and leaves nothing behind."""

from __future__ import annotations

from contextlib import closing

import pytest
from benchmarks.cluster import cluster, programs
from benchmarks.matching.peers import PEERS, Peer, PgTrgm

SERIALS = [f"KX{number:05}" for number in range(200, 900, 7)] + ["AB12345", "AB12399", "ZQT0417"]


@pytest.fixture(params=PEERS, ids=lambda kind: kind.key)
def kind(request: pytest.FixtureRequest) -> type[Peer]:
    """Each peer that can run here."""
    found: type[Peer] = request.param
    missing = found.missing()
    if missing is not None:
        pytest.skip(f"{found.name}: {missing}")
    return found


def test_a_peer_finds_what_is_near(kind: type[Peer]) -> None:
    """A serial as it stands is first, at no distance; one character wrong is one edit away."""
    with closing(kind()) as peer:
        peer.build(SERIALS)
        assert peer.find("AB12345")[0] == ("AB12345", 0)
        assert ("ZQT0417", 1) in peer.find("ZQT0477")
        assert [distance for _, distance in peer.find("KX00251")] == sorted(
            distance for _, distance in peer.find("KX00251")
        )


def test_unreadable_characters_are_any_or_wrong(kind: type[Peer]) -> None:
    """With one or two of them the serial is still found; for whoever has no patterns they are edits."""
    with closing(kind()) as peer:
        peer.build(SERIALS)
        assert ("ZQT0417", 1) in peer.find("ZQT041?")
        assert ("AB12345", 2) in peer.find("AB123??")


def test_what_a_peer_holds_and_takes_is_told(kind: type[Peer]) -> None:
    """Bytes are a positive number where they are known; the time elsewhere never runs back."""
    with closing(kind()) as peer:
        peer.build(SERIALS)
        before, size = peer.elsewhere(), peer.nbytes()
        assert size is None or size > 0
        peer.find("AB12346")
        assert peer.elsewhere() >= before


@pytest.mark.skipif(PgTrgm.missing() is not None, reason="Postgres or its driver is not installed")
def test_the_time_of_postgres_is_counted() -> None:
    """Building took the process of Postgres some processor time."""
    with closing(PgTrgm()) as peer:
        peer.build(SERIALS)
        assert peer.elsewhere() > 0.0


@pytest.mark.skipif(programs() is None, reason="Postgres is not installed")
def test_a_cluster_leaves_nothing_behind() -> None:
    """It is reached by a socket in a folder of its own, and both are gone in the end, whatever happens."""
    found = []

    def broken() -> None:
        with cluster() as socket:
            assert socket.is_socket()
            found.append(socket)
            raise LookupError

    with pytest.raises(LookupError):
        broken()
    assert not found[0].parent.exists()
