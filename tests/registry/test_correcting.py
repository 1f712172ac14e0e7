"""Corrections and withdrawals by hand: the former statement stays, and holds for the days before."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

import pytest
from tests.records.test_register import TABLES
from tests.registry.entering import TODAY, entered, known_on, written

from findspot.registry import correcting, models
from findspot.registry.exporting import export
from findspot.registry.history import history
from findspot.registry.known import Knowledge
from findspot.registry.life import happen
from findspot.registry.register import DatabaseRegister
from findspot.vocabulary.dates import parse_span
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.records import Permit, Status
from findspot.vocabulary.register import TieKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from findspot.registry.stating import Recorded

pytestmark = pytest.mark.usefixtures("place")

_TABLES = {
    "deliveries": "item,serial,permit,delivered_on,confirmed_on,end_user,learnt_on,note\n"
    "I-1,S-1,P-1,2020-06,2020-07,Navy,2020-07,seen\nI-2,S-2,P-1,2020-06,,Navy,2020-07,\n"
    "I-2,S-2,P-1,2020-08,,Army,2020-09,\n",
    "permits": "permit,status,issued_on,suspended_on,consignee,learnt_on\n"
    "P-1,suspended,2020-05-04,2020-10-05,Baykar,2020-05-04\nP-2,approved,2020-05-04,,Baykar,2020-05-04\n",
    "parties": "party,country\nNavy,Türkiye\n",
    "policies": "policy,kind,country,in_force_from,in_force_to,learnt_on\n"
    "BAN,ban,Türkiye,2019-10,2021-01-01,2019-10\n",
    "sightings": "item,serial,found_on,found_at,learnt_on\nI-1,,2020-10,Nagorno-Karabakh,2020-10\n",
}
#: Columns whose cells are kept as the vocabulary spells them, and not as they were written.
_SPELLED = frozenset(
    {
        "kind",
        "outcome",
        "status",
        "quantity",
        "permits",
        "covers",
        "type",
        "alt_names",
        "programs",
        "addresses",
    }
)
#: What a row goes by that has not the first of its table's columns.
_ELSE = {"transfers": "platform", "listings": "entity_number"}
_LATER = TODAY + dt.timedelta(days=30)


def _correct(
    table: str, number: str, changes: Mapping[str, str], learnt_on: str = "", **which: str
) -> Recorded:
    return correcting.correct(
        table, number, changes, which=which, by="an office", why="the paper says otherwise",
        learnt_on=parse_span(learnt_on) if learnt_on else None, now=_LATER,
    )  # fmt: skip


def _withdraw(table: str, number: str, learnt_on: str = "", **which: str) -> Recorded:
    return correcting.withdraw(
        table, number, which=which, by="an office", why="it never left",
        learnt_on=parse_span(learnt_on) if learnt_on else None, now=_LATER,
    )  # fmt: skip


def _tables(tmp_path: Path) -> Path:
    folder = written(tmp_path / "tables", _TABLES)
    entered(folder)
    return folder


def _permit(register: DatabaseRegister, permit: str = "P-1") -> Permit:
    related = register.related(TieKind.CONSIGNEE, "Baykar")
    return next(one for one in related if isinstance(one, Permit) and one.permit == permit)


def test_a_correction_holds_from_the_day_on_which_it_was_learnt(tmp_path: Path) -> None:
    """The former end user is known before that day, the right one from then on, and both are told."""
    _tables(tmp_path)
    done = _correct("deliveries", "I-1", {"end-user": "Air Force"}, learnt_on="2021-03-01")
    assert (done.new, done.corrected, done.withdrawn) == (0, 1, 0)
    users = {
        day: known_on(day).record("I-1").deliveries[0].end_user
        for day in ("2020-08-01", "2021-02-28", "2021-03-01")
    }
    assert list(users.values()) == ["Navy", "Navy", "Air Force"]
    now = DatabaseRegister("registry").record("I-1").deliveries[0]
    assert (now.end_user, str(now.confirmed_on), now.extra) == ("Air Force", "2020-07", {"note": "seen"})
    told = [one for one in history("I-1") if one.kind == "delivery"]
    assert [(one.said["end_user"], one.corrected, one.why) for one in told] == [
        ("Navy", True, "a test"),
        ("Air Force", False, "the paper says otherwise"),
    ]


def test_a_correction_that_claims_no_day_is_known_from_its_recording(tmp_path: Path) -> None:
    """The day of recording is then also the day on which it was learnt, for whoever exports the tables."""
    _tables(tmp_path)
    _correct("parties", "navy", {"country": "Turkey"})
    before, after = _LATER.date() - dt.timedelta(1), _LATER.date()
    was, is_ = (known_on(day.isoformat()).party("Navy") for day in (before, after))
    assert was is not None
    assert is_ is not None
    assert (was.country, is_.country, str(is_.learnt_on)) == ("Türkiye", "Turkey", after.isoformat())


def test_a_withdrawn_delivery_is_not_known_any_more(tmp_path: Path) -> None:
    """Neither are its proof and its item; on days before it was learnt, all of it is."""
    _tables(tmp_path)
    done = _withdraw("delivery", "I-1", learnt_on="2021-03-01")
    assert (done.new, done.corrected, done.withdrawn) == (0, 0, 2)
    with pytest.raises(KeyError):
        DatabaseRegister("registry").record("I-1")
    assert len(known_on("2021-02-28").record("I-1").deliveries) == 1
    assert not Knowledge().of(models.ProofOfDelivery).exists()
    assert [(one.kind, one.withdrawn) for one in history("I-1") if one.withdrawn] == [
        ("delivery", True),
        ("proof of delivery", True),
    ]
    with pytest.raises(BadInputError, match="nothing of that name"):
        _withdraw("deliveries", "I-1")


def test_the_same_tables_again_do_not_undo_what_was_done_by_hand(tmp_path: Path) -> None:
    """What was corrected or withdrawn stays so until a table states something that it never stated."""
    folder = _tables(tmp_path)
    _withdraw("deliveries", "I-1")
    _correct("permits", "P-2", {"consignee": "Somebody"})
    _correct("permits", "P-2", {"consignee": "Somebody else"})
    _, again = entered(folder, _LATER)
    assert (again.entry, again.new, again.corrected) == (None, 0, 0)
    permits = _TABLES["permits"].replace("P-2,approved,2020-05-04,,Baykar", "P-2,approved,2020-05-04,,Third")
    changed = {**_TABLES, "permits": permits}
    _, done = entered(written(tmp_path / "changed", changed), _LATER)
    assert (done.new, done.corrected) == (0, 1)


def test_another_number_moves_a_thing_with_all_that_happened_to_it(tmp_path: Path) -> None:
    """The former number is withdrawn; the right one has the events, and cannot be another permit's."""
    _tables(tmp_path)
    happen("P-1", "reinstated", on=parse_span("2020-11-01"), by="an office", why="a test", now=TODAY)
    done = _correct("permits", "P-1", {"permit": "P-9"})
    assert (done.new, done.withdrawn) == (4, 4)
    moved = _permit(DatabaseRegister("registry"), "P-9")
    assert (moved.status, str(moved.suspended_on)) == (Status.APPROVED, "2020-10-05")
    assert _permit(known_on("2020-10-06")).status is Status.SUSPENDED
    with pytest.raises(BadInputError, match="another row of that identity"):
        _correct("permits", "P-9", {"permit": "P-2"})


