"""The benchmark of reading by eye: its persons err as told, and what it counts is counted right."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from benchmarks.by_eye import __main__ as command
from benchmarks.by_eye import persons
from benchmarks.by_eye.asking import Asking, ask, askings
from benchmarks.calibration.pictures import Picture, Table
from benchmarks.reading import samples
from benchmarks.reading.samples import Sample
from rich.console import Console
from tests.factories import reading
from tests.matching.registers import of

from findspot.matching.by_eye import reads_as
from findspot.matching.channel import parse_pattern
from findspot.matching.parameters import load_parameters
from findspot.vocabulary.reading import Alternative, Character, Marking, Reading, SerialReading

if TYPE_CHECKING:
    from pathlib import Path

_TRUE = "MX15D00417"


def _drawn(alike: float, read: Reading, times: int = 400) -> list[str]:
    return [persons.typed(_TRUE, read, alike, f"{alike} {n}") for n in range(times)]


def _doubting(text: str, place: int, other: str, p: float) -> Reading:
    """A machine that reads ``text`` and takes one character for another with this probability."""
    plain = reading(text)
    (serial,) = plain.markings[0].serials
    characters = list(serial.characters)
    characters[place] = Character(text[place], 1.0 - p, (Alternative(other, p),))
    changed = SerialReading(text, 1.0 - p, (), tuple(characters), serial.lattices)
    return Reading("a.png", "0" * 64, 64, 48, (Marking(serials=(changed,)),), "0" * 16)


def test_a_person_errs_as_the_channel_says() -> None:
    """Most texts fit the serial with some characters unreadable; about one in five holds an error."""
    typed = _drawn(0.0, reading(None))
    fitting = sum(reads_as(text, _TRUE) for text in typed) / len(typed)
    assert 0.6 < fitting < 0.9
    assert 0.04 < sum(text.count("?") for text in typed) / sum(map(len, typed)) < 0.12
    assert all(parse_pattern(text) for text in typed)


def test_a_person_who_sees_as_the_machine_confuses_what_it_confuses() -> None:
    """The character that the machine doubts is read wrong as often as the machine believes, and only so."""
    read = _doubting(_TRUE, 9, "1", 0.4)
    shares = [sum(text.endswith("1") for text in _drawn(alike, read)) / 400 for alike in (0.0, 0.5, 1.0)]
    assert shares[0] < 0.05
    assert 0.12 < shares[1] < 0.25
    assert 0.3 < shares[2] < 0.45


def test_a_machine_that_read_another_line_deceives_nobody() -> None:
    """Where the machine's text is nothing like the serial, persons see the serial."""
    typed = _drawn(1.0, reading("ZZZZZZ"))
    assert sum(reads_as(text, _TRUE) for text in typed) > 0.6 * len(typed)


def test_the_same_seed_is_the_same_person() -> None:
    """What a person types follows from the seed alone."""
    read = reading(_TRUE)
    assert [persons.typed(_TRUE, read, 0.5, str(n)) for n in range(9)] == [
        persons.typed(_TRUE, read, 0.5, str(n)) for n in range(9)
    ]


def test_every_asking_is_counted_for_every_person_and_picture(tmp_path: Path) -> None:
    """With one picture and three persons each row has three answers, machine and persons sharpen it."""
    there, absent = ("MX15D00417", "MX15D00411", "MX15D00419"), ("MX15D00411", "MX15D00419")
    sample = Sample(tmp_path / "a.png", "test", (_TRUE,))
    tables = [Table(of(*rows), {row: [n] for n, row in enumerate(rows)}) for rows in (there, absent)]
    picture = Picture(sample, "test", reading(_TRUE, error=0.02), *tables)
    every = [*askings([None]), Asking("nobody", machine=False)]
    steps: list[int] = []
    pairs = ask([picture], every, load_parameters(), draws=3, step=lambda: steps.append(1))
    assert steps == [1]
    assert all(len(pair[0].best) == len(pair[1].best) == 3 for pair in pairs)
    machine, person, both = (pairs[n][0] for n in (0, 1, 2))
    assert machine.right.all()
    assert machine.true.tolist() == machine.best.tolist()
    assert both.true.mean() > machine.true.mean() - 0.05
    assert not pairs[0][1].right.any()
    assert pairs[-1][1].not_in_register == pytest.approx([0.3] * 3)
    assert person.true.mean() > 0.3


def test_the_command_says_when_the_photographs_are_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the photographs it says so in a sentence and ends well."""
    monkeypatch.setattr(samples, "PHOTOGRAPHS", tmp_path / "nowhere")
    assert command.main([]) == 0
    assert "not here" in capsys.readouterr().out


@pytest.mark.skipif(not (samples.PHOTOGRAPHS / "labels.tsv").exists(), reason="the photographs are not here")
def test_the_command_measures_a_few_photographs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On two photographs and small registers it prints the table and writes the figures of every row."""
    out = tmp_path / "by-eye.json"
    asked = ["--limit", "2", "--persons", "1", "--register-size", "300", "--exponents", "0.5", "1"]
    assert command.main([*asked, "--out", str(out)]) == 0
    rows = json.loads(out.read_text(encoding="utf-8"))["rows"]
    assert len(rows) == 10
    assert all(row["pictures"] == 2 for row in rows.values())
    assert "the machine alone" in capsys.readouterr().out


def test_the_table_says_how_often_the_sure_were_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    """Each row gives who read, and of the answers of 0.99 or more how many were wrong."""
    found = {
        "sure and wrong, there": 2,
        "sure and wrong, absent": 13,
        "answers sure": 146,
        "first": 0.9,
        "sure": 0.6,
        "ece": 0.04,
        "log score": -0.5,
    }
    Console(width=120).print(command._table([("two persons", found)], "photographs"))
    assert "two persons" in (shown := capsys.readouterr().out)
    assert "2, 13 of 146" in shown
