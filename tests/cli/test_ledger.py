"""``findspot ledger`` and ``findspot keys``: what was recorded proves itself, and who changes it is named."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from tests.cli.running import REGISTER, findspot, is_one_sentence

from findspot.instance.opening import set_up
from findspot.instance.places import FILE, PLACE
from findspot.proof import merkle
from findspot.proof.checkpoints import parse_checkpoint
from findspot.proof.keyring import parse_ring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BY = ("--by", "Export Controls, ref. 12", "--why", "a test")


@pytest.fixture
def filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Path]:
    """An instance with the founding case."""
    folder = tmp_path / "instance"
    monkeypatch.setenv(PLACE, str(folder))
    set_up()
    assert findspot(capsys, "registry", "init").code == 0
    assert findspot(capsys, "registry", "import", REGISTER, *_BY).code == 0
    yield folder
    connections.close_all()


def test_what_was_recorded_verifies(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After an import all agrees, and the list of changes says who did it and why."""
    assert findspot(capsys, "ledger", "verify", "--json").rows == [
        {"place": str(filled), "entries": 1, "agrees": True, "problems": []}
    ]
    ended = findspot(capsys, "ledger", "show")
    assert "Export Controls, ref. 12: a test" in ended.out
    assert findspot(capsys, "ledger", "verify").out == f"{filled}: 1 entry, all agrees\n"


def test_a_changed_row_is_named(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever changes the database's file past findspot is found: the row is named, exit status 1."""
    connections.close_all()
    with closing(sqlite3.connect(filled / FILE)) as database:
        database.execute("UPDATE registry_permit SET end_user = 'Somebody else' WHERE id = 1")
        database.commit()
    ended = findspot(capsys, "ledger", "verify")
    assert ended.code == 1
    assert "registry_permit, row 1 is not as entry 0 recorded it" in ended.out


def test_a_head_that_was_kept_proves_that_the_log_only_grew(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The proof since a kept head verifies with nothing but the two heads and the published keys."""
    kept = tmp_path / "head.txt"
    kept.write_text(findspot(capsys, "ledger", "head").out)
    assert findspot(capsys, "registry", "forget", "sightings", "EX-ITEM-0417", *_BY).code == 0
    (said,) = findspot(capsys, "ledger", "prove", "--since", kept).rows
    before, after = (
        parse_checkpoint(text.encode(), "head") for text in (kept.read_text(), said["checkpoint"])
    )
    proof = [bytes.fromhex(each) for each in said["proof"]]
    sizes, roots = (before.head.size, after.head.size), (before.head.root, after.head.root)
    assert sizes == (1, 2)
    assert merkle.verify_consistency(*sizes, *roots, proof)
    ring = parse_ring((filled / "keys" / "keys.json").read_bytes(), "keys.json")
    assert all(head.signed_by(ring.current, head.signatures[0].name) for head in (before, after))
    assert findspot(capsys, "ledger", "verify", "--kept", kept).code == 0


def test_an_entry_is_proven_to_be_in_the_log(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Content, proof and head are all that is needed."""
    (said,) = findspot(capsys, "ledger", "prove", "0").rows
    head = parse_checkpoint(said["checkpoint"].encode(), "head").head
    leaf = merkle.leaf_hash(said["content"].encode())
    assert merkle.verify_inclusion(leaf, 0, head.size, [bytes.fromhex(p) for p in said["proof"]], head.root)
    assert json.loads(said["content"])["by"] == "Export Controls, ref. 12"
    assert filled.is_dir()


def test_what_is_forgotten_is_nowhere(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing of a forgotten sighting stays in any file of the instance, and the log still verifies."""
    said = b"The exhibit is a drawing. The country is that which the United Nations recognise"
    assert _files_with(filled, said)
    ended = findspot(capsys, "registry", "forget", "sightings", "EX-ITEM-0417", *_BY)
    assert (ended.code, ended.err) == (0, "")
    assert findspot(capsys, "ledger", "verify").code == 0
    connections.close_all()
    assert not _files_with(filled, said)


def _files_with(folder: Path, content: bytes) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and content in path.read_bytes()]


def test_a_key_is_changed_and_revoked(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both keys are listed with their times; what the revoked one signed since is no longer believed."""
    (before,) = findspot(capsys, "keys", "show", "--json").rows
    (after,) = findspot(capsys, "keys", "rotate", "--json").rows
    assert before["current"] != after["current"]
    assert [one["fingerprint"] for one in after["keys"]] == [before["current"], after["current"]]
    assert findspot(capsys, "registry", "forget", "sightings", "EX-ITEM-0417", *_BY).code == 0
    assert findspot(capsys, "ledger", "verify").code == 0
    revoked = ("keys", "revoke", before["current"], "--since", "2020-01-01", "--why", "lost")
    assert findspot(capsys, *revoked).code == 0
    ended = findspot(capsys, "ledger", "verify")
    assert ended.code == 1
    assert "head of 1 entries is signed by no key that was in use then" in ended.out
    assert "not to be believed from 2020-01-01" in findspot(capsys, "keys", "show").out
    assert filled.is_dir()


@pytest.mark.parametrize(
    "words",
    [
        ["ledger", "prove"],
        ["ledger", "prove", "7"],
        ["ledger", "prove", "-1"],
        ["ledger", "prove", "0", "--since", "nothing"],
        ["ledger", "prove", "--since", "nothing"],
        ["ledger", "verify", "--kept", REGISTER],
        ["keys", "revoke", "00", "--since", "2020-01-01", "--why", "lost"],
        ["keys", "revoke", "00", "--since", "2020", "--why", "lost"],
        ["registry", "forget", "sightings", "NOTHING", *_BY],
    ],
)
@pytest.mark.usefixtures("filled")
def test_what_cannot_be_is_refused_with_a_sentence(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, exit status 2."""
    ended = findspot(capsys, *words)
    assert ended.code == 2
    assert is_one_sentence(ended.err)


def test_no_other_keys_are_made_for_a_log_that_is_signed(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the keys are gone, making the instance again says so instead of signing with others."""
    (filled / "keys").rename(filled / "away")
    ended = findspot(capsys, "registry", "init")
    assert ended.code == 2
    assert is_one_sentence(ended.err)
    assert "restore them" in ended.err
    assert not (filled / "keys").exists()


def test_without_its_key_nothing_is_recorded(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An instance whose key is gone still answers; what cannot be signed is not recorded."""
    for path in (filled / "keys").glob("*.pem"):
        path.rename(path.with_suffix(".away"))
    assert findspot(capsys, "find", "15D-20417").code == 0
    ended = findspot(capsys, "registry", "forget", "sightings", "EX-ITEM-0417", *_BY)
    assert ended.code == 2
    assert is_one_sentence(ended.err)
    assert findspot(capsys, "ledger", "verify").code == 0