def test_dates_of_a_life_are_corrected_where_a_row_can_tell_it(tmp_path: Path) -> None:
    """One event is corrected, one withdrawn; a life that a row cannot tell is refused."""
    _tables(tmp_path)
    assert _correct("permits", "P-1", {"suspended_on": "2020-10-06"}).corrected == 1
    assert str(_permit(DatabaseRegister("registry")).suspended_on) == "2020-10-06"
    done = _correct("permits", "P-1", {"suspended_on": "", "status": "approved"})
    assert (done.corrected, done.withdrawn) == (0, 1)
    assert _permit(DatabaseRegister("registry")).status is Status.APPROVED

    happen("P-2", "suspended", on=parse_span("2020-10-05"), by="an office", why="a test", now=TODAY)
    happen("P-2", "reinstated", on=parse_span("2020-11-05"), by="an office", why="a test", now=TODAY)
    with pytest.raises(BadInputError, match="more happened to it than a row of permits tells"):
        _correct("permits", "P-2", {"issued_on": "2020-05-05"})
    assert _correct("permits", "P-2", {"consignee": "Somebody"}).corrected == 1


def test_what_happened_last_is_withdrawn_and_happens_otherwise(tmp_path: Path) -> None:
    """Only the last event can be; afterwards the life goes on from the one before."""
    _tables(tmp_path)
    for table, number, event, why in (
        ("permits", "P-1", "approved", "was suspended last"),
        ("permits", "P-7", "approved", "no such permit"),
        ("parties", "Navy", "approved", "parties have no events"),
    ):
        with pytest.raises(BadInputError, match=why):
            correcting.withdraw_event(table, number, event, by="an office", why="a test", now=_LATER)
    correcting.withdraw_event("permits", "p-1", "suspended", by="an office", why="a test", now=_LATER)
    assert _permit(DatabaseRegister("registry")).status is Status.APPROVED
    assert _permit(known_on("2020-10-06")).status is Status.SUSPENDED
    happen("P-1", "suspended", on=parse_span("2020-10-07"), by="an office", why="a test", now=_LATER)
    assert str(_permit(DatabaseRegister("registry")).suspended_on) == "2020-10-07"


