"""Identifiers in events: EPC URIs (GS1, EPC Tag Data Standard 2.0) and GS1 Digital Link URIs, as one thing.

``urn:epc:id:sgtin:0614141.107346.2017`` and ``https://id.gs1.org/01/10614141073464/21/2017`` are one item.
The latter is the form that both take here: it can be made of the former, but not the former of it. What GS1
gives no Digital Link, such as the identifiers of aerospace and defence, stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from findspot.records.tables import shown
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_DIGITAL_LINK = "https://id.gs1.org"
_EPC = re.compile(r"urn:epc:(id|idpat|class):([a-z0-9]+):(.+)", re.IGNORECASE)
#: The digits of a key with its check digit, by application identifier.
_DIGITS = {"01": 14, "00": 18, "414": 13, "417": 13, "8006": 18}
_KEYS = ("01", "8006", "8010", "8004", "8003", "00", "253", "417", "414")
#: The application identifier that says which of a key's things it is.
_SERIALS = {"01": "21", "8006": "21", "8010": "8011", "414": "254"}


@dataclass(frozen=True, slots=True)
class Identifier:
    """What an event names.

    ``text`` is the one form of it. ``serial`` is what tells the thing from others of its kind, as it is
    marked; "" where the identifier has none that findspot can read. ``kind`` is the form of all things of its
    kind, by which master data may name it; "" where it has none. ``scheme`` is that of the EPC, such as
    ``sgtin``, "" for another identifier. ``maker`` and ``part_number`` are those that it holds.
    """

    text: str
    serial: str = ""
    kind: str = ""
    scheme: str = ""
    maker: str = ""
    part_number: str = ""


@lru_cache(maxsize=1 << 16)
def identifier(uri: str) -> Identifier:
    """What this URI identifies. Raises BadInputError, the end of a sentence, for an EPC that cannot be."""
    epc = _EPC.fullmatch(uri)
    if epc:
        sort, scheme, body = epc[1].lower(), epc[2].lower(), epc[3]
        make = _SCHEMES.get(scheme) if sort == "id" else _CLASSES.get((sort, scheme))
        if make is None:
            return Identifier(uri)
        parts = body.split(".")
        made = make(parts, uri)
        if made is None:
            raise BadInputError(f"{shown(uri)} is no {scheme.upper()} as GS1 writes it: correct it.")
        return made
    return _linked(uri) or Identifier(uri)


def _linked(uri: str) -> Identifier | None:
    """What a Digital Link URI, at whatever address, identifies; None for another URI."""
    form = re.fullmatch(r"https?://[^/?#]+(/[^?#]*)(?:[?#].*)?", uri, re.IGNORECASE)
    if not form:
        return None
    steps = form[1].strip("/").split("/")
    for at, step in enumerate(steps[:-1]):
        if step in _KEYS and (len(steps) - at) % 2 == 0:
            told = dict(zip(steps[at::2], map(unquote, steps[at + 1 :: 2]), strict=True))
            found = _of_key(step, told)
            if found is not None:
                return found
            if form[0].lower().startswith(_DIGITAL_LINK):
                raise BadInputError(f"{shown(uri)} is no Digital Link as GS1 writes it: correct it.")
    return None


def _of_key(key: str, told: Mapping[str, str]) -> Identifier | None:
    """The identifier of a Digital Link's key, and of the values after it by application identifier."""
    value = told[key]
    if key == "01" and value.isascii() and value.isdigit() and len(value) in (8, 12, 13):
        value = value.zfill(14)
    made: Identifier | None
    match key:
        case "00":
            made = _keyed("sscc", key, value, value)
        case "8004":
            made = _keyed("giai", key, value, value)
        case "8003":
            made = _keyed("grai", key, value, value[14:], value[:14])
        case "253":
            made = _keyed("gdti", key, value, value[13:], value[:13])
        case "417":
            made = _keyed("pgln", key, value, "")
        case _:
            made = _keyed(_SCHEME[key], key, value, told.get(_SERIALS[key], ""))
    return made


_SCHEME = {"01": "sgtin", "8006": "itip", "8010": "cpi", "414": "sgln"}


def _keyed(scheme: str, key: str, value: str, serial: str, stem: str = "") -> Identifier | None:
    """The identifier with this key; None where the key cannot be. ``stem``: the part with a check digit."""
    digits = stem or value
    if key in _DIGITS or stem:
        want = _DIGITS.get(key, len(stem))
        if len(digits) != want or want not in (13, 14, 18) or not (digits.isascii() and digits.isdigit()):
            return None
        checked = digits[:14] if key == "8006" else digits
        if check_digit(checked[:-1]) != checked[-1]:
            return None
    elif not re.fullmatch(r"[0-9]{4}.{1,26}", value):  # a company's prefix, and its own reference
        return None
    kind = f"{_DIGITAL_LINK}/{key}/{_escaped(stem or value)}"
    text = f"{_DIGITAL_LINK}/{key}/{_escaped(value)}"
    own = _SERIALS.get(key)
    if own is None:
        return Identifier(text, serial, kind if stem else "", scheme)
    return Identifier(f"{text}/{own}/{_escaped(serial)}" if serial else text, serial, kind, scheme)


