"""The ledger: whatever is recorded is in it, it only grows, and whoever changes a row is found."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.registry.entering import entered, written

from findspot.instance.keys import open_ring, open_signer, revoke, rotate
from findspot.ledger import log, signing
from findspot.ledger.appending import Appending
from findspot.ledger.models import Commitments, Committed, Entry, Head, Node
from findspot.ledger.verifying import verify
from findspot.proof import merkle
from findspot.proof.checkpoints import parse_checkpoint
from findspot.registry.correcting import correct
from findspot.registry.forgetting import forget
from findspot.registry.models import Delivery, Permit, Sighting
from findspot.registry.models import Entry as Recording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from findspot.instance.places import Place

_LOG = (Entry, Commitments, Node, Head)
_TAMPERED = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.fixture
def filled(place: Place) -> Place:
    """An instance with the founding case, and a correction of one of its permits."""
    entered()
    permit = Permit.objects.order_by("pk")[0].permit
    correct("permits", permit, {"note": "Corrected; invented."}, which={}, by="an office", why="a slip")
    return place


def _problems(place: Place) -> list[tuple[str, str]]:
    return [(one.where, one.what) for one in verify(open_ring(place))]


def _more(folder: Path, number: int = 0) -> None:
    """One more delivery is recorded, in an entry of its own."""
    entered(written(folder / "register", {"deliveries": f"item,serial\nMORE-{number},AB-{number:05}\n"}))


def test_what_is_recorded_verifies(filled: Place) -> None:
    """After an import every row, entry, node and head agrees, and each entry is proven under the head."""
    assert _problems(filled) == []
    entries = log.size()
    head = parse_checkpoint(Head.objects.get(size=entries).checkpoint.encode(), "head")
    assert head.head.root == log.root_at(entries)
    for entry in Entry.objects.all():
        leaf = merkle.leaf_hash(entry.content.encode())
        proof = log.inclusion(entry.position, entries)
        assert merkle.verify_inclusion(leaf, entry.position, entries, proof, head.head.root)


def test_the_log_only_grows(filled: Place, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every earlier head is proven to begin the last one."""
    for number in range(5):
        _more(tmp_path_factory.mktemp("more"), number)
    entries = log.size()
    assert _problems(filled) == []
    for first in range(entries + 1):
        proof = log.consistency(first, entries)
        before, after = log.root_at(first), log.root_at(entries)
        assert merkle.verify_consistency(first, entries, before, after, proof)


def test_an_import_that_changes_nothing_is_no_entry(filled: Place) -> None:
    """The same tables again leave the log as it was; so does one that is rolled back."""
    before = log.size()
    entered()
    assert log.size() == before
    assert _problems(filled) == []


def _tables() -> Iterator[type[models.Model]]:
    yield from (model for model in apps.get_models() if issubclass(model, Committed) or model in _LOG)


def _changed(value: Any, data: st.DataObject) -> Any:
    """Another value of the same kind."""
    if isinstance(value, (bytes, memoryview)):
        return _flipped(bytes(value), data)
    if isinstance(value, dt.date):
        return value + dt.timedelta(days=1)
    if isinstance(value, str):
        place = data.draw(st.integers(0, len(value)))
        return value[:place] + "x" + value[place:]
    others: dict[type, list[Any]] = {
        bool: [not value],
        dict: [{"tampered": "with"}],
        list: [["tampered"]],
        type(None): [None],
    }
    return data.draw(st.sampled_from(others.get(type(value)) or [value - 1, value + 1]))


def _updated(model: type[models.Model], row: models.Model, name: str, value: Any) -> bool:
    """Whether the database let the value be changed; it refuses what its own constraints forbid."""
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=row.pk).update(**{name: value})
    except DatabaseError:
        return False
    return True


def _flipped(content: bytes, data: st.DataObject) -> bytes:
    changed = bytearray(content)
    bit = data.draw(st.integers(0, 8 * len(changed) - 1))
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@_TAMPERED
@given(st.data())
def test_every_changed_value_is_found_and_named(filled: Place, data: st.DataObject) -> None:
    """Any value of any column of any row of any table or of the log, changed past it, is named."""
    model = data.draw(st.sampled_from([model for model in _tables() if model._default_manager.exists()]))
    row = data.draw(st.sampled_from(list(model._default_manager.order_by("pk"))))
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    field = data.draw(st.sampled_from(fields))
    value = _changed(getattr(row, field.attname), data)
    assume(value != getattr(row, field.attname))
    with transaction.atomic():
        assume(_updated(model, row, field.attname, value))
        found = _problems(filled)
        transaction.set_rollback(True)
    assert any(_names(where, model, row) for where, _ in found), (model, field, found)
    assert _problems(filled) == []


