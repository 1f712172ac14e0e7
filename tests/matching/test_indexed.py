"""Typed patterns against an index: the same answers as from the tables that it was built from."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.automaton.registers import mixed
from tests.matching.registers import opened, rows_of

from findspot.matching.alphabet import fold
from findspot.matching.automaton.exact import search
from findspot.matching.ends.halves import explore
from findspot.matching.indexed import IndexFinder, make_ready
from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.index import RegisterIndex, add_rows, withdraw_rows
from findspot.matching.outside.exchanges import edits
from findspot.matching.outside.tails import tails
from findspot.matching.patterns import TableFinder
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from findspot.vocabulary.candidates import Match

    Row = dict[str, str]

_ALL = 10**6
serials = st.text("0O1I2A8B-", min_size=1, max_size=7)
patterns = st.text("0O1I2A8B-?*", min_size=1, max_size=8).filter(lambda p: p.strip("-"))
priors = st.sampled_from((1e-6, 0.3, 0.7, 0.95))


def _index(rows: Sequence[Row], folder: Path) -> RegisterIndex:
    path = folder / "register.index"
    build_index(path, [{name: [row[name] for row in rows] for name in rows[0]}])
    return RegisterIndex.open(path)


def _agree(one: Match, two: Match, *, ordered: bool = True, within: float = 2e-6) -> None:
    """The two answers are the same but for rounding, or ``within`` so much."""
    assert one.matched == two.matched
    assert one.tied == two.tied
    assert one.register_rows == two.register_rows
    assert one.not_in_register == pytest.approx(two.not_in_register, abs=within)
    shown = [[(c.item, c.serial, c.model) for c in match.candidates] for match in (one, two)]
    if ordered:
        assert shown[0] == shown[1]
    assert sorted(shown[0]) == sorted(shown[1])
    beliefs = [{c.item: c.posterior for c in match.candidates} for match in (one, two)]
    assert beliefs[0] == pytest.approx(beliefs[1], abs=within)


@settings(max_examples=60, deadline=None)
@given(st.lists(serials, min_size=1, max_size=15).filter(lambda rows: any(map(fold, rows))), patterns, priors)
def test_tables_and_their_index_agree(rows: list[str], pattern: str, prior: float) -> None:
    """Candidates in order, posterior, *not in register*, tied and credible set are the same."""
    written = rows_of(rows, model="MX-20")
    with tempfile.TemporaryDirectory() as name:
        finder = IndexFinder(_index(written, Path(name)))
    tables = TableFinder(opened(written).serials()).find(pattern, prior=prior, limit=_ALL)
    found = finder.find(pattern, prior=prior, limit=_ALL)
    _agree(found, tables)
    if abs(sum(c.posterior for c in tables.candidates[: len(tables.credible_set)]) - 0.95) > 1e-4:
        assert found.credible_set == tables.credible_set


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[TableFinder, IndexFinder]:
    """6 000 rows of two families with gaps, many serials in two rows, as tables and as an index."""
    random = np.random.default_rng(3)
    numbers = random.integers(0, 20_000, 5000)
    some = [f"{('MX-', 'WES')[n % 2]}{n:0{5 + n % 2}}" for n in numbers.tolist()]
    rows = rows_of([*some, *some[:900], *(f"{n:X}" for n in range(4096, 4196))], model="MX-20")
    index = _index(rows, tmp_path_factory.mktemp("many"))
    return TableFinder(opened(rows).serials()), IndexFinder(index)


@pytest.mark.parametrize(
    "pattern",
    ["MX-00420", "MX-0O42O", "WES001?3?", "MX*", "*", "*7", "?????", "1000", "MX-019", "ES0012", "ZK/88123/W",
     "MX-00240-7", "XM-00420", "7" * 40],
)  # fmt: skip
def test_a_register_of_which_only_a_sample_is_weighed_agrees_too(
    many: tuple[TableFinder, IndexFinder], pattern: str
) -> None:
    """The likeliest serials and the even sample of all others are the same ones for tables and index."""
    tables, index = (finder.find(pattern, limit=300) for finder in many)
    _agree(index, tables)
    assert index.credible_set == tables.credible_set


@pytest.fixture(scope="module")
def dense(tmp_path_factory: pytest.TempPathFactory) -> tuple[TableFinder, IndexFinder]:
    """Runs of decimal and of hexadecimal numbers of which nearly all are there, some in another script."""
    decimal = [f"MX{n:05}" for n in range(20_000, 23_000) if n % 19]
    hexadecimal = [f"W{n:05X}" for n in range(0x1A000, 0x1AC00) if n % 23]
    rows = rows_of([*decimal, *hexadecimal, *(f"Ж{n:03}" for n in range(0, 500, 2))], model="MX-20")
    index = _index(rows, tmp_path_factory.mktemp("dense"))
    return TableFinder(opened(rows).serials()), IndexFinder(index)


@pytest.mark.parametrize(
    "pattern",
    ["MX21001", "MX21014", "MX2101?", "W1A2B3", "W1A2?3", "WIA2B", "W1AB", "W1AFFF", "Ж017", "Ж?18",
     "Ж0?*", "MX*", "W1A?*"],
)  # fmt: skip
def test_a_register_of_which_nearly_all_is_there_agrees_too(
    dense: tuple[TableFinder, IndexFinder], pattern: str
) -> None:
    """What is unregistered among registered numbers is weighed alike, whatever classes their places have."""
    tables, index = (finder.find(pattern, limit=300) for finder in dense)
    _agree(index, tables)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[TableFinder, IndexFinder]:
    """Runs and serials by chance, which lie in two parts of the index."""
    rows = rows_of([*mixed(), *mixed()[::9]], model="MX-20")
    index = _index(rows, tmp_path_factory.mktemp("both"))
    assert len(index.parts) == 2
    return TableFinder(opened(rows).serials()), IndexFinder(index)


@pytest.mark.parametrize(
    "pattern", ["A0417", "AO41?", "8B2Z", "1A8B2Y", "*8B", "??????", "Z*", "*", "A04177"]
)
def test_serials_without_pattern_agree_too(both: tuple[TableFinder, IndexFinder], pattern: str) -> None:
    """Where a part of the serials is searched from both ends, tables and index give one answer.

    But for the sample that stands for the others: it is taken of each part.
    """
    tables, index = (finder.find(pattern, limit=300) for finder in both)
    _agree(index, tables, within=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_rows_that_came_and_went_are_found_as_in_tables(data: st.DataObject) -> None:
    """An index with additions and withdrawals answers as tables that hold what it holds now."""
    real = serials.filter(fold)
    built = data.draw(st.lists(real, min_size=2, max_size=8))
    added = data.draw(
        st.lists(real, min_size=1, max_size=4).filter(lambda a: not {*map(fold, a)} & {*map(fold, built)})
    )
    pattern = data.draw(patterns)
    rows = rows_of([*built, *added])
    gone = data.draw(st.sampled_from(rows))
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "register.index"
        _index(rows[: len(built)], Path(name))
        add_rows(path, {key: [row[key] for row in rows[len(built) :]] for key in ("item", "serial")})
        withdraw_rows(path, **gone)
        finder = IndexFinder(RegisterIndex.open(path))
    tables = TableFinder(opened([row for row in rows if row is not gone]).serials())
    _agree(finder.find(pattern, limit=_ALL), tables.find(pattern, limit=_ALL))


def test_an_index_of_which_every_row_was_withdrawn_has_no_candidates(tmp_path: Path) -> None:
    """Nothing is left that the item could be: all belief is in *not in this register*."""
    _index(rows_of(["A-1", "A-2", "A-1"]), tmp_path)
    path = tmp_path / "register.index"
    for serial in ("A-1", "A-2"):
        withdraw_rows(path, serial=serial)
    match = IndexFinder(RegisterIndex.open(path)).find("A*")
    assert (match.candidates, match.matched, match.tied, match.not_in_register) == ((), 0, 0, 1.0)


def test_other_scripts_agree(tmp_path: Path) -> None:
    """Characters of other scripts have other numbers in an index, and mean the same."""
    rows = rows_of(["ЖЖ-417", "ДД-417", "AB-417", "ЖД-418"])
    tables, index = TableFinder(opened(rows).serials()), IndexFinder(_index(rows, tmp_path))
    for pattern in ("ЖЖ417", "22417", "ЖЩ-417", "?Д*"):
        _agree(index.find(pattern), tables.find(pattern), ordered=False)


def test_a_deadline_leaves_the_best_so_far(tmp_path: Path) -> None:
    """Where time is up the answer says so, and its beliefs still share 1."""
    random = np.random.default_rng(5)
    rows = rows_of(["".join(random.choice(list("23456789ABCDEFGH"), 12)) for _ in range(20_000)])
    finder = IndexFinder(_index(rows, tmp_path))
    hurried, whole = (finder.find("*2?5*A?B*", seconds=seconds) for seconds in (0.0, None))
    assert (hurried.partial, whole.partial) == (True, False)
    assert hurried.matched < whole.matched
    assert sum(c.posterior for c in hurried.candidates) + hurried.not_in_register <= 1.0


@pytest.mark.parametrize("pattern", ["", "---", "A\x07B", "7" * 65, "?" * 300])
def test_a_pattern_that_cannot_be_searched_is_refused_as_for_tables(
    many: tuple[TableFinder, IndexFinder], pattern: str
) -> None:
    """The sentence is the same."""
    said = []
    for finder in many:
        with pytest.raises(BadInputError) as refused:
            finder.find(pattern)
        said.append(refused.value.sentence)
    assert said[0] == said[1]


@pytest.mark.parametrize("prior", [0.0, 1.0, -1.0, float("nan")])
def test_a_prior_that_is_none_is_refused(many: tuple[TableFinder, IndexFinder], prior: float) -> None:
    """By both, in a sentence."""
    for finder in many:
        with pytest.raises(BadInputError, match="prior"):
            finder.find("MX*", prior=prior)


def test_an_index_made_ready_is_searched_without_compiling(tmp_path: Path) -> None:
    """What finding takes is compiled by then, for serials in runs and without pattern."""
    _index([{"serial": one} for one in mixed()], tmp_path)
    make_ready(tmp_path / "register.index")
    loops: list[Any] = [search, explore, tails, edits]
    before = [list(loop.signatures) for loop in loops]
    assert all(before)
    finder = IndexFinder(RegisterIndex.open(tmp_path / "register.index"))
    for pattern in ("MX-1", "?", "AB12*", "8B1?2"):
        finder.find(pattern)
    assert [list(loop.signatures) for loop in loops] == before
