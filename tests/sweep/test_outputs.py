from __future__ import annotations

import dataclasses
import io
import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from findspot.sweep.outputs import check_form, writer_for
from findspot.sweep.rows import Row, file_name
from findspot.sweep.whole import whole_file
from findspot.vocabulary.errors import BadInputError

COLUMNS = [column.name for column in dataclasses.fields(Row)]
TEXT = st.text(max_size=20)
SHARE = st.none() | st.floats(0, 1)
ROWS = st.lists(
    st.builds(
        Row,
        file=TEXT,
        sha256=st.none() | TEXT,
        read=st.none() | TEXT,
        item=st.none() | TEXT,
        serial=st.none() | TEXT,
        posterior=SHARE,
        not_in_register=SHARE,
        prior=SHARE,
        error=st.none() | TEXT,
    ),
    max_size=8,
)


def written(name: str, rows: list[Row]) -> bytes:
    """The rows as a file of that name holds them."""
    file = io.BytesIO()
    writer = writer_for(Path(name), file)
    for row in rows:
        writer.add(row)
    writer.finish()
    return file.getvalue()


@settings(deadline=None)
@given(ROWS)
def test_both_forms_hold_the_same_rows(rows: list[Row]) -> None:
    """JSON lines and Parquet read back as the very rows, in their order, with the same columns."""
    told = [dataclasses.asdict(row) for row in rows]
    lines = written("rows.jsonl", rows)
    assert [json.loads(line) for line in lines.splitlines()] == told
    assert lines.isascii()
    table = parquet.read_table(io.BytesIO(written("rows.PARQUET", rows)))
    assert table.column_names == COLUMNS
    assert table.to_pylist() == told


def test_a_parquet_without_values_has_typed_columns() -> None:
    """Columns have the same types whether any row has a value or none."""
    empty = parquet.read_schema(io.BytesIO(written("rows.parquet", [])))
    full = parquet.read_schema(io.BytesIO(written("rows.parquet", [Row("a", posterior=0.5, error="x")])))
    assert empty.equals(full)
    assert empty.field("posterior").type == pa.float64()


@pytest.mark.parametrize("name", ["rows.csv", "rows", "rows.jsonl.gz"])
def test_other_forms_are_refused(name: str) -> None:
    """Only .jsonl and .parquet are written, and the sentence says so."""
    with pytest.raises(BadInputError, match=r"\.jsonl or \.parquet"):
        check_form(Path(name))


def test_a_name_that_is_no_text_is_written_out() -> None:
    """Bytes of a file name that are no UTF-8 are spelled, so that every form can hold it."""
    name = file_name(Path("photo-\udcff.jpg"))
    assert name == r"photo-\xff.jpg"
    assert written("rows.parquet", [Row(name)])


@pytest.mark.parametrize("ending", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_file_that_fails_leaves_the_earlier_one(tmp_path: Path, ending: type[BaseException]) -> None:
    """Whatever ends the writing, the earlier file stays as it was and nothing lies beside it."""
    out = tmp_path / "rows.jsonl"
    out.write_bytes(b"earlier")

    def broken_off() -> None:
        with whole_file(out) as file:
            file.write(b"half")
            raise ending

    with pytest.raises(ending):
        broken_off()
    assert out.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [out]


def test_a_file_appears_when_all_is_written(tmp_path: Path) -> None:
    """Until the end the earlier file can be read; then the new one stands in its place, alone."""
    out = tmp_path / ("r" * 240 + ".jsonl")
    out.write_bytes(b"earlier")
    with whole_file(out) as file:
        file.write(b"new")
        assert out.read_bytes() == b"earlier"
    assert out.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    """What cannot be written is refused for people."""
    with pytest.raises(BadInputError, match="could not be written"), whole_file(tmp_path / "no" / "a.jsonl"):
        pass
