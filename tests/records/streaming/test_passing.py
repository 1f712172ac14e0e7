"""What passes through is what an opened register has, or is refused with the same sentence."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assets.make_tables import BAD_TABLES, BadTable

from findspot.records import delimited, parquet
from findspot.records.opening import open_register
from findspot.records.streaming import items, passing, repeats
from findspot.records.streaming.items import COLUMNS
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Rows = list[tuple[str, ...]]
Told = str | tuple[object, ...]

HEADER = ("serial", "item", "maker", "model", "delivered_on", "permit", "", "lot")


def rows_of(serials: Sequence[str]) -> st.SearchStrategy[Rows]:
    """Rows of few serials, items and makers, so that these meet; and of cells that must be cleaned."""
    return st.lists(
        st.tuples(
            st.sampled_from(serials),
            st.sampled_from([""] * 12 + ["I-1", "I-2", "S-1", "S-1 (A)", "S-1 (2)"]),
            st.sampled_from(["", "A", "A", "B"]),
            st.sampled_from(["", "M", "N"]),
            st.sampled_from(["", "2020-09", "14/09/2020", "14/10/2020", "02/03/2021", "2021"]),
            st.sampled_from(["", "P-1", "P-2"]),
            st.sampled_from(["", "", "x"]),
            st.sampled_from([*[""] * 8, "y", "an invented row"]),
        ),
        min_size=1,
        max_size=14,
    )


TABLES = st.lists(
    st.one_of(
        rows_of(["S-1", "s-1", "S-2", "S-1 (A)", "S-1 (B)", "'9", "417.0"]),
        rows_of([f"S-{n}" for n in range(30)]),
        rows_of(["417.0", "418.0", "417.0"]),
    ),
    min_size=1,
    max_size=3,
)


def opened(paths: Sequence[Path]) -> Told:
    """The items and files of the opened register, or the sentence with which it is refused."""
    try:
        register = open_register(paths)
    except BadInputError as error:
        return error.sentence
    columns = register.serials()
    digests = [digest for _, digest in register.files]
    return tuple(getattr(columns, name) for name in COLUMNS), digests, register.notice


def passed(paths: Sequence[Path], folder: Path) -> Told:
    """The same of what passes through."""
    try:
        with passing.passing(paths, folder) as through:
            table = pa.concat_tables(through.tables)
            digests = [file.sha256 for file in through.files]
            notice = through.notice
    except BadInputError as error:
        return error.sentence
    return tuple(tuple(table.column(name).to_pylist()) for name in COLUMNS), digests, notice


@pytest.fixture(scope="module")
def small() -> Iterator[None]:
    """Blocks of two rows, and as little as possible looked at together."""
    with pytest.MonkeyPatch.context() as smaller:
        smaller.setattr(delimited, "_PORTION", 1)
        for module in (delimited, parquet):
            smaller.setattr(module, "BLOCK_ROWS", 2)
        smaller.setattr(repeats, "_AT_ONCE", 4)
        smaller.setattr(items, "_TOGETHER", 2)
        for module in (items, passing):
            smaller.setattr(module, "PLACES", 4)
        yield


@pytest.mark.usefixtures("small")
@settings(deadline=None, max_examples=300)
@given(tables=TABLES)
def test_items_pass_as_they_are_opened(tmp_path_factory: pytest.TempPathFactory, tables: list[Rows]) -> None:
    """Any tables: the same items in the same order with the same columns, or the same sentence."""
    folder = tmp_path_factory.mktemp("tables")
    paths = []
    for number, rows in enumerate(tables):
        if number % 2:
            columns = dict(zip(HEADER, map(list, zip(*rows, strict=True)), strict=True))
            pq.write_table(pa.table(columns), folder / f"{number}.parquet")
            paths.append(folder / f"{number}.parquet")
        else:
            kept = io.StringIO(newline="")
            csv.writer(kept).writerows([HEADER, *rows])
            (folder / f"{number}.csv").write_text(kept.getvalue(), encoding="utf-8")
            paths.append(folder / f"{number}.csv")
    assert passed(paths, folder) == opened(paths)
    assert sorted(folder.iterdir()) == sorted(paths)


@pytest.mark.parametrize("bad", BAD_TABLES, ids=lambda bad: bad.name)
def test_bad_tables_are_refused_with_the_same_sentence(bad: BadTable, tmp_path: Path) -> None:
    """Whatever is refused when it is opened is refused in the same words when it passes."""
    for name, make in bad.files.items():
        (tmp_path / name).write_bytes(make())
    told = passed([tmp_path], tmp_path)
    assert isinstance(told, str)
    assert told == opened([tmp_path])


def table(folder: Path, rows: str, name: str = "deliveries.csv") -> Path:
    """A table of these rows."""
    path = folder / name
    path.write_text(rows, encoding="utf-8")
    return path


@pytest.mark.usefixtures("small")
def test_a_name_in_brackets_may_be_that_of_a_row_elsewhere(tmp_path: Path) -> None:
    """A serial of two makers, and rows that already go by the names these get: as when it is opened."""
    rows = "serial,maker,item\nS-1,A,\nS-9,,\nS-1,B,\nS-1 (A),,\nX,,S-1 (B)\nS-1 (A),,\nS-8,,"
    path = table(tmp_path, rows)
    assert passed([path], tmp_path) == opened([path])
    assert {"S-1 (B, 2)", "S-1 (A) (2)"} < set(open_register([path]).serials().item)


def test_texts_of_one_hash_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all texts have one of three numbers, rows are compared for nothing and no item is lost."""
    monkeypatch.setattr(repeats, "numbers_of", lambda texts, _: np.array([len(text) % 3 for text in texts]))
    path = table(tmp_path, "serial\n" + "\n".join(f"S-{n}" for n in range(200)) + "\nS-7\n")
    assert passed([path], tmp_path) == opened([path])


