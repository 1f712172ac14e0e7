"""Labels on a plate: S/N, MODEL, MFR … in the languages of ``labels.toml``, and where they end."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from findspot.marking.plate.letters import serial_character
from findspot.vocabulary.reading import FieldName

#: Fields that are labels only: a number that names the item where no serial does, a number of some kind, and
#: values of no interest here.
SECOND, NUMBER, OTHER = "second", "number", "other"
#: From this many letters on, a label may hold one error of the recogniser.
TOLERANT = 5
#: Up to this many letters, a label may as well be the beginning of the value that follows at once.
SHORT = 3

#: Fields of which a short label joined to its value by a hyphen is no label, and those of them that name the
#: item: there it may be one.
_BEGINS = frozenset({FieldName.SERIAL, SECOND, NUMBER, OTHER, FieldName.DATE})
_NAMES_ITEM = frozenset({FieldName.SERIAL, SECOND})
#: How the label of a number ends: letters may follow at once, as in SERIAL NOAB1234.
_NUMBERED = ("NO", "NR", "NUMBER", "NUMMER", "NUMERO")
_VALUE = re.compile(r"[^\W_]+(?:[-./][^\W_]+)*")

#: Digits that the recogniser takes letters of a label for.
_MISTAKEN = "01589"
_AS_LETTERS = str.maketrans(_MISTAKEN, "OISBG")


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a line: its field, the label as ``labels.toml`` has it, and the characters it covers.

    ``fused``: it may as well be the beginning of its value, as in SN12345 and SN-12345.
    """

    field: str
    name: str
    start: int
    end: int
    fused: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """A label of the table; ``digits``: which letters of its key are written as digits in its name.

    ``signed``: it is none without the sign between its letters, as N/S; SN is one by itself.
    """

    field: str
    name: str
    key: str
    digits: frozenset[int]
    signed: bool


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
                key, places = key_of(form)
                digits = frozenset(at for at, place in enumerate(places) if form[place].isdigit())
                signed = len(key) == 2 and "/" in form
                if key in known:
                    known[key] = replace(known[key], signed=known[key].signed and signed)
                elif len(key) > 1 or form == name:
                    known[key] = _Known(field, name, key, digits, signed)
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
        if exact is None and key.startswith(label.key, at):
            exact = _exact(text, places[at : at + len(label.key)], label)
            if exact is not None:
                break  # they come longest first
        elif inexact is None and len(label.key) >= TOLERANT:
            inexact = _inexact(text, key, places, at, label)
    if exact is not None and inexact is not None:
        longer = len(key_of(inexact.name)[0]) >= len(key_of(exact.name)[0]) + 2
        return inexact if longer and inexact.end > exact.end else exact
    return exact or inexact


def _exact(text: str, places: tuple[int, ...], label: _Known) -> Label | None:
    """The label over these characters; None where they are the beginning of a word or of a value."""
    start, last = places[0], places[-1] + 1
    for number, place in enumerate(places):
        if number in label.digits:
            if not text[place].isdigit():
                return None
        elif _is_value_digit(text, place, start, label):
            return None
    after = _after(text, start, last, label)
    return None if after is None else Label(label.field, label.name, start, last, fused=after is _FUSED)


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
        digits = any(_is_value_digit(text, place, places[at], label) for place in places[at:end])
        if parted and not foreign and not digits:
            return Label(label.field, label.name, places[at], last)
    return None


#: What follows a label: something else, or what it may as well be the beginning of.
_APART, _FUSED = "apart", "fused"


def _after(text: str, start: int, last: int, label: _Known) -> str | None:
    """How the label stops: as a word does, or before a value; None for SN in ``SNOW``."""
    rest, written = text[last:], text[start:last]
    signed = not written.replace(" ", "").isalnum()
    if label.signed and not signed:
        return None
    short, long = len(label.key) <= SHORT, len(label.key) >= TOLERANT
    begins = short and not signed and label.field in _BEGINS
    fused = _FUSED if label.field in _NAMES_ITEM else None
    if not rest[:1].isalnum():
        hyphened = rest[:1] in ("-", "/") and rest[1:2].isalnum()
        return fused if begins and hyphened else _APART
    if not label.key.isascii():
        return _APART
    if rest[0].isdigit():
        apart = (signed or long) and not written[-1].isdigit()  # IMEI 1 is no label in IMEI 1356
        return _APART if apart else fused if begins else None
    # A letter: only a number's label may stop there, before a value that has digits.
    value = _VALUE.match(rest)
    numbered = long and label.key.endswith(_NUMBERED)
    counts = value is not None and sum(c.isdigit() for c in value[0]) >= 2
    return _APART if counts and (numbered or (signed and short)) else None


def _is_value_digit(text: str, place: int, start: int, label: _Known) -> bool:
    """Whether a digit that could be a misread letter is rather the value's: not within a word of letters."""
    if text[place] not in _MISTAKEN:
        return False
    after = text[place + 1 : place + 2]
    if place == start:  # 5/N, 5ERIAL
        long = len(label.key) >= TOLERANT and text[place + 1 : place + 3].isalpha()
        return not (long or (after == "/" and text[place + 2 : place + 3].isalpha()))
    return not text[place - 1].isalpha() or after.isdigit()


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
