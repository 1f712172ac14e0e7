"""An instance's keys: made once, taken up where making them was cut short, kept through a rotation."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from findspot.instance.keys import ensure_keys, key_folder, open_ring, open_signer, revoke, rotate
from findspot.instance.places import Place
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

_LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def test_keys_are_made_once(tmp_path: Path) -> None:
    """Asking again gives the same ring, and the key in use is the one of its file."""
    place = Place(tmp_path)
    ring = ensure_keys(place)
    assert ensure_keys(place) == ring == open_ring(place)
    assert open_signer(place).public == ring.current


def test_a_key_without_its_ring_is_taken_up(tmp_path: Path) -> None:
    """Killed between writing the key and the ring, the next start makes the ring of that key."""
    place = Place(tmp_path)
    before = ensure_keys(place).current
    (key_folder(place) / "keys.json").unlink()
    assert ensure_keys(place).current == before
    assert open_signer(place).public == before
    assert len(list(key_folder(place).glob("*.pem"))) == 1


def test_after_a_rotation_the_new_key_signs(tmp_path: Path) -> None:
    """The former key's file stays, and the ring lists both."""
    place = Place(tmp_path)
    before = ensure_keys(place).current
    after = rotate(place).current
    assert open_signer(place).public == after != before
    assert len(list(key_folder(place).glob("*.pem"))) == 2


def test_a_revoked_key_signs_no_more(tmp_path: Path) -> None:
    """Where the key in use revoked itself nothing more is signed, and one sentence says so."""
    place = Place(tmp_path)
    fingerprint = ensure_keys(place).current.fingerprint
    revoke(place, fingerprint, since=_LONG_AGO, why="lost")
    with pytest.raises(BadInputError, match="is revoked"):
        open_signer(place)
