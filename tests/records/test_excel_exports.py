import datetime as dt
from pathlib import Path

import pytest
from tests.assets.make_tables import excel_exports, sheets, workbook

from findspot.records.opening import open_register
from findspot.vocabulary.errors import BadInputError

EXPORTS = excel_exports()


@pytest.mark.parametrize("title", EXPORTS)
def test_an_excel_export_is_read_as_it_was_meant(title: str, tmp_path: Path) -> None:
    """French and Turkish exports give the same serials, dates, names and decimals in every encoding."""
    name, data = EXPORTS[title]
    (tmp_path / name).write_bytes(data)
    register = open_register([tmp_path / name])
    columns = register.serials()
    assert columns.serial == ("00417", "00418")
    assert columns.item == columns.serial
    assert columns.part_number == ("7150-A", "7150-A")
    assert columns.permit == ("E1", "E2")
    assert columns.maker == ("Société d’Optique",) * 2
    first, second = (register.record(item).deliveries[0] for item in columns.item)
    assert first.end_user in ("Forces navales turques", "Türk Deniz Kuvvetleri")
    assert first.end_user_country == "Türkiye"
    assert list(first.extra.values()) == ["15,4"]
    assert first.delivered_on is not None
    assert second.delivered_on is not None
    assert first.delivered_on.earliest == dt.date(2020, 9, 14)
    assert second.delivered_on.earliest == dt.date(2020, 4, 3)
    assert second.delivered_on.exact


def test_a_judged_encoding_is_said_in_a_note(tmp_path: Path) -> None:
    """A code page is evidence weighed, so the reader is told which was taken; UTF-8 needs no note."""
    for title, told in (
        ("Turkish, cp1254, semicolons", "Windows-1254"),
        ("French, cp1252, semicolons", "Windows-1252"),
    ):
        name, data = EXPORTS[title]
        (tmp_path / name).write_bytes(data)
        assert any(told in note for note in open_register([tmp_path / name]).notes)
    name, data = EXPORTS["Turkish, UTF-8"]
    (tmp_path / name).write_bytes(data)
    assert not any("Windows" in note for note in open_register([tmp_path / name]).notes)


def test_a_settled_date_order_is_said_in_a_note(tmp_path: Path) -> None:
    """Where another row shows which number is the day, the note names that row."""
    name, data = EXPORTS["French, UTF-8 with mark"]
    (tmp_path / name).write_bytes(data)
    assert any(
        "day first, as row 2 (14/09/2020) shows" in note for note in open_register([tmp_path / name]).notes
    )


def test_a_workbook_gives_typed_cells_as_people_read_them(tmp_path: Path) -> None:
    """Date cells become ISO dates, whole numbers lose their point, blank rows keep the count of rows."""
    table = tmp_path / "teslimatlar.xlsx"
    table.write_bytes(
        workbook(
            ["Seri No", "Modèle", "Teslim tarihi", "Onay tarihi", "Adet"],
            ["00417", "CMX-15D", dt.date(2020, 9, 14), dt.datetime.fromisoformat("2020-10-01T08:30"), 12],
            [],
            ["00418", "CMX-15D", "14 Eylül 2020", "Ekim 2020", 15.5],
        )
    )
    register = open_register([table])
    first, second = (register.record(item).deliveries[0] for item in ("00417", "00418"))
    assert (first.origin.row, second.origin.row) == (2, 4)
    assert [str(first.delivered_on), str(first.confirmed_on)] == ["2020-09-14", "2020-10-01"]
    assert [str(second.delivered_on), str(second.confirmed_on)] == ["2020-09-14", "2020-10"]
    assert [delivery.extra["Adet"] for delivery in (first, second)] == ["12", "15.5"]


def test_serials_that_became_numbers_are_read_whole_and_noted(tmp_path: Path) -> None:
    """417.0 is 417, and the note says that noughts before it may be lost."""
    table = tmp_path / "deliveries.xlsx"
    table.write_bytes(workbook(["serial"], [417], [418.0]))
    register = open_register([table])
    assert register.serials().serial == ("417", "418")
    assert any("2 of 2 serials" in note for note in register.notes)


@pytest.mark.parametrize("cell", [dt.date(2020, 3, 12), 1.23e17])
def test_a_serial_that_a_spreadsheet_changed_is_refused(cell: object, tmp_path: Path) -> None:
    """A serial that became a date (MAR-12) or lost its digits is refused with file, row and field."""
    table = tmp_path / "deliveries.xlsx"
    table.write_bytes(workbook(["item", "Seri No"], ["I-1", "A"], ["I-2", cell]))
    with pytest.raises(BadInputError, match=r"deliveries\.xlsx, row 3, serial \(“Seri No”\)"):
        open_register([table])


def test_a_column_of_floats_in_text_is_a_column_of_whole_numbers(tmp_path: Path) -> None:
    """417.0 throughout a column of serials is a tool's float; one serial 12.0 among others is itself."""
    table = tmp_path / "deliveries.csv"
    table.write_text("serial\n417.0\n418.0\n")
    assert open_register([table]).serials().serial == ("417", "418")
    table.write_text("serial\n417.0\nA-1\n")
    assert open_register([table]).serials().serial == ("417.0", "A-1")


def test_no_module_is_taken_from_the_folder_of_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file json.py beside the tables is evidence, not code: it is never run."""
    (tmp_path / "json.py").write_text("raise SystemExit(1)")
    (tmp_path / "deliveries.xlsx").write_bytes(workbook(["serial"], ["S-1"]))
    monkeypatch.chdir(tmp_path)
    assert open_register([Path("deliveries.xlsx")]).serials().serial == ("S-1",)


def test_a_formula_is_text_and_is_never_calculated(tmp_path: Path) -> None:
    """A formula that is no plain text stays as it stands."""
    table = tmp_path / "deliveries.csv"
    table.write_text('serial,model,link\n"=""00417""",=1+1,"=HYPERLINK(""http://example.org"",""x"")"\n')
    register = open_register([table])
    delivery = register.record("00417").deliveries[0]
    assert (delivery.serial, delivery.model) == ("00417", "=1+1")
    assert delivery.extra["link"] == '=HYPERLINK("http://example.org","x")'


def test_an_apostrophe_that_belongs_to_a_name_stays(tmp_path: Path) -> None:
    """Only a spreadsheet's apostrophe goes: before a serial or a number, not before 's-Gravenhage."""
    table = tmp_path / "deliveries.csv"
    table.write_text("serial,consignee,permit\n'00417,'s-Gravenhage Depot,'0012\n")
    delivery = open_register([table]).record("00417").deliveries[0]
    assert (delivery.consignee, delivery.permit) == ("'s-Gravenhage Depot", "0012")


def test_a_workbook_may_hold_the_whole_register(tmp_path: Path) -> None:
    """Sheets that are named as tables are these tables; other sheets are noted and left."""
    pages: dict[str, list[list[object]]] = {
        "Livraisons": [["serial", "permit"], ["S-1", "P-1"]],
        "permits": [["permit", "statut"], ["P-1", "Délivré"]],
        "sums": [["total"], [1]],
    }
    (tmp_path / "register.xlsx").write_bytes(sheets(pages))
    register = open_register([tmp_path / "register.xlsx"])
    assert [permit.status for permit in register.record("S-1").permits] == ["approved"]
    assert any("'sums'" in note for note in register.notes)
