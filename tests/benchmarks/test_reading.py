"""The benchmark of reading: what it counts, and that it runs on a tiny input."""

from __future__ import annotations

import csv
import json
import math
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from benchmarks.reading import __main__ as command
from benchmarks.reading import registers
from benchmarks.reading.measuring import HARD, Row, figures
from benchmarks.reading.peers import RapidOcr, Tesseract
from benchmarks.reading.samples import PHOTOGRAPHS, Sample, drawings, plain_text
from benchmarks.reading.scores import Ranking, Said, contains, separation, wilson
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from benchmarks.reading.peers import Peer

PLATE = Path(__file__).parents[2] / "examples" / "plates" / "vin-005.jpg"
SERIAL = "YS3EB59C953535739"


def test_the_interval_is_wilsons() -> None:
    """Five of ten lie between 23.7 % and 76.3 %, none of ten below 27.8 %."""
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)


@given(st.integers(0, 200), st.integers(1, 200))
def test_the_interval_holds_the_share(hits: int, total: int) -> None:
    """The share counted lies in its interval, which lies in 0 to 1."""
    share = min(hits, total) / total
    low, high = wilson(min(hits, total), total)

    assert 0.0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1.0


def test_rows_that_tie_share_the_first_place() -> None:
    """One of two rows that tie counts half as first, and wholly as one of the first five."""
    ranking = Ranking(("A1", "B-2", "C3"), (0.9, 0.9, 0.1), absent=0.1)

    assert ranking.chance({"B2"}) == pytest.approx(0.5)
    assert ranking.chance({"B2"}, 5) == pytest.approx(1.0)
    assert ranking.chance({"C3"}) == pytest.approx(0.0)
    assert ranking.chance({"Z9"}, 5) == pytest.approx(0.0)


@given(st.lists(st.sampled_from([0.1, 0.5, 0.5, 0.9]), min_size=1, max_size=8))
def test_the_chances_of_all_rows_for_the_first_place_sum_to_one(values: list[float]) -> None:
    """However rows tie, exactly one of them is first."""
    scores = tuple(sorted(values, reverse=True))
    ranking = Ranking(tuple(f"S{place}" for place in range(len(scores))), scores, absent=0.0)

    assert sum(ranking.chance({serial}) for serial in ranking.serials) == pytest.approx(1.0)


def test_separation_is_the_area_under_the_curve() -> None:
    """1 when all that should be higher is, a half when nothing tells them apart, no number without both."""
    assert separation([0.1, 0.2], [0.3, 0.4]) == pytest.approx(1.0)
    assert separation([0.5], [0.5]) == pytest.approx(0.5)
    assert math.isnan(separation([], [0.5]))


def test_a_text_may_hold_the_serial_among_other_characters() -> None:
    """Stars, separators and a label do not hide a serial; O for 0 does, unless folded."""
    assert contains(Said(("S/N *15D-20417*",)), {"15D20417"})
    assert not contains(Said(("15D-2O417",)), {"15D20417"})
    assert contains(Said(("15D-2O417",)), {"15D20417"}, fold=True)


def test_the_plain_register_has_the_true_serials_among_rows_of_their_formats(tmp_path: Path) -> None:
    """The register has the size asked for, each true serial once, and no row that prints like one."""
    samples = [Sample(PLATE, "vin", (SERIAL,)), Sample(PLATE, "other", ("15D20417",))]
    table = registers.plain(tmp_path, samples, 300, seed=1)
    with table.open(newline="", encoding="utf-8") as file:
        rows = [row["serial"] for row in csv.DictReader(file)]

    assert len(rows) == len(set(rows)) == 300
    assert {SERIAL, "15D20417"} <= set(rows)
    assert {17, 8} == {len(row) for row in rows}


@pytest.mark.parametrize("kind", [RapidOcr, Tesseract])
def test_a_peer_reads_and_ranks(kind: type[RapidOcr | Tesseract], tmp_path: Path) -> None:
    """A peer reads a clear plate and finds its serial first in a small register."""
    if kind is Tesseract and shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed.")
    peer: Peer = kind()
    register = peer.open(registers.plain(tmp_path, [Sample(PLATE, "vin", (SERIAL,))], 200, seed=3))
    ranking = peer.rank(peer.read(PLATE), register)

    assert ranking.serials[0] == SERIAL
    assert 0.0 <= ranking.absent <= 1.0


def test_both_figures_come_from_one_run() -> None:
    """What was read without check digits is counted beside what was read with them, and takes no time."""
    sample = Sample(PLATE, "vin", (SERIAL,))
    right, wrong = Ranking((SERIAL,), (0.9,), 0.1), Ranking(("X1",), (0.9,), 0.1)
    seconds = {"read": 1.0, HARD: 1.0}
    row = Row(sample, Said((), SERIAL), {HARD: right}, seconds, (Said((), "X1"), wrong))
    found = figures([row])

    def shares(*names: str) -> list[float]:
        return [value["share"] for name in names if isinstance(value := found[name], dict)]

    assert shares("serial", "hard: first", "hard: first five") == [1.0, 1.0, 1.0]
    names = ("serial, unchecked", "hard: first, unchecked", "hard: first five, unchecked")
    assert shares(*names) == [0.0, 0.0, 0.0]
    assert found["ms to read"] == pytest.approx(1000.0)
    assert names[0] not in figures([Row(sample, Said((), SERIAL), {HARD: right}, seconds)])


def test_a_reader_that_read_nothing_ranks_nothing() -> None:
    """Without a text there is no row, and the register surely does not have it."""
    ranking = RapidOcr.rank(RapidOcr.__new__(RapidOcr), Said(()), (["A1"], ["A1"]))

    assert ranking == Ranking((), (), 1.0)


def test_drawings_are_samples(tmp_path: Path) -> None:
    """Each drawing is written as a file with its truth in plain characters."""
    samples = drawings(tmp_path, 1)

    assert all(sample.path.exists() for sample in samples)
    assert all(plain_text(serial) == serial for sample in samples for serial in sample.serials)


def test_the_command_says_when_the_photographs_are_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the photographs it says so in a sentence and ends well."""
    monkeypatch.setattr(command, "PHOTOGRAPHS", tmp_path / "nowhere")

    assert command.main([]) == 0
    assert "not here" in capsys.readouterr().out


@pytest.mark.skipif(not (PHOTOGRAPHS / "labels.tsv").exists(), reason="the photographs are not here")
def test_the_command_measures_a_photograph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On one photograph and small registers it writes every peer's figures as JSON."""
    monkeypatch.setattr(command, "pin", lambda: None)
    out = tmp_path / "figures.json"

    assert (
        command.main(
            ["--limit", "1", "--register-size", "200", "--absent", "--peer", "rapidocr", "--out", str(out)]
        )
        == 0
    )
    (peer,) = json.loads(out.read_text(encoding="utf-8"))["peers"]
    assert peer["figures"]["contains"]["of"] == 1
    assert {"hard", "plain", "absent"} == set(peer["pictures"][0]["best"])
