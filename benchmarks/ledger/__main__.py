"""How fast the ledger grows, proves and verifies: ``python -m benchmarks.ledger [--entries N]``.

An embedded instance whose log grows to N entries of one row each. At each power of ten: the time of appending
one more entry in a transaction of its own, of a proof of inclusion and one of consistency, as medians; at the
end that of verifying all of it. Appending includes what the database needs to make a row last: a plain row of
the same table in a transaction of its own stands beside it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from findspot.instance.keys import open_ring, open_signer
from findspot.instance.opening import make_instance, open_instance, set_up
from findspot.instance.places import Place

set_up()

from django.db import transaction  # noqa: E402 - Django is set up first

from findspot.ledger import log  # noqa: E402 - the same
from findspot.ledger.appending import Appending  # noqa: E402 - the same
from findspot.ledger.contents import Change  # noqa: E402 - the same
from findspot.ledger.verifying import verify  # noqa: E402 - the same
from findspot.registry.models import Entry  # noqa: E402 - the same

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from findspot.proof.signing import Signer

_ASKED = 100
_TOGETHER = 1000
_NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def main(arguments: Sequence[str] | None = None) -> int:
    """Grow, prove and verify; print the table and write the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--out", type=Path, default=Path("out/ledger.json"))
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        make_instance(place)
        open_instance(place)
        rows = _grown(open_signer(place), options.entries)
        began = time.perf_counter()
        problems = list(verify(open_ring(place)))
        verified = time.perf_counter() - began
    for row in rows:
        print(
            "  ".join(
                f"{name} {value:,.3f}" if isinstance(value, float) else f"{name} {value:,}"
                for name, value in row.items()
            )
        )
    print(f"verified in {verified:.0f} s, {len(problems)} problems")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({"sizes": rows, "verified_s": verified, "problems": len(problems)}))
    return 1 if problems else 0


def _grown(signer: Signer, entries: int) -> list[dict[str, float | int]]:
    rng, rows, target = random.Random(1), [], 1000
    while log.size() < entries:
        while (left := target - log.size()) > 0:
            with transaction.atomic():
                for _ in range(min(left, _TOGETHER)):
                    _append(signer)
        size = log.size()
        rows.append(
            {
                "entries": size,
                "append ms": _median(lambda: _alone(signer)),
                "plain row ms": _plain_ms(),
                "inclusion ms": _median(partial(_asked, log.inclusion, rng, size)),
                "consistency ms": _median(partial(_asked, log.consistency, rng, size)),
            }
        )
        target = min(target * 10, max(entries, size + 1))
    return rows


def _asked(proof: Callable[[int, int], object], rng: random.Random, size: int) -> None:
    proof(rng.randrange(1, size), size)


def _append(signer: Signer) -> None:
    appending = Appending()
    row = Entry(recorded_at=_NOW, recorded_by="an office", why="a measurement", digest="")
    appending.commit_object(row)
    row.save(force_insert=True)
    appending.close(Change("recorded", "an office", "a measurement", dt.datetime.now(dt.UTC)), signer)


def _alone(signer: Signer) -> None:
    with transaction.atomic():
        _append(signer)


def _plain_ms() -> float:
    """A plain row of the same table in a transaction of its own; the rows are taken away again afterwards."""
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    found = _median(_plain)
    rows = Entry.objects.filter(pk__gt=last)
    rows._raw_delete(rows.db)  # noqa: SLF001 - Django's name for deleting nothing but these rows
    return found


def _plain() -> None:
    with transaction.atomic():
        row = Entry(recorded_at=_NOW, recorded_by="an office", why="a measurement", digest="")
        row.save(force_insert=True)


def _median(act: Callable[[], object]) -> float:
    times = []
    for _ in range(_ASKED):
        began = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
