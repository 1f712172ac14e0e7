"""An opened index with what came and went since it was built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.matching.automaton.registers import columns, items, serials

from findspot.matching.alphabet import fold
from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.compacting import compact
from findspot.matching.indexing.delta import append, locked, path_of
from findspot.matching.indexing.index import RegisterIndex, add_rows, withdraw_rows
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

_readable = serials.filter(fold)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An index of three serials, one of them twice."""
    build_index(tmp_path / "an.index", [columns(["A1", "B2", "a-1", "C3"])])
    return tmp_path / "an.index"


def test_rows_added_are_found_at_once(path: Path) -> None:
    """Under a serial that stood there, a new one, and one with characters the register did not have."""
    assert add_rows(path, {"serial": ["A1", "D4", "Щ5"], "item": ["x", "y", "z"]}) == 3
    index = RegisterIndex.open(path)
    assert items(index.rows_with("a1")) == ["I-0", "I-2", "x"]
    assert items(index.rows_with("D4")) == ["y"]
    assert items(index.rows_with("щ-5")) == ["z"]
    assert len(index) == 7


def test_rows_withdrawn_are_found_no_more(path: Path) -> None:
    """One row of a serial by its item, or all of a serial, in the file and in the delta."""
    assert withdraw_rows(path, serial="A1", item="I-0") == 1
    assert items(RegisterIndex.open(path).rows_with("A1")) == ["I-2"]
    add_rows(path, {"serial": ["A-1", "B2"], "item": ["x", "y"]})
    assert withdraw_rows(path, serial="A1") == 2
    index = RegisterIndex.open(path)
    assert index.rows_with("A1") == []
    assert items(index.rows_with("B2")) == ["I-1", "y"]
    assert index.parts[0].dead.tolist() == [0]
    assert len(index) == 3


def test_what_is_added_after_a_withdrawal_stays(path: Path) -> None:
    """A withdrawal speaks of the rows that were there."""
    withdraw_rows(path, serial="B2")
    add_rows(path, {"serial": ["B2"], "item": ["again"]})
    assert items(RegisterIndex.open(path).rows_with("B2")) == ["again"]


def test_changes_that_make_no_sense_are_refused(path: Path) -> None:
    """Nothing to withdraw, no serial, an unknown field: one sentence each, and nothing is written."""
    with pytest.raises(BadInputError, match="no row has serial Z9"):
        withdraw_rows(path, serial="Z9")
    with pytest.raises(BadInputError, match="no row has serial A1, item I-1"):
        withdraw_rows(path, serial="A1", item="I-1")
    with pytest.raises(BadInputError, match="withdrawn by their serial"):
        withdraw_rows(path, item="I-1")
    with pytest.raises(BadInputError, match="withdrawn by their serial"):
        withdraw_rows(path, serial="A1", colour="red")
    with pytest.raises(BadInputError, match="Row 2: the serial '--' holds no letter"):
        add_rows(path, {"serial": ["A1", "--"]})
    assert not path_of(path).exists()


def test_compaction_changes_no_answer(path: Path) -> None:
    """The delta is gone, and what was found before is found after."""
    add_rows(path, {"serial": ["D4", "A1"], "item": ["x", "y"]})
    withdraw_rows(path, serial="B2")
    before = {s: items(RegisterIndex.open(path).rows_with(s)) for s in ("A1", "B2", "C3", "D4")}
    built = compact(path)
    assert built is not None
    assert (built.rows, built.serials) == (5, 3)
    index = RegisterIndex.open(path)
    assert {s: items(index.rows_with(s)) for s in before} == before
    assert len(index.parts) == 1
    assert not path_of(path).exists()
    assert compact(path) is None


def test_a_record_cut_in_the_middle_never_counted(path: Path) -> None:
    """The process died while it wrote the second record: the first holds, and the next takes its place."""
    add_rows(path, {"serial": ["D4"], "item": ["x"]})
    whole = path_of(path).read_bytes()
    add_rows(path, {"serial": ["E5"], "item": ["y"]})
    both = path_of(path).read_bytes()
    for end in range(len(whole) + 1, len(both), 7):
        path_of(path).write_bytes(both[:end])
        index = RegisterIndex.open(path)
        assert items(index.rows_with("D4")) == ["x"]
        assert index.rows_with("E5") == []
    add_rows(path, {"serial": ["F6"], "item": ["z"]})
    assert items(RegisterIndex.open(path).rows_with("F6")) == ["z"]


