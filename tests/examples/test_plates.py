"""The six real photographs and their register."""

from __future__ import annotations

import csv
from pathlib import Path

PLATES = Path(__file__).parents[2] / "examples" / "plates"


def _rows(name: str, delimiter: str) -> list[dict[str, str]]:
    with (PLATES / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_the_register_holds_some_of_the_true_numbers_and_not_others() -> None:
    """What truth.tsv says of the register is so: four numbers stand in it, two do not."""
    serials = {row["serial"] for row in _rows("register.csv", ",")}
    truth = _rows("truth.tsv", "\t")

    assert [row["in_register"] == "yes" for row in truth] == [row["serial"] in serials for row in truth]
    assert sorted(row["in_register"] for row in truth) == ["no"] * 2 + ["yes"] * 4


def test_every_photograph_has_its_truth_and_its_line_in_the_credits() -> None:
    """Each JPEG stands in truth.tsv and in README.md, which names source and licence."""
    files = {path.name for path in PLATES.glob("*.jpg")}
    readme = (PLATES / "README.md").read_text(encoding="utf-8")

    assert files == {row["file"] for row in _rows("truth.tsv", "\t")}
    assert all(name in readme for name in files)
    assert "CC BY 4.0" in readme


def test_items_and_serials_of_the_register_are_unique() -> None:
    """One row, one item, one serial."""
    rows = _rows("register.csv", ",")

    assert len(rows) == len({row["item"] for row in rows}) == len({row["serial"] for row in rows})
