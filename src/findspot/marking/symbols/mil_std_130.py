"""MIL-STD-130 item marking: from the data elements of a message to the unique item identifier (UII).

Construct 1 is issuing agency + enterprise + serial number, unique within the enterprise. Construct 2 is
issuing agency + enterprise + original part number or lot + serial number, unique within those. Sources:
MIL-STD-130N with change 1, tables IV and V (agencies), VII (text element identifiers), A-II (data
identifiers); DFARS 252.211-7003 (order of concatenation); the Department of Defense's IUID rules (at most
50 characters of A-Z, 0-9, hyphen and slash).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.marking.symbols import gs1
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from findspot.marking.symbols.iso15434 import DataFormat

UII_LIMIT = 50
_UII_FORM = re.compile(r"[A-Z0-9/-]+")


@dataclass(frozen=True, slots=True)
class Marked:
    """What a message's elements state of one item.

    ``standard`` names the construct and format. ``error`` is the reason why there is no valid ``uii``;
    what is stated plainly is kept beside it.
    """

    standard: str | None = None
    cage: str | None = None
    part_number: str | None = None
    serial: str | None = None
    uii: str | None = None
    gtin: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Enterprise:
    """A kind of enterprise identifier: its agency's code, how it looks and what it is called."""

    agency: str  # empty where the value already begins with it
    form: re.Pattern[str]
    name: str


@dataclass(frozen=True, slots=True)
class _Terms:
    """Which qualifiers a format uses for what."""

    syntax: re.Pattern[str]
    enterprises: Mapping[str, _Enterprise]
    joined: str  # CAGE and serial in one value: construct 1; empty where the format has no such
    enterprise_serials: tuple[str, ...]  # beside an enterprise: construct 1
    groups: tuple[str, ...]  # original part number, lot
    group_serial: str  # beside an enterprise and a group: construct 2
    part_numbers: tuple[str, ...]  # original, current
    whole: str
    equivalents: Mapping[str, tuple[str, re.Pattern[str]]]


# AC/135 codes: five characters; O is not used at either end, where it would be mistaken for 0.
_CAGE = _Enterprise("D", re.compile(r"(?!O)[A-Z0-9]{5}(?<!O)"), "CAGE code")
_DUNS = _Enterprise("UN", re.compile(r"\d{9}"), "DUNS number")
_GS1 = _Enterprise("", re.compile(r"\d{4,12}"), "GS1 company prefix")
_DODAAC = _Enterprise("LD", re.compile(r"[A-Z0-9]{6}"), "DoDAAC")
_OTHER = _Enterprise("", re.compile(r"[A-Z0-9]{3,35}"), "enterprise identifier with its agency")

_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_ESN = re.compile(r"[A-Z0-9]{8,20}")

_DATA_IDENTIFIERS = _Terms(
    syntax=re.compile(r"(\d{0,3}[A-Z])(.+)"),
    enterprises={"17V": _CAGE, "12V": _DUNS, "3V": _GS1, "7L": _DODAAC, "18V": _OTHER},
    joined="18S",
    enterprise_serials=(),
    groups=("1P", "1T"),
    group_serial="S",
    part_numbers=("1P", "30P"),
    whole="25S",
    equivalents={"I": ("VIN", _VIN), "22S": ("ESN", _ESN)},
)
_TEXT_IDENTIFIERS = _Terms(
    # The identifier and its value are parted by a space; its absence is common and loses nothing.
    syntax=re.compile(r"([A-Z]{3}) ?(.+)"),
    enterprises={"CAG": _CAGE, "MFR": _CAGE, "SPL": _CAGE, "DUN": _DUNS, "EUC": _GS1},
    joined="",
    enterprise_serials=("SER", "UCN"),
    groups=("PNO", "LOT"),
    group_serial="SEQ",
    part_numbers=("PNO", "PNR"),
    whole="UID",
    equivalents={},
)


def read_marking(formats: tuple[DataFormat, ...]) -> Marked:
    """What the first marking format of a message states. It never raises: reasons stand in ``error``.

    Where several formats each make a UII, they must make the same one.
    """
    marked = [_read_format(item) for item in formats if item.elements]
    uiis = sorted({each.uii for each in marked if each.uii is not None})
    if len(uiis) > 1:
        standard = f"MIL-STD-130, formats {' and '.join(item.indicator for item in formats if item.elements)}"
        return Marked(
            standard, error=f"The formats of the message make different UIIs: {' and '.join(uiis)}."
        )
    if marked:
        return marked[0]
    found = " and ".join(sorted({item.indicator for item in formats}))
    return Marked(error=f"The message holds format {found} only, which carries no item marking.")


