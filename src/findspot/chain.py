"""The one walk through the core: read, match, trace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from findspot.marking.read import Reader
from findspot.marking.together import worth_a_look
from findspot.matching.by_eye import check_readings
from findspot.matching.exhibits import same_photograph, sources
from findspot.matching.matching import TableMatcher
from findspot.matching.parameters import load_parameters
from findspot.tracing.trace import trace_item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from findspot.matching.pool import Matcher
    from findspot.vocabulary.by_eye import ReadByEye
    from findspot.vocabulary.finding import Trace
    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.register import Register
    from findspot.vocabulary.sighting import Sighting


def trace(
    files: Sequence[Path],
    register: Register,
    sightings: Sequence[Sighting],
    *,
    matcher: Matcher | None = None,
    by_eye: Sequence[ReadByEye] = (),
    prior: float = 0.7,
    reader: Reader | None = None,
    step: Callable[[str], None] | None = None,
) -> Trace:
    """Trace the one item that all ``files`` show.

    ``matcher`` looks readings up in the register; all its rows are weighed where none is given.
    ``by_eye``: what persons read of its serial number on the files, as a whole. ``prior`` is the belief,
    before the plate is read, that the item is in the register. ``step`` is told in a few words what is about
    to be done. Raises BadInputError where any one of the files, or what was read by eye, cannot be used:
    nothing is traced by half.
    """
    tell = step or _say_nothing
    check_readings(by_eye)
    readings = read_all(files, reader=reader, step=tell)
    matcher = matcher or TableMatcher(register)
    tell(f"matching against {matcher.rows:,} rows")
    match = matcher.match(readings, by_eye=by_eye, prior=prior)
    tell("weighing the explanations")
    traced = trace_item(readings, match, with_exhibits(sightings, readings), register)
    return replace(traced, notes=(*traced.notes, *reposts(readings)))


def read_all(
    files: Sequence[Path], *, reader: Reader | None = None, step: Callable[[str], None] | None = None
) -> tuple[Reading, ...]:
    """The readings of the files, which show one item, in their order.

    Where several photographs leave its serial in doubt they are looked at together. Raises BadInputError at
    the first file that cannot be used.
    """
    tell = step or _say_nothing
    reader = reader or Reader()
    readings = []
    for file in files:
        tell(f"reading {file}")
        readings.append(reader.read(file))
    apart = sources(readings, load_parameters().hypotheses.same_photograph_bits)
    if not worth_a_look(apart):
        return tuple(readings)
    tell("looking at the photographs together")
    together = zip(apart, reader.read_together(apart), strict=True)
    seen = {id(alone): among_others for alone, among_others in together}
    return tuple(seen.get(id(reading), reading) for reading in readings)


def reposts(readings: Sequence[Reading]) -> Iterator[str]:
    """A sentence on each reading that repeats an earlier one: the matching counts the two as one source."""
    bits = load_parameters().hypotheses.same_photograph_bits
    for index, reading in enumerate(readings):
        first = next((one for one in readings[:index] if same_photograph(one, reading, bits)), None)
        if first is not None:
            how = "the same bytes as" if first.sha256 == reading.sha256 else "the same photograph as"
            yield f"{reading.file} is {how} {first.file}: the two are one source."


def with_exhibits(sightings: Sequence[Sighting], readings: Sequence[Reading]) -> tuple[Sighting, ...]:
    """The sightings with the digests of the files that show them, where they name none themselves.

    As many sightings as files belong together in their order; otherwise every file shows every sighting.
    """
    everything = tuple(dict.fromkeys(reading.sha256 for reading in readings))
    paired = len(sightings) == len(readings)
    return tuple(
        sighting
        if sighting.exhibits
        else replace(sighting, exhibits=(readings[index].sha256,) if paired else everything)
        for index, sighting in enumerate(sightings)
    )


def _say_nothing(_: str) -> None:
    """Tell nobody."""
