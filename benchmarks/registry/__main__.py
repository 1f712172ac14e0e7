"""How fast a registry fills and answers: ``python -m benchmarks.registry [--deliveries N]``.

A registry of N deliveries, N / 10 permits and N / 50 parties is made of CSV tables, beside a plain load of
the same deliveries into the same kind of database (SQLite: one prepared INSERT; Postgres: COPY). Then: what
touches a party (``related``), all of one item (``record``), and both as known on a day. Medians; the database
is that of the environment, or an embedded one.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from findspot.instance.opening import make_instance, open_instance, set_up
from findspot.instance.places import PLACE, Place, place_of

set_up()

from django.db import connection  # noqa: E402 - Django is set up first

from findspot.records.opening import open_register  # noqa: E402 - the same
from findspot.registry.importing import enter  # noqa: E402 - the same
from findspot.registry.register import DatabaseRegister  # noqa: E402 - the same
from findspot.vocabulary.register import TieKind  # noqa: E402 - the same

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ASKED = 50
_THEN = dt.date(2022, 12, 31)
_COLUMNS = (
    "item",
    "serial",
    "model",
    "maker",
    "permit",
    "delivered_on",
    "confirmed_on",
    "end_user",
    "end_user_country",
    "consignee",
    "exporter",
    "learnt_on",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make, fill and ask; print the table and write the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.registry", description=__doc__)
    parser.add_argument("--deliveries", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=2020)
    parser.add_argument("--out", type=Path, default=Path("out/bench-registry.json"))
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        figures = _measured(Path(scratch), options.deliveries, options.seed)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for name, value in figures.items():
        print(f"{name:40} {value:,}" if isinstance(value, int) else f"{name:40} {value}")
    return 0


def _measured(scratch: Path, count: int, seed: int) -> dict[str, Any]:
    place = place_of() if os.environ.get(PLACE) else Place(scratch / "registry")
    make_instance(place)
    open_instance(place)
    rng = random.Random(seed)
    tables = _tables(scratch / "tables", count, rng)
    began = time.perf_counter()
    register = open_register([tables])
    read = time.perf_counter() - began
    began = time.perf_counter()
    done = enter(register, by="an office", why="a benchmark")
    written = time.perf_counter() - began
    plain = _plain(tables / "deliveries.csv", scratch)
    # Each is asked of others, so that none finds in memory what the one before it fetched.
    parties, others = ([f"Party {rng.randrange(max(count // 50, 1))}" for _ in range(_ASKED)] for _ in "ab")
    items, further = ([f"I-{rng.randrange(count)}" for _ in range(_ASKED)] for _ in "ab")
    now, then = DatabaseRegister("now"), DatabaseRegister("then", _THEN)
    return {
        "database": connection.vendor,
        "deliveries": count,
        "permits": count // 10,
        "parties": count // 50,
        "statements": done.new,
        "seconds to read and check": round(read, 1),
        "seconds to record": round(written, 1),
        "statements a second": round(done.new / written),
        "plain rows a second": round(plain),
        "ms, all of a party, now": _median(lambda name: _all(now, name), parties),
        "ms, all of a party, as known then": _median(lambda name: _all(then, name), others),
        "ms, all of an item, now": _median(now.record, items),
        "ms, all of an item, as known then": _median(then.record, further),
        "MiB at most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _all(register: DatabaseRegister, name: str) -> int:
    return sum(len(register.related(tie, name)[:1000]) for tie in (TieKind.CONSIGNEE, TieKind.END_USER))


def _median(asked: Callable[[str], object], names: Sequence[str]) -> float:
    taken = []
    for name in names:
        began = time.perf_counter()
        asked(name)
        taken.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(taken), 2)


def _tables(folder: Path, count: int, rng: random.Random) -> Path:
    folder.mkdir()
    permits, parties = max(count // 10, 1), max(count // 50, 1)
    with (folder / "parties.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["party", "country"])
        rows.writerows([f"Party {n}", f"Country {n % 100}"] for n in range(parties))
    with (folder / "aliases.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["alias", "name"])
        rows.writerows([f"Alias {n}", f"Party {n}"] for n in range(parties))
    with (folder / "permits.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["permit", "status", "issued_on", "suspended_on", "consignee", "end_user", "learnt_on"])
        for n in range(permits):
            day = dt.date(2019, 1, 1) + dt.timedelta(n % 900)
            suspended = "2021-10-05" if n % 7 == 0 else ""
            status = "suspended" if suspended else "approved"
            users = (f"Party {rng.randrange(parties)}", f"Party {rng.randrange(parties)}")
            rows.writerow([f"P-{n}", status, day, suspended, *users, day])
    with (folder / "deliveries.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(_COLUMNS)
        for n in range(count):
            day = dt.date(2019, 6, 1) + dt.timedelta(n % 1200)
            alias = f"Alias {rng.randrange(parties)}" if n % 5 == 0 else f"Party {rng.randrange(parties)}"
            serial, permit = f"MX{n:07}", f"P-{n % permits}"
            about = (f"Party {rng.randrange(parties)}", "Country 1", alias, "Exporter")
            rows.writerow([f"I-{n}", serial, "CMX", "Maker", permit, day, "", *about, day])
    return folder


def _plain(table: Path, scratch: Path) -> float:
    """Rows a second of a plain load of one table into the same kind of database, every column a text."""
    with table.open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    names = ", ".join(f"{name} text" for name in _COLUMNS)
    began = time.perf_counter()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE plain ({names})")
            with cursor.copy("COPY plain FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
    else:
        database = sqlite3.connect(scratch / "plain.sqlite3")
        database.execute(f"CREATE TABLE plain ({names})")
        marks = ", ".join("?" * len(_COLUMNS))
        database.executemany(f"INSERT INTO plain VALUES ({marks})", rows)  # noqa: S608 - our own names
        database.commit()
        database.close()
    return len(rows) / (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
