"""Tables are read in blocks: how large these are changes nothing of the register."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.records import delimited, parquet
from findspot.records.opening import open_register
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.records.register import TableRegister

HEADER = ("serial", "item", "maker", "delivered_on", "", "lot")
CELLS = st.sampled_from(["", "A", "417.0", "418.0", " x ", '="007"', "14/09/2020", "2020-09"])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["417.0", "418.0", "S-1", "S-2", "'9"]),
        st.sampled_from(["", "I-1", "I-2"]),
        st.sampled_from(["", "A"]),
        st.sampled_from(["", "14/09/2020", "03/04/2020", "2020-09", "31/02/2020"]),
        CELLS,
        CELLS,
    ),
    min_size=1,
    max_size=9,
)


def told(path: Path) -> str | tuple[object, ...]:
    """All that a register says of its deliveries, or the sentence with which it is refused."""
    try:
        register: TableRegister = open_register([path])
    except BadInputError as error:
        return error.sentence
    deliveries = register.deliveries
    rows = tuple(deliveries.build(at) for at in range(len(deliveries)))
    return rows, register.serials(), register.notes, register.sha256


@settings(deadline=None)
@given(rows=ROWS)
def test_the_size_of_a_block_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    """Row by row, or all rows at once: the same deliveries, notes, or the same sentence."""
    folder = tmp_path_factory.mktemp("tables")
    kept = io.StringIO(newline="")
    csv.writer(kept).writerows([HEADER, *rows])
    (folder / "text.csv").write_text(kept.getvalue(), encoding="utf-8")
    columns = dict(zip(HEADER, map(list, zip(*rows, strict=True)), strict=True))
    pq.write_table(pa.table(columns), folder / "typed.parquet")
    for name in ("text.csv", "typed.parquet"):
        whole = told(folder / name)
        with pytest.MonkeyPatch.context() as smaller:
            smaller.setattr(delimited, "_PORTION", 1)
            smaller.setattr(delimited, "BLOCK_ROWS", 1)
            smaller.setattr(parquet, "BLOCK_ROWS", 1)
            assert told(folder / name) == whole