def test_every_table_can_be_corrected_and_withdrawn(tmp_path: Path) -> None:
    """A policy's end, a sighting's place, and one of two deliveries of an item."""
    _tables(tmp_path)
    _correct("policies", "BAN", {"in_force_to": "2021-02-01"})
    assert [str(one.in_force_to) for one in DatabaseRegister("registry").policies()] == ["2021-02-01"]
    _correct("sightings", "I-1", {"found_at": "Shusha"})
    assert [one.found_at for one in DatabaseRegister("registry").sightings("I-1", "")] == ["Shusha"]
    with pytest.raises(BadInputError, match="2 of that name: say which with --where"):
        _withdraw("deliveries", "I-2")
    _withdraw("deliveries", "I-2", end_user="army")
    assert [one.end_user for one in DatabaseRegister("registry").record("I-2").deliveries] == ["Navy"]


def test_what_cannot_be_is_refused_and_nothing_is_recorded(tmp_path: Path) -> None:
    """A table, a column and a date that are none, a change that is none: one sentence each."""
    _tables(tmp_path)
    for table, number, changes, why in (
        ("nonsense", "P-1", {"consignee": "x"}, "no table 'nonsense'"),
        ("permits", "P-1", {"consignor": "x"}, "no column 'consignor'"),
        ("permits", "P-1", {"issued_on": "someday"}, "issued_on: the date 'someday' is not understood"),
        ("permits", "P-1", {"learnt_on": "2020"}, "--learnt-on"),
        ("permits", "P-1", {"consignee": "Baykar"}, "says so already"),
        ("permits", "P-1", {"permit": ""}, "the cell is empty"),
    ):
        with pytest.raises(BadInputError, match=why):
            _correct(table, number, changes)
    assert models.Entry.objects.count() == 1


def test_exported_tables_are_what_was_corrected(tmp_path: Path) -> None:
    """Importing them again into the same registry changes nothing."""
    _tables(tmp_path)
    _correct("deliveries", "I-1", {"permit": "P-2", "confirmed_on": ""})
    _withdraw("parties", "Navy")
    (tmp_path / "out").mkdir()
    counts = export(tmp_path / "out", Knowledge())
    assert "parties" not in counts
    _, again = entered(tmp_path / "out", _LATER)
    assert (again.entry, again.new, again.corrected) == (None, 0, 0)


def test_a_history_as_known_on_a_day_says_what_was_recorded_later(tmp_path: Path) -> None:
    """What was learnt after that day is left out; what was recorded after it says so."""
    _tables(tmp_path)
    _correct("deliveries", "I-1", {"end_user": "Air Force"}, learnt_on="2021-03-01")
    then = history("I-1", dt.date(2020, 8, 1))
    assert [one.corrected for one in then if one.kind == "delivery"] == [False]
    assert all(one.recorded_later for one in then)
    now = history("I-1", _LATER.date())
    assert not any(one.recorded_later for one in now)
    assert history("Navy")[0].said["country"] == "Türkiye"


@pytest.mark.parametrize("table", TABLES)
def test_each_row_of_each_table_is_corrected_and_withdrawn(table: str, tmp_path: Path) -> None:
    """By its number or name, or what stands for it where it has none; nothing of it is brought back."""
    folder = written(tmp_path / "tables", TABLES)
    entered(folder)
    rows = list(csv.DictReader(io.StringIO(TABLES[table])))
    for row in rows:
        first, second = next(iter(row)), _ELSE.get(table)
        number = row[second] if second and not row[first] else next(cell for cell in row.values() if cell)
        which = {name: cell for name, cell in row.items() if cell and name not in _SPELLED}
        assert _correct(table, number, {"source": "another paper"}, **which).corrected == 1
        assert history(number)
        assert _withdraw(table, number, **which).withdrawn >= 1
    (tmp_path / "out").mkdir()
    assert table not in export(tmp_path / "out", Knowledge())
    _, again = entered(folder, _LATER)
    assert (again.entry, again.new, again.corrected) == (None, 0, 0)
