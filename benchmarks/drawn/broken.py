"""Plates and labels whose serial is too long for its place and goes on in the line below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.drawn.devices import stuck
from benchmarks.drawn.faces import Face, typeset
from benchmarks.drawn.nameplates import Cell, Hand, Sheet, print_text
from benchmarks.drawn.serials import filled
from benchmarks.drawn.surface import stamp
from benchmarks.drawn.words import MAKERS, chosen, date, model, part_number, some_words

if TYPE_CHECKING:
    from benchmarks.drawn.surface import Picture, Random
    from benchmarks.drawn.words import Words

#: Shapes of long serials; "|" is where they break, the sign before it is written.
_SHAPES = (
    "AA9999-|999999", "AAA99-99-|99999", "99A999|9999999", "AA99999999|A99999", "A9AAA99999|999999",
    "AAA/99/|999999", "99-9999-|A99-999", "XXXXXXXXXX|XXXXXXXX", "AA99AA|999999999", "9999-9999-|9999",
)  # fmt: skip


def broken_serial(rng: Random) -> tuple[Picture, str]:
    """A plate or label with the serial over two lines: hung under the value, under the label, or wrapped."""
    first, second = filled(chosen(rng, _SHAPES), rng).split("|")
    draw = _on_plate if rng.random() < 0.5 else _on_label
    return draw(first, second, rng), first + second


def _on_plate(first: str, second: str, rng: Random) -> Picture:
    """A name plate; what goes on below begins under the value, or under the label."""
    words = some_words(rng)
    sheet = Sheet((1000, 700))
    print_text(sheet.printed, chosen(rng, MAKERS), 44, (60, 60), Face.BOLD)
    face = chosen(rng, (Face.SANS, Face.BOLD, Face.NARROW_BOLD))
    height = int(rng.integers(30, 42))
    hand = Hand(height, rng)
    late = rng.random() < 0.5
    rows = _rows(words, rng)
    rows.insert(int(rng.integers(0, len(rows) + 1)), (chosen(rng, words.serial), first))
    under_label = rng.random() < 0.3
    y = 160.0
    for name, value in rows:
        label = typeset(name + ":", round(0.75 * height), face)
        stamp(sheet.printed, label, (60, y))
        x = max(330.0, 84.0 + label.shape[1])
        hand.put(sheet, Cell(name, value, late=late and value == first), (x, y), face)
        if value == first:
            y += 1.5 * height
            hand.put(sheet, Cell("", second, late=late), (60.0 if under_label else x, y), face)
        y += rng.uniform(1.8, 2.4) * height
    return sheet.finished(rng)


def _on_label(first: str, second: str, rng: Random) -> Picture:
    """A narrow label; the serial stands wrapped under its label, or goes on below it."""
    words = some_words(rng)
    page = np.zeros((1200, 620), np.float32)
    face = chosen(rng, (Face.SANS, Face.NARROW, Face.NARROW_BOLD, Face.MONO))
    height = int(rng.integers(24, 32))
    print_text(page, chosen(rng, MAKERS).title(), 34, (36, 40), Face.BOLD)
    y = 40 + 3.4 * height
    rows = _rows(words, rng)
    at = int(rng.integers(0, len(rows) + 1))
    own_line = rng.random() < 0.5
    for place in range(len(rows) + 1):
        if place == at:
            name = chosen(rng, words.serial)
            if own_line:
                print_text(page, name, height, (36, y), face)
                y += 1.5 * height
                print_text(page, first, height, (36, y), face)
            else:
                print_text(page, f"{name}: {first}", height, (36, y), face)
            y += 1.5 * height
            print_text(page, second, height, (36, y), face)
            y += 2.0 * height
        if place < len(rows):
            print_text(page, ": ".join(rows[place]), height, (36, y), face)
            y += rng.uniform(1.8, 2.2) * height
    return stuck(page[: round(y + 40)], rng)


def _rows(words: Words, rng: Random) -> list[tuple[str, str]]:
    """Some of the other fields."""
    rows = [
        (chosen(rng, words.model), model(rng)),
        (chosen(rng, words.part), part_number(rng)),
        (chosen(rng, words.date), date(rng)),
        (chosen(rng, words.mass), f"{rng.integers(2, 90)} KG"),
    ]
    return [rows[int(place)] for place in sorted(rng.permutation(4)[: int(rng.integers(2, 5))])]
