"""A reading that is given a list of problems lists all of them; without one it ends at the first."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.records.test_register import TABLES

from findspot.records.opening import open_register
from findspot.records.problems import LISTED, Problems
from findspot.records.references import dangling
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: What cannot stand in the cells of a column, table by table; two items of one name contradict.
_BAD = {
    ("deliveries", "serial"): "",
    ("deliveries", "item"): "{row}.17E+11",
    ("deliveries", "delivered_on"): "yesterday",
    ("permits", "permit"): "",
    ("permits", "status"): "perhaps",
    ("permits", "quantity"): "a dozen",
    ("permits", "issued_on"): "14/14/2020",
    ("undertakings", "kind"): "#REF!",
    ("policies", "kind"): "a wish",
    ("policies", "in_force_from"): "44123",
    ("answers", "outcome"): "perhaps",
    ("sightings", "grade"): "Z9",
    ("sightings", "exhibits"): "frame.png",
}
_ROWS = {name: list(csv.DictReader(io.StringIO(text))) for name, text in TABLES.items()}


def written(folder: Path, rows: Mapping[str, list[dict[str, str]]]) -> Path:
    """A folder with these tables."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, some in rows.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(some[0]))
            writer.writeheader()
            writer.writerows(some)
    return folder


def listed(folder: Path) -> Problems:
    """What is wrong with the tables of a folder."""
    problems = Problems()
    open_register([folder], report=problems)
    return problems


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.tuples(st.sampled_from(sorted(_BAD)), st.integers(0, 2))))
def test_every_bad_cell_is_listed(
    tmp_path_factory: pytest.TempPathFactory, chosen: set[tuple[tuple[str, str], int]]
) -> None:
    """Whichever cells are made bad, their files, rows and fields are listed; else one of them is raised."""
    rows = {name: [dict(row) for row in some] for name, some in _ROWS.items()}
    planted = set()
    for (table, column), at in chosen:
        if at < len(rows[table]):
            rows[table][at][column] = _BAD[table, column].format(row=at + 2)
            planted.add((f"{table}.csv", at + 2, column))
    folder = written(tmp_path_factory.mktemp("tables"), rows)
    problems = listed(folder)
    found = {(one.file, one.row, one.field) for one in problems.listed}
    assert found == planted
    assert problems.count == len(planted)
    if planted:
        with pytest.raises(BadInputError) as refused:
            open_register([folder])
        assert refused.value.sentence in {one.sentence for one in problems.listed}


def test_what_is_wrong_between_rows_is_listed_with_what_is_wrong_in_them(tmp_path: Path) -> None:
    """Items and permits that are declared in two ways, a row too long, a file that is no table."""
    (tmp_path / "deliveries.csv").write_text(
        "item,serial,delivered_on\nI-1,S-1,2020\nI-1,S-2,never\nI-2,S-3,2020\nI-2,S-4,2020,more\n"
    )
    (tmp_path / "permits.csv").write_text("permit,quantity\nP-1,3\nP-1,4\n")
    (tmp_path / "models.csv").write_text("maker\nM-1\n")
    (tmp_path / "parties.csv").write_text('party\n"never closed')
    problems = listed(tmp_path)
    assert {(one.file, one.row, one.field) for one in problems.listed} == {
        ("deliveries.csv", 2, "serial"),
        ("deliveries.csv", 3, "delivered_on"),
        ("deliveries.csv", 4, "serial"),
        ("deliveries.csv", 5, None),
        ("permits.csv", 3, "permit"),
        ("models.csv", None, None),
        ("parties.csv", 2, None),
    }


def test_a_date_that_may_be_two_days_leaves_the_other_problems_listed(tmp_path: Path) -> None:
    """One problem for the order of the column, one for each cell that is no date."""
    (tmp_path / "deliveries.csv").write_text(
        "serial,delivered_on\nS-1,03/04/2020\nS-2,05/06/2020\nS-3,soon\nS-4,late\n"
    )
    assert [(one.row, one.field) for one in listed(tmp_path).listed] == [
        (2, "delivered_on"),
        (4, "delivered_on"),
        (5, "delivered_on"),
    ]


def test_many_problems_are_counted_and_the_first_are_kept(tmp_path: Path) -> None:
    """A thousand stand in the list; the sentence says how many there are beside the first."""
    (tmp_path / "deliveries.csv").write_text("serial,delivered_on\n" + "S,never\n" * (LISTED + 50))
    problems = listed(tmp_path)
    assert problems.count == LISTED + 50
    assert [one.row for one in problems.listed] == list(range(2, LISTED + 2))
    assert problems.refusal("ask for them").sentence.endswith("(1,049 more problems: ask for them).")


def test_a_row_that_names_what_nothing_declares_is_found_with_its_place(tmp_path: Path) -> None:
    """File, row and field of each, beside the one note for all of them."""
    register = open_register([written(tmp_path, _ROWS)])
    found = [problem for one in dangling(register, frozenset({"permits"})) for problem in one.problems()]
    places = [(one.file, one.row, one.field) for one in found]
    assert places == [("deliveries.csv", 4, "permit")]
    assert any("P-9" in note for note in register.notes)
