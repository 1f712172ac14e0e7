"""Name plates with many values: rating plates and approval plates, their number put on after printing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from benchmarks.drawn.faces import Face, typeset
from benchmarks.drawn.lettering import peened, stroked
from benchmarks.drawn.serials import equipment_serial, filled, plate_serial
from benchmarks.drawn.surface import blotches, brushed, flat, ink, lit, rounded, scratches, stamp
from benchmarks.drawn.words import MAKERS, chosen, date, model, part_number, some_words, stock_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.drawn.surface import Mask, Picture, Random
    from benchmarks.drawn.words import Words


_NUMBERS = (
    "IDENTIFICATION NO.", "MANUFACTURER'S NO.", "MFG. SERIAL NO.", "MANUFACTURER'S NO. OF THE CONTAINER",
    "SERIAL NO.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A label and its value; ``late`` where the value was put on after the plate was printed."""

    label: str
    value: str
    late: bool = False


class Sheet:
    """A plate in the making: ``printed`` ink, ``cut`` (or, negative, raised) relief, ``faint`` etching."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self.printed, self.cut, self.faint = (np.zeros((size[1], size[0]), np.float32) for _ in range(3))

    def finished(self, rng: Random) -> Picture:
        """The plate of bare, painted or anodised metal with its ink, lit from above, scratched and dirty."""
        ground = _metal(self.size, rng)
        pale = float(ground.mean()) < 0.4
        colour = (0.85, 0.85, 0.82) if pale else chosen(rng, ((0.07, 0.07, 0.08), (0.1, 0.14, 0.36)))
        ground = ink(ground, self.printed, colour, rng.uniform(0.6, 0.97))
        patchy = self.faint * (0.55 + 0.45 * blotches(self.size, rng, scale=14, share=0.6))
        here = float(ground.mean())
        tone = here + rng.uniform(0.18, 0.42) * (1.0 if here < 0.5 else -1.0)
        ground = ink(ground, rounded(patchy, 0.8), (tone, tone, tone), rng.uniform(0.45, 0.85))
        relief = -rng.uniform(2.0, 5.0) * rounded(self.cut, rng.uniform(0.9, 1.8))
        picture = lit(
            ground, relief, angle=rng.uniform(-2.6, -0.5), strength=rng.uniform(0.8, 1.6), gloss=0.5
        )
        marks = scratches(self.size, rng, count=int(rng.integers(5, 60)))
        picture = np.clip(picture + rng.uniform(-0.2, 0.3) * marks[:, :, None], 0.0, 1.0)
        dirt = blotches(self.size, rng, scale=rng.uniform(20, 90), share=rng.uniform(0.05, 0.3))
        return ink(picture.astype(np.float32), dirt, (0.24, 0.2, 0.16), rng.uniform(0.05, 0.45))


def _metal(size: tuple[int, int], rng: Random) -> Picture:
    if rng.random() < 0.6:
        return brushed(size, rng, tone=rng.uniform(0.45, 0.75), grain=rng.uniform(0.015, 0.06))
    colours = ((0.2, 0.26, 0.3), (0.33, 0.35, 0.25), (0.1, 0.1, 0.11), (0.6, 0.56, 0.45), (0.18, 0.28, 0.5))
    return flat(size, chosen(rng, colours))


def rating_plate(rng: Random) -> tuple[Picture, str]:
    """A machine's plate: logo, model, ratings, several numbers of which one is the serial, small print."""
    words, serial = some_words(rng), equipment_serial(rng)
    sheet = Sheet((1200, int(rng.integers(640, 860))))
    _heading(sheet, rng)
    cells = _ratings(words, serial, rng)
    layout = chosen(rng, (_in_rows, _in_two_columns, _in_boxes))
    layout(sheet, cells, rng)
    print_text(sheet.printed, chosen(rng, words.made_in), 18, (60, sheet.size[1] - 60), Face.SANS)
    _border(sheet, rng)
    return sheet.finished(rng), serial


