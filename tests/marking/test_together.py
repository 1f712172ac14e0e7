"""Several photographs of one plate: what they show together, and where they are left as they were."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from benchmarks.lights.plates import under_lights
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.factories import serial_reading

from findspot.marking.fields.formats import canonical
from findspot.marking.serials import Hypothesis
from findspot.marking.together import CLEAR, MOST, merged, worth_a_look
from findspot.vocabulary.reading import Marking

if TYPE_CHECKING:
    from pathlib import Path

    from findspot.marking.read import Reader
    from findspot.vocabulary.reading import Box, Reading

KIND, SEED = "engraved", 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the photographs lie: two of one plate, and one of a plate alike but for its digits."""
    folder = tmp_path_factory.mktemp("lights")
    pictures, _ = under_lights(KIND, SEED, 2)
    twins, _ = under_lights(KIND, SEED, 2, other_serial=True)
    for name, pixels in (("one", pictures[0]), ("other", pictures[1]), ("twin", twins[1])):
        Image.fromarray(pixels).save(folder / f"{name}.png")
    return folder


@pytest.fixture(scope="module")
def alone(reader: Reader, folder: Path) -> dict[str, Reading]:
    """Each photograph read by itself."""
    return {name: reader.read(folder / f"{name}.png") for name in ("one", "other", "twin")}


def _belief(reading: Reading) -> float:
    (marking,) = reading.markings
    assert marking.serial is not None
    return marking.serial.p * marking.serial.weight


def _texts(readings: tuple[Reading, ...]) -> dict[str, list[tuple[str, float, float]]]:
    return {
        reading.file: [(s.text, s.p, s.weight) for s in reading.markings[0].serials] for reading in readings
    }


def test_two_lights_show_a_serial_that_neither_shows_alone(reader: Reader, alone: dict[str, Reading]) -> None:
    """Each photograph alone is misread; together they are read right, and what was done is said."""
    _, serial = under_lights(KIND, SEED, 2)
    pair = (alone["one"], alone["other"])
    first = [said[0][0] for said in _texts(pair).values()]
    assert len(first) == 2
    assert all(canonical(text) != canonical(serial) for text in first)
    seen = reader.read_together(pair)
    (changed,) = [reading for reading, before in zip(seen, pair, strict=True) if reading is not before]
    found = changed.markings[0].serial
    assert found is not None
    assert canonical(found.text) == canonical(serial)
    assert any(lattice.view.startswith("lights, ") for lattice in found.lattices)
    (note,) = [note for note in changed.notes if "was laid over that of" in note]
    assert "nothing was added" in note


def test_the_lights_share_one_vote(reader: Reader, alone: dict[str, Reading]) -> None:
    """However many photographs are laid over each other, a text's lattices weigh no more than 1 together."""
    for reading in reader.read_together((alone["one"], alone["other"])):
        for serial in reading.markings[0].serials:
            assert sum(lattice.weight for lattice in serial.lattices) <= 1.0 + 1e-6
        assert sum(serial.weight for serial in reading.markings[0].serials) <= 1.0


def test_the_order_of_the_photographs_does_not_matter(reader: Reader, alone: dict[str, Reading]) -> None:
    """The same readings in another order give the same texts with the same belief, each in its place."""
    there = reader.read_together((alone["one"], alone["other"]))
    back = reader.read_together((alone["other"], alone["one"]))
    assert _texts(there) == _texts(back)
    assert [reading.file for reading in back] == [alone["other"].file, alone["one"].file]


def test_a_plate_with_other_digits_is_refused(reader: Reader, alone: dict[str, Reading]) -> None:
    """A photograph of another plate of the same form changes nothing."""
    pair = (alone["one"], alone["twin"])
    assert reader.read_together(pair) == pair


def test_one_photograph_is_left_as_it_was(reader: Reader, alone: dict[str, Reading]) -> None:
    """There is nothing to lay over a single reading, and over none."""
    assert reader.read_together((alone["one"],))[0] is alone["one"]
    assert reader.read_together(()) == ()


def test_a_clear_serial_needs_no_other(alone: dict[str, Reading]) -> None:
    """Where any photograph is sure of the serial, none is looked at again; nor where only one has a plate."""
    one, other = alone["one"], alone["other"]
    sure = replace(
        other, markings=(Marking((serial_reading("MX15D-00417"),), plate=other.markings[0].plate),)
    )
    bare = replace(other, markings=(replace(other.markings[0], plate=None),))
    assert worth_a_look((one, other))
    assert _belief(sure) >= CLEAR
    assert not worth_a_look((one, sure))
    assert not worth_a_look((one, bare))


def test_a_file_that_is_gone_or_another_now_is_left_out(
    reader: Reader, alone: dict[str, Reading], folder: Path, tmp_path: Path
) -> None:
    """What was read is kept as it was, without an error."""
    gone = replace(alone["other"], file=str(tmp_path / "gone.png"))
    swapped = replace(alone["other"], file=str(folder / "twin.png"))
    for other in (gone, swapped):
        pair = (alone["one"], other)
        assert reader.read_together(pair) == pair


def test_only_so_many_photographs_are_opened(
    reader: Reader, alone: dict[str, Reading], tmp_path: Path
) -> None:
    """Further ones come back as they were; of a hundred files that are gone none is missed."""
    many = [replace(alone["one"], file=str(tmp_path / f"{n}.png")) for n in range(100 + MOST)]
    seen = reader.read_together(many)
    assert all(one is other for one, other in zip(seen, many, strict=True))


def _box(left: float) -> Box:
    return ((left, 0.0), (left + 100, 0.0), (left + 100, 20.0), (left, 20.0))


@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from(["AB1234", "AB1284", "K-77"]), st.sampled_from([0.0, 5.0, 300.0]))
        ),
        min_size=1,
        max_size=3,
    )
)
def test_looks_at_one_place_are_merged_and_no_vote_is_gained(looks: list[list[tuple[str, float]]]) -> None:
    """Each place's lattices weigh 1 together unless one look has it twice; odds never exceed the best."""
    given_ = [
        [
            Hypothesis(replace(serial_reading(text), box=_box(left)), 1.0 + n)
            for n, (text, left) in enumerate(look)
        ]
        for look in looks
    ]
    made = merged(given_, lambda _text: 1.0)
    assert len(made) <= sum(len(look) for look in given_)
    for hypothesis in made:
        assert sum(lattice.weight for lattice in hypothesis.reading.lattices) == pytest.approx(1.0)
        assert hypothesis.odds <= max(one.odds for look in given_ for one in look)
