"""Values as bytes that are the same everywhere: canonical JSON (RFC 8785, JSON Canonicalization Scheme)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import rfc8785

from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    #: What JSON can say. Whole numbers beyond 2⁵³ and numbers that are not finite cannot be said.
    Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None

#: Nested deeper than this, JSON is refused: nothing that findspot writes comes near.
_DEEPEST = 64


def canonical(value: Json) -> bytes:
    """The value as canonical JSON.

    Raises ValueError where it holds what JSON cannot say: findspot's own mistake, never that of an input.
    """
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError:
        raise ValueError("the value holds what canonical JSON cannot say") from None


def parse_canonical(text: bytes, called: str) -> Json:
    """The value of canonical JSON; ``called`` is its name for people.

    Raises BadInputError, one sentence, where the bytes are not canonical JSON: what is signed has one form.
    """
    try:
        value: Json = json.loads(text, object_pairs_hook=_once, parse_constant=_refused, parse_int=_whole)
        same = not _deeper(value, _DEEPEST) and rfc8785.dumps(value) == text
    except (ValueError, RecursionError, rfc8785.CanonicalizationError):
        same = False
    if not same:
        raise BadInputError(f"{called}: this is not canonical JSON: ask its sender for the file as it was.")
    return value


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _whole(digits: str) -> float:
    """A whole number; as JSON's numbers are floating ones, such a one where it is too large to be exact."""
    return int(digits) if len(digits) < 16 else float(digits)


def _refused(constant: str) -> float:
    raise ValueError(constant)


def _deeper(value: Json, most: int) -> bool:
    """Whether the value is nested deeper than ``most``."""
    level = [value]
    while level and most >= 0:
        inner: list[Json] = []
        for each in level:
            if isinstance(each, dict):
                inner.extend(each.values())
            elif isinstance(each, list):
                inner.extend(each)
        level, most = inner, most - 1
    return bool(level)
