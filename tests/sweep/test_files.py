from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.sweep.files import expand
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("b.jpg", "A.jpg", "a.jpg", "ä.jpg", "deep/er/c.jpg", "deep/d.png", "x[1].jpg", "x1.jpg")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files, hidden ones and folders among them."""
    folder = tmp_path_factory.mktemp("inbox")
    for name in (*NAMES, ".hidden.jpg", "deep/.secret/e.jpg"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (folder / "folder.jpg").mkdir()
    return folder


def names(inbox: Path, *patterns: str, without: Path | None = None) -> list[str]:
    """What the patterns name, by paths within the folder."""
    found = expand([f"{inbox}/{pattern}" for pattern in patterns], without=without)
    return [str(path.relative_to(inbox)) for path in found]


def test_a_star_stays_within_a_folder(inbox: Path) -> None:
    """``*`` names the visible files of one folder, sorted by their paths; folders are no files."""
    assert names(inbox, "*.jpg") == sorted(name for name in NAMES if "/" not in name)


def test_two_stars_go_into_folders(inbox: Path) -> None:
    """``**`` names files of all visible folders."""
    assert names(inbox, "**/*.jpg") == sorted(name for name in NAMES if name.endswith(".jpg"))
    assert "deep/d.png" in names(inbox, "**")


@given(order=st.permutations(["*.jpg", "**/*.jpg", "deep/d.png", "A.jpg"]))
def test_each_file_comes_once_whatever_the_order(inbox: Path, order: list[str]) -> None:
    """Overlapping patterns in any order give the same files, each once, sorted."""
    assert names(inbox, *order) == sorted(NAMES)


def test_a_file_with_brackets_in_its_name_is_itself(inbox: Path) -> None:
    """A pattern that is the path of a file is that file and no set of letters."""
    assert names(inbox, "x[1].jpg") == ["x[1].jpg"]


def test_the_output_is_never_among_the_pictures(inbox: Path) -> None:
    """A sweep does not read what it writes, by whatever path that is named."""
    assert "a.jpg" not in names(inbox, "*.jpg", without=inbox / "deep" / ".." / "a.jpg")
    with pytest.raises(BadInputError, match="no picture but the output"):
        expand([f"{inbox}/a.jpg"], without=inbox / "a.jpg")


@pytest.mark.parametrize("pattern", ["*.tif", "nowhere/*.jpg", "\0", "[", ""])
def test_a_pattern_without_files_is_refused(inbox: Path, pattern: str) -> None:
    """One sentence, though other patterns name files."""
    with pytest.raises(BadInputError, match="names no file"):
        expand([str(inbox / "a.jpg"), f"{inbox}/none/{pattern}"])


def test_a_folder_is_refused_with_the_pattern_that_was_meant(inbox: Path) -> None:
    """The sentence shows how the pictures in a folder are named."""
    with pytest.raises(BadInputError, match=r"is a folder.*\*\*/\*\.jpg"):
        expand([str(inbox)])
