from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest
from PIL import Image
from tests.cli.running import PLATE, REGISTER, ROOT, Ended, is_one_sentence
from tests.cli.whole_runs import ran

from findspot.vocabulary.notices import REGISTER_INVENTED

if TYPE_CHECKING:
    from pathlib import Path

KEYS = [
    "file",
    "sha256",
    "read",
    "item",
    "serial",
    "posterior",
    "not_in_register",
    "prior",
    "error",
    "notice",
]


class Swept(NamedTuple):
    """A folder that was swept: the folder, how it ended, and its rows."""

    folder: Path
    ended: Ended
    rows: list[dict[str, object]]


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """A plate, a picture of nothing in a folder, and a file that lies, swept by one worker in one go."""
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "b").mkdir()
    Image.new("RGB", (64, 48), "grey").save(folder / "b" / "grey.png")
    (folder / "c.png").write_bytes(PLATE.read_bytes())
    (folder / "a.png").write_bytes(b"S/N MX15D-00417\n")
    (folder / "notes.txt").write_text("not asked for", encoding="utf-8")
    out = folder / "rows.jsonl"
    command = [sys.executable, "-m", "findspot", "sweep", f"{folder}/**/*.png", "--register", str(REGISTER)]
    options = ["--out", str(out), "--workers", "1", "--json", "--prior-in-register", "0.6"]
    done = subprocess.run(
        [*command, *options], capture_output=True, text=True, cwd=ROOT, stdin=subprocess.DEVNULL, check=False
    )
    rows = [json.loads(line) for line in out.read_text(encoding="ascii").splitlines()]
    return Swept(folder, Ended(done.returncode, done.stdout, done.stderr), rows)


def test_one_row_a_file_in_the_order_of_paths(swept: Swept) -> None:
    """The quoted glob is expanded by findspot itself, over folders too, sorted, and nothing else is read."""
    assert [row["file"] for row in swept.rows] == [
        str(swept.folder / name) for name in ("a.png", "b/grey.png", "c.png")
    ]


def test_every_row_has_the_columns_that_scripts_rely_on(swept: Swept) -> None:
    """All rows have the same columns in the same order, bad pictures included."""
    assert [list(row) for row in swept.rows] == [KEYS] * 3
    assert {row["prior"] for row in swept.rows} == {0.6}


def test_a_bad_picture_is_a_row_and_no_failure(swept: Swept) -> None:
    """A picture that cannot be used has its sentence in ``error``, and the sweep is done all the same."""
    bad, *good = swept.rows
    assert swept.ended.code == 0
    assert is_one_sentence(str(bad["error"]))
    assert all(bad[key] is None for key in ("sha256", "read", "item", "serial", "posterior"))
    assert [row["error"] for row in good] == [None, None]


def test_invented_numbers_are_said_to_be(swept: Swept) -> None:
    """Once on standard error, in the tally, and in each row that shows a number of the register."""
    assert swept.ended.err.count(REGISTER_INVENTED) == 1
    assert swept.ended.rows[0]["notice"] == REGISTER_INVENTED
    assert {row["notice"] for row in swept.rows if row["item"] is not None} == {REGISTER_INVENTED}


def test_a_plate_is_read_and_looked_up(swept: Swept) -> None:
    """``read`` is the serial as read; item, serial and posterior are those of the first candidate."""
    _, nothing, plate = swept.rows
    assert (plate["read"], plate["serial"], plate["item"]) == ("15D-20417", "15D-20417", "EX-ITEM-0417")
    assert isinstance(plate["posterior"], float)
    assert isinstance(plate["not_in_register"], float)
    assert 0.5 < plate["posterior"] + plate["not_in_register"] <= 1
    assert [nothing[key] for key in ("read", "item", "serial", "posterior")] == [None] * 4
    assert len(str(nothing["sha256"])) == 64


def test_json_is_the_tally_alone(swept: Swept) -> None:
    """--json puts one object on standard output; progress goes to standard error."""
    (tally,) = swept.ended.rows
    assert (tally["files"], tally["read"], tally["registered"], tally["errors"]) == (3, 1, 1, 1)
    assert "3 of 3" in swept.ended.err


def test_a_glob_without_files_is_exit_2(tmp_path: Path) -> None:
    """No file: one sentence that names the pattern, and an earlier output stays."""
    out = tmp_path / "rows.jsonl"
    out.write_text("earlier\n", encoding="utf-8")
    ended = ran("sweep", f"{tmp_path}/*.jpg", "--register", REGISTER, "--out", out)
    assert (ended.code, ended.out) == (2, "")
    assert is_one_sentence(ended.err)
    assert "*.jpg" in ended.err
    assert out.read_text(encoding="utf-8") == "earlier\n"


def test_a_bad_register_is_exit_2_before_any_work(tmp_path: Path) -> None:
    """A register without serials is refused in one sentence, and nothing is written."""
    table = tmp_path / "register.csv"
    table.write_text("item,colour\nI1,red\n", encoding="utf-8")
    out = tmp_path / "rows.jsonl"
    ended = ran("sweep", PLATE, "--register", table, "--out", out)
    assert (ended.code, ended.out) == (2, "")
    assert is_one_sentence(ended.err)
    assert [path.name for path in tmp_path.iterdir()] == ["register.csv"]


def test_rows_are_never_written_over_the_register(tmp_path: Path) -> None:
    """An output that is the register's own table is refused."""
    table = tmp_path / "register.jsonl"
    table.write_text("item,serial\nI1,A-1\n", encoding="utf-8")
    ended = ran("sweep", PLATE, "--register", table, "--out", table)
    assert ended.code == 2
    assert table.read_text(encoding="utf-8") == "item,serial\nI1,A-1\n"


def _begun(tmp_path: Path, pause: float) -> subprocess.Popen[str]:
    """A sweep of one worker in a session of its own, ``pause`` seconds after its output was begun."""
    pictures = ROOT / "examples" / "plates"
    command = [sys.executable, "-m", "findspot", "sweep", f"{pictures}/*.jpg", "--workers", "1"]
    options = ["--register", str(pictures / "register.csv"), "--out", str(tmp_path / "rows.jsonl")]
    process = subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    while process.poll() is None and not list(tmp_path.glob(".rows.jsonl.*.part")):
        time.sleep(0.01)
    time.sleep(pause)
    return process


@pytest.mark.parametrize("pause", [0.0, 0.05, 1.0, 3.0])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_an_ended_run_leaves_the_earlier_rows(tmp_path: Path, how: signal.Signals, pause: float) -> None:
    """Whenever and however it is ended, a sweep leaves the output as it was, and its workers end with it.

    But for a kill, which nobody hears, no half file is left. A worker says nothing of its end, unless the
    kill came while it was being started.
    """
    out = tmp_path / "rows.jsonl"
    out.write_text("earlier\n", encoding="utf-8")
    with _begun(tmp_path, pause) as process:
        process.send_signal(how)
        _, said = process.communicate(timeout=60)  # until the last worker has closed it too
    if process.returncode == 0:
        pytest.skip("The sweep was done before it could be ended.")
    assert out.read_text(encoding="utf-8") == "earlier\n"
    if how is not signal.SIGKILL or pause >= 1:
        assert "Traceback" not in said
        assert "Error" not in said
    if how is signal.SIGKILL:
        assert process.returncode == -how
    else:
        assert process.returncode == 128 + how
        assert [path.name for path in tmp_path.iterdir()] == ["rows.jsonl"]
