"""Headings that no spelling knows, and what they were told to mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findspot.records.columns import is_known
from findspot.records.headings import Headings, shape_of
from findspot.records.naming import fold_name
from findspot.records.opening import open_register
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

_COLUMNS = ("item", "serial", "maker", "delivered_on", "end_user")
_CELLS = ("I-1", "S-1", "A maker", "2020-09", "An end user")
_headings = st.lists(
    st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12).filter(
        lambda text: bool(fold_name(text)) and not is_known(text)
    ),
    min_size=len(_COLUMNS),
    max_size=len(_COLUMNS),
    unique_by=fold_name,
)


def written(path: Path, *headings: str, delimiter: str = ",") -> Path:
    """A table with one delivery under these headings."""
    quoted = ('"' + heading.replace('"', '""') + '"' for heading in headings)
    path.write_text(f"{delimiter.join(quoted)}\n{delimiter.join(_CELLS)}\n", encoding="utf-8", newline="")
    return path


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_headings, st.sampled_from([",", ";", "\t"]))
def test_told_or_remembered_headings_mean_their_columns(
    tmp_path_factory: pytest.TempPathFactory, headings: list[str], delimiter: str
) -> None:
    """Whatever the headings are, the register is that of a table under the columns' own names."""
    folder = tmp_path_factory.mktemp("tables")
    expected = open_register([written(folder / "plain.csv", *_COLUMNS)])
    table = written(folder / "list.csv", *headings, delimiter=delimiter)
    meant = dict(zip(headings, _COLUMNS, strict=True))
    shape = shape_of(list(reversed(headings)))
    for spoken in (Headings(meant), Headings({}, {shape: meant})):
        register = open_register([table], headings=spoken)
        assert register.serials() == expected.serials()
        assert register.deliveries.build(0).delivered_on == expected.deliveries.build(0).delivered_on
        (mapped,) = spoken.mapped.values()
        assert list(mapped.columns.values()) == list(_COLUMNS)
        assert mapped.note in register.notes


def test_a_told_heading_comes_before_a_spelling(tmp_path: Path) -> None:
    """The column that is spelled so is then an unknown one, and kept under a name that no spelling is."""
    table = tmp_path / "deliveries.csv"
    table.write_text("serial,plate\nwrong,S-1\n")
    register = open_register([table], headings=Headings({"Plate": "serial"}))
    assert register.serials().serial == ("S-1",)
    assert dict(register.deliveries.build(0).extra) == {"serial (as in the table)": "wrong"}


def test_a_table_of_another_shape_is_left_as_it_is_spelled(tmp_path: Path) -> None:
    """What is remembered holds for tables with those headings, all of them and no others."""
    table = written(tmp_path / "list.csv", *_COLUMNS)
    spoken = Headings({}, {shape_of(["item", "serial"]): {"item": "model"}})
    assert open_register([table], headings=spoken).serials().item == ("I-1",)
    assert not spoken.mapped


def test_a_heading_that_no_table_has_is_refused(tmp_path: Path) -> None:
    """Rather than told in vain; so is a column that its table does not have."""
    for told in ({"Plate": "serial"}, {"maker": "outcome"}):
        spoken = Headings(told)
        open_register([written(tmp_path / "list.csv", *_COLUMNS)], headings=spoken)
        with pytest.raises(BadInputError, match="No table has a heading"):
            spoken.check_used()
