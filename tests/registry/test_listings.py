"""Whom lists name, since when that is known, and editions that name somebody no longer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.registry.entering import TODAY, nothing_kept, opened, written

from findspot.records.opening import open_register
from findspot.registry.exporting import export
from findspot.registry.forms import FORMS
from findspot.registry.importing import enter
from findspot.registry.known import Knowledge
from findspot.registry.listings import Exactness, listed
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.registry.stating import Recorded

pytestmark = pytest.mark.usefixtures("place")

_HEADER = "name,type,alt_names,country,programs,entity_number,list,start_date,end_date,learnt_on\n"
_TRADER = "Trâder Ltd,Entity,Old Trader; TRD,Elsewhere,P-A,4711,a list,2020-03-01,,2020-03-05\n"
_OTHER = "Other Works,Company,,,P-B,,a list,2019,,2019\n"
_PERSON = ",Individual,,,,P-77,a list,2019,,2019\n"
_ELSEWHERE = "Trader Ltd,,,,,,another list,2021-01-01,,2021-01-02\n"


def stated(folder: Path, *rows: str, edition: str = "", now: dt.datetime = TODAY) -> Recorded:
    """What an import of these rows of a list records."""
    register = open_register([written(folder, {"listings": _HEADER + "".join(rows)})], whole=False)
    day = dt.date.fromisoformat(edition) if edition else None
    return enter(register, by="an office", why="a test", edition=day, now=now)


def lists(name: str, on: str = "") -> list[tuple[str, str]]:
    """Which lists name a party, and to when, as known on a day."""
    found = listed(name, dt.date.fromisoformat(on) if on else None)
    return [(one.list, one.listed_to) for one in found]


def test_a_party_is_listed_from_the_day_on_which_that_was_learnt(tmp_path: Path) -> None:
    """Not before, and under its aliases in the list too."""
    stated(tmp_path, _TRADER, _OTHER, _PERSON)
    assert lists("trader ltd", "2020-03-04") == []
    for name in ("Trâder Ltd", "TRADER LTD", "old trader", "trd"):
        assert lists(name, "2020-03-05") == [("a list", "")]
    assert lists("Trader") == []
    assert lists("") == []


def test_how_exact_a_match_is_is_said(tmp_path: Path) -> None:
    """As written, apart from what comparing leaves out, or by an alias of the registry; the best first."""
    tables = {"listings": _HEADER + _TRADER + _ELSEWHERE, "aliases": "alias,name\nThe Works,Old Trader\n"}
    enter(open_register([written(tmp_path, tables)], whole=False), by="an office", why="a test")
    first, second = listed("Trader Ltd")
    assert (first.list, first.match, first.alias) == ("another list", Exactness.AS_WRITTEN, False)
    assert (second.list, second.match, second.alias) == ("a list", Exactness.AS_COMPARED, False)
    (third,) = listed("the works")
    assert (third.name, third.match, third.alias) == ("Old Trader", Exactness.BY_ALIAS, True)


def test_whom_a_whole_edition_leaves_out_is_listed_no_longer(tmp_path: Path) -> None:
    """From the day of the edition on; other lists, and editions that are not whole, end nothing."""
    stated(tmp_path, _TRADER, _OTHER, _PERSON, _ELSEWHERE)
    assert stated(tmp_path, _OTHER).new == 0
    assert lists("Trader Ltd") == [("another list", ""), ("a list", "")]
    ended = stated(tmp_path, _OTHER, _PERSON, edition="2021-06-01")
    assert (ended.new, ended.corrected) == (1, 0)
    assert lists("Trader Ltd") == [("another list", ""), ("a list", "before:2021-06-02")]
    assert lists("Trader Ltd", "2021-05-31") == [("another list", ""), ("a list", "")]
    assert lists("Trader Ltd", "2021-06-01") == [("another list", ""), ("a list", "before:2021-06-02")]
    again = stated(tmp_path, _OTHER, _PERSON, edition="2021-06-01")
    assert (again.entry, again.new, again.withdrawn) == (None, 0, 0)


def test_whom_a_later_edition_names_again_is_listed_again(tmp_path: Path) -> None:
    """The end is withdrawn, and comes back with the edition after that."""
    stated(tmp_path, _TRADER, _OTHER)
    stated(tmp_path, _OTHER, edition="2021-06-01")
    back = stated(tmp_path, _TRADER, _OTHER, edition="2022-06-01", now=TODAY + dt.timedelta(days=1))
    assert (back.withdrawn, back.new) == (1, 0)
    assert lists("Trader Ltd") == [("a list", "")]
    stated(tmp_path, _OTHER, edition="2023-06-01", now=TODAY + dt.timedelta(days=2))
    assert lists("Trader Ltd") == [("a list", "before:2023-06-02")]


def test_what_cannot_be_a_whole_edition_is_refused(tmp_path: Path) -> None:
    """A listing of no list, and tables without listings; nothing is recorded."""
    with pytest.raises(BadInputError, match=r"listings\.csv, row 2, list_name"):
        stated(tmp_path, "Nobody's Trader,,,,,,,,,\n", edition="2021-06-01")
    parties = open_register([written(tmp_path / "parties", {"parties": "party\nA\n"})], whole=False)
    with pytest.raises(BadInputError, match="No table has listings"):
        enter(parties, by="an office", why="a test", edition=dt.date(2021, 6, 1))
    assert lists("Nobody's Trader") == []


def test_a_person_is_kept_as_personal_and_needs_no_name(tmp_path: Path) -> None:
    """The list's reference alone is enough, and what is shown says that it may be withheld."""
    stated(tmp_path, _PERSON, "An Alias,Individual,,,,P-78,a list,2019,,2019\n")
    (found,) = listed("an alias")
    assert found.withheld_as == "personal"
    (tmp_path / "out").mkdir()
    assert export(tmp_path / "out", Knowledge())["listings"] == 2