def test_rows_beyond_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than an index takes, through all tables together, are one sentence."""
    monkeypatch.setattr(passing, "MAX_STREAMED_ROWS", 3)
    paths = [table(tmp_path, f"serial\n{n}A\n{n}B\n", f"{n}.csv") for n in range(2)]
    assert passed(paths, tmp_path) == "1.csv: there are more than 3 rows: divide the register."


def test_too_many_rows_of_one_serial_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A column full of one word is no column of serials: the sentence says which word, and where."""
    monkeypatch.setattr(items, "MAX_SHARING_ROWS", 3)
    path = table(tmp_path, "serial,maker\nS-1,\n" + "".join(f"N/A,{n}\n" for n in range(4)))
    told = passed([path], tmp_path)
    assert isinstance(told, str)
    assert told.startswith("deliveries.csv, row 3, serial: more than 3 rows share")
    assert "'N/A'" in told


def test_a_full_disk_is_said_before_anything_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a copy of the table would not find room, nothing is begun."""
    path = table(tmp_path, "serial\nS-1\n")
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=5))
    told = passed([path], tmp_path)
    assert isinstance(told, str)
    assert told.startswith("deliveries.csv: building takes at least")


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    """What is remembered of a table is what was read: one that is written meanwhile is not indexed."""
    path = table(tmp_path, "serial\nS-1\n")

    def write(*_: object) -> None:
        with path.open("a", encoding="utf-8") as stream:
            stream.write("S-2\n")

    with (
        pytest.raises(BadInputError, match=r"^deliveries\.csv: the file was changed while it was read"),
        passing.passing([path], tmp_path, write),
    ):
        pass


def test_progress_is_told(tmp_path: Path) -> None:
    """Reading is told by the rows read so far, and comparing by how many there are."""
    path = table(tmp_path, "serial\nS-1\nS-2\n")
    told: list[tuple[str, int, int | None]] = []
    with passing.passing([path], tmp_path, lambda *step: told.append(step)):
        assert told == [("reading", 2, None), ("comparing", 0, 2)]
