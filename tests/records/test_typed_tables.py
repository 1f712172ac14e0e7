"""Parquet and OpenDocument tables."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from findspot.records import workbook
from findspot.records.opening import open_register
from findspot.vocabulary.errors import BadInputError

MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
</manifest:manifest>"""
ODS_BEFORE = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="Sheet1">"""
ODS_AFTER = "</table:table></office:spreadsheet></office:body></office:document-content>"


def text_cell(text: str) -> str:
    """A cell of text as OpenDocument writes it."""
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def ods(*rows: str) -> bytes:
    """An OpenDocument spreadsheet of these rows."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS_BEFORE + "".join(rows) + ODS_AFTER)
    return kept.getvalue()


def test_an_opendocument_table_is_read(tmp_path: Path) -> None:
    """Texts and dates come as in any other table, and the empty rows at the end don't count."""
    day = '<table:table-cell office:value-type="date" office:date-value="2020-09-14"/>'
    table = tmp_path / "deliveries.ods"
    table.write_bytes(
        ods(
            f"<table:table-row>{text_cell('serial')}{text_cell('delivered on')}</table:table-row>",
            f"<table:table-row>{text_cell('00417')}{day}</table:table-row>",
            '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>',
        )
    )
    register = open_register([table])
    assert register.serials().serial == ("00417",)
    assert str(register.record("00417").deliveries[0].delivered_on) == "2020-09-14"


def test_an_opendocument_table_that_repeats_itself_for_ever_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few bytes that stand for 100 million cells give one sentence, in limited memory and time."""
    monkeypatch.setattr(workbook, "MAX_WORKBOOK_MEMORY", 2**29)  # the same, sooner
    cell = text_cell("x").replace(
        "office:value-type", 'table:number-columns-repeated="1000" office:value-type'
    )
    table = tmp_path / "deliveries.ods"
    table.write_bytes(ods(f'<table:table-row table:number-rows-repeated="100000">{cell}</table:table-row>'))
    with pytest.raises(BadInputError, match=r"^deliveries\.ods: the workbook needs too much memory"):
        open_register([table])


def parquet(table: pa.Table) -> bytes:
    """The table as a Parquet file."""
    kept = io.BytesIO()
    pq.write_table(table, kept)
    return kept.getvalue()


def test_a_parquet_table_is_read(tmp_path: Path) -> None:
    """Texts, dates, numbers and absent values; row 2 is the first record, as in a text table."""
    columns = {
        "serial": ["00417", "00418"],
        "maker": pa.array(["A", None]).dictionary_encode(),
        "delivered_on": pa.array([dt.date(2020, 9, 14), None]),
        "mass": [15.5, float("nan")],
        "tags": [["a", "b"], []],
    }
    (tmp_path / "deliveries.parquet").write_bytes(parquet(pa.table(columns)))
    register = open_register([tmp_path])
    first, second = (register.record(item).deliveries[0] for item in ("00417", "00418"))
    assert (first.maker, second.maker) == ("A", "")
    assert (str(first.delivered_on), second.delivered_on) == ("2020-09-14", None)
    assert (dict(first.extra), dict(second.extra)) == ({"mass": "15.5", "tags": "a;b"}, {})
    assert first.origin.row == 2


def test_parquet_serials_that_are_numbers_are_noted(tmp_path: Path) -> None:
    """A column of whole numbers holds no noughts in front: the note says so."""
    (tmp_path / "deliveries.parquet").write_bytes(parquet(pa.table({"serial": [417, 418]})))
    register = open_register([tmp_path])
    assert register.serials().serial == ("417", "418")
    assert any("numbers" in note for note in register.notes)
