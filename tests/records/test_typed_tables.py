"""Parquet and OpenDocument tables."""

import base64
import datetime as dt
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_a_parquet_date_and_time_is_its_day(tmp_path: Path) -> None:
    """Times finer than Python's are cut to what it has; midnight is left out."""
    moment = pa.array([1_600_041_600_000_000_000, 1_600_041_600_000_000_001], pa.timestamp("ns"))
    columns = {"serial": ["S-1", "S-2"], "delivered_on": moment}
    (tmp_path / "deliveries.parquet").write_bytes(parquet(pa.table(columns)))
    register = open_register([tmp_path])
    days = {str(register.record(item).deliveries[0].delivered_on) for item in ("S-1", "S-2")}
    assert days == {"2020-09-14"}


@pytest.mark.parametrize(
    "nested",
    [
        pa.array([{"a": 1}]),
        pa.array([[["a"]]]),
        pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())),
        pa.array([[{"a": 1}]]),
    ],
    ids=lambda nested: str(nested.type),
)
def test_columns_within_columns_are_refused(tmp_path: Path, nested: pa.Array) -> None:
    """A structure, a map, a list of lists or of structures is no cell: the sentence names the column."""
    table = tmp_path / "deliveries.parquet"
    table.write_bytes(parquet(pa.table({"serial": ["S-1"], "about": nested})))
    with pytest.raises(BadInputError, match=r"^deliveries\.parquet, about: the column holds columns"):
        open_register([table])


def test_a_parquet_column_of_bytes_is_text_or_refused(tmp_path: Path) -> None:
    """Bytes that are UTF-8 are read as texts; others are refused with the column's name."""
    table = tmp_path / "deliveries.parquet"
    table.write_bytes(parquet(pa.table({"serial": [b"S-1", b"S-2"]})))
    assert open_register([table]).serials().serial == ("S-1", "S-2")
    table.write_bytes(parquet(pa.table({"serial": [b"S-1", b"\xff\xfe"]})))
    with pytest.raises(BadInputError, match=r"^deliveries\.parquet, serial: the column holds bytes"):
        open_register([table])


def test_a_long_parquet_cell_is_refused_with_its_row(tmp_path: Path) -> None:
    """A cell longer than any table's is refused where it stands."""
    table = tmp_path / "deliveries.parquet"
    table.write_bytes(parquet(pa.table({"serial": ["S-1", "S-2"], "note": ["", "x" * 40_000]})))
    with pytest.raises(BadInputError, match=r"^deliveries\.parquet, row 3, note: a cell is longer"):
        open_register([table])


@pytest.mark.parametrize("plain", [True, False], ids=["names in plain", "names encrypted"])
def test_an_encrypted_parquet_file_is_refused(tmp_path: Path, *, plain: bool) -> None:
    """Whether its footer is encrypted or not, the sentence says what to do."""
    table = tmp_path / "deliveries.parquet"
    encrypted(table, plain_footer=plain)
    with pytest.raises(BadInputError, match=r"^deliveries\.parquet: the file is encrypted: write it without"):
        open_register([table])


def encrypted(path: Path, *, plain_footer: bool) -> None:
    """A Parquet file of one serial under a key that nobody is told."""

    class Wrapping(pe.KmsClient):  # type: ignore[misc] # pyarrow publishes no types
        def __init__(self, _: object) -> None:
            super().__init__()

        def wrap_key(self, key_bytes: bytes, _: str) -> bytes:
            return base64.b64encode(key_bytes)

        def unwrap_key(self, wrapped_key: bytes, _: str) -> bytes:
            return base64.b64decode(wrapped_key)

    configuration = pe.EncryptionConfiguration(
        footer_key="footer", column_keys={"column": ["serial"]}, plaintext_footer=plain_footer
    )
    factory = pe.CryptoFactory(Wrapping)
    properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), configuration)
    table = pa.table({"serial": ["S-1"]})
    with pq.ParquetWriter(path, table.schema, encryption_properties=properties) as writer:
        writer.write_table(table)


@given(damage=st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=4))
@settings(deadline=None, max_examples=200)
def test_a_damaged_parquet_file_is_a_table_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[int, int]]
) -> None:
    """Bytes changed anywhere give a register or one sentence, never anything else."""
    data = bytearray(parquet(pa.table({"serial": [f"S-{n}" for n in range(50)], "item": [None] * 50})))
    for place, byte in damage:
        data[place % len(data)] = byte
    table = tmp_path_factory.mktemp("damaged") / "deliveries.parquet"
    table.write_bytes(data)
    try:
        open_register([table])
    except BadInputError as error:
        assert error.sentence.startswith("deliveries.parquet")  # noqa: PT017 - it may also be whole