def _ratings(words: Words, serial: str, rng: Random) -> list[Cell]:
    """The cells: serial, model and some of the others, in a random order with the serial anywhere."""
    volts = chosen(rng, ("230 V~", "400/690 V", "24 VDC", "115 V 400 HZ", "12-28V DC", "3~ 380 V"))
    others = [
        Cell(chosen(rng, words.part), part_number(rng), late=rng.random() < 0.3),
        Cell(chosen(rng, words.date), date(rng), late=rng.random() < 0.4),
        Cell(chosen(rng, words.voltage), volts),
        Cell(chosen(rng, words.power), f"{rng.integers(1, 90)}.{rng.integers(0, 9)} KW"),
        Cell(chosen(rng, words.mass), f"{rng.integers(2, 900)} KG"),
        Cell("HZ", chosen(rng, ("50", "50/60", "60", "400"))),
        Cell("RPM", str(rng.integers(700, 12000))),
        Cell("IP", chosen(rng, ("54", "55", "65", "67"))),
        Cell("A", f"{rng.integers(1, 40)}.{rng.integers(0, 9)}"),
        Cell("NSN", stock_number(rng)),
        Cell("CAGE", filled("9XXX9", rng)),
        Cell("LOT", filled(chosen(rng, ("99", "A999", "99-99")), rng), late=rng.random() < 0.4),
        Cell("CONTRACT NO.", filled("AA999-99-A-9999", rng)),
        Cell("REV", filled(chosen(rng, ("A", "99", "A9")), rng)),
        Cell("PROT. CLASS", chosen(rng, ("I", "II", "IP 55", "F"))),
        Cell("EN", chosen(rng, ("60034-1", "60335-2-41", "61010-1"))),
    ]
    kept = [others[int(place)] for place in rng.permutation(len(others))[: int(rng.integers(4, 8))]]
    kept.insert(0, Cell(chosen(rng, words.model), model(rng)))
    kept.insert(
        int(rng.integers(0, len(kept) + 1)), Cell(chosen(rng, words.serial), serial, late=rng.random() < 0.7)
    )
    return kept


def approval_plate(rng: Random) -> tuple[Picture, str]:
    """A container's consolidated plate: safety approval, manufacturer's number, loads, customs approval."""
    serial = plate_serial(rng)
    sheet = Sheet((1200, 820))
    face = chosen(rng, (Face.BOLD, Face.NARROW_BOLD, Face.SIGN))
    print_text(sheet.printed, "CSC SAFETY APPROVAL", 46, (60, 40), face)
    office = f"{chosen(rng, ('GB', 'F', 'D', 'CN', 'TR'))}-{chosen(rng, ('LR', 'BV', 'GL', 'CCS'))}"
    approval = f"{office} {filled('9999-99/9999', rng)}"
    print_text(sheet.printed, approval, 32, (60, 106), face)
    number = chosen(rng, _NUMBERS)
    cells = [
        Cell("DATE MANUFACTURED", f"{rng.integers(1, 13):02d}/{rng.integers(1998, 2023)}", late=True),
        Cell(number, serial, late=True),
        Cell("MAXIMUM GROSS MASS", f"{rng.integers(240, 360) * 100} KG  {rng.integers(53, 79) * 1000} LB"),
        Cell("ALLOW. STACK. LOAD FOR 1.8G", f"{rng.integers(190, 250) * 1000} KG"),
        Cell("TRANSVERSE RACKING TEST", f"{rng.integers(150, 160) * 100} KG"),
        Cell("TYPE", filled(chosen(rng, ("AA99-99A", "9AA-99", "AAA-9999")), rng), late=rng.random() < 0.5),
        Cell("TIMBER COMPONENT TREATMENT", f"IM/RADALEUM FHR/{rng.integers(1998, 2023)}"),
    ]
    if rng.random() < 0.4:
        cells[0], cells[1] = cells[1], cells[0]
    layout = chosen(rng, (_in_rows, _in_ruled_rows))
    layout(sheet, cells[: int(rng.integers(5, 8))], rng)
    _border(sheet, rng)
    if rng.random() < 0.35:  # pressed as a whole: what was printed is raised instead
        sheet.cut = np.maximum(sheet.cut, 0) - sheet.printed
        sheet.printed = sheet.printed * np.float32(rng.uniform(0.0, 0.4))
    return sheet.finished(rng), serial


def _in_rows(sheet: Sheet, cells: Sequence[Cell], rng: Random) -> None:
    top, step = 180.0, (sheet.size[1] - 260) / len(cells)
    height = min(40, round(step * 0.5))
    at = 60 + rng.uniform(0.3, 0.42) * sheet.size[0]
    face = chosen(rng, (Face.SANS, Face.BOLD, Face.NARROW, Face.NARROW_BOLD))
    hand = Hand(height, rng)
    for cell in cells:
        small = round(height * rng.uniform(0.55, 0.75))
        label = typeset(cell.label + (":" if rng.random() < 0.4 else ""), small, face)
        label = _within(label, 60, sheet.size[0] * 0.66)
        stamp(sheet.printed, label, (60, top + (height - small)))
        hand.put(sheet, cell, (max(at, 84.0 + label.shape[1]), top), face)
        top += step


