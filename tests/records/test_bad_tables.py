from pathlib import Path

import pytest
from tests.assets.make_tables import BAD_TABLES, BadTable

from findspot.records.opening import open_register
from findspot.vocabulary.errors import BadInputError


def written(bad: BadTable, folder: Path) -> Path:
    """The folder with the bad table's files in it."""
    for name, make in bad.files.items():
        (folder / name).write_bytes(make())
    return folder


@pytest.mark.parametrize("bad", BAD_TABLES, ids=lambda bad: bad.name)
def test_a_bad_table_is_refused_in_one_sentence_that_names_the_place(bad: BadTable, tmp_path: Path) -> None:
    """Every bad table gives one sentence with file, row and field as far as they apply, and nothing else."""
    with pytest.raises(BadInputError) as refused:
        open_register([written(bad, tmp_path)])
    sentence = refused.value.sentence
    for said in bad.says:
        assert said in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert ". " not in sentence.replace("Nr. ", "")
    assert len(sentence) < 700
    for leaked in ("codec", "Traceback", "Error(", "pyarrow", "calamine", "zipfile"):
        assert leaked not in sentence


def test_a_register_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """A path to nothing is one sentence with the path."""
    with pytest.raises(BadInputError, match=r"nowhere\.csv: there is no such file"):
        open_register([tmp_path / "nowhere.csv"])


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    """A folder that holds no table says what to put there."""
    (tmp_path / "README.txt").write_text("hello")
    with pytest.raises(BadInputError, match=r"deliveries\.csv"):
        open_register([tmp_path])


def test_a_folder_is_given_alone(tmp_path: Path) -> None:
    """A folder beside other paths is refused: it is a register of its own."""
    table = tmp_path / "more.csv"
    table.write_text("serial\nS-1\n")
    with pytest.raises(BadInputError, match="give it alone"):
        open_register([tmp_path, table])


def test_no_path_at_all_is_refused() -> None:
    """An empty list of paths is bad input, not an empty register."""
    with pytest.raises(BadInputError, match="No register"):
        open_register([])


def test_a_device_is_no_table() -> None:
    """What is neither file nor folder is never read, since it may have no end."""
    with pytest.raises(BadInputError, match="neither a file nor a folder"):
        open_register([Path("/dev/zero")])


def test_files_that_are_no_tables_are_left_alone(tmp_path: Path) -> None:
    """A folder may hold pictures, a README, hidden files and a spreadsheet's lock file."""
    for name in ("README.md", "README.txt", "plate.png", ".hidden.csv", "~$deliveries.xlsx"):
        (tmp_path / name).write_bytes(b"\x00")
    (tmp_path / "deliveries.csv").write_text("serial\nS-1\n")
    register = open_register([tmp_path])
    assert len(register.files) == 1
    assert register.serials().serial == ("S-1",)
