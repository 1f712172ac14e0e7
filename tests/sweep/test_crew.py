from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.running import is_one_sentence
from tests.sweep.crews import refusing, stillborn, willing

from findspot.sweep.crew import Crew
from findspot.sweep.worker import Task
from findspot.vocabulary.errors import BadInputError

TASK = Task((), "0" * 64, 0.7)


def test_every_file_has_one_row_whatever_becomes_of_its_worker() -> None:
    """A worker that dies or hangs costs its own picture only, whose row says so; all others are read."""
    names = ("a.png", "die.png", "b.png", "hang.png", "c.png", "d.png")
    files = [Path(name) for name in names]
    rows = dict(Crew(TASK, 2, patience=5.0, target=willing).rows(files))
    assert sorted(rows) == list(range(len(files)))
    assert [rows[index].file for index in range(len(files))] == list(names)
    for index, name in enumerate(names):
        lost = name in ("die.png", "hang.png")
        assert (rows[index].error is not None) == lost
        assert rows[index].read == (None if lost else Path(name).stem)
    assert "died" in (rows[1].error or "")
    assert "within 5 seconds" in (rows[3].error or "")
    assert all(is_one_sentence(row.error) for row in rows.values() if row.error)
    assert rows[1].prior == TASK.prior


def test_workers_that_never_begin_end_the_sweep() -> None:
    """Where no worker comes to work the sweep ends with a sentence that says what to do, not without end."""
    with pytest.raises(BadInputError) as refusal:
        list(Crew(TASK, 1, target=stillborn).rows([Path("a.png")]))
    assert is_one_sentence(refusal.value.sentence)
    assert "--workers" in refusal.value.sentence


def test_a_refusal_of_a_worker_is_that_of_the_sweep() -> None:
    """What a worker says of the register is what the sweep says."""
    with pytest.raises(BadInputError, match="was changed during the sweep"):
        list(Crew(TASK, 2, target=refusing).rows([Path("a.png"), Path("b.png")]))
