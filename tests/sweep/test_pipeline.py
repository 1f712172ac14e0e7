from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import pytest
from PIL import Image, ImageDraw
from pyarrow import parquet

from findspot.sweep.pipeline import Tally, cores, sweep
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

PICTURES = ("1-bad.png", "2-grey.png", "3-plate.png")


class Swept(NamedTuple):
    """The same pictures swept into both forms: the tallies, the rows of each, the reports of progress."""

    tallies: list[Tally]
    lines: list[dict[str, object]]
    table: list[dict[str, object]]
    told: list[tuple[int, int]]


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """Three small pictures, two workers for the lines and one for the table."""
    folder = tmp_path_factory.mktemp("pictures")
    (folder / PICTURES[0]).write_bytes(b"GIF89a")
    Image.new("RGB", (64, 48), "grey").save(folder / PICTURES[1])
    plate = Image.new("RGB", (480, 120), "white")
    ImageDraw.Draw(plate).text((20, 40), "S/N", fill="black", font_size=36)
    ImageDraw.Draw(plate).text((160, 40), "15D-20417", fill="black", font_size=36)
    plate.save(folder / PICTURES[2])
    register = folder / "register.csv"
    register.write_text("item,serial\nI-1,15D-20417\nI-2,15D-20418\n", encoding="utf-8")
    told: list[tuple[int, int]] = []
    lines, table = folder / "rows.jsonl", folder / "rows.parquet"
    tallies = [
        sweep([f"{folder}/*.png"], [register], lines, workers=2, each=lambda *n: told.append(n)),
        sweep([f"{folder}/*.png"], [register], table, workers=1),
    ]
    rows = [json.loads(line) for line in lines.read_text(encoding="ascii").splitlines()]
    return Swept(tallies, rows, parquet.read_table(table).to_pylist(), told)


def test_both_forms_say_the_same_of_the_same_pictures(swept: Swept) -> None:
    """Lines and table are equal row by row, whatever the number of workers."""
    assert swept.lines == swept.table
    assert swept.tallies[0] == swept.tallies[1]
    assert [str(row["file"]).rpartition("/")[2] for row in swept.lines] == list(PICTURES)


def test_the_tally_counts_what_the_rows_say(swept: Swept) -> None:
    """Files, those read, those likelier in the register, and errors are those of the rows."""
    tally = swept.tallies[0]
    assert (tally.files, tally.read, tally.registered, tally.errors) == (3, 1, 1, 1)
    assert [row.file for row in tally.first] == [row["file"] for row in swept.lines]


def test_the_first_candidate_is_named(swept: Swept) -> None:
    """The row of a plate has the register's item, and beliefs that sum to at most 1."""
    plate = swept.lines[2]
    assert (plate["read"], plate["item"], plate["error"]) == ("15D-20417", "I-1", None)
    assert isinstance(plate["posterior"], float)
    assert isinstance(plate["not_in_register"], float)
    assert plate["not_in_register"] < plate["posterior"]
    assert plate["posterior"] + plate["not_in_register"] <= 1


def test_progress_is_told_once_a_row(swept: Swept) -> None:
    """Each row done is told, the last as all of all."""
    assert swept.told == [(1, 3), (2, 3), (3, 3)]


def test_what_is_wrong_with_the_whole_is_refused_first(tmp_path: Path) -> None:
    """A bad form, a pattern without files and a bad register are refused before anything is written."""
    picture = tmp_path / "a.png"
    picture.write_bytes(b"x")
    register = tmp_path / "register.csv"
    register.write_text("colour\nred\n", encoding="utf-8")
    for pattern, output in (("a.png", "rows.csv"), ("b.png", "rows.jsonl"), ("a.png", "rows.jsonl")):
        with pytest.raises(BadInputError):
            sweep([str(tmp_path / pattern)], [register], tmp_path / output)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "register.csv"]


def test_there_is_at_least_one_core() -> None:
    """A sweep always has a worker."""
    assert cores() >= 1
