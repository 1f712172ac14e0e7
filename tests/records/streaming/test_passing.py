"""What passes through is what an opened register has, or is refused with the same sentence."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

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
            st.sampled_from(["", "", "", "y"]),
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
    return tuple(getattr(columns, name) for name in COLUMNS), [digest for _, digest in register.files]


def passed(paths: Sequence[Path], folder: Path) -> Told:
    """The same of what passes through."""
    try:
        with passing.passing(paths, folder) as through:
            table = pa.concat_tables(through.tables)
            digests = [file.sha256 for file in through.files]
    except BadInputError as error:
        return error.sentence
    return tuple(tuple(table.column(name).to_pylist()) for name in COLUMNS), digests


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