def _read_format(item: DataFormat) -> Marked:
    if item.indicator == "05":
        return read_element_strings(item.elements, where="format 05")
    return _read_qualified(item, _DATA_IDENTIFIERS if item.indicator == "06" else _TEXT_IDENTIFIERS)


def read_element_strings(elements: tuple[str, ...], *, where: str) -> Marked:
    """What GS1 element strings state: an asset's identifier that serves as UII, or a GTIN with a serial.

    ``where`` ends the standard's name: ``format 05`` in a message, ``element strings`` outside one.
    """
    try:
        values = gs1.parse_element_strings(elements)
    except BadInputError as error:
        return Marked(standard=f"GS1, {where}", error=error.sentence)
    part_number, gtin = values.get(gs1.MANUFACTURER_PART), values.get(gs1.GTIN)
    serial = values.get(gs1.SERIAL)
    for identifier, name in ((gs1.GIAI, "GIAI"), (gs1.GRAI, "GRAI"), (gs1.ESN, "ESN")):
        uii = values.get(identifier)
        if uii is None or (identifier == gs1.GRAI and len(uii) == 14):  # without a serial it names a kind
            continue
        own = {gs1.GIAI: None, gs1.GRAI: uii[14:], gs1.ESN: uii}[identifier]
        standard = f"MIL-STD-130 IUID equivalent ({name}), {where}"
        return Marked(standard, None, part_number, serial or own, uii, gtin)
    marked = Marked(f"GS1, {where}", None, part_number, serial, None, gtin)
    if serial is None:
        return _with_error(marked, "The GS1 data name a kind of goods but no serial number.")
    if gtin is None:
        return _with_error(marked, "The GS1 data state a serial number without the GTIN in which it counts.")
    return marked


def _read_qualified(item: DataFormat, terms: _Terms) -> Marked:
    try:
        values = _values(item, terms)
    except BadInputError as error:
        return Marked(standard=f"MIL-STD-130, format {item.indicator}", error=error.sentence)
    kinds = [key for key in terms.enterprises if key in values]
    first = kinds[0] if kinds else None
    stated = Marked(
        standard=f"MIL-STD-130, format {item.indicator}",
        cage=_cage(values, terms, first),
        part_number=next((values[key] for key in terms.part_numbers if key in values), None),
        serial=_serial(values, terms),
    )
    try:
        construct, uii = _uii(values, terms, _only_enterprise(values, terms, kinds))
        _check_uii(uii)
    except BadInputError as error:
        return _with_error(stated, error.sentence)
    standard = f"MIL-STD-130 {construct}, format {item.indicator}"
    cage = uii[1:6] if construct == "whole UII" and uii.startswith("D") else stated.cage
    return Marked(standard, cage, stated.part_number, stated.serial, uii)


def _values(item: DataFormat, terms: _Terms) -> dict[str, str]:
    values: dict[str, str] = {}
    for element in item.elements:
        form = terms.syntax.fullmatch(element)
        if form is None:
            raise BadInputError(f"The element {element[:20]!r} of format {item.indicator} has no qualifier.")
        if values.setdefault(form[1], form[2]) != form[2]:
            raise BadInputError(f"The qualifier {form[1]} stands there twice with different values.")
    return values


def _enterprise(value: str, kind: _Enterprise) -> str:
    """Agency and enterprise as they stand in a UII."""
    if not kind.form.fullmatch(value):
        raise BadInputError(f"{value[:20]!r} is no {kind.name}.")
    return kind.agency + value


def _only_enterprise(values: Mapping[str, str], terms: _Terms, kinds: list[str]) -> str | None:
    names = {_enterprise(values[key], terms.enterprises[key]) for key in kinds}
    if len(names) > 1:
        raise BadInputError(f"The elements name different enterprises: {' and '.join(kinds)}.")
    return names.pop() if names else None