def test_altered_changes_are_refused(path: Path) -> None:
    """A record that was changed, taken out or put elsewhere is refused in one sentence."""
    for serial in ("D4", "E5", "F6"):
        add_rows(path, {"serial": [serial], "item": [serial]})
    lines = path_of(path).read_bytes().splitlines(keepends=True)
    for wrong in (
        [lines[0], lines[1].replace(b"D4", b"D5"), *lines[2:]],
        [lines[0], *lines[2:]],
        [lines[0], lines[2], lines[1], lines[3]],
        [*lines, b"\n"],
    ):
        path_of(path).write_bytes(b"".join(wrong))
        with pytest.raises(BadInputError, match="were altered"):
            RegisterIndex.open(path)


def test_changes_of_another_index_are_refused(path: Path, tmp_path: Path) -> None:
    """A delta goes with its own index only."""
    add_rows(path, {"serial": ["D4"]})
    build_index(tmp_path / "other", [columns(["X1"])])
    path_of(path).rename(path_of(tmp_path / "other"))
    with pytest.raises(BadInputError, match="belong to another index than other"):
        RegisterIndex.open(tmp_path / "other")


def test_a_new_build_puts_old_changes_aside(path: Path, tmp_path: Path) -> None:
    """What was added to the old index does not reach the new one, and is not lost either."""
    add_rows(path, {"serial": ["D4"]})
    changes = path_of(path).read_bytes()
    build_index(path, [columns(["X1"])])
    assert RegisterIndex.open(path).rows_with("D4") == []
    assert [f.read_bytes() for f in tmp_path.glob("an.index.delta.of-*")] == [changes]


def test_killed_between_the_new_index_and_its_changes(path: Path) -> None:
    """The new index stands, the old delta still beside it: what is merged does not count twice.

    What was added while the index was compacted is there still.
    """
    add_rows(path, {"serial": ["D4"], "item": ["x"]})
    merged = path_of(path).read_bytes()
    with locked(path) as container:
        append(container, {"add": {"serial": ["E5"], "item": ["y"]}})
    later = path_of(path).read_bytes()
    path_of(path).write_bytes(merged)
    compact(path)
    path_of(path).write_bytes(later)
    for _ in range(2):
        index = RegisterIndex.open(path)
        assert items(index.rows_with("D4")) == ["x"]
        assert items(index.rows_with("E5")) == ["y"]
        assert len(index) == 6
        compact(path)
    add_rows(path, {"serial": ["F6"], "item": ["z"]})
    assert items(RegisterIndex.open(path).rows_with("F6")) == ["z"]


class ChangingRegister(RuleBasedStateMachine):
    """Rows come and go and the index is compacted, in any order: it always answers like a plain list."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, str]] = []
        self.count = 0

    @initialize(shown=st.lists(_readable, min_size=1, max_size=8))
    def build(self, shown: list[str]) -> None:
        """A register of some rows."""
        self.path = self.folder / f"index-{id(self)}"
        path_of(self.path).unlink(missing_ok=True)
        self.rows = [(serial, f"I-{n}") for n, serial in enumerate(shown)]
        self.count = len(shown)
        build_index(self.path, [columns(shown)])

    @rule(shown=st.lists(_readable, min_size=1, max_size=4))
    def add(self, shown: list[str]) -> None:
        """Some rows more."""
        new = [(serial, f"I-{self.count + n}") for n, serial in enumerate(shown)]
        add_rows(self.path, {"serial": shown, "item": [item for _, item in new]})
        self.rows += new
        self.count += len(new)

    @precondition(lambda self: len(self.rows) > 1)
    @rule(data=st.data(), whole=st.booleans())
    def withdraw(self, data: st.DataObject, *, whole: bool) -> None:
        """A row, or all of its serial."""
        serial, item = data.draw(st.sampled_from(self.rows))
        gone = [r for r in self.rows if fold(r[0]) == fold(serial) and (whole or r[1] == item)]
        if len(gone) == len(self.rows):
            return
        assert withdraw_rows(self.path, serial=serial, **({} if whole else {"item": item})) == len(gone)
        self.rows = [row for row in self.rows if row not in gone]

    @rule()
    def merge(self) -> None:
        """All changes into the file."""
        compact(self.path)

    @invariant()
    def answers_like_a_list(self) -> None:
        """Every serial leads to its rows."""
        if not self.rows:
            return
        index = RegisterIndex.open(self.path)
        assert len(index) == len(self.rows)
        for serial in {serial for serial, _ in self.rows} | {"0", "A1"}:
            expected = sorted(item for one, item in self.rows if fold(one) == fold(serial))
            assert items(index.rows_with(serial)) == expected


def test_an_index_answers_like_a_list_of_its_rows(tmp_path: Path) -> None:
    """Whatever comes, goes and is merged, in any order."""
    machine = type("Machine", (ChangingRegister,), {"folder": tmp_path})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
