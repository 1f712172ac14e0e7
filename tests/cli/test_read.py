from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from PIL import Image
from tests.cli.running import PLATE, Ended, is_one_sentence
from tests.cli.whole_runs import ran

if TYPE_CHECKING:
    from pathlib import Path

MARKING = {
    "serial", "model", "maker", "part_number", "cage", "nsn", "date", "symbols", "lines",
}  # fmt: skip


class Inbox(NamedTuple):
    """Files in an order that is not that of their names, and how reading them ended."""

    files: list[str]
    ended: Ended


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    """A plate between a file that lies, one that is not there, and a picture of nothing."""
    folder = tmp_path_factory.mktemp("inbox")
    lying, missing, grey = folder / "lying.jpg", folder / "absent.jpg", folder / "grey.png"
    lying.write_bytes(b"S/N MX15D-00417\n")
    Image.new("RGB", (64, 48), "grey").save(grey)
    files = [str(file) for file in (missing, PLATE, lying, grey)]
    return Inbox(files, ran("read", *files, "--json"))


@pytest.fixture(scope="module")
def crop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The serial of the founding plate, cut out."""
    path = tmp_path_factory.mktemp("crop") / "serial.png"
    with Image.open(PLATE) as picture:
        picture.convert("RGB").crop((275, 403, 686, 486)).save(path)
    return path


def test_one_line_a_file_in_the_order_given(inbox: Inbox) -> None:
    """Every file has its line, bad ones included, and nothing else stands on standard output."""
    assert [row["file"] for row in inbox.ended.rows] == inbox.files


def test_bad_files_are_rows_and_then_exit_2(inbox: Inbox) -> None:
    """All files are read; the failed ones say why, and one sentence counts them at the end."""
    errors = [row["error"] is not None for row in inbox.ended.rows]
    assert errors == [True, False, True, False]
    assert inbox.ended.code == 2
    assert is_one_sentence(inbox.ended.err)
    assert "2 of 4" in inbox.ended.err
    for row in inbox.ended.rows:
        if row["error"] is not None:
            assert (row["sha256"], row["markings"]) == (None, [])
            assert is_one_sentence(row["error"])


def test_a_row_has_the_keys_that_scripts_rely_on(inbox: Inbox) -> None:
    """File, digest, markings and error; in a marking every field, null where nothing was read."""
    for row in inbox.ended.rows:
        assert {"file", "sha256", "markings", "error"} <= set(row)
        for marking in row["markings"]:
            assert set(marking) >= MARKING
    (marking,) = inbox.ended.rows[1]["markings"]
    assert {"text", "p", "alternatives"} <= set(marking["serial"])
    assert all({"text", "p"} <= set(other) for other in marking["serial"]["alternatives"])
    assert all({"text", "p", "box"} <= set(line) for line in marking["lines"])


def test_a_serials_readings_share_one_belief(inbox: Inbox) -> None:
    """The text as read and its alternatives are exclusive: together at most 1, and the first likeliest."""
    (marking,) = inbox.ended.rows[1]["markings"]
    shares = [marking["serial"]["p"], *(other["p"] for other in marking["serial"]["alternatives"])]
    assert sum(shares) <= 1
    assert max(shares) == shares[0]
    assert marking["serial"]["text"] == "15D-20417"


def test_a_box_is_four_corners_clockwise_in_the_picture(inbox: Inbox) -> None:
    """Corners go clockwise from the text's upper left, in pixels of the picture."""
    row = inbox.ended.rows[1]
    boxes = [line["box"] for line in row["markings"][0]["lines"]]
    assert boxes
    for box in boxes:
        (x0, y0), (x1, y1), (x2, y2), _ = box
        assert (x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1) > 0
        assert x0 < x1
        assert all(-1 <= x <= row["width"] + 1 and -1 <= y <= row["height"] + 1 for x, y in box)


def test_a_picture_of_nothing_is_read_without_a_serial(inbox: Inbox) -> None:
    """No plate is no error: a digest, a marking without a serial, and no sentence."""
    row = inbox.ended.rows[3]
    assert len(row["sha256"]) == 64
    assert all(marking["serial"] is None for marking in row["markings"])


def test_a_crop_is_read_as_one_serial_line(crop: Path) -> None:
    """With ``--as serial`` the whole picture is the serial, without a label to point to it."""
    ended = ran("read", crop, "--as", "serial", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.rows[0]["markings"][0]["serial"]["text"] == "15D-20417"


def test_the_page_shows_the_same_reading(crop: Path) -> None:
    """Without --json people get a page on standard output and nothing on standard error."""
    ended = ran("read", crop, "--as", "serial")
    assert (ended.code, ended.err) == (0, "")
    assert "1 5 D - 2 0 4 1 7" in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80


def test_a_name_that_acts_on_a_terminal_is_escaped_in_json(tmp_path: Path) -> None:
    """A file name with an escape sequence or a bidirectional override is data, and reads back as it was."""
    name = str(tmp_path / "\x1b[2J\u202egnp.exe")
    ended = ran("read", name, "--json")
    assert ended.code == 2
    assert ended.rows[0]["file"] == name
    assert not {"\x1b", "\u202e"} & set(ended.out + ended.err)


def test_json_is_ascii_where_the_stream_knows_no_more(tmp_path: Path) -> None:
    """On a stream in ASCII the names are escaped, not lost."""
    name = str(tmp_path / "gövde.jpg")
    assert ran("read", name, "--json", encoding="ascii").rows[0]["file"] == name
