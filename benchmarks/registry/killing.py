"""Kill writers of a registry at random: ``python -m benchmarks.registry.killing [--times N] [--seed S]``.

Each time a process imports tables, corrects them, suspends a permit, or corrects or withdraws a delivery by
hand, and is killed (SIGKILL) at a random moment. Afterwards the registry must hold exactly the entries that a
chain of whole entries explains: every statement belongs to an entry with a digest, no thing has two
statements that hold, every acknowledged entry is there, and the ledger verifies.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from findspot.instance.keys import open_ring
from findspot.instance.opening import make_instance, open_instance, set_up
from findspot.instance.places import PLACE, Place, place_of

set_up()

from django.db.models import Count  # noqa: E402 - Django is set up first

from findspot.ledger.verifying import verify  # noqa: E402 - the same
from findspot.registry import models  # noqa: E402 - the same

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROWS = 2000
_ACKNOWLEDGED = "recorded"
_STATEMENTS = (
    models.Delivery,
    models.ProofOfDelivery,
    models.Permit,
    models.PermitEvent,
    models.Party,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many writers were killed, how many had finished, and how often the registry was not whole."""

    killed: int
    finished: int
    broken: int


def kill(place: Place, folder: Path, *, times: int, seed: int) -> Outcome:
    """Kill so many writers of this registry, each in the middle of something, and look at it each time."""
    rng = random.Random(seed)
    killed = finished = broken = turn = 0
    longest = _written_once(place, folder)
    while killed < times:
        turn += 1
        before = models.Entry.objects.count()
        writer = _start(place, folder, turn)
        time.sleep(rng.uniform(0.0, 1.2) * longest)
        writer.send_signal(signal.SIGKILL)
        said, _ = writer.communicate()
        ended = writer.returncode == 0
        killed += not ended
        finished += ended
        after = models.Entry.objects.count()
        lost = _ACKNOWLEDGED in said and after != before + 1
        broken += lost or after > before + 1 or not whole() or any(verify(open_ring(place)))
    return Outcome(killed, finished, broken)


def whole() -> bool:
    """Whether every statement belongs to a finished entry, and no thing has two statements that hold."""
    if models.Entry.objects.filter(digest="").exists():
        return False
    return not any(
        model.objects.filter(corrected_by=None).values("key").annotate(n=Count("id")).filter(n__gt=1).exists()
        for model in _STATEMENTS
    )


def _written_once(place: Place, folder: Path) -> float:
    """Write once undisturbed; how long that took, in seconds."""
    began = time.monotonic()
    writer = _start(place, folder, 0)
    said, error = writer.communicate()
    if writer.returncode:
        raise RuntimeError(error or said)
    return time.monotonic() - began


def _start(place: Place, folder: Path, turn: int) -> subprocess.Popen[str]:
    """A process that imports, suspends, corrects or withdraws."""
    # A permit or an item of the first import, another one each time.
    if turn % 5 == 3:
        words = ["decide", f"P-{turn}", "suspended", "--on", "2021-01-01"]
    elif turn % 5 == 4:
        words = ["correct", "deliveries", f"I-{turn}", "--set", "permit=P-0"]
    elif turn and turn % 5 == 0:
        words = ["withdraw", "deliveries", f"I-{turn}"]
    else:
        words = ["import", str(_tables(folder, turn))]
    environment = {**os.environ, PLACE: _named(place)}
    command = [
        sys.executable,
        "-m",
        "findspot",
        "registry",
        *words,
        "--by",
        "an office",
        "--why",
        f"turn {turn}",
    ]
    return subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _tables(folder: Path, turn: int) -> Path:
    """Tables of which every other turn corrects what the turn before stated."""
    made = folder / f"turn-{turn}"
    made.mkdir()
    consignee = f"Consignee {turn}"
    permits = "".join(f"P-{n},approved,{consignee},2020-01\n" for n in range(_ROWS))
    items = "".join(f"I-{n},S-{n},P-{n},2020-05,2020-06,{consignee},2020-07\n" for n in range(_ROWS))
    (made / "permits.csv").write_text("permit,status,consignee,learnt_on\n" + permits)
    (made / "deliveries.csv").write_text(
        "item,serial,permit,delivered_on,confirmed_on,consignee,learnt_on\n" + items
    )
    return made


def _named(place: Place) -> str:
    if place.server is None:
        return str(place.folder)
    server = place.server
    if server.host.startswith("/"):
        return f"postgresql://{server.user}@/{server.name}?host={server.host}"
    return f"postgresql://{server.user}@{server.host}:{server.port}/{server.name}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill writers of an embedded registry, or of that which the environment names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.registry.killing", description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        place = place_of() if os.environ.get(PLACE) else Place(Path(scratch) / "registry")
        make_instance(place)
        open_instance(place)
        outcome = kill(place, Path(scratch), times=options.times, seed=options.seed)
    print(
        f"{place}: {outcome.killed} writers killed, {outcome.finished} had finished before; the registry was "
        f"not whole {outcome.broken} times."
    )
    return 1 if outcome.broken else 0


if __name__ == "__main__":
    sys.exit(main())
