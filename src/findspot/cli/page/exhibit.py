"""The exhibit on the page: where the plate is, what was read, and how sure each character is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from findspot.cli.page.style import BAD, FAINT, GOOD, OPEN, STRONG, ink, line, pairs
from findspot.cli.text import plain
from findspot.dossier.omissions import with_omissions
from findspot.pictures.shares import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from findspot.cli.page.style import Marks, Sheet
    from findspot.vocabulary.reading import Box, Character, Marking, Reading, SerialReading

#: A character is called sure from here on, likely from the second on, and doubtful below.
SURE, LIKELY = 0.98, 0.80
#: Alternatives below this are not worth a line.
WORTH_SHOWING = 0.01
_DEEPEST = 3
_LINES = 6
_ROWS, _COLUMNS = 7, 30
_FIELDS = (
    ("maker", "maker"),
    ("model", "model"),
    ("part_number", "part number"),
    ("cage", "CAGE"),
    ("nsn", "NSN"),
    ("date", "date"),
)


def show_exhibit(sheet: Sheet, reading: Reading) -> None:
    """Print one exhibit: its name and digest, the sketch, and every marking."""
    size = f"{reading.width} by {reading.height} pixels"
    facts = [line(("sha256 ", FAINT), (_digest(reading.sha256, sheet), FAINT)), ink(size, FAINT)]
    if reading.taken_on:
        facts.append(line(("taken on ", FAINT), reading.taken_on, (" by its own metadata", FAINT)))
    sheet.section("Exhibit", ink(reading.file, STRONG), *facts)
    boxes = [entry.box for marking in reading.markings for entry in marking.lines if entry.box]
    if not any(marking.serials or marking.lines or marking.symbols for marking in reading.markings):
        sheet.section("Read", ink("No marking was found in this picture."))
    for number, marking in enumerate(reading.markings, 1):
        if not (marking.serials or marking.lines or marking.symbols):
            continue
        name = "Read" if len(reading.markings) == 1 else f"Read {number}"
        sheet.section(name, *_marking(sheet, reading, marking, boxes))
    for note in reading.notes:
        sheet.section("Note", ink(note))


def _digest(sha256: str, sheet: Sheet) -> str:
    """The digest in groups of eight digits; on a narrow page its beginning and end."""
    groups = [sha256[i : i + 8] for i in range(0, len(sha256), 8)]
    return " ".join(groups if sheet.wide else [*groups[:3], sheet.marks.ellipsis, groups[-1]])


def _marking(
    sheet: Sheet, reading: Reading, marking: Marking, boxes: Sequence[Box]
) -> Iterator[RenderableType]:
    serial = marking.serial
    plate = serial.box if serial else None
    text: list[RenderableType] = []
    if serial is None:
        text.append(ink("No serial number was read."))
        text += [ink(entry.text, FAINT) for entry in marking.lines[:_LINES]]
    else:
        text += [Spelled(with_omissions(serial), serial.text, sheet.marks), Text(""), *_certainty(serial)]
        text.append(ink(f"known as the serial by {serial.why}", FAINT) if serial.why else Text(""))
    if plate is None and not boxes:
        yield from text
    elif sheet.narrow:
        yield sketch(reading, plate, boxes, sheet.marks, sheet.room - 2)
        yield from text
    else:
        beside = Table.grid(padding=(0, 3, 0, 0))
        beside.add_column()
        beside.add_column(overflow="fold")
        beside.add_row(sketch(reading, plate, boxes, sheet.marks), Group(*text))
        yield beside
    if plate is not None:
        yield ink(whereabouts(plate, reading.width, reading.height), FAINT)
    fields = [(name, ink(value)) for key, name in _FIELDS if (value := getattr(marking, key))]
    fields += [("barcode", _symbol(symbol.kind, symbol.text, symbol.standard)) for symbol in marking.symbols]
    fields += [("or serial", _other(other)) for other in marking.serials[1:4]]
    if fields:
        yield Text("")
        yield pairs(fields, width=13)


def _certainty(serial: SerialReading) -> Iterator[Text]:
    yield line(
        (percent(serial.p), _ink_of(serial.p)),
        (" that this is what stands there", FAINT),
    )
    others = [f"{plain(other.text)} {percent(other.p)}" for other in serial.alternatives[:2]]
    if others:
        yield line(("or ", FAINT), ("; ".join(others), ""))


def _other(serial: SerialReading) -> Text:
    return line(serial.text, (f"  {percent(serial.weight)} of belief, {serial.why or 'by its place'}", FAINT))


def _symbol(kind: str, text: str, standard: str | None) -> Text:
    return line(text, (f"  {kind}{', ' + standard if standard else ''}", FAINT))


@dataclass(frozen=True, slots=True)
class Spelled:
    """The serial set wide, each character inked by its certainty, what else it may be beneath it.

    A serial that is longer than the line goes on in the next.
    """

    characters: Sequence[Character]
    text: str
    marks: Marks

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not self.characters:
            yield ink(self.text, STRONG)
            return
        across = max(1, (options.max_width + 1) // 2)
        for start in range(0, len(self.characters), across):
            yield from self._row(self.characters[start : start + across])

    def _row(self, characters: Sequence[Character]) -> Iterator[Text]:
        rows = [[(plain(one.text), f"{STRONG} {_ink_of(one.p)}") for one in characters]]
        doubts = [_doubts(one) for one in characters]
        rows += [
            [
                (others[level] if level < len(others) else " ", _ink_of(one.p))
                for one, others in zip(characters, doubts, strict=True)
            ]
            for level in range(max(map(len, doubts)))
        ]
        if len(rows) == 1:
            rows.append([(self.marks.bullet, FAINT)] * len(characters))
        for row in rows:
            yield Text(" ").join(Text(said, style) for said, style in row)


def _doubts(character: Character) -> list[str]:
    worth = [other for other in character.alternatives if other.p >= WORTH_SHOWING]
    return [plain(other.text) or "-" for other in worth[:_DEEPEST]]


def _ink_of(p: float) -> str:
    return GOOD if p >= SURE else OPEN if p >= LIKELY else BAD


def sketch(
    reading: Reading, plate: Box | None, boxes: Sequence[Box], marks: Marks, most: int = _COLUMNS
) -> Text:
    """The picture as a small frame: the plate's serial solid, other lines of text light.

    Within the frame it is at most ``most`` columns wide.
    """
    most = min(_COLUMNS, max(1, most))
    rows = min(_ROWS, max(2, round(most / 2 * reading.height / reading.width)))
    columns = min(most, max(4, round(2 * rows * reading.width / reading.height)))
    cells = [[" "] * columns for _ in range(rows)]
    solid = [] if plate is None else [(plate, marks.full)]
    for box, mark in [*((box, marks.light) for box in boxes), *solid]:
        left, top, right, bottom = _extent(box)
        for row in _cells(top / reading.height, bottom / reading.height, rows):
            for column in _cells(left / reading.width, right / reading.width, columns):
                cells[row][column] = mark
    ul, ur, lr, ll, across, down = marks.corner
    drawn = Text(no_wrap=True)
    drawn.append(ul + across * columns + ur + "\n", FAINT)
    for row_cells in cells:
        drawn.append(down, FAINT)
        for mark in row_cells:
            drawn.append(mark, STRONG if mark == marks.full else FAINT)
        drawn.append(down + "\n", FAINT)
    drawn.append(ll + across * columns + lr, FAINT)
    return drawn


def _cells(start: float, end: float, count: int) -> range:
    first = min(count - 1, max(0, math.floor(start * count)))
    last = min(count, max(first + 1, round(end * count)))
    return range(first, last)


def _extent(box: Box) -> tuple[float, float, float, float]:
    across, down = [x for x, _ in box], [y for _, y in box]
    return min(across), min(down), max(across), max(down)


def whereabouts(box: Box, width: int, height: int) -> str:
    """Where in the picture the box lies, how large it is and how it is turned, in words."""
    left, top, right, bottom = _extent(box)
    x, y = (left + right) / 2 / width, (top + bottom) / 2 / height
    vertical = "upper" if y < 1 / 3 else "lower" if y > 2 / 3 else "middle"
    horizontal = "left" if x < 1 / 3 else "right" if x > 2 / 3 else "centre"
    place = "centre" if (vertical, horizontal) == ("middle", "centre") else f"{vertical} {horizontal}"
    (x0, y0), (x1, y1), (x2, y2), _ = box
    length, tall = math.hypot(x1 - x0, y1 - y0), math.hypot(x2 - x1, y2 - y1)
    turned = round(math.degrees(math.atan2(y1 - y0, x1 - x0)))
    words = f"in the {place}, at x {left:.0f}, y {top:.0f}; {length:.0f} by {tall:.0f} pixels"
    return f"{words}, turned by {turned}°" if abs(turned) >= 5 else words
