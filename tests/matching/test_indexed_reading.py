"""Readings against an index: the same candidates and posteriors as from the tables that it was built from."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from benchmarks.drawn import draw
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.cli.running import PLATE
from tests.factories import reading
from tests.matching.automaton.registers import without_pattern
from tests.matching.lattices import any_lattices, read_as, simulated, text, with_serials
from tests.matching.registers import opened, rows_of
from tests.tracing import founding

from findspot.marking.read import Reader
from findspot.matching.alphabet import fold
from findspot.matching.indexed_reading import IndexMatcher
from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.index import RegisterIndex
from findspot.matching.matching import TableMatcher
from findspot.vocabulary.by_eye import ReadByEye
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from findspot.vocabulary.candidates import Match
    from findspot.vocabulary.lattice import Lattice
    from findspot.vocabulary.register import Register

    Row = dict[str, str]

#: What the order of sums and what lies beyond reach may change.
_ROUNDING = 2e-5
_SHOWN = ("item", "serial", "model", "maker", "part_number", "permit")
serials = st.text("0O1I2A8B-", min_size=1, max_size=7)


def _matchers(register: Register, folder: Path) -> tuple[TableMatcher, IndexMatcher]:
    path, columns = folder / "register.index", register.serials()
    build_index(path, [{name: list(getattr(columns, name)) for name in _SHOWN}])
    return TableMatcher(register), IndexMatcher(RegisterIndex.open(path), register)


def _agree(one: Match, two: Match, within: float = _ROUNDING) -> None:
    """The two answers are the same but for so much."""
    assert (one.register_rows, one.prior, one.by_eye) == (two.register_rows, two.prior, two.by_eye)
    assert one.not_in_register == pytest.approx(two.not_in_register, abs=within)
    beliefs = [{c.item: c.posterior for c in match.candidates} for match in (one, two)]
    assert beliefs[0] == pytest.approx(beliefs[1], abs=within)
    shown = [{c.item: [getattr(c, name) for name in _SHOWN] for c in m.candidates} for m in (one, two)]
    assert shown[0] == shown[1]
    said = [{c.item: [(e.field, e.reason) for e in c.evidence] for c in m.candidates} for m in (one, two)]
    assert said[0] == said[1]
    assert (one.matched, one.tied) == (two.matched, two.tied)
    if one.best_ratio is None or one.best_ratio == -np.inf:
        assert one.best_ratio == two.best_ratio
    else:
        assert one.best_ratio == pytest.approx(two.best_ratio, abs=1e-6)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where the registers of this module lie."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture(scope="module")
def reader() -> Reader:
    """A reader with its models loaded."""
    return Reader()


@pytest.mark.parametrize("typed", [(), ("15D-2O4?7",), ("15D-20417", "1?D-20471")], ids=len)
def test_the_founding_case_is_the_same_item(folder: Path, reader: Reader, typed: Sequence[str]) -> None:
    """The plate's item, its evidence and all beliefs, with readings by eye and without."""
    tables, index = _matchers(founding.opened(), folder)
    readings, by_eye = [reader.read(PLATE)], [ReadByEye(pattern, f"office {pattern}") for pattern in typed]
    one, two = (which.match(readings, by_eye=by_eye, prior=0.6) for which in (tables, index))
    assert two.candidates[0].item == "EX-ITEM-0417"
    _agree(one, two)


@pytest.mark.parametrize("kind", ["dot-peen", "late-stamped", "rating-plate"])
def test_drawn_plates_are_the_same_items(folder: Path, reader: Reader, kind: str) -> None:
    """Damaged plates against a run of near neighbours, with the true serial and without it."""
    pixels, truth = draw(kind, 3)
    path = folder / "plate.png"
    Image.fromarray(pixels).save(path)
    readings, serial = [reader.read(path)], fold(truth.serial)
    head, tail = serial[:-3], range(1000)
    near = [f"{head}{number:03}" for number in tail] + [f"QX-{number:06}" for number in range(3000)]
    absent = [one for one in near if one != serial]
    for shown in (absent, [*absent, truth.serial]):
        rows = rows_of(shown, maker="KESTREL WORKS", model="K-4")
        tables, index = _matchers(opened(rows), folder)
        _agree(tables.match(readings), index.match(readings))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(serials, min_size=1, max_size=25).filter(lambda rows: any(map(fold, rows))),
    st.lists(any_lattices(), min_size=1, max_size=3),
)
def test_whatever_was_read_is_weighed_alike(rows: list[str], lattices: list[Lattice]) -> None:
    """Any register and any lattices of one text: the same beliefs, if no serial stands twice."""
    rows = list({fold(row): row for row in rows}.values())
    with tempfile.TemporaryDirectory() as name:
        tables, index = _matchers(opened(rows_of(rows, maker="A")), Path(name))
        readings = [read_as(*lattices)]
        _agree(tables.match(readings, limit=100), index.match(readings, limit=100))


@pytest.fixture(scope="module")
def both(folder: Path) -> tuple[TableMatcher, IndexMatcher]:
    """Runs of 20 000 numbers and 6 000 serials by chance, which lie in two parts of the index."""
    runs = [f"{('MX', 'WES')[number % 2]}{number:06}" for number in range(20_000) if number % 17]
    return _matchers(opened(rows_of([*runs, *without_pattern(6000, 10)], model="MX-20")), folder)


@pytest.mark.parametrize("shown", ["MX012344", "WES001999", "MX000017", "MX000016", "pattern"])
def test_a_large_register_in_two_parts_agrees(both: tuple[TableMatcher, IndexMatcher], shown: str) -> None:
    """A registered serial, a missing one, one in two rows, one without pattern: nearly the same beliefs.

    How much of the background is registered is estimated from other serials of the two parts, and beginnings
    are counted by serials and not by rows. Beside the serial another text may be it.
    """
    random = np.random.default_rng(len(shown))
    serial = without_pattern(6000, 10)[17] if shown == "pattern" else shown
    for _ in range(3):
        lattices = [simulated(one, random, clarity=3.0) for one in (serial, "MX012345")]
        readings = [with_serials(text(lattices[0], 0.8), text(lattices[1], 0.2))]
        tables, index = (matcher.match(readings, limit=50) for matcher in both)
        _agree(tables, index, 2e-3)


def test_nothing_read_is_nothing_known(both: tuple[TableMatcher, IndexMatcher]) -> None:
    """A plate without a serial leaves *not in register* its prior; a bad prior is refused."""
    tables, index = (matcher.match([reading(None)]) for matcher in both)
    assert index == tables
    with pytest.raises(BadInputError):
        both[1].match([], prior=1.0)