def _cage(values: Mapping[str, str], terms: _Terms, enterprise: str | None) -> str | None:
    """The CAGE code, wherever it stands; None where what stands there is none."""
    value = ""
    if enterprise is not None:
        kind = terms.enterprises[enterprise]
        value = values[enterprise] if kind is _CAGE else ""
        if kind is _OTHER and values[enterprise].startswith("D"):
            value = values[enterprise][1:]
    else:
        value = values.get(terms.joined, "")[:5]
    return value if _CAGE.form.fullmatch(value) else None


def _serial(values: Mapping[str, str], terms: _Terms) -> str | None:
    """The serial number, where one is stated apart; None where several differ."""
    stated = {values[key] for key in (*terms.enterprise_serials, terms.group_serial) if key in values}
    if terms.joined in values:
        stated.add(values[terms.joined][5:])
    stated |= {values[key] for key in terms.equivalents if key in values}
    return stated.pop() or None if len(stated) == 1 else None


def _uii(values: Mapping[str, str], terms: _Terms, enterprise: str | None) -> tuple[str, str]:
    """The construct and the UII. Raises BadInputError where there is none, or more than one."""
    found = dict(
        (
            *_within_enterprise(values, terms, enterprise),
            *_within_group(values, terms, enterprise),
            *_equivalents(values, terms),
        )
    )
    if terms.whole in values:
        found = found or {"whole UII": values[terms.whole]}
        stated = {*found.values(), values[terms.whole]}
    else:
        stated = set(found.values())
    if not found:
        raise BadInputError(_what_is_missing(values, terms, enterprise))
    if len(stated) > 1:
        raise BadInputError(f"The elements make different UIIs: {' and '.join(sorted(stated))}.")
    return next(iter(found.items()))


def _within_enterprise(
    values: Mapping[str, str], terms: _Terms, enterprise: str | None
) -> Iterator[tuple[str, str]]:
    joined = values.get(terms.joined)
    if joined is not None:
        if len(joined) < 6:
            raise BadInputError(
                f"The value of {terms.joined} is too short for a CAGE code and a serial number."
            )
        yield "construct 1", _enterprise(joined[:5], _CAGE) + joined[5:]
    serials = {values[key] for key in terms.enterprise_serials if key in values}
    if len(serials) > 1:
        raise BadInputError(f"The elements state two serial numbers: {' and '.join(sorted(serials))}.")
    if serials and enterprise is not None:
        yield "construct 1", enterprise + serials.pop()


def _within_group(
    values: Mapping[str, str], terms: _Terms, enterprise: str | None
) -> Iterator[tuple[str, str]]:
    groups = [key for key in terms.groups if key in values]
    if terms.group_serial in values and enterprise is not None and groups:
        if len(groups) > 1:
            raise BadInputError(
                f"{groups[0]} and {groups[1]} both stand there: either may be part of the UII."
            )
        yield "construct 2", enterprise + values[groups[0]] + values[terms.group_serial]


def _equivalents(values: Mapping[str, str], terms: _Terms) -> Iterator[tuple[str, str]]:
    for key, (name, form) in terms.equivalents.items():
        if key in values:
            if not form.fullmatch(values[key]):
                raise BadInputError(f"{values[key][:20]!r} is no {name}.")
            yield f"IUID equivalent ({name})", values[key]


def _what_is_missing(values: Mapping[str, str], terms: _Terms, enterprise: str | None) -> str:
    serials = [key for key in (*terms.enterprise_serials, terms.group_serial) if key in values]
    if not serials:
        return "The elements state no serial number."
    if enterprise is None:
        return "The elements state a serial number but no enterprise that gave it."
    return (
        f"The elements state an enterprise and a serial number {serials[0]} but neither original part number "
        f"nor lot ({' or '.join(terms.groups)}), in which that serial number counts."
    )


def _check_uii(uii: str) -> None:
    odd = next((c for c in uii if not _UII_FORM.fullmatch(c)), None)
    if odd is not None:
        name = "a space" if odd == " " else repr(odd)
        raise BadInputError(f"The UII would hold {name}: only A-Z, 0-9, hyphen and slash are allowed.")
    if len(uii) > UII_LIMIT:
        raise BadInputError(f"The UII would have {len(uii)} characters: at most {UII_LIMIT} are allowed.")


def _with_error(marked: Marked, error: str) -> Marked:
    return Marked(marked.standard, marked.cage, marked.part_number, marked.serial, None, marked.gtin, error)
