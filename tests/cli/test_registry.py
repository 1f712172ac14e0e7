"""``findspot registry``, and what other commands answer from it."""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from tests.cli.running import KARABAKH, PLATE, REGISTER, findspot, is_one_sentence

from findspot.instance.opening import set_up
from findspot.instance.places import FILE, PLACE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BY = ("--by", "Export Controls, ref. 12", "--why", "a test")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for a registry, named by the environment."""
    folder = tmp_path / "registry"
    monkeypatch.setenv(PLACE, str(folder))
    set_up()
    yield folder
    connections.close_all()


@pytest.fixture
def filled(home: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A registry with the founding case."""
    assert findspot(capsys, "registry", "init").code == 0
    assert findspot(capsys, "registry", "import", REGISTER, *_BY).code == 0
    return home


def test_without_a_registry_every_command_says_how_to_make_one(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, exit status 2, and no folder is made."""
    for words in (
        ["find", "15D-20417"],
        ["trace", PLATE],
        ["registry", "due"],
        ["registry", "import", REGISTER, *_BY],
    ):
        ended = findspot(capsys, *words)
        assert (ended.code, ended.out) == (2, "")
        assert is_one_sentence(ended.err)
        assert "findspot registry init" in ended.err
        assert ("--register" in ended.err) == (words[0] != "registry")
    assert not home.exists()


def test_a_registry_is_made_filled_and_filled_again(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second import of the same tables changes nothing."""
    (made,) = findspot(capsys, "registry", "init", "--json").rows
    (keys,) = findspot(capsys, "keys", "show", "--json").rows
    assert made == {"place": str(home), "new": True, "key": keys["current"]}
    first = findspot(capsys, "registry", "import", REGISTER, *_BY, "--json").rows[0]
    again = findspot(capsys, "registry", "import", REGISTER, *_BY, "--json").rows[0]
    assert first["new"] > 0
    assert first["recorded"]
    assert (again["new"], again["corrected"], again["unchanged"]) == (0, 0, first["new"])
    assert not again["recorded"]


@pytest.mark.usefixtures("home")
def test_a_dry_run_records_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """The counts are those of the import that follows."""
    findspot(capsys, "registry", "init")
    dry = findspot(capsys, "registry", "import", REGISTER, *_BY, "--dry-run", "--json").rows[0]
    done = findspot(capsys, "registry", "import", REGISTER, *_BY, "--json").rows[0]
    assert not dry["recorded"]
    assert dry["new"] == done["new"]


@pytest.mark.usefixtures("home")
def test_a_dry_run_lists_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By file, row and field, with what is named and not there; the import names the first."""
    findspot(capsys, "registry", "init")
    tables = tmp_path / "tables"
    shutil.copytree(REGISTER, tables)
    with (tables / "deliveries.csv").open("a", encoding="utf-8") as file:
        file.write("EX-ITEM-1,,,,,NO-SUCH-PERMIT,tomorrow\n")
    dry = findspot(capsys, "registry", "import", tables, *_BY, "--dry-run", "--json")
    assert (dry.code, is_one_sentence(dry.err)) == (2, True)
    report = dry.rows[0]
    assert (report["new"], report["recorded"], report["problem_count"]) == (0, False, 3)
    row = report["problems"][0]["row"]
    assert [(one["file"], one["row"], one["field"], one["refused"]) for one in report["problems"]] == [
        ("deliveries.csv", row, "serial", True),
        ("deliveries.csv", row, "delivered_on", True),
        ("deliveries.csv", row, "permit", False),
    ]
    page = findspot(capsys, "registry", "import", tables, *_BY, "--dry-run")
    assert [line.split(":")[0] for line in page.out.splitlines()[:3]] == ["problem", "problem", "doubt"]
    refused = findspot(capsys, "registry", "import", tables, *_BY, "--json")
    assert (refused.code, refused.out, is_one_sentence(refused.err)) == (2, "", True)
    assert "one more problem" in refused.err
    assert "--dry-run" in refused.err


@pytest.mark.usefixtures("filled")
def test_what_the_registry_has_already_is_no_doubt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A delivery may name a permit that an earlier import entered; one that nobody entered stops nothing."""
    table = tmp_path / "deliveries.csv"
    table.write_text("serial,permit\nS-1,ex-inv-0417\nS-2,NO-SUCH-PERMIT\n", encoding="utf-8")
    dry = findspot(capsys, "registry", "import", table, *_BY, "--dry-run", "--json")
    assert dry.code == 0
    (doubt,) = dry.rows[0]["problems"]
    assert (doubt["row"], doubt["field"], doubt["refused"]) == (3, "permit", False)
    assert findspot(capsys, "registry", "import", table, *_BY).code == 0


@pytest.mark.usefixtures("home")
def test_a_told_heading_is_remembered_shown_and_forgotten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second import of such a table needs no --map; a dry run remembers nothing."""
    findspot(capsys, "registry", "init")
    table = tmp_path / "liste.csv"
    table.write_text("Kennung,Typ\nS-1,M-1\n", encoding="utf-8")
    told = ("--map", "Kennung=serial")
    assert findspot(capsys, "registry", "import", table, *_BY, *told, "--dry-run").code == 0
    assert findspot(capsys, "registry", "import", table, *_BY).code == 2
    first = findspot(capsys, "registry", "import", table, *_BY, *told, "--json").rows[0]
    again = findspot(capsys, "registry", "import", table, *_BY, "--json").rows[0]
    assert (first["new"], again["new"], again["unchanged"]) == (1, 0, 1)
    assert [one["told"] for one in (*first["mapped"], *again["mapped"])] == [True, False]
    assert "Kennung" in findspot(capsys, "registry", "mappings").out
    (kept,) = findspot(capsys, "registry", "mappings", "--json").rows[0]["mappings"]
    assert kept["columns"] == {"Kennung": "serial"}
    assert findspot(capsys, "registry", "mappings", "--forget", kept["number"]).code == 0
    assert findspot(capsys, "registry", "import", table, *_BY).code == 2
    for wrong in ("Kennung=seriall", "serial", "Nummer=serial"):
        refused = findspot(capsys, "registry", "import", table, *_BY, *told, "--map", wrong)
        assert (refused.code, is_one_sentence(refused.err)) == (2, True)


@pytest.mark.usefixtures("filled")
def test_show_says_that_a_party_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By which list and how exactly, also where nothing else is recorded of it; an edition ends it."""
    table = tmp_path / "denial list.csv"
    header = "Name,Type,Source List,Start Date\n"
    table.write_text(header + "An Inventéd Broker,Entity,a list,2020-03-01\nOther,Entity,a list,2020\n")
    assert findspot(capsys, "registry", "import", table, *_BY).code == 0
    shown = findspot(capsys, "registry", "show", "an invented broker", "--json").rows[0]
    (match,) = shown["listed"]
    assert (match["name"], match["list"], match["listed_to"]) == ("An Inventéd Broker", "a list", "")
    assert match["match"] == "apart from case, accents and punctuation"
    assert [one["kind"] for one in shown["statements"]] == ["listing"]
    assert "Listed" in findspot(capsys, "registry", "show", "an invented broker").out
    table.write_text(header + "Other,Entity,a list,2020\n")
    words = ("--whole-edition", "2021-06-01")
    assert findspot(capsys, "registry", "import", table, *_BY, *words).code == 0
    (match,) = findspot(capsys, "registry", "show", "an invented broker", "--json").rows[0]["listed"]
    assert match["listed_to"] == "before:2021-06-02"
    refused = findspot(capsys, "registry", "import", REGISTER, *_BY, *words)
    assert (refused.code, is_one_sentence(refused.err)) == (2, True)


@pytest.mark.usefixtures("home")
def test_tables_are_entered_one_by_one_in_any_order(capsys: pytest.CaptureFixture[str]) -> None:
    """A table of permits alone is entered too; all of them together are then nothing new."""
    findspot(capsys, "registry", "init")
    new = 0
    for table in sorted(REGISTER.glob("*.csv"), reverse=True):
        ended = findspot(capsys, "registry", "import", table, *_BY, "--json")
        assert ended.code == 0, ended.err
        new += ended.rows[0]["new"]
    whole = findspot(capsys, "registry", "import", REGISTER, *_BY, "--json").rows[0]
    assert (whole["new"], whole["corrected"], whole["unchanged"]) == (0, 0, new)


@pytest.mark.usefixtures("filled")
def test_find_answers_as_from_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    """The same lines of JSON, with and without --register."""
    patterns = ("15D-20417", "15D-2O4*", "nothing")
    expected = findspot(capsys, "find", *patterns, "--register", REGISTER, "--json")
    assert findspot(capsys, "find", *patterns, "--json").rows == expected.rows


def test_trace_answers_as_from_the_tables(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same finding, custody and exposure; only the register's own name and digest differ."""
    sighting = ["--found-on", "2020-10", "--used-by", "Azerbaijan", "--platform", "Bayraktar TB2"]
    expected = findspot(capsys, "trace", PLATE, "--register", REGISTER, *sighting, "--json").rows[0]
    for words in ([], ["--register", filled]):
        found = findspot(capsys, "trace", PLATE, *words, *sighting, "--json").rows[0]
        for key in expected.keys() - {"register", "command"}:
            assert found[key] == expected[key], key
        assert found["register"]["name"] == str(filled)


@pytest.mark.usefixtures("filled")
def test_as_known_on_a_day_a_trace_knows_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    """On 2020-09-01 the item is not in the register; on 2020-10-26 it is, and the command says so again."""
    then = findspot(capsys, "trace", PLATE, "--as-known-on", "2020-09-01", "--json").rows[0]
    assert then["candidates"] == []
    later = findspot(
        capsys, "trace", PLATE, "--as-known-on", "2020-10-26", "--used-by", "Azerbaijan", "--json"
    ).rows[0]
    assert later["candidates"][0]["item"] == "EX-ITEM-0417"
    assert "APP-INV-0531" in {one["id"] for one in later["exposure"]}
    assert later["command"][2:4] == ["--as-known-on", "2020-10-26"]


@pytest.mark.usefixtures("filled")
def test_a_sweep_takes_the_registry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its processes open it themselves."""
    pattern = str(KARABAKH / "exhibits" / "plate.png")
    ended = findspot(capsys, "sweep", pattern, "--out", tmp_path / "rows.jsonl", "--json")
    assert ended.code == 0
    assert ended.rows[0]["registered"] == 1


@pytest.mark.usefixtures("filled")
def test_show_has_the_three_times_of_every_statement(capsys: pytest.CaptureFixture[str]) -> None:
    """For people and as JSON; an unknown number is refused."""
    shown = findspot(capsys, "registry", "show", "EX-INV-0417", "--json").rows[0]
    told = shown["statements"]
    assert [(one["licensed"], one["delivered"], one["remaining"]) for one in shown["quantities"]] == [
        (1, 1, 0)
    ]
    assert {"learnt_on", "known_from", "recorded_at", "recorded_by", "source"} <= told[0].keys()
    assert [one["said"]["happened"] for one in told if one["kind"] == "permit event"] == [
        "approved",
        "suspended",
        "cancelled",
    ]
    page = findspot(capsys, "registry", "show", "EX-INV-0417").out
    assert "invented" in page
    assert "1 of 1 delivered" in page
    assert "2020-10-05" in page
    refused = findspot(capsys, "registry", "show", "nothing")
    assert (refused.code, is_one_sentence(refused.err)) == (2, True)


@pytest.mark.usefixtures("filled")
def test_due_lists_what_is_overdue(capsys: pytest.CaptureFixture[str]) -> None:
    """As of a day, for people and as JSON."""
    due = findspot(capsys, "registry", "due", "--on", "2021-06-01", "--json").rows[0]["due"]
    assert {one["subject"] for one in due} == {
        "EUS-INV-0417",
        "EX-ITEM-0415",
        "EX-ITEM-0418",
        "EX-ITEM-0419",
        "EX-INV-0431",
    }
    page = findspot(capsys, "registry", "due").out
    assert "EUS-INV-0417" in page
    assert "are invented" in page


@pytest.mark.usefixtures("filled")
def test_a_decision_is_recorded_or_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot happen to a cancelled permit is one sentence."""
    words = ["registry", "decide", "APP-INV-0531", "refused", "--on", "2021-05-01", *_BY]
    assert findspot(capsys, *words).code == 0
    refused = findspot(capsys, "registry", "decide", "EX-INV-0417", "suspended", "--on", "2021-05-01", *_BY)
    assert (refused.code, is_one_sentence(refused.err)) == (2, True)


@pytest.mark.usefixtures("filled")
def test_policies_are_evaluated_on_any_day(capsys: pytest.CaptureFixture[str]) -> None:
    """For people and as JSON, and as known on a day; a number that was not known then is refused."""
    words = ["registry", "policies", "ex-inv-0417", "--on", "2020-06-01"]
    found = findspot(capsys, *words, "--json").rows[0]
    assert (found["restricted"], found["country"]) == ("no", "Türkiye")
    assert [one["policy"] for one in found["policies"][0]["exceptions"]] == ["EXCEPTION-2020-05"]
    page = " ".join(findspot(capsys, *words).out.split())
    assert "no policy stands in its way" in page
    assert "set aside by EXCEPTION-2020-05" in page
    assert "are invented" in page

    on = ["--on", "2020-11-01", "--as-known-on"]
    then = findspot(capsys, "registry", "policies", "EX-INV-0417", *on, "2020-06-01", "--json").rows[0]
    assert "SUSPENSION-2020-10-05" not in [one["policy"] for one in then["policies"]]
    then = findspot(capsys, "registry", "policies", "EX-INV-0417", *on, "2020-10-06", "--json").rows[0]
    assert "SUSPENSION-2020-10-05" in [one["policy"] for one in then["policies"]]
    refused = findspot(capsys, "registry", "policies", "EX-INV-0417", *on, "2019-01-01")
    assert (refused.code, is_one_sentence(refused.err)) == (2, True)


@pytest.mark.usefixtures("filled")
def test_a_delivery_is_corrected_and_withdrawn(capsys: pytest.CaptureFixture[str]) -> None:
    """Who, why and when stand in its history; a trace as known before finds it, a trace now does not."""
    words = ["registry", "correct", "deliveries", "EX-ITEM-0417", "--set", "consignee=Somebody"]
    done = findspot(capsys, *words, "--learnt-on", "2021-01-05", *_BY, "--json").rows[0]
    assert (done["number"], done["corrected"], done["recorded"]) == ("EX-ITEM-0417", 1, True)
    assert findspot(capsys, "registry", "withdraw", "deliveries", "EX-ITEM-0417", *_BY).code == 0

    page = findspot(capsys, "registry", "show", "EX-ITEM-0417").out
    assert "corrected since" in page
    assert "withdrawn" in page
    assert "Export Controls, ref. 12: a test" in " ".join(page.split())
    words = ["registry", "show", "EX-ITEM-0417", "--as-known-on", "2020-12-31"]
    then = findspot(capsys, *words, "--json").rows[0]
    told = then["statements"]
    assert then["as_known_on"] == "2020-12-31"
    assert {one["recorded_later"] for one in told} == {True}
    assert not any(one["withdrawn"] or one["said"].get("consignee") == "Somebody" for one in told)
    assert "after 2020-12-31" in " ".join(findspot(capsys, *words).out.split())

    assert findspot(capsys, "find", "15D-20417", "--json").rows[0]["candidates"][0]["item"] != "EX-ITEM-0417"
    before = findspot(capsys, "find", "15D-20417", "--as-known-on", "2020-12-31", "--json").rows[0]
    assert before["candidates"][0]["item"] == "EX-ITEM-0417"


@pytest.mark.usefixtures("filled")
def test_what_happened_last_is_withdrawn(capsys: pytest.CaptureFixture[str]) -> None:
    """A cancellation that was none; what happened before it cannot be taken away alone."""
    words = ["registry", "withdraw", "permits", "EX-INV-0417", *_BY]
    refused = findspot(capsys, *words, "--event", "suspended")
    assert (refused.code, is_one_sentence(refused.err)) == (2, True)
    done = findspot(capsys, *words, "--event", "cancelled", "--json").rows[0]
    assert (done["withdrawn"], done["recorded"]) == (1, True)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "words",
    [
        ["correct", "permits", "EX-INV-0417", "--set", "nonsense"],
        ["correct", "permits", "EX-INV-0417", "--set", "nonsense=1"],
        ["correct", "permits", "EX-INV-0417", "--set", "source=a", "--set", "source=b"],
        ["correct", "permits", "EX-INV-0417"],
        ["correct", "nothing", "EX-INV-0417", "--set", "source=a"],
        ["withdraw", "permits", "nothing"],
        ["withdraw", "permits", "EX-INV-0417", "--event", "cancelled", "--where", "status=cancelled"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_corrected_is_one_sentence(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2, and nothing is recorded."""
    refused = findspot(capsys, "registry", *words, *_BY)
    assert (refused.code, refused.out, is_one_sentence(refused.err)) == (2, "", True)


@pytest.mark.usefixtures("filled")
def test_exported_tables_are_the_register_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They answer as the registry does, and a folder that is there is not written over."""
    out = tmp_path / "tables"
    for words in ([], ["--form", "parquet"]):
        shutil.rmtree(out, ignore_errors=True)
        assert findspot(capsys, "registry", "export", out, *words).code == 0
        again = findspot(capsys, "registry", "import", out, *_BY, "--json").rows[0]
        assert (again["new"], again["corrected"]) == (0, 0)
    refused = findspot(capsys, "registry", "export", out)
    assert (refused.code, is_one_sentence(refused.err)) == (2, True)


def test_a_damaged_database_is_one_sentence(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever asks it, no traceback and no word of a library."""
    whole = (filled / FILE).read_bytes()
    connections.close_all()
    (filled / FILE).write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    for words in (["find", "x"], ["registry", "due"], ["registry", "import", REGISTER, *_BY]):
        ended = findspot(capsys, *words)
        assert (ended.code, ended.out) == (2, "")
        assert is_one_sentence(ended.err)


def test_tables_do_not_keep_what_was_known_when(capsys: pytest.CaptureFixture[str]) -> None:
    """--as-known-on with tables is refused in one sentence."""
    ended = findspot(capsys, "find", "x", "--register", REGISTER, "--as-known-on", "2020-01-01")
    assert (ended.code, is_one_sentence(ended.err)) == (2, True)


@pytest.mark.parametrize("day", ["2020-10", "before:2020-10-01", "yesterday"])
def test_a_day_is_one_day(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A month, a bound or a word is refused in one sentence."""
    ended = findspot(capsys, "find", "x", "--as-known-on", day)
    assert (ended.code, is_one_sentence(ended.err)) == (2, True)


def test_nothing_is_written_into_a_registrys_folder(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sweep's rows over the database, or beside it, are refused."""
    for name in (FILE, "rows.jsonl"):
        ended = findspot(capsys, "sweep", PLATE, "--out", filled / name)
        assert (ended.code, is_one_sentence(ended.err)) == (2, True)
    with sqlite3.connect(filled / FILE) as database:
        assert database.execute("SELECT count(*) FROM registry_entry").fetchone() == (1,)
    database.close()