@_TAMPERED
@given(st.data())
def test_every_removed_row_is_found_and_named(filled: Place, data: st.DataObject) -> None:
    """Any row of any table or of the log, deleted past it, is named, or what it belongs to is."""
    model = data.draw(st.sampled_from([model for model in _tables() if model._default_manager.exists()]))
    row = data.draw(st.sampled_from(list(model._default_manager.order_by("pk"))))
    with transaction.atomic():
        with connection.cursor() as cursor:
            quote = connection.ops.quote_name
            table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
            cursor.execute(f"DELETE FROM {table} WHERE {key} = %s", [row.pk])  # noqa: S608 - our own names
        found = _problems(filled)
        transaction.set_rollback(True)
    assert any(_names(where, model, row) for where, _ in found), (model, found)


@_TAMPERED
@given(st.data())
def test_every_added_row_is_found_and_named(filled: Place, data: st.DataObject) -> None:
    """A row that is put into a table past the log, even a copy with all that the ledger knows, is named."""
    every = [model for model in _tables() if issubclass(model, Committed) and model._default_manager.exists()]
    model = data.draw(st.sampled_from(every))
    row: Any = data.draw(st.sampled_from(list(model._default_manager.order_by("pk"))))
    with transaction.atomic():
        row.pk = None
        if hasattr(row, "corrects_id"):
            row.corrects_id = None
        if data.draw(st.booleans()):
            row.ledger_entry = row.ledger_place = None
        row.save(force_insert=True)
        found = _problems(filled)
        transaction.set_rollback(True)
    copied = [one for one, _ in found if one.startswith(f"{model._meta.db_table}, row ")]
    assert len(found) == len(copied) == 1, found


def _names(where: str, model: type[models.Model], row: Any) -> bool:
    """Whether a problem names the row: itself, its place in its entry, or what the log's row belongs to."""
    if model is Entry:
        return where in (f"entry {row.position}", f"node {row.position} on level 0")
    if model is Commitments:
        return where == f"entry {row.entry_id}"
    if model is Node:
        return where == f"node {row.place} on level {row.level}"
    if model is Head:
        return where == f"head of {row.size} entries"
    place = f"place {row.ledger_place} of entry {row.ledger_entry}"
    return where in (f"{model._meta.db_table}, row {row.pk}", f"{model._meta.db_table}, {place}")


def test_an_end_that_was_cut_off_is_found_by_a_head_that_was_kept(
    filled: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whoever takes the last entry away with all its traces is found by any head that was kept elsewhere."""
    _more(tmp_path_factory.mktemp("more"))
    kept = parse_checkpoint(Head.objects.get(size=log.size()).checkpoint.encode(), "kept")
    assert list(verify(open_ring(filled), kept)) == []
    last = log.size() - 1
    with transaction.atomic():
        for model in (Delivery, Recording):
            model._default_manager.filter(ledger_entry=last).delete()
        Commitments.objects.filter(entry_id=last).delete()
        Entry.objects.filter(position=last).delete()
        for node in log.with_nodes(lambda nodes: list(merkle.completed(last, b"", nodes))):
            Node.objects.filter(level=node.level, place=node.place).delete()
        Head.objects.filter(size=last + 1).delete()
    assert _problems(filled) == []
    (found,) = verify(open_ring(filled), kept)
    assert "some were cut off" in found.what


def test_a_source_is_forgotten_and_the_log_still_verifies(filled: Place) -> None:
    """All versions of a sighting go, with what it said, from the database's file too; the log says that."""
    seen = Sighting.objects.first()
    assert seen is not None
    said = forget("sightings", seen.item, which={"found_at": seen.found_at}, by="an office", why="its source")
    assert said.statements == 1
    assert not Sighting.objects.filter(pk=seen.pk).exists()
    assert _problems(filled) == []
    last = json.loads(Entry.objects.get(position=log.size() - 1).content)
    assert last["what"] == "forgotten"
    assert last["forgets"] == [[seen.ledger_entry, seen.ledger_place]]


def test_keys_are_changed_and_the_log_still_verifies(
    filled: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Heads that a former key signed in its time hold; from when it is revoked they do not."""
    former = open_signer(filled).public
    rotate(filled)
    signing.keep(lambda: open_signer(filled))
    _more(tmp_path_factory.mktemp("more"))
    assert _problems(filled) == []
    revoke(filled, former.fingerprint, since=dt.datetime(2020, 1, 1, tzinfo=dt.UTC), why="lost")
    assert {where for where, _ in _problems(filled)} == {"head of 1 entries", "head of 2 entries"}


@pytest.mark.usefixtures("place")
def test_a_change_outside_its_transaction_is_a_mistake() -> None:
    """Nothing is appended but in the transaction of the change itself."""
    with pytest.raises(RuntimeError, match="transaction"):
        Appending()
