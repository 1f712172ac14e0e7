from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.pictures.bars import Bar, share_bars
from findspot.pictures.calendar_axis import axis_of
from findspot.pictures.network import Node, tie_network
from findspot.pictures.overlay import Mark, picture_overlay
from findspot.pictures.strip import Cell, character_strip
from findspot.pictures.timeline import Band, Event, custody_timeline
from findspot.vocabulary.dates import Span

if TYPE_CHECKING:
    from collections.abc import Callable

SVG = "{http://www.w3.org/2000/svg}"
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)
#: What XML would act on, and what it cannot hold.
HOSTILE = "</text><script>&amp;\"'<!--]]>\x00\x1b\ud800\ufffe\u202e"
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))


def a_span(text: str = "") -> Span:
    """One day of autumn 2020."""
    return Span(dt.date(2020, 10, 4), dt.date(2020, 10, 4), text or "2020-10-04")


#: Every drawing, made with one text in each of its places.
DRAWINGS: dict[str, Callable[[str], str]] = {
    "bars": lambda said: share_bars([Bar(said, said, 0.7), Bar(said, said, 0.3, outside=True)]),
    "strip": lambda said: character_strip([Cell(said, 0.9, ((said, 0.1),))] * 30),
    "network": lambda said: tie_network(
        (said, said), [Node(said, said, ((said, said), ("permit", said)))] * 40
    ),
    "overlay": lambda said: picture_overlay(
        80, 60, [Mark(((1, 1), (9, 1), (9, 9), (1, 9)), said, main=True)], under="data:image/png;base64,AAAA"
    ),
    "timeline": lambda said: custody_timeline(
        [Event(said, said, a_span(), seen=True), Event(said, said, a_span(), doubtful=True)],
        [Band(said, said, None, dt.date(2021, 1, 1))],
    ),
}


def parsed(svg: str) -> ET.Element:
    """The drawing as a parser of XML understands it."""
    return ET.fromstring(svg)  # noqa: S314 - our own drawing, which is what is under test


def texts(svg: str) -> list[str]:
    """The lettering of a drawing."""
    return ["".join(one.itertext()) for one in parsed(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
@settings(max_examples=40, deadline=None)
@given(said=ANY_TEXT)
def test_any_text_makes_a_whole_drawing(draw: Callable[[str], str], said: str) -> None:
    """Whatever the words, the drawing is well-formed, the same each time, with title and description."""
    svg = draw(said)
    assert svg == draw(said)
    root = parsed(svg)
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None
    assert root.get("role") == "img"


@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_words_stay_words(draw: Callable[[str], str]) -> None:
    """Markup in a name becomes no element, and nothing in a drawing runs or is fetched."""
    plain, hostile = (parsed(draw(said)) for said in ("name", HOSTILE))
    kinds = {one.tag for one in plain.iter()}
    assert {one.tag for one in hostile.iter()} <= kinds
    for one in hostile.iter():
        assert one.tag.removeprefix(SVG) not in ("script", "style", "a", "foreignObject", "use")
        assert not any(name.startswith("on") for name in one.attrib)
        assert one.get("href", "data:").startswith("data:")


@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_lettering_is_never_wider_than_its_drawing(draw: Callable[[str], str]) -> None:
    """A very long name is cut with an ellipsis; what is cut stands whole in the description."""
    long = "name " * 200
    svg = draw(long)
    assert all(len(said) < 150 for said in texts(svg))
    assert any(said.endswith("…") for said in texts(svg))


@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_numbers_are_finite(draw: Callable[[str], str]) -> None:
    """No coordinate is infinite or not a number."""
    assert not re.search(r"\"[^\"]*\b(nan|inf)\b[^\"]*\"", draw("x"))


def test_no_picture_from_elsewhere_is_drawn() -> None:
    """An overlay holds its picture and never an address."""
    with pytest.raises(AssertionError):
        picture_overlay(8, 6, [], under="https://example.org/a.png")


def lengths(svg: str) -> list[float]:
    """The widths of the bars, each beside the room it has."""
    boxes = [one for one in parsed(svg).iter(f"{SVG}rect") if one.get("height") == "12"]
    grounds, bars = boxes[::2], boxes[1::2]
    return [
        float(bar.get("width", "")) / float(ground.get("width", ""))
        for ground, bar in zip(grounds, bars, strict=True)
    ]


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=12))
def test_bars_are_as_long_as_their_shares(weights: list[float]) -> None:
    """Bars of a whole add up to the whole; each is as long as its share, and is said in per cent."""
    whole = sum(weights)
    shares = [weight / whole for weight in weights]
    drawn = lengths(share_bars([Bar(f"S{n}", "", share) for n, share in enumerate(shares)]))
    assert drawn == pytest.approx(shares, abs=0.005)
    assert sum(drawn) == pytest.approx(1, abs=0.005 * len(shares))


def test_a_share_of_nothing_still_shows_and_one_outside_is_hatched() -> None:
    """Nothing that is listed looks impossible, and what is outside the register is told by its pattern."""
    svg = share_bars([Bar("A", "", 0.0), Bar("not in this register", "", 1.0, outside=True)])
    assert lengths(svg)[0] > 0
    assert [one.get("fill") for one in parsed(svg).iter(f"{SVG}rect")].count("url(#outside)") == 1
    assert {"< 0.1 %", "> 99.9 %"} <= set(texts(svg))


