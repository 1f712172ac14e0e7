import csv
import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.records.columns import is_known
from findspot.records.delimited import read_delimited
from findspot.records.encoding import encoding_of
from findspot.records.tables import Table, joined
from findspot.vocabulary.errors import BadInputError

#: Any text that a cell can hold: no control characters but line ends and tabs, no half of a surrogate pair.
TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff")
    | st.sampled_from("\n\t\"';,|= ")
)
WIDTHS = st.integers(1, 4)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A table with a column of serials first, so that no row is blank."""
    width = draw(WIDTHS)
    header = ["serial", "item", *(f"note {i}" for i in range(width))]
    rows = draw(st.lists(st.lists(TEXT, min_size=width + 1, max_size=width + 1), min_size=1, max_size=6))
    return [header, *([f"S-{i}", *row] for i, row in enumerate(rows))]


def as_bytes(rows: list[list[str]], delimiter: str, encoding: str, end: str) -> bytes:
    """The table as a text file of these separators, line ends and encoding."""
    kept = io.StringIO(newline="")
    csv.writer(kept, delimiter=delimiter, lineterminator=end).writerows(rows)
    return kept.getvalue().encode(encoding)


def whole(data: bytes, file: str, *, known: Callable[[str], bool]) -> Table:
    """The table of all its blocks."""
    first, *others = read_delimited(io.BytesIO(data), file, known=known)
    blocks = [first, *others]
    columns = zip(*(block.columns for block in blocks), strict=True)
    rows = [row for block in blocks for row in block.rows]
    return replace(first, columns=tuple(map(joined, columns)), rows=rows)


@given(
    tables(),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_table_is_read_as_it_was_written(
    rows: list[list[str]], delimiter: str, encoding: str, end: str
) -> None:
    """Whatever the cells, separator, Unicode encoding and line ends: each cell comes back whole."""
    table = whole(as_bytes(rows, delimiter, encoding, end), "t.csv", known=is_known)
    assert rows[0] == [column.header for column in table.columns]
    assert rows[1:] == [list(cells) for cells in zip(*(c.cells for c in table.columns), strict=True)]
    assert all(column.distinct == frozenset(column.cells) for column in table.columns)
    assert table.notes == ()


@given(tables(), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_utf16_without_a_mark_is_known_by_its_zero_bytes(rows: list[list[str]], encoding: str) -> None:
    """Without a byte order mark the zero bytes beside plain characters show which order it is."""
    plain = [[cell.encode("ascii", "ignore").decode() for cell in row] for row in rows]
    table = whole(as_bytes(plain, "\t", encoding, "\r\n"), "t.csv", known=is_known)
    assert plain[1:] == [list(cells) for cells in zip(*(c.cells for c in table.columns), strict=True)]


@given(st.binary(max_size=200))
def test_no_bytes_at_all_give_more_than_one_sentence(data: bytes) -> None:
    """Any bytes are a table or a sentence, never anything else."""
    sentence = "t.csv: none"
    try:
        whole(data, "t.csv", known=is_known)
    except BadInputError as error:
        sentence = error.sentence
    assert sentence.startswith("t.csv")


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Modèle;Numéro de série;Fabricant\nÉlan;1;Bücher & Søn", "Windows-1252"),
        ("Seri Numarası;Üretici\n1;Türk Şirketi, Iğdır, İstanbul", "Windows-1254"),
        ("Серийный номер;Изготовитель\n1;Завод «Сигнал»", "Windows-1251"),
        ("Serial;Framleiðandi\n1;Þórður og synir á Ísafirði", "Windows-1252"),
    ],
)
def test_a_code_page_is_told_by_its_letters(text: str, page: str) -> None:
    """French, Turkish, Russian and Icelandic letters each show their code page, and the note names it."""
    encoding = {"Windows-1252": "cp1252", "Windows-1254": "cp1254", "Windows-1251": "cp1251"}[page]
    data = text.encode(encoding)
    name, note = encoding_of(io.BytesIO(data), "t.csv")
    assert data.decode(name) == text
    assert note is not None
    assert page in note


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    """Blank rows count and are no records; a cell with line breaks is one row."""
    table = whole(b'\nserial,text\nA,"x\ny"\n\n , \nB,z\n', "t.csv", known=is_known)
    assert list(table.rows) == [3, 6]
    assert list(table.columns[1].cells) == ["x\ny", "z"]


def test_short_rows_and_trailing_separators_are_ordinary() -> None:
    """Missing cells at the end of a row are empty; empty cells beyond the header don't count."""
    table = whole(b"serial,model,,\nA\nB,m,,\n", "t.csv", known=is_known)
    assert [list(column.cells) for column in table.columns] == [["A", "B"], ["", "m"]]


def test_known_columns_decide_between_separators() -> None:
    """A header with more commas than semicolons is still split where the known columns appear."""
    header = b"serial;maker, also known as, formerly;model\nA;x;y\n"
    table = whole(header, "t.csv", known=is_known)
    assert [column.header for column in table.columns] == [
        "serial",
        "maker, also known as, formerly",
        "model",
    ]