def _in_ruled_rows(sheet: Sheet, cells: Sequence[Cell], rng: Random) -> None:
    step = (sheet.size[1] - 240) / len(cells)
    for place in range(len(cells) + 1):
        y = round(164 + step * place)
        sheet.printed[y : y + 3, 40:-40] = 1.0
    _in_rows(sheet, cells, rng)


def _in_two_columns(sheet: Sheet, cells: Sequence[Cell], rng: Random) -> None:
    rows = -(-len(cells) // 2)
    step = (sheet.size[1] - 270) / rows
    height = min(32, round(step * 0.4))
    face = chosen(rng, (Face.SANS, Face.NARROW, Face.NARROW_BOLD))
    hand = Hand(height, rng)
    for place, cell in enumerate(cells):
        x, y = 60 + 560 * (place % 2), 180 + step * (place // 2)
        label = typeset(cell.label, round(height * 0.7), face)
        stamp(sheet.printed, label, (x, y + height * 0.3))
        hand.put(sheet, cell, (x + label.shape[1] + rng.uniform(14, 40), y), face, room=x + 540)


def _in_boxes(sheet: Sheet, cells: Sequence[Cell], rng: Random) -> None:
    """Ruled boxes with a small label in the upper corner and the value below it."""
    columns = int(rng.integers(2, 4))
    rows = -(-len(cells) // columns)
    wide, step = (sheet.size[0] - 100) / columns, (sheet.size[1] - 260) / rows
    height = min(36, round(step * 0.4))
    face = chosen(rng, (Face.SANS, Face.NARROW))
    hand = Hand(height, rng)
    for place, cell in enumerate(cells):
        left, top = 50 + wide * (place % columns), 170 + step * (place // columns)
        frame = np.zeros((round(step), round(wide)), np.float32)
        frame[:2], frame[-2:], frame[:, :2], frame[:, -2:] = 1.0, 1.0, 1.0, 1.0
        stamp(sheet.printed, frame, (left, top))
        small = max(13, round(step * 0.17))
        print_text(sheet.printed, cell.label, small, (left + 10, top + 6), face)
        hand.put(sheet, cell, (left + 14, top + step * 0.45), face, room=left + wide - 8)


class Hand:
    """How values are put on one plate after printing: the tool, its size, how far off and aslant."""

    def __init__(self, height: int, rng: Random) -> None:
        self._rng, self._height = rng, height
        self._tool = chosen(rng, ("stamp", "engrave", "peen", "etch", "etch"))
        self._late_height = round(height * rng.uniform(0.8, 1.25))

    def put(
        self, sheet: Sheet, cell: Cell, at: tuple[float, float], face: Face, *, room: float | None = None
    ) -> None:
        """The cell's value at that place: printed, or by the late tool, off the printed row and tilted.

        It ends before ``room``, by default the plate's right margin.
        """
        room = sheet.size[0] - 44 if room is None else room
        rng = self._rng
        if not cell.late:
            mask = typeset(cell.value, self._height, face)
            stamp(sheet.printed, _within(mask, at[0], room), (at[0], at[1] - 0.3 * self._height))
            return
        mask = tilted(self._made(cell.value), float(rng.normal(0.0, 1.6)))
        at = (at[0] + rng.uniform(-4, 24), at[1] + rng.normal(0.0, 0.14) * self._height)
        mask = _within(mask, at[0], room)
        if self._tool == "etch":
            stamp(sheet.faint, mask, (at[0], at[1] - 0.3 * self._late_height))
            return
        stamp(sheet.cut, mask, at)
        stamp(sheet.printed, mask * np.float32(rng.uniform(0.0, 0.35)), at)  # dirt or filling in the grooves

    def _made(self, text: str) -> Mask:
        rng, height = self._rng, self._late_height
        if self._tool == "etch":
            return typeset(text, height, chosen(rng, (Face.SANS, Face.MONO)))
        if self._tool == "peen":
            return peened(text, height, pitch=rng.uniform(0.12, 0.18), dot=0.06)
        if self._tool == "engrave":
            return stroked(text, height, thickness=0.1, spacing=0.3)
        return _struck(text, height, rng)


def _within(mask: Mask, left: float, right: float) -> Mask:
    """``mask`` squeezed to end before ``right`` if it begins at ``left``, as a worker sets letters closer."""
    wide = min(mask.shape[1], max(20, round(right - left)))
    return np.asarray(cv2.resize(mask, (wide, mask.shape[0]), interpolation=cv2.INTER_AREA), np.float32)


def _struck(text: str, height: int, rng: Random) -> Mask:
    """Each character struck with its own punch, a little off, a little turned, some lighter."""
    step = round(0.95 * height)
    page = np.zeros((2 * height, step * len(text) + height), np.float32)
    for place, character in enumerate(text):
        punch = tilted(stroked(character, height, thickness=0.13), float(rng.normal(0.0, 3.0)))
        at = (step * place, 0.3 * height + rng.normal(0.0, 0.05) * height)
        stamp(page, punch * np.float32(rng.uniform(0.55, 1.0)), at)
    return page[round(0.3 * height) :]


def tilted(mask: Mask, degrees: float) -> Mask:
    """``mask`` turned about its middle, on a page that is larger by what it needs."""
    room = round(abs(np.sin(np.deg2rad(degrees))) * mask.shape[1] / 2) + 2
    page = np.pad(mask, ((room, room), (2, 2)))
    turn = cv2.getRotationMatrix2D((page.shape[1] / 2, page.shape[0] / 2), degrees, 1.0)
    turned = np.asarray(cv2.warpAffine(page, turn, (page.shape[1], page.shape[0])), np.float32)
    return turned[room:] if room else turned


def print_text(layer: Mask, text: str, height: int, at: tuple[float, float], face: Face) -> int:
    """Print a text whose capitals begin at ``at``; the width that it took, in pixels."""
    mask = typeset(text, height, face)
    stamp(layer, mask, (at[0], at[1] - 0.3 * height))
    return int(mask.shape[1])


def _heading(sheet: Sheet, rng: Random) -> None:
    """The maker's name, often beside a mark."""
    x = 60.0
    if rng.random() < 0.7:
        stamp(sheet.printed, emblem(rng, 84), (x, 44))
        x += 110
    print_text(sheet.printed, chosen(rng, MAKERS), int(rng.integers(36, 58)), (x, 66), Face.BOLD)


def emblem(rng: Random, size: int) -> Mask:
    """A maker's mark: a ring, a shield or a wedge with a letter or stripes in it."""
    page = np.zeros((size, size), np.uint8)
    middle = size // 2
    form = int(rng.integers(0, 3))
    if form == 0:
        cv2.circle(page, (middle, middle), middle - 3, 255, max(3, size // 14), cv2.LINE_AA)
    elif form == 1:
        points = np.array([[4, 4], [size - 4, 4], [size - 4, middle], [middle, size - 4], [4, middle]])
        cv2.fillPoly(page, [points.astype(np.int32)], 255, cv2.LINE_AA)
    else:
        points = np.array([[middle, 4], [size - 4, size - 6], [4, size - 6]])
        cv2.polylines(
            page, [points.astype(np.int32)], isClosed=True, color=255, thickness=5, lineType=cv2.LINE_AA
        )
    mask = page.astype(np.float32) / 255.0
    letter = typeset(chosen(rng, ("N", "K", "T", "V", "M")), size // 3, Face.BOLD)
    at = (middle - letter.shape[1] / 2, middle - 0.45 * letter.shape[0])
    inside = np.zeros_like(mask)
    stamp(inside, letter, at)
    return np.asarray(np.abs(mask - inside), np.float32)


def _border(sheet: Sheet, rng: Random) -> None:
    """Often a line around, and screws or rivets in the corners."""
    width, height = sheet.size
    edge = np.zeros((height, width), np.uint8)
    if rng.random() < 0.6:
        cv2.rectangle(edge, (18, 18), (width - 19, height - 19), 255, 3, cv2.LINE_AA)
    for x in (34, width - 34):
        for y in (34, height - 34):
            cv2.circle(edge, (x, y), 11, 255, -1, cv2.LINE_AA)
    np.maximum(sheet.printed, edge.astype(np.float32) / 255.0, out=sheet.printed)


if TYPE_CHECKING:
    _Layout = Callable[[Sheet, Sequence[Cell], Random], None]
