"""Recording statements: the one way in which the registry grows. Nothing that stands there is changed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import DateField, JSONField, Q

from findspot.ledger.appending import Appending
from findspot.ledger.contents import Change
from findspot.ledger.signing import signer
from findspot.registry import models
from findspot.registry.models import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from django.db.models import Field

    from findspot.registry.models import Statement
    from findspot.registry.writing import Stated

#: Statements that are written together.
_TOGETHER = 2000
#: What the events of a life befall.
_BEFALLS: Mapping[type[Statement], type[Statement]] = {
    models.PermitEvent: models.Permit,
    models.ApplicationEvent: models.Application,
}
#: The number of the lock that a writer holds on a server: any, so long as nothing else there uses it.
_LOCK = 0x66696E64


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an entry recorded: statements about new things, corrections, and how many stood there already."""

    entry: Entry | None
    new: int
    corrected: int
    unchanged: int
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class _Standing:
    """A statement that nothing corrects. ``by_hand``: it took the place of another, and not by an import."""

    pk: int
    content: str
    known_from: dt.date
    by_hand: bool


@contextmanager
def alone() -> Iterator[None]:
    """One transaction in which nobody else writes: all that is done in it becomes true, or nothing does."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite's transactions wait for each other anyway
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield


def record(
    stated: Iterable[Stated],
    *,
    by: str,
    why: str,
    files: Sequence[tuple[str, str]] = (),
    dry: bool = False,
    now: dt.datetime | None = None,
) -> Recorded:
    """Record statements as one entry: all of them, or none where anything fails.

    No two of them are about the same thing. What already stands there as it is stated is left. Another
    statement about the same thing corrects the former one, and is known from today on at the earliest where
    it claims no day after the former's. What was corrected or withdrawn by hand stays so where ``files``
    state once more what was corrected.
    ``dry``: nothing becomes true, and the entry is None. ``now``: the time of recording.
    """
    now = now or dt.datetime.now(dt.UTC)
    with alone():
        last = Entry.objects.order_by("-id").first()
        entry = Entry(
            recorded_at=now, recorded_by=by, why=why, files=[list(file) for file in files], digest=""
        )
        entry.save()
        appending = Appending()
        writer = _Writer(entry, now.date(), last.digest if last else "", appending)
        left = iter(stated)
        while some := list(islice(left, _TOGETHER)):
            writer.write(some)
        if dry or not writer.new + writer.corrected + writer.withdrawn:
            transaction.set_rollback(True)
            return writer.recorded(None)
        entry.digest = writer.digest.hexdigest()
        appending.commit_object(entry)
        entry.save()
        appending.close(Change("recorded", by, why, dt.datetime.now(dt.UTC)), signer())
    return writer.recorded(entry)


class _Writer:
    """Writes the statements of one entry, some at a time."""

    def __init__(self, entry: Entry, today: dt.date, before: str, appending: Appending) -> None:
        self._entry, self._today, self._appending = entry, today, appending
        self.digest = hashlib.sha256(before.encode())
        self.new = self.corrected = self.unchanged = self.withdrawn = 0

    def recorded(self, entry: Entry | None) -> Recorded:
        """What was written so far, as of this entry."""
        return Recorded(entry, self.new, self.corrected, self.unchanged, self.withdrawn)

    def write(self, stated: Sequence[Stated]) -> None:
        """Write those that do not stand there yet."""
        by_model: dict[type[Statement], list[Stated]] = defaultdict(list)
        for one in stated:
            by_model[one.model].append(one)
        for model, some in by_model.items():
            self._write(model, some)

    def _write(self, model: type[Statement], stated: Sequence[Stated]) -> None:
        former = self._standing(model, {one.key for one in stated})
        told_before = self._told_before(model, stated)
        undone = self._undone(model, former)
        rows = []
        for one in stated:
            content = one.content
            before = former.get(one.key)
            if (before is not None and before.content == content) or (one.key, content) in undone:
                self.unchanged += 1
                continue
            if one.withdraws:
                self.withdrawn += 1
            elif before is None:
                self.new += 1
            else:
                self.corrected += 1
            since = one.since if one.values.get("about") not in told_before else self._today
            row = self._row(one, content, before, since or self._today)
            proven = self._appending.commit(model, row)
            rows.append({**row, **proven})
            # Salted, so that a row that is forgotten cannot be guessed from the digest.
            self.digest.update(proven["salt"] + content.encode())
        insert(model, rows)

    def _standing(self, model: type[Statement], keys: set[str]) -> dict[str, _Standing]:
        """The statements about these things that nothing corrects."""
        found = model._default_manager.filter(Q(corrected_by=None), key__in=keys)  # noqa: SLF001 - Django's name
        names = ("key", "id", "content", "known_from", "corrects", "entry")
        rows: list[tuple[Any, ...]] = list(found.values_list(*names))
        corrections = {row[5] for row in rows if row[4] is not None}
        by_hand = {one.pk for one in Entry.objects.filter(pk__in=corrections) if not one.files}
        return {
            key: _Standing(pk, content, known_from, corrects is not None and entry in by_hand)
            for key, pk, content, known_from, corrects, entry in rows
        }

    def _undone(self, model: type[Statement], former: Mapping[str, _Standing]) -> set[tuple[str, str]]:
        """What an import states once more although it was corrected or withdrawn by hand: key and content."""
        if not self._entry.files:
            return set()
        keys = {key for key, one in former.items() if one.by_hand}
        if not keys:
            return set()
        every = model._default_manager.filter(key__in=keys)  # noqa: SLF001 - Django's name
        return set(every.values_list("key", "content"))

    def _told_before(self, model: type[Statement], stated: Sequence[Stated]) -> set[str]:
        """Of what undated events are that befell something of which earlier entries told already.

        Its row may claim an old day, but does not say when the event was learnt: that is today.
        """
        if model not in _BEFALLS:
            return set()
        undated = {one.values["about"] for one in stated if not one.values["happened_on"]}
        told = _BEFALLS[model]._default_manager.filter(key__in=undated).exclude(entry=self._entry)  # noqa: SLF001
        return set(told.values_list("key", flat=True))

    def _row(
        self, one: Stated, content: str, before: _Standing | None, known_from: dt.date
    ) -> dict[str, Any]:
        if before is not None and known_from <= before.known_from:
            known_from = max(self._today, before.known_from)
        return {
            **one.values,
            "entry_id": self._entry.pk,
            "corrects_id": None if before is None else before.pk,
            "withdraws": one.withdraws,
            "key": one.key,
            "content": content,
            "learnt_on": "" if one.learnt_on is None else one.learnt_on.text,
            "known_from": known_from,
            "source": one.source,
            "file": one.origin.file,
            "row": one.origin.row,
            "extra": dict(one.extra),
        }


def insert(model: type[Statement], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, each the values of all columns by their names in the model; no object is made of any."""
    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001 - the same
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    prepared = [_preparing(field) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})",  # noqa: S608, SLF001 - our own names
            [[prepare(row[name]) for name, prepare in prepared] for row in rows],
        )


def _preparing(field: Field[Any, Any]) -> tuple[str, Callable[[Any], Any]]:
    """A field's name in a row, and what makes its values the database's."""
    if isinstance(field, (JSONField, DateField)):
        return field.attname, lambda value: field.get_db_prep_save(value, connection)
    return field.attname, _as_it_is


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 - any value
    return value
