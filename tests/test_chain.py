from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.running import PLATE
from tests.factories import reading
from tests.tracing.founding import REPORTED, opened

from findspot.chain import read_all, reposts, trace, with_exhibits
from findspot.marking.read import Reader
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.sighting import Sighting

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.vocabulary.finding import Trace

OTHER = "fedcba9876543210"


class Walked(NamedTuple):
    """The founding plate given twice: the trace, and what was told on the way."""

    trace: Trace
    steps: list[str]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """One walk over the plate and a copy of it under another name."""
    copy = tmp_path_factory.mktemp("copy") / "repost.png"
    copy.write_bytes(PLATE.read_bytes())
    steps: list[str] = []
    traced = trace([PLATE, copy], opened(), [REPORTED], prior=0.6, reader=Reader(), step=steps.append)
    return Walked(traced, steps)


def test_the_walk_ends_in_the_finding_of_the_founding_case(walked: Walked) -> None:
    """From the picture's file alone: the item, its departure, and the prior as it was stated."""
    assert walked.trace.match.candidates[0].item == "EX-ITEM-0417"
    assert walked.trace.match.prior == 0.6
    assert str(walked.trace.finding.departed) == "yes"
    assert walked.trace.finding.status == "proposed"


def test_each_step_is_told_in_order(walked: Walked) -> None:
    """Who waits hears what is done: each file, the matching with the register's size, the weighing."""
    assert [step.split()[0] for step in walked.steps] == ["reading", "reading", "matching", "weighing"]
    assert str(PLATE) in walked.steps[0]
    assert "13 rows" in walked.steps[2]


def test_the_same_photograph_twice_is_one_source_and_is_said(walked: Walked) -> None:
    """A copy adds no belief, and a note names the two files."""
    (note,) = [note for note in walked.trace.notes if "one source" in note]
    assert "repost.png is the same bytes as" in note
    assert walked.trace.match.candidates[0].posterior < 0.999


def test_a_sighting_knows_its_exhibits(walked: Walked) -> None:
    """The sighting that was told carries the digest of the files that show it."""
    told = [one for one in walked.trace.sightings if one.platform == REPORTED.platform]
    digest = walked.trace.readings[0].sha256
    assert [set(one.exhibits) for one in told] == [{digest}]


def test_one_bad_file_and_nothing_is_traced(tmp_path: Path) -> None:
    """The first file that cannot be used is refused by name, before the others are read."""
    steps: list[str] = []
    with pytest.raises(BadInputError, match=r"absent\.png"):
        trace([tmp_path / "absent.png", PLATE], opened(), (), step=steps.append)
    assert len(steps) == 1


def test_no_file_gives_no_reading() -> None:
    """Nothing to read is nothing read."""
    assert read_all([]) == ()


@given(st.integers(1, 5), st.integers(0, 5))
def test_every_sighting_is_shown_by_something(files: int, count: int) -> None:
    """As many sightings as files pair in order; otherwise each is shown by all; nothing else changes."""
    readings = [reading(file=f"{n}.png") for n in range(files)]
    sightings = [Sighting(found_at=f"place {n}") for n in range(count)]
    shown = with_exhibits(sightings, readings)
    assert [replace(one, exhibits=()) for one in shown] == sightings
    digests = tuple(one.sha256 for one in readings)
    expected = [(digest,) for digest in digests] if files == count else [digests] * count
    assert [one.exhibits for one in shown] == expected


def test_exhibits_that_a_sighting_names_itself_are_kept() -> None:
    """What the report says shows it is not replaced by the files at hand."""
    named = Sighting(exhibits=("a" * 64,))
    assert with_exhibits([named], [reading()]) == (named,)


def test_a_repost_is_told_from_a_second_photograph() -> None:
    """The same bytes and a likeness of few bits are one source, each said so; another picture is not."""
    first = reading(file="first.png")
    bytes_again = replace(first, file="again.png")
    smaller = reading(file="smaller.png", likeness="0123456789abcdee")
    second = reading(file="second.png", likeness=OTHER)
    notes = list(reposts([first, second, bytes_again, smaller]))
    assert len(notes) == 2
    assert notes[0].startswith("again.png is the same bytes as first.png")
    assert notes[1].startswith("smaller.png is the same photograph as first.png")
    assert list(reposts([first, second])) == []
