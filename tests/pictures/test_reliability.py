"""The reliability diagram: each bin stands where its figures are, and says them in words."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.pictures.lettering import Style, text_width
from findspot.pictures.reliability import Bin, Panel, reliability_diagram

SVG = "{http://www.w3.org/2000/svg}"
EMPTY = tuple(Bin(n / 10, (n + 1) / 10, 0) for n in range(10))
SHARES = st.floats(0.0, 1.0)


def panel(*bins: Bin, heading: str = "The best row is the item") -> Panel:
    """A panel of ten bins with these instead of the empty ones of their places."""
    filled = {round(one.start * 10): one for one in bins}
    return Panel(heading, tuple(filled.get(place, one) for place, one in enumerate(EMPTY)))


def parsed(svg: str) -> ET.Element:
    """The drawing as a parser of XML understands it."""
    return ET.fromstring(svg)  # noqa: S314 - our own drawing, which is what is under test


def numbers(svg: str, tag: str, *names: str) -> list[tuple[float, ...]]:
    """These attributes of every such element."""
    return [tuple(float(one.get(name, "nan")) for name in names) for one in parsed(svg).iter(f"{SVG}{tag}")]


@st.composite
def bins(draw: st.DrawFn) -> Bin:
    """One bin with any figures."""
    start = draw(st.integers(0, 9)) / 10
    low, true, high = sorted((draw(SHARES), draw(SHARES), draw(SHARES)))
    return Bin(start, start + 0.1, draw(st.integers(0, 10**6)), draw(SHARES), true, low, high)


@settings(max_examples=60, deadline=None)
@given(st.lists(bins(), max_size=5), st.text(max_size=40), st.integers(1, 3))
def test_all_marks_stand_within_the_drawing(some: list[Bin], heading: str, count: int) -> None:
    """Whatever the figures and words, it is one whole drawing, the same each time, with nothing outside."""
    panels = [panel(*some, heading=heading)] * count
    svg = reliability_diagram(panels)
    assert svg == reliability_diagram(panels)
    root = parsed(svg)
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    for x1, y1, x2, y2 in numbers(svg, "line", "x1", "y1", "x2", "y2"):
        assert 0 <= min(x1, x2) <= max(x1, x2) <= width
        assert 0 <= min(y1, y2) <= max(y1, y2) <= height
    for x, y in numbers(svg, "circle", "cx", "cy"):
        assert 0 <= x <= width
        assert 0 <= y <= height


def test_what_is_calibrated_stands_on_the_diagonal() -> None:
    """Bins whose share true is what was stated lie on the dashed line, others off it by their gap."""
    svg = reliability_diagram(
        [panel(Bin(0.2, 0.3, 5, 0.25, 0.25, 0.1, 0.6), Bin(0.8, 0.9, 5, 0.85, 0.5, 0.2, 0.8))]
    )
    (x1, y1, x2, y2), *_ = (
        tuple(float(one.get(name, "nan")) for name in ("x1", "y1", "x2", "y2"))
        for one in parsed(svg).iter(f"{SVG}line")
        if one.get("stroke-dasharray")
    )
    side = x2 - x1
    (ax, ay), (bx, by) = numbers(svg, "circle", "cx", "cy")

    assert (ax - x1) / side == pytest.approx(0.25, abs=1e-3)
    assert (y1 - ay) / (y1 - y2) == pytest.approx(0.25, abs=1e-3)
    assert (bx - x1) / side - (y1 - by) / (y1 - y2) == pytest.approx(0.35, abs=1e-3)


def test_an_empty_bin_has_a_count_and_no_mark() -> None:
    """Where nothing was stated there is a 0 beneath and nothing above it."""
    svg = reliability_diagram([panel()])

    assert numbers(svg, "circle", "cx") == []
    assert [one.text for one in parsed(svg).iter(f"{SVG}text")].count("0") == 10
    assert "no answers" in (parsed(svg).findtext(f"{SVG}desc") or "")


def test_the_description_says_every_bin() -> None:
    """Who hears the drawing learns what was stated, what came true, its interval and how many answers."""
    svg = reliability_diagram([panel(Bin(0.9, 1.0, 61, 0.993, 0.984, 0.913, 0.997))])
    root = parsed(svg)

    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "What was stated and what came true"
    assert (root.findtext(f"{SVG}desc") or "") == (
        "The best row is the item: 99 % stated, 98 % true (91 to 100 %, 61 answers)."
    )


def test_a_long_heading_is_cut_and_said_whole() -> None:
    """Lettering keeps to its panel; what is cut stands in the description."""
    long = "heading " * 60
    svg = reliability_diagram([panel(heading=long), panel()])

    assert long.strip() in (parsed(svg).findtext(f"{SVG}desc") or "")
    for one in parsed(svg).iter(f"{SVG}text"):
        assert text_width(one.text or "", Style(float(one.get("font-size", "0")))) < 240