_texts = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
_listing = st.fixed_dictionaries(
    {
        "listed": _texts,
        "kind": st.sampled_from(["", "person", "company", "vessel"]),
        "aliases": st.lists(_texts, max_size=3).map("; ".join),
        "list_name": st.sampled_from(["", "a list", "another list"]),
        "programmes": st.lists(_texts, max_size=2).map(";".join),
        "reference": st.one_of(st.just(""), _texts),
        "listed_from": st.sampled_from(["", "2019", "2020-03", "2020-03-01/2020-04-01", "before:2020"]),
        "listed_to": st.sampled_from(["", "2021-01-01", "after:2021"]),
        "learnt_on": st.sampled_from(["", "2020-05-01", "2022"]),
        "remarks": _texts,
    }
)


@settings(
    max_examples=25, phases=(Phase.generate,), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(_listing, min_size=1, max_size=6), st.sampled_from(sorted(FORMS)), st.booleans())
def test_listings_come_back_from_their_tables(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], form: str, ended: bool
) -> None:
    """Import after export is the identity, with ends that whole editions stated too."""
    deliveries = [{"serial": "S-1"}]
    tables = opened(tmp_path_factory.mktemp("tables"), {"deliveries": deliveries, "listings": rows})
    with nothing_kept():
        enter(tables, by="an office", why="a test")
        if ended and all(one.list for one in tables.listings):
            edition = [row | {"reference": "another"} for row in rows]
            later = {"deliveries": deliveries, "listings": edition}
            register = opened(tmp_path_factory.mktemp("edition"), later)
            enter(register, by="an office", why="a test", edition=dt.date(2025, 1, 1))
        out = tmp_path_factory.mktemp("out")
        export(out, Knowledge(), form)
        again = enter(open_register([out]), by="an office", why="a test")
        assert (again.new, again.corrected, again.withdrawn) == (0, 0, 0)
