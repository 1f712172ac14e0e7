"""Labels on a plate: S/N, MODEL, MFR … in the languages of ``labels.toml``, and where they end."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from findspot.marking.plate.letters import serial_character

#: Fields that are labels only: a number of some kind, and values of no interest here.
NUMBER, OTHER = "number", "other"
#: From this many letters on, a label may hold one error of the recogniser.
TOLERANT = 5

#: Digits that the recogniser takes letters of a label for.
_MISTAKEN = "01589"
_AS_LETTERS = str.maketrans(_MISTAKEN, "OISBG")


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a line: its field, the label as ``labels.toml`` has it, and the characters it covers."""

    field: str
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Known:
    field: str
    name: str
    key: str


def key_of(text: str) -> tuple[str, tuple[int, ...]]:
    """The letters of ``text`` as labels compare, and from which character each comes.

    Case, accents, punctuation and spaces are dropped, look-alikes of other scripts and digits that are
    mistaken for letters are folded.
    """
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character in "°º":
            letters.append("O")
            places.append(place)
            continue
        for part in unicodedata.normalize("NFKD", character.upper()):
            if part.isalnum():
                folded = serial_character(part) or part
                letters.append(folded.translate(_AS_LETTERS))
                places.append(place)
    return "".join(letters), tuple(places)


@cache
def _known() -> tuple[_Known, ...]:
    text = files("findspot.marking.fields").joinpath("labels.toml").read_text(encoding="utf-8")
    known: dict[str, _Known] = {}
    for field, languages in tomllib.loads(text).items():
        for name in (name for names in languages.values() for name in names):
            # The numero sign is read as No or as N.
            for form in {name, name.replace("№", "N")}:
                key = key_of(form)[0]
                if len(key) > 1 or form == name:
                    known.setdefault(key, _Known(field, name, key))
    return tuple(sorted(known.values(), key=lambda label: (-len(label.key), label.key)))


@cache
def _by_first() -> dict[str, tuple[_Known, ...]]:
    table: dict[str, list[_Known]] = {}
    for label in _known():
        table.setdefault(label.key[0], []).append(label)
    return {first: tuple(labels) for first, labels in table.items()}


def find_labels(text: str) -> tuple[Label, ...]:
    """The labels in a line, from left to right, none overlapping another."""
    key, places = key_of(text)
    found: list[Label] = []
    at = 0
    while at < len(key):
        label = _label_at(text, key, places, at) if _begins_word(text, places, at) else None
        if label is None:
            at += 1
            continue
        found.append(label)
        while at < len(key) and places[at] < label.end:
            at += 1
    return tuple(found)


def _begins_word(text: str, places: tuple[int, ...], at: int) -> bool:
    if at == 0:
        return True
    if places[at] == places[at - 1]:
        return False
    before = text[places[at] - 1]
    return not before.isalnum() or ord(before) > 0x2E80


def _label_at(text: str, key: str, places: tuple[int, ...], at: int) -> Label | None:
    """The longest label here; one with an error only where it is two letters longer than any without."""
    exact = inexact = None
    for label in _by_first().get(key[at], ()):
        length = len(label.key)
        if exact is None and key.startswith(label.key, at):
            if _ends_word(text, places, at, at + length, label):
                exact = Label(label.field, label.name, places[at], places[at + length - 1] + 1)
                break  # they come longest first
        elif inexact is None and length >= TOLERANT:
            inexact = _inexact(text, key, places, at, label)
    if exact is not None and inexact is not None:
        return inexact if len(key_of(inexact.name)[0]) >= len(key_of(exact.name)[0]) + 2 else exact
    return exact or inexact


def _inexact(text: str, key: str, places: tuple[int, ...], at: int, label: _Known) -> Label | None:
    """The label with one letter misread, lost or added: whole words of letters only, nothing of a value."""
    for length in (len(label.key), len(label.key) - 1, len(label.key) + 1):
        end = at + length
        if end > len(key) or not one_error(key[at:end], label.key):
            continue
        last = places[end - 1] + 1
        written = text[places[at] : last]
        parted = last >= len(text) or not text[last].isalnum()
        foreign = any(c.isdigit() and c not in _MISTAKEN for c in written)
        if parted and not foreign and _ends_word(text, places, at, end, label):
            return Label(label.field, label.name, places[at], last)
    return None


def _ends_word(text: str, places: tuple[int, ...], at: int, end: int, label: _Known) -> bool:
    """Whether the label stops where a word does: SN in ``SNOW`` is none, S/N in ``S/N12`` is one."""
    last = places[end - 1] + 1
    if any(_is_value_digit(text, place, places[at]) for place in places[at:end]):
        return False
    if last >= len(text) or not text[last].isalnum() or not label.key.isascii():
        return True
    written = text[places[at] : last]
    punctuated = any(not character.isalnum() for character in written)
    return text[last].isdigit() and (punctuated or len(label.key) >= TOLERANT)


def _is_value_digit(text: str, place: int, start: int) -> bool:
    """Whether a digit that could be a misread letter is rather the value's: not within a word of letters."""
    if text[place] not in _MISTAKEN:
        return False
    after = text[place + 1 : place + 2]
    return place == start or not text[place - 1].isalpha() or after.isdigit()


def one_error(one: str, other: str) -> bool:
    """Whether at most one character must be changed, added or left out to make both equal."""
    if abs(len(one) - len(other)) > 1:
        return False
    shorter, longer = sorted((one, other), key=len)
    first = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) == len(longer):
        return shorter[first + 1 :] == longer[first + 1 :]
    return shorter[first:] == longer[first + 1 :]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of ``text`` from ``start`` to ``end`` without the signs that stand around a value."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end
