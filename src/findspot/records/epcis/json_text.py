"""Bytes from outside into one JSON value, under limits: nothing is read twice or two ways."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from findspot.records.limits import MAX_NESTING
from findspot.records.tables import refusal, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What no text can be kept with: half a character, and the mark that ends texts elsewhere.
_NO_TEXT = re.compile("[\ud800-\udfff\x00]")


class _UnusableError(Exception):
    """What makes the text no JSON that can be used, as the end of a sentence."""


def read_json(content: bytes, label: str) -> Any:  # noqa: ANN401 - any JSON value
    """The value that a file of JSON holds. ``label`` is what sentences call the file.

    Raises BadInputError, one sentence, for what is no UTF-8 or no JSON, for an object that has one name
    twice, numbers without a value, texts with half a character, and more levels than ``MAX_NESTING``.
    """
    try:
        value = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_finite,
        )
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refusal(f"{label}, line {line}", "the text is not UTF-8: save the file as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise refusal(
            f"{label}, line {error.lineno}",
            f"the text is no JSON at its character {error.colno}: write it as JSON.",
        ) from None
    except _UnusableError as error:
        raise refusal(label, str(error)) from None
    except RecursionError:
        raise refusal(label, _TOO_DEEP) from None
    except ValueError:  # a whole number of thousands of digits
        raise refusal(label, "a number has more digits than any quantity: correct it.") from None
    _check(value, label)
    return value


_TOO_DEEP = f"the JSON is nested deeper than {MAX_NESTING} levels, which no EPCIS document is: correct it."


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _UnusableError(f"an object has the field {shown(twice)} twice: keep one of the two.")
    return made


def _no_number(text: str) -> float:
    raise _UnusableError(f"{text} is no number of JSON: write a number, or take the field away.")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _UnusableError(f"the number {text[:40]} is larger than can be held: correct it.")
    return number


def _check(value: Any, label: str) -> None:  # noqa: ANN401 - any JSON value
    """Refuse what is nested too deep, and texts that cannot be kept. Raises BadInputError."""
    level: list[Any] = [value]
    for _ in range(MAX_NESTING + 1):
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                below.extend(one)
                below.extend(one.values())
            elif isinstance(one, list):
                below.extend(one)
            elif isinstance(one, str) and not one.isprintable() and _NO_TEXT.search(one):
                raise refusal(label, f"the text {shown(one)} holds a character that is none: correct it.")
        if not below:
            return
        level = below
    raise refusal(label, _TOO_DEEP)
