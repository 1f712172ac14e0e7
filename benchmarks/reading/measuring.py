"""One peer over all samples: what it read, what it ranked, how long that took."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.reading.peers import ReadsUnchecked
from benchmarks.reading.samples import folded, plain_text
from benchmarks.reading.scores import contains, separation, wilson

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from benchmarks.reading.peers import Peer
    from benchmarks.reading.samples import Sample
    from benchmarks.reading.scores import Ranking, Said

#: The register without the true serials, and the one that it is compared with.
ABSENT, HARD, PLAIN = "absent", "hard", "plain"
#: The belief from which a finding would rest on a row.
SURE = 0.95


@dataclass(frozen=True, slots=True)
class Row:
    """One sample as one peer saw it; ``seconds`` maps ``read`` and each register to its processor time.

    ``unchecked``: what it said, and how it ranked the hard register, where check digits were no evidence;
    None for a peer to which they never are.
    """

    sample: Sample
    said: Said
    rankings: Mapping[str, Ranking]
    seconds: Mapping[str, float]
    unchecked: tuple[Said, Ranking] | None = None


@dataclass(slots=True)
class Outcome:
    """One peer's rows."""

    peer: str
    version: str
    rows: list[Row] = field(default_factory=list)


def measure(
    peer: Peer, samples: Sequence[Sample], registers: Mapping[str, Path], step: Callable[[], None]
) -> Outcome:
    """Read every sample once and rank it in every register; the first sample is done once more beforehand.

    That first round loads models and builds indexes, which are no part of the time of a photograph.
    """
    opened = {name: peer.open(path) for name, path in registers.items()}
    _one(peer, samples[0], opened)
    outcome = Outcome(peer.name, peer.version)
    for sample in samples:
        outcome.rows.append(_one(peer, sample, opened))
        step()
    return outcome


def busy_seconds() -> float:
    """The processor time of this process and of those that it ran and that have ended, in seconds.

    Unlike a clock it hardly minds other work on the machine.
    """
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def _one(peer: Peer, sample: Sample, registers: Mapping[str, object]) -> Row:
    began = busy_seconds()
    said = peer.read(sample.path)
    seconds = {"read": busy_seconds() - began}
    rankings = {}
    for name, register in registers.items():
        began = busy_seconds()
        rankings[name] = peer.rank(said, register)
        seconds[name] = busy_seconds() - began
    unchecked = None
    if isinstance(peer, ReadsUnchecked) and HARD in registers:  # read anew, and its time not counted
        without = peer.read_unchecked(sample.path)
        unchecked = (without, peer.rank(without, registers[HARD]))
    return Row(sample, said, rankings, seconds, unchecked)


def share(hits: float, total: int) -> dict[str, float]:
    """A share with its 95 % interval."""
    low, high = wilson(hits, total)
    return {
        "hits": round(hits, 3),
        "of": total,
        "share": hits / total if total else 0.0,
        "low": low,
        "high": high,
    }


def figures(rows: Sequence[Row]) -> dict[str, dict[str, float] | float]:
    """Every figure of the report, from the rows of one peer."""
    count = len(rows)
    found: dict[str, dict[str, float] | float] = {
        "contains": share(sum(contains(r.said, r.sample.serials) for r in rows), count),
        "contains, O=0 and I=1": share(
            sum(contains(r.said, r.sample.serials, fold=True) for r in rows), count
        ),
        "serial": share(sum(_chosen(r.said, r.rankings, r.sample) for r in rows), count),
    }
    unchecked = [(r.sample, *r.unchecked) for r in rows if r.unchecked is not None]
    if unchecked:
        chosen = sum(_chosen(said, {}, sample) for sample, said, _ in unchecked)
        found["serial, unchecked"] = share(chosen, len(unchecked))
    for name in (HARD, PLAIN):
        ranked = [(row.rankings[name], row.sample.serials) for row in rows if name in row.rankings]
        if ranked:
            found[f"{name}: first"] = share(sum(r.chance(truths) for r, truths in ranked), count)
            found[f"{name}: first five"] = share(sum(r.chance(truths, 5) for r, truths in ranked), count)
            sure = [(r, truths) for r, truths in ranked if r.belief >= SURE]
            found[f"{name}: sure"] = share(len(sure), count)
            found[f"{name}: sure and wrong"] = share(sum(r.chance(t) < 1.0 for r, t in sure), count)
        if name == HARD and unchecked:
            for title, places in (("first", 1), ("first five", 5)):
                hits = sum(ranking.chance(sample.serials, places) for sample, _, ranking in unchecked)
                found[f"{name}: {title}, unchecked"] = share(hits, len(unchecked))
    without = [row.rankings[ABSENT] for row in rows if ABSENT in row.rankings]
    if without:
        found["absent: sure and wrong"] = share(sum(r.belief >= SURE for r in without), count)
        there = [row.rankings[HARD].absent for row in rows if HARD in row.rankings]
        found["absent: AUC"] = separation(there, [r.absent for r in without])
    reading = sum(row.seconds["read"] for row in rows)
    ranking = sum(row.seconds.get(HARD, row.seconds.get(PLAIN, 0.0)) for row in rows)
    found["ms to read"] = 1000.0 * reading / count
    found["ms to rank"] = 1000.0 * ranking / count
    found["photographs/s"] = count / (reading + ranking)
    return found


def _chosen(said: Said, rankings: Mapping[str, Ranking], sample: Sample) -> bool:
    """Whether the text taken for the serial is the true one, O and I aside."""
    sources = [said.serial] if said.serial else [r.source for r in list(rankings.values())[:1]]
    truths = {folded(truth) for truth in sample.serials}
    return any(folded(plain_text(source)) in truths for source in sources if source)
