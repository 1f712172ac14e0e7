"""The table, the picture and the sentence that figures come down to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.curves.measuring import Cell, Figures, Share
from benchmarks.curves.photographs import FULL_SIZE, PHOTOGRAPHS_HEIGHTS, PHOTOGRAPHS_SERIES
from benchmarks.curves.series import KINDS, SERIES, UNDAMAGED, level_name
from findspot.pictures.curves import Curve, Panel, Point, share_curves

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLE = "How reading falls off with damage"
#: The height at which the readers are compared in a sentence, in pixels.
_SMALL = 10
_NONE = "\N{EN DASH}"
#: The order of the panels: real plates first, what hides characters beside them.
_ORDER = ("height", "blur", "motion", "noise", "glare", "contrast", "slant", "both", "bent", "hidden")


def figures_from(data: Mapping[str, Any]) -> Figures:
    """The figures that ``Figures.as_json`` wrote."""
    cells = tuple(
        Cell(cell["reader"], cell["level"], _share(cell["first"]), _share(cell["free"]))
        for cell in data["cells"]
    )
    about = {key: value for key, value in data.items() if key not in ("cells", "versions")}
    return Figures(cells, data["versions"], about)


def rows(figures: Figures) -> list[tuple[str, str, str, str]]:
    """What was measured, in order: a damage's title, its unit, a level's own name, and its key in the cells.

    The undamaged plate is the first level of each series, and ``printed`` among the kinds.
    """
    listed = [(_PHOTOGRAPHS[0], _PHOTOGRAPHS[1], FULL_SIZE, level_name(PHOTOGRAPHS_SERIES, FULL_SIZE))]
    listed += [
        (*_PHOTOGRAPHS, f"{height}", level_name(PHOTOGRAPHS_SERIES, height)) for height in PHOTOGRAPHS_HEIGHTS
    ]
    known = {series.key: series for series in SERIES}
    for series in (known[key] for key in _ORDER):
        levels = [(series.title, series.unit, f"{x:g}", level_name(series.key, x)) for x in series.levels]
        if any(figures.at(reader, key) for reader in figures.readers for *_, key in levels):
            listed += [(series.title, series.unit, series.whole, UNDAMAGED), *levels]
    listed += [
        (*_KINDS, name, UNDAMAGED if kind is None else level_name("kind", name))
        for name, kind in KINDS.items()
    ]
    return [row for row in listed if any(figures.at(reader, row[3]) for reader in figures.readers)]


_PHOTOGRAPHS = ("Photographs, character height", "px")
_KINDS = ("Kind of marking", "drawn plates, container codes: each kind for itself")


def markdown(figures: Figures) -> str:
    """The table in Markdown: the share first with its interval, then the share read freely."""
    readers = figures.readers
    heads = [f"{reader}: first" for reader in readers] + [f"{reader}: read" for reader in readers]
    lines = [
        "| damage | level | pictures | " + " | ".join(heads) + " |",
        "| --- | ---: | ---: |" + " ---: |" * len(heads),
    ]
    titled = ""
    for title, unit, level, key in rows(figures):
        cells = [figures.at(reader, key) for reader in readers]
        count = max(cell.first.count for cell in cells if cell)
        shown = [_with_interval(cell.first) if cell else _NONE for cell in cells]
        shown += [f"{_percent(cell.free.share)} %" if cell else _NONE for cell in cells]
        name = "" if title == titled else title + (f", {unit}" if title != _KINDS[0] else "")
        titled = title
        lines.append(f"| {name} | {level} | {count} | " + " | ".join(shown) + " |")
    return "\n".join([*lines, "", small(figures)])


def small(figures: Figures) -> str:
    """How findspot and the better peer compare at ten pixels, in a sentence for photographs and drawings."""
    said = []
    for what, series in (("photographs", PHOTOGRAPHS_SERIES), ("drawn plates", "height")):
        cells = {reader: figures.at(reader, level_name(series, _SMALL)) for reader in figures.readers}
        shares = {reader: cell.first.share for reader, cell in cells.items() if cell}
        own = shares.pop("findspot", None)
        if own is None or not shares:
            continue
        best = max(shares, key=lambda reader: shares[reader])
        times = f" ({own / shares[best]:.1f} times)" if shares[best] else ""
        said.append(
            f"At {_SMALL} px on {what} findspot has {_percent(own)} % first, "
            f"the better peer ({best}) {_percent(shares[best])} %{times}."
        )
    return " ".join(said)


def picture(figures: Figures) -> str:
    """The same shares first as small multiples, as SVG."""
    panels = []
    listed = rows(figures)
    for title in dict.fromkeys(row[0] for row in listed):
        here = [row for row in listed if row[0] == title]
        keys = [key for *_, key in here]
        curves = tuple(
            Curve(reader, tuple(_point(figures.at(reader, key)) for key in keys))
            for reader in figures.readers
        )
        levels = tuple("full" if level == FULL_SIZE else level for _, _, level, _ in here)
        panels.append(Panel(title, here[0][1], levels, curves, joined=title != _KINDS[0]))
    return share_curves(TITLE, _note(figures), panels)


def _note(figures: Figures) -> str:
    about = figures.about
    count, photographs = about["count"], about["photographs"]
    pictures = f"{count} drawn plates" + (f" and {photographs} photographs" if photographs else "")
    return (
        f"Share of pictures whose true serial is first in a {about['register']} register of "
        f"{about['register_size']:,} rows, ties shared; bars are 95 % Wilson intervals. {pictures} at each "
        "level, the same ones throughout; damage grows to the right. RapidFuzz looks the peers' texts up."
    ).replace(",000", " 000")


def _point(cell: Cell | None) -> Point | None:
    return None if cell is None else Point(cell.first.share, cell.first.low, cell.first.high)


def _with_interval(share: Share) -> str:
    return f"{_percent(share.share)} % ({_percent(share.low)}{_NONE}{_percent(share.high)})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _share(data: Mapping[str, Any]) -> Share:
    return Share(data["hits"], data["count"], data["low"], data["high"])
