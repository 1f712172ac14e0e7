"""Small multiples of shares."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.pictures.curves import Curve, Panel, Point, share_curves

SVG = "{http://www.w3.org/2000/svg}"
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)
#: What XML would act on, and what it cannot hold.
HOSTILE = "</text><script>&amp;\"'<!--]]>\x00\x1b\ud800\ufffe\u202e"
SHARES = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)


def drawn(said: str) -> str:
    """Panels of both sorts, with one text in each of their places."""
    points = (Point(1.0, 0.7, 1.0), None, Point(0.2, 0.1, 0.4))
    curves = (Curve(said, points), Curve(said, points[::-1]))
    levels = (said, said, said)
    panels = [Panel(said, said, levels, curves), Panel(said, said, levels, curves, joined=False)]
    return share_curves(said, said, [*panels, *panels[:1] * 4])


def parsed(svg: str) -> ET.Element:
    """The drawing as a parser of XML understands it."""
    return ET.fromstring(svg)  # noqa: S314 - our own drawing, which is what is under test


def names(svg: str) -> dict[str, float]:
    """The height at which each series is named."""
    bold = (one for one in parsed(svg).iter(f"{SVG}text") if one.get("font-size") == "8")
    return {one.text or "": float(one.get("y", "")) for one in bold}


@settings(max_examples=40, deadline=None)
@given(said=ANY_TEXT)
def test_any_text_makes_a_whole_drawing(said: str) -> None:
    """Whatever the words, the drawing is well-formed, the same each time, with title and description."""
    svg = drawn(said)
    root = parsed(svg)

    assert svg == drawn(said)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None


def test_words_stay_words() -> None:
    """Markup in a name becomes no element, and nothing in the drawing runs or is fetched."""
    kinds = {one.tag for one in parsed(drawn("name")).iter()}
    hostile = list(parsed(drawn(HOSTILE)).iter())

    assert {one.tag for one in hostile} <= kinds
    assert not any(name.startswith("on") or name == "href" for one in hostile for name in one.attrib)


def test_long_names_are_cut() -> None:
    """A very long name is cut with an ellipsis, so that it runs into no other panel."""
    texts = ["".join(one.itertext()) for one in parsed(drawn("name " * 200)).iter(f"{SVG}text")]

    assert all(len(said) < 220 for said in texts)
    assert any(said.endswith("…") for said in texts)


@given(SHARES)
def test_a_point_stands_as_high_as_its_share(values: list[float]) -> None:
    """A mark lies between the ends of its interval, the higher the greater its share."""
    low, share, high = values
    svg = share_curves("t", "", [Panel("p", "u", ("1",), (Curve("a", (Point(share, low, high),)),))])
    root = parsed(svg)
    (mark,) = root.iter(f"{SVG}circle")
    interval = next(one for one in root.iter(f"{SVG}line") if one.get("stroke-opacity"))
    ground = list(root.iter(f"{SVG}rect"))[1]
    top, tall = float(ground.get("y", "")), float(ground.get("height", ""))

    assert float(mark.get("cy", "")) == pytest.approx(top + tall * (1 - share), abs=0.01)
    assert float(interval.get("y2", "")) <= float(mark.get("cy", "")) <= float(interval.get("y1", ""))


def test_every_curve_is_named_and_no_two_names_touch() -> None:
    """Curves that end together are all named at their ends, a line of type apart."""
    curves = tuple(Curve(name, (Point(0.0, 0.0, 0.3),)) for name in ("one", "two", "three"))
    said = names(share_curves("t", "", [Panel("p", "u", ("1",), curves)]))

    assert set(said) == {"one", "two", "three"}
    assert all(later - earlier >= 8.9 for earlier, later in pairwise(sorted(said.values())))


def test_a_level_that_was_not_measured_breaks_the_line() -> None:
    """No line runs across a missing point, and single kinds are not joined at all."""
    point = Point(0.5, 0.3, 0.7)
    broken = Curve("a", (point, None, point, point))
    levels = ("1", "2", "3", "4")

    def lines(*, joined: bool) -> int:
        svg = share_curves("t", "", [Panel("p", "u", levels, (broken,), joined=joined)])
        return sum(one.get("stroke-dasharray") is not None for one in parsed(svg).iter(f"{SVG}line"))

    assert lines(joined=True) == 1
    assert lines(joined=False) == 0


def test_every_figure_is_said_and_finite() -> None:
    """The description says each share at its level, and no coordinate is infinite or not a number."""
    curve = Curve("findspot", (Point(0.875, 0.5, 1.0), None))
    svg = share_curves("t", "A note.", [Panel("Blur", "px", ("0", "3"), (curve,))])

    assert parsed(svg).findtext(f"{SVG}desc") == "A note. Blur (px): findspot 88 % at 0."
    assert not re.search(r"\"[^\"]*\b(nan|inf)\b[^\"]*\"", svg)


def test_no_panels_make_an_empty_drawing() -> None:
    """Without panels there is a title, a note and nothing else."""
    root = parsed(share_curves("t", "A note.", []))

    assert [one.text for one in root.iter(f"{SVG}text")] == ["t", "A note."]
    assert float(root.get("height", "")) > 0
