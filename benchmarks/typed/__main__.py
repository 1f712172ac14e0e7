"""Whether the posterior of typed queries means what it says: ``python -m benchmarks.typed [--fit N]``.

Simulated queries, of serials that are in a register and that are not, are answered from its index and
measured: with the figures in force, and by persons who err three times as often and a third as often. With
``--fit`` the channel and the background are fitted to other queries and measured too. Nothing is changed:
figures are put into channel.toml by hand, rounded.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.calibration.report import diagram
from benchmarks.typed import report
from benchmarks.typed.asking import draw
from benchmarks.typed.fitting import believed, fit, in_force, judged
from benchmarks.typed.measures import measured
from benchmarks.typed.serials import REGISTERED, Families
from benchmarks.typed.simulator import typing_figures
from findspot.matching.indexing.building import build_index
from findspot.matching.indexing.index import RegisterIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.calibration.belief import Beliefs
    from benchmarks.typed.asking import Query
    from benchmarks.typed.fitting import Figures

    Asked = tuple[RegisterIndex, Sequence[Query]]

_DIAGRAM = Path(__file__).parents[2] / "docs" / "pictures" / "typed-reliability.svg"
#: Which share of each run of numbers is registered.
REGISTERS = {"sequential": 0.95, "half": 0.5}
#: The register whose reliability is drawn and that misjudged persons are asked about.
_MAIN = "sequential"
#: How many times as often persons err as the simulator says, by what the table calls them.
_MISJUDGED = {"three times the errors": 3.0, "a third of the errors": 1.0 / 3.0}


def main(arguments: Sequence[str] | None = None) -> int:
    """Index, simulate, ask, fit if wanted, print, draw."""
    options = _options(arguments)
    registers = {name: Families(options.size, present) for name, present in REGISTERS.items()}
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        indexes = {name: _indexed(Path(folder), name, each) for name, each in registers.items()}
        columns = {"in force": in_force()}
        if options.fit:
            # Queries to fit on are of other random numbers than those that are measured.
            asked = [
                (indexes[name], draw(each, typing_figures(), options.fit, options.seed + 1))
                for name, each in registers.items()
            ]
            columns |= {"judged": judged(), "fitted": fit(asked, judged())}
            report.show_figures(columns)
        results: dict[str, report.Results] = {}
        beliefs: dict[str, tuple[Beliefs, Beliefs]] = {}
        typed = {
            name: (indexes[name], draw(each, typing_figures(), options.queries, options.seed))
            for name, each in registers.items()
        }
        for label, figures in columns.items():
            pairs = {name: _believed(figures, one) for name, one in typed.items()}
            results[label] = {
                name: _measured(pairs[name], typed[name][1], options.seed) for name in registers
            }
            beliefs |= {f"{label}, {name}": pair for name, pair in pairs.items()}
            report.show(f"Registers, figures {label}", results[label])
        others = _misjudged(indexes[_MAIN], registers[_MAIN], options)
        results["misjudged"] = {"as simulated": results["in force"][_MAIN], **others}
        report.show(f"Persons misjudged, {_MAIN}, figures in force", results["misjudged"])
    about = {"queries": options.queries, "size": options.size, "seed": options.seed, "fit": options.fit}
    report.write(options.out, columns, results, beliefs, about)
    options.diagram.parent.mkdir(parents=True, exist_ok=True)
    options.diagram.write_text(diagram(beliefs[f"in force, {_MAIN}"]) + "\n", encoding="utf-8")
    print(f"All figures: {options.out}. Reliability with the figures in force: {options.diagram}.")
    print(f"In all {time.perf_counter() - begun:.0f} s.")
    return 0


def _indexed(folder: Path, name: str, serials: Families) -> RegisterIndex:
    path = folder / f"{name}.index"
    build_index(path, serials.tables())
    return RegisterIndex.open(path)


def _believed(figures: Figures, asked: Asked) -> tuple[Beliefs, Beliefs]:
    [pair] = believed(figures, [asked])
    return pair


def _measured(
    pair: tuple[Beliefs, Beliefs], queries: Sequence[Query], seed: int
) -> dict[str, float | int | list[float]]:
    kinds = [query.kind for query in queries if query.kind != REGISTERED]
    return measured(*pair, kinds, seed=seed)


def _misjudged(index: RegisterIndex, serials: Families, options: argparse.Namespace) -> report.Results:
    """The figures in force, asked by persons who err more or less often than these say."""
    results = {}
    for said, factor in _MISJUDGED.items():
        queries = draw(serials, typing_figures().times(factor), options.queries, options.seed)
        results[said] = _measured(_believed(in_force(), (index, queries)), queries, options.seed)
    return results


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.typed", description=__doc__)
    parser.add_argument("--queries", type=int, default=20_000, help="of each register and kind of person")
    parser.add_argument("--size", type=int, default=1_000_000, help="rows of each register")
    parser.add_argument("--fit", type=int, default=0, metavar="N", help="fit to N other queries a register")
    parser.add_argument("--seed", type=int, default=1, help="seed of queries and intervals")
    parser.add_argument("--out", type=Path, default=Path("out/typed.json"))
    parser.add_argument("--diagram", type=Path, default=_DIAGRAM)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
