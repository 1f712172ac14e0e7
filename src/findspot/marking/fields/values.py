"""What the text of a field looks like: how far a value may be a serial, a date, a stock number, a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findspot.marking.fields.formats import canonical, date_in, is_measure, nsn_in, serial_odds, year_in
from findspot.marking.fields.labels import NUMBER, OTHER, SECOND
from findspot.vocabulary.reading import FieldName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from findspot.vocabulary.reading import Line

#: How much likelier a text of each kind stands behind a label of a field than anywhere on a plate. Ordinal
#: knowledge in numbers: a date belongs to a date's label, a measure to that of a mass or a voltage.
_FITS: Mapping[str, Mapping[str, float]] = {
    FieldName.SERIAL: {"long number": 2.0, "short number": 0.7, "date": 0.1, "measure": 0.1, "name": 0.1},
    SECOND: {"long number": 1.5, "date": 0.1, "measure": 0.1, "name": 0.2},
    NUMBER: {"long number": 1.5, "date": 0.1, "measure": 0.1, "name": 0.2},
    FieldName.MODEL: {"long number": 0.5, "short number": 1.5, "date": 0.1, "measure": 0.1},
    FieldName.PART_NUMBER: {"date": 0.1, "measure": 0.1, "name": 0.3},
    FieldName.MAKER: {"long number": 0.2, "short number": 0.3, "date": 0.1, "measure": 0.1, "name": 3.0},
    FieldName.CAGE: {"long number": 0.3, "date": 0.1, "measure": 0.1, "name": 0.3},
    FieldName.NSN: {
        "stock number": 10.0,
        "long number": 0.5,
        "short number": 0.1,
        "date": 0.1,
        "measure": 0.1,
    },
    FieldName.DATE: {"long number": 0.1, "short number": 0.3, "date": 8.0, "measure": 0.1, "name": 0.1},
    OTHER: {"measure": 4.0, "date": 0.3, "long number": 0.7},
}
#: A number of so many characters, and digits, is long: a model's is shorter more often than not.
_LONG, _DIGITS = 6, 4


def is_name(line: Line) -> bool:
    """Whether a line is surely read and a name: letters, with hardly a digit."""
    letters = sum(character.isalpha() for character in line.text)
    digits = sum(character.isdigit() for character in line.text)
    return line.p > 0.8 and letters >= 4 and digits <= letters // 4


def as_field(name: FieldName, text: str) -> str | None:
    """The text as that field has it; None where it cannot be one."""
    if name is FieldName.DATE:
        return date_in(text) or year_in(text)
    if name is FieldName.NSN:
        return nsn_in(text)
    if name is FieldName.CAGE:
        code = canonical(text)[:5]
        return code if len(code) == 5 else None
    return text.strip() or None


def value_factor(text: str) -> float:
    """How far a labelled value looks like a serial at all: 1 for what a serial may be."""
    plain = canonical(text)
    digits = sum(character.isdigit() for character in plain)
    factor = 1.0
    if len(plain) < 3 or len(plain) > 25:
        factor *= 0.1
    if digits == 0:
        factor *= 0.05
    if date_in(text) or is_measure(text):
        factor *= 0.1
    return factor if plain else 0.0


def fit(field: str, text: str) -> float:
    """How much likelier ``text`` is as the value of a label of ``field`` than as another's."""
    return _FITS[field].get(_kind(field, text), 1.0)


def _kind(field: str, text: str) -> str:
    if is_measure(text):
        return "measure"
    if date_in(text) or (field == FieldName.DATE and year_in(text) == text.strip()):
        return "date"
    if nsn_in(text):
        return "stock number"
    plain = canonical(text)
    digits = sum(character.isdigit() for character in plain)
    if not digits:
        return "name"
    return "long number" if len(plain) >= _LONG and digits >= _DIGITS else "short number"


def form_ratio(before: str, after: str, *, check_digits: bool = True) -> float:
    """How the odds of an unlabelled text change when all views together say ``after`` instead of ``before``.

    At most twofold: the form is the same evidence, read better. 0 where the text can be no serial any more.
    """
    one, other = (serial_odds(text, check_digits=check_digits) for text in (before, after))
    return min(2.0, other / max(one, 1e-3))