@given(st.lists(DAYS, min_size=1, max_size=6), st.lists(DAYS, max_size=4))
def test_days_stand_in_order_on_their_axis(days: list[dt.date], further: list[dt.date]) -> None:
    """An axis holds every day of its own, in order, between its ends; ticks keep their distance."""
    axis = axis_of(days, further, 10.0, 400.0)
    places = [axis.at(day) for day in sorted(days)]
    assert places == sorted(places)
    assert all(10 <= place <= 400 for place in places)
    ticks = [place for place, _ in axis.ticks(50)]
    assert all(later - earlier > 40 for earlier, later in pairwise(ticks))
    assert all(10 <= place <= 400 for place in ticks)


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_every_event_of_a_time_line_is_said(pairs: list[tuple[dt.date, dt.date]]) -> None:
    """However many events there are and wherever they fall, each is in the description; none is hidden."""
    events = [
        Event(f"event {n}", str(min(pair)), Span(min(pair), max(pair), ""), seen=n % 2 == 1)
        for n, pair in enumerate(pairs)
    ]
    root = parsed(custody_timeline(events))
    said = root.findtext(f"{SVG}desc") or ""
    assert all(event.name in said for event in events)
    height = float(root.get("height", ""))
    assert all(0 <= float(one.get("y", "")) <= height for one in root.iter(f"{SVG}text"))


def test_a_time_line_without_dates_says_so() -> None:
    """Steps without any known day make a sentence and no empty drawing."""
    (said,) = texts(custody_timeline([Event("delivered", "", Span(None, None, ""))]))
    assert said == "No step of custody has a date."


def test_a_network_says_how_many_it_leaves_out() -> None:
    """Records beyond those drawn are counted."""
    nodes = [Node("permit", f"P-{n}", (("consignee", "Baykar"),)) for n in range(20)]
    shown = texts(tie_network(("item", "I-1"), nodes))
    hidden = 20 - sum(f"P-{n}" in shown for n in range(20))
    assert f"and {hidden} more, in the table" in shown


def test_a_serial_longer_than_a_row_goes_on_in_the_next() -> None:
    """Every character of a serial is drawn, with its probability, within the width."""
    svg = character_strip([Cell(letter, 0.5) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"])
    assert [said for said in texts(svg) if len(said) == 1] == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert texts(svg).count("50.0 %") == 26
    assert float(parsed(svg).get("width", "")) <= 482


def test_a_character_that_may_not_be_there_has_a_dash_beneath() -> None:
    """Where a character may be none at all, a dash says so in the drawing and a word in its description."""
    svg = character_strip([Cell("1", 0.951, (("", 0.045), ("7", 0.004))), Cell("X", 0.9999)])
    assert {"– 4 %", "7 < 1 %", "95.1 %", "> 99.9 %"} <= set(texts(svg))
    assert "else nothing 4.5 % or 7 0.4 %" in (parsed(svg).findtext(f"{SVG}desc") or "")


def test_what_is_no_identifier_is_not_set_as_one() -> None:
    """Only identifiers are in fixed width; a long detail goes on in further lines and loses nothing."""
    detail = "item EX-ITEM-0417 of a very long name · permit EX-INV-0417-0000-0000-0000-0000-0000"
    svg = share_bars([Bar("15D-20417", detail, 0.3), Bar("other rows of the register", "", 0.7, words=True)])
    fonts = {"".join(one.itertext()): one.get("font-family", "") for one in parsed(svg).iter(f"{SVG}text")}
    assert "Mono" in fonts["15D-20417"]
    assert "Mono" not in fonts["other rows of the register"]
    assert detail in " ".join(texts(svg))


@pytest.mark.parametrize("hidden", ["above", "below", "right", "left"])
def test_a_label_hides_nothing_that_was_read(hidden: str) -> None:
    """Where text stands on one side of the serial, its label stands on another."""
    boxes = {
        "above": (300, 240, 500, 290), "below": (300, 360, 500, 410),
        "right": (510, 300, 800, 350), "left": (0, 300, 290, 350),
    }  # fmt: skip
    left, top, right, bottom = boxes[hidden]
    other = Mark(((left, top), (right, top), (right, bottom), (left, bottom)))
    main = Mark(((300, 300), (500, 300), (500, 350), (300, 350)), "read as serial: 15D-20417", main=True)
    (label,) = parsed(picture_overlay(900, 600, [main, other])).iter(f"{SVG}rect")
    x, y, wide, tall = (float(label.get(name, "")) for name in ("x", "y", "width", "height"))
    for x1, y1, x2, y2 in ((left, top, right, bottom), (300, 300, 500, 350)):
        assert x + wide <= x1 or x >= x2 or y + tall <= y1 or y >= y2
    assert 0 <= x <= 900 - wide
    assert 0 <= y <= 600 - tall


def test_events_of_one_month_are_read_in_the_order_of_recording() -> None:
    """From top to bottom: by time, and within the same time as recorded."""
    month = Span(dt.date(2020, 9, 1), dt.date(2020, 9, 30), "2020-09")
    events = [Event(name, "2020-09", month, seen=False) for name in ("delivered", "delivery confirmed")]
    events += [Event(name, "2020-10", a_span(), seen=True) for name in ("seen first", "seen again")]
    placed = [
        ("".join(one.itertext()), float(one.get("y", "")))
        for one in parsed(custody_timeline(events)).iter(f"{SVG}text")
    ]
    named = {event.name for event in events}
    said = [name for name, _ in sorted(placed, key=lambda at: at[1]) if name in named]
    assert said == [event.name for event in events]


def test_the_middle_of_a_network_says_what_it_is_once() -> None:
    """What kind of thing was traced stands above its name, and not in it."""
    said = texts(tie_network(("item", "EX-ITEM-0417"), [Node("permit", "P-1", (("consignee", "Baykar"),))]))
    assert said.count("item") == 1
    assert "EX-ITEM-0417" in said