def check_digit(digits: str) -> str:
    """The check digit of a GS1 key (General Specifications 7.9): weights 3 and 1 from the right."""
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def _escaped(text: str) -> str:
    return quote(text, safe="")


def _figures(parts: list[str], count: int, length: int) -> str | None:
    """The first parts as one row of digits, where they are so many."""
    joined = "".join(parts[:count])
    whole = len(parts) >= count and len(joined) == length and joined.isascii() and joined.isdigit()
    return joined if whole else None


def _item_number(company: str, reference: str) -> str:
    """The 14 digits of a trade item: the reference begins with the indicator, which comes first."""
    body = reference[0] + company + reference[1:]
    return body + check_digit(body)


def _sgtin(parts: list[str], _: str) -> Identifier | None:
    if _figures(parts, 2, 13) is None or len(parts) < 3 or not parts[1]:
        return None
    serial = unquote(".".join(parts[2:]))
    return _keyed("sgtin", "01", _item_number(parts[0], parts[1]), "" if serial == "*" else serial)


def _itip(parts: list[str], _: str) -> Identifier | None:
    if _figures(parts, 2, 13) is None or len(parts) < 5 or not parts[1]:
        return None
    value = _item_number(parts[0], parts[1]) + parts[2] + parts[3]
    return _keyed("itip", "8006", value, unquote(".".join(parts[4:])))


def _sscc(parts: list[str], _: str) -> Identifier | None:
    if _figures(parts, 2, 17) is None or len(parts) != 2 or not parts[1]:
        return None
    body = parts[1][0] + parts[0] + parts[1][1:]
    value = body + check_digit(body)
    return _keyed("sscc", "00", value, value)


def _place(scheme: str, key: str) -> Callable[[list[str], str], Identifier | None]:
    def make(parts: list[str], _: str) -> Identifier | None:
        body = _figures(parts, 2, 12)
        if body is None:
            return None
        extension = unquote(".".join(parts[2:]))
        return _keyed(scheme, key, body + check_digit(body), "" if extension == "0" else extension)

    return make


def _with_serial(scheme: str, key: str, before: str) -> Callable[[list[str], str], Identifier | None]:
    """Of a key that is digits, a check digit and a serial in one."""

    def make(parts: list[str], _: str) -> Identifier | None:
        body = _figures(parts, 2, 12)
        if body is None or len(parts) < 3:
            return None
        stem, serial = before + body + check_digit(body), unquote(".".join(parts[2:]))
        return _keyed(scheme, key, stem + serial, serial, stem)

    return make


def _giai(parts: list[str], _: str) -> Identifier | None:
    value = parts[0] + unquote(".".join(parts[1:]))
    return _keyed("giai", "8004", value, value) if len(parts) > 1 else None


def _cpi(parts: list[str], _: str) -> Identifier | None:
    if len(parts) != 3:
        return None
    return _keyed("cpi", "8010", parts[0] + unquote(parts[1]), unquote(parts[2]))


def _adi(parts: list[str], uri: str) -> Identifier | None:
    """Aerospace and defence: CAGE or DoDAAC, the original part number or nothing, and the serial."""
    if len(parts) != 3 or not parts[0] or not parts[2]:
        return None
    enterprise, part, serial = map(unquote, parts)
    kind = uri[: -len(parts[2])] + "*"
    return Identifier(uri, serial.removeprefix("#"), kind, "adi", enterprise, part)


def _usdod(parts: list[str], uri: str) -> Identifier | None:
    if len(parts) != 2 or not all(parts):
        return None
    return Identifier(uri, unquote(parts[1]), "", "usdod", unquote(parts[0]))


_SCHEMES: Mapping[str, Callable[[list[str], str], Identifier | None]] = {
    "sgtin": _sgtin,
    "itip": _itip,
    "sscc": _sscc,
    "sgln": _place("sgln", "414"),
    "pgln": _place("pgln", "417"),
    "grai": _with_serial("grai", "8003", "0"),
    "gdti": _with_serial("gdti", "253", ""),
    "giai": _giai,
    "cpi": _cpi,
    "adi": _adi,
    "usdod": _usdod,
}
#: Of what names a kind of thing only.
_CLASSES = {("idpat", "sgtin"): _sgtin}
