from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findspot.records.opening import open_register
from findspot.records.register import TableRegister
from findspot.vocabulary.errors import BadInputError


def opened(folder: Path, *lines: str) -> TableRegister:
    """The register of one table of deliveries."""
    table = folder / "deliveries.csv"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return open_register([table])


def test_the_same_serial_of_another_maker_is_another_item(tmp_path: Path) -> None:
    """A serial is not unique: maker, model and part number part items, and name them where they do."""
    columns = opened(
        tmp_path, "serial,maker,part_number", "S-1,A,7", "S-1,B,7", "S-2,A,7", "S-1,A,7", "S-1,,7"
    ).serials()
    assert columns.item == ("S-1 (A)", "S-1 (B)", "S-2", "S-1 (not stated)")
    assert columns.serial == ("S-1", "S-1", "S-2", "S-1")


def test_several_deliveries_of_one_item_are_one_row_and_one_record(tmp_path: Path) -> None:
    """The latest delivery says under which permit the item stands now; a gap is filled from the others."""
    register = opened(
        tmp_path,
        "item,serial,model,permit,delivered_on",
        "I-1,S-1,M,P-2,2021-03",
        "I-2,S-2,M,P-1,2020",
        "I-1,S-1,,P-1,2019",
    )
    columns = register.serials()
    assert columns.item == ("I-1", "I-2")
    assert columns.permit == ("P-2", "P-1")
    assert columns.model == ("M", "M")
    assert [d.permit for d in register.record("I-1").deliveries] == ["P-2", "P-1"]
    assert [d.origin.row for d in register.record("I-1").deliveries] == [2, 4]


def test_a_makers_older_name_is_no_contradiction(tmp_path: Path) -> None:
    """One item under two names of one maker stands, once the alias is in the register."""
    rows = ("item,serial,maker", "I-1,S-1,L3 Wescam", "I-1,S-1,L3Harris Wescam")
    with pytest.raises(BadInputError, match="maker"):
        opened(tmp_path, *rows)
    (tmp_path / "aliases.csv").write_text("alias,name\nL3 Wescam,L3Harris Wescam\n")
    assert open_register([tmp_path]).serials().item == ("I-1",)


def test_an_item_of_two_models_is_noted(tmp_path: Path) -> None:
    """A model can change by refit, so it is told and not refused."""
    register = opened(tmp_path, "item,serial,model", "I-1,S-1,M-1", "I-1,S-1,M-2")
    assert any("'M-1' in row 2 and 'M-2' in row 3" in note for note in register.notes)


def test_a_row_that_repeats_another_wholly_is_one_delivery(tmp_path: Path) -> None:
    """A repeated row says nothing new: one delivery, and a note."""
    register = opened(tmp_path, "item,serial,permit", "I-1,S-1,P-1", "I-1,S-1,P-1", "I-1,S-1,P-2")
    assert [d.permit for d in register.record("I-1").deliveries] == ["P-1", "P-2"]
    assert any("row 3" in note for note in register.notes)


def test_several_tables_are_one_register(tmp_path: Path) -> None:
    """Tables of deliveries count through; each row keeps its own file, whatever the columns of the others."""
    (tmp_path / "deliveries-2019.csv").write_text("item,serial\nI-1,S-1\n")
    (tmp_path / "Livraisons 2020.csv").write_text("N° de série;Fabricant\nS-2;A\nS-3;B\n", encoding="cp1252")
    register = open_register([tmp_path])
    assert sorted(register.serials().serial) == ["S-1", "S-2", "S-3"]
    assert register.record("S-3").deliveries[0].origin.file == "Livraisons 2020.csv"
    assert register.record("S-3").maker == "B"
    assert register.record("I-1").maker == ""


def test_a_table_of_any_name_with_a_serial_is_deliveries(tmp_path: Path) -> None:
    """One table needs no particular name; beside it, named tables are what their names say."""
    table, permits = tmp_path / "export of may.csv", tmp_path / "permits.csv"
    table.write_text("s/n\nS-1\n")
    permits.write_text("permit\nP-1\n")
    register = open_register([table, permits])
    assert register.serials().serial == ("S-1",)
    assert [p.permit for p in register.permits] == ["P-1"]


CELL = st.sampled_from(["", "a", "b", "1"])


@given(
    st.lists(st.tuples(CELL, st.sampled_from(["S-1", "S-2", "a", "b"]), CELL, CELL), min_size=1, max_size=8)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
def test_derived_items_part_rows_exactly_by_what_they_are(
    tmp_path: Path, rows: list[tuple[str, str, str, str]]
) -> None:
    """Rows without an item are one item just when serial, maker and part number agree."""
    lines = [",".join(row) for row in rows]
    try:
        register = opened(tmp_path, "item,serial,maker,part_number", *lines)
    except BadInputError as error:
        assert "give one item one" in error.sentence  # noqa: PT017 - declared items may contradict
        return
    again = opened(tmp_path, "item,serial,maker,part_number", *lines)
    assert register.serials() == again.serials()
    items = register.deliveries.items
    keys = [("declared", row[0]) if row[0] else ("derived", *row[1:]) for row in dict.fromkeys(rows)]
    for one, a in zip(keys, items, strict=True):
        for other, b in zip(keys, items, strict=True):
            assert (one == other) is (a == b)
