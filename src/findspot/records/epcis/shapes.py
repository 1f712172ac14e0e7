"""Shapes that a JSON value must have, put together from smaller ones; the first misfit says where it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from findspot.records.tables import shown

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

#: Passes a value, or raises MisfitError.
Shape = Callable[[Any], None]

_PCHAR = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
_AUTHORITY = (
    r"(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?"
    r"(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?"
)
#: A URI with its scheme, after RFC 3986, appendix A; of an address in brackets only the characters.
_URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?://{_AUTHORITY}(?:/{_PCHAR}*)*|/?(?:{_PCHAR}+(?:/{_PCHAR}*)*)?)"
    rf"(?:\?(?:{_PCHAR}|[/?])*)?(?:#(?:{_PCHAR}|[/?])*)?"
)


class MisfitError(Exception):
    """A value that lacks its shape: why, and the path to it from the outermost value."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
        self.path: tuple[str | int, ...] = ()

    def inside(self, step: str | int) -> MisfitError:
        """The same misfit, seen from the object or list that holds the value under this name or number."""
        self.path = (step, *self.path)
        return self

    @property
    def where(self) -> str:
        """The path in words: ``bizTransactionList, entry 2, type``."""
        return ", ".join(f"entry {step}" if isinstance(step, int) else step[:60] for step in self.path)


def anything(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """No shape at all."""
    del value


def text(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """A text."""
    if not isinstance(value, str):
        raise MisfitError(f"{_named(value)} stands where a text must: write it in quotes.")


def number(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """A number."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise MisfitError(f"{_named(value)} stands where a number must: write digits without quotes.")


def boolean(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """True or false."""
    if not isinstance(value, bool):
        raise MisfitError(f"{_named(value)} stands where true or false must: write one of them.")


def is_uri(written: str) -> bool:
    """Whether a text is a URI with its scheme."""
    return _URI.fullmatch(written) is not None


def uri(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """A URI with its scheme."""
    text(value)
    if not is_uri(value):
        raise MisfitError(
            f"{shown(value)} is no URI: write one with its scheme, such as urn:epc:id:giai:4000001.12345."
        )


def matching(pattern: str, example: str) -> Shape:
    """A text that wholly matches a pattern; ``example`` is one for the sentence."""
    form = re.compile(pattern)

    def shape(value: Any) -> None:  # noqa: ANN401 - any JSON value
        text(value)
        if not form.fullmatch(value):
            raise MisfitError(f"{shown(value)} is not in the form of {example}: correct it.")

    return shape


def one_of(words: Container[str], listed: str) -> Shape:
    """One of some words; ``listed`` says which for the sentence."""

    def shape(value: Any) -> None:  # noqa: ANN401 - any JSON value
        text(value)
        if value not in words:
            raise MisfitError(f"{shown(value)} is not {listed}: write one of these.")

    return shape


def list_of(shape: Shape, *, least: int = 0, different: bool = False) -> Shape:
    """A list of values of one shape, at least so many, and no two alike where they must be different."""

    def whole(value: Any) -> None:  # noqa: ANN401 - any JSON value
        if not isinstance(value, list):
            raise MisfitError(f"{_named(value)} stands where a list must: write it in square brackets.")
        if len(value) < least:
            raise MisfitError("the list is empty: fill it, or take the field away.")
        for at, one in enumerate(value, 1):
            try:
                shape(one)
            except MisfitError as misfit:
                raise misfit.inside(at) from None
        if different and len({json.dumps(one, sort_keys=True) for one in value}) < len(value):
            raise MisfitError("the list has one entry twice: keep one of the two.")

    return whole


def object_of(
    fields: Mapping[str, Shape],
    *,
    needs: tuple[str, ...] = (),
    others: Callable[[str], bool] = lambda _: True,
    other: str = "",
) -> Shape:
    """An object with these fields, some of which it must have.

    ``others`` says which further names it may have, all where nothing is said, and ``other`` what those are
    called in a sentence.
    """

    def shape(value: Any) -> None:  # noqa: ANN401 - any JSON value
        if not isinstance(value, dict):
            raise MisfitError(f"{_named(value)} stands where an object must: write it in curly brackets.")
        for need in needs:
            if need not in value:
                raise MisfitError("the field is missing: write it.").inside(need)
        for name, one in value.items():
            known = fields.get(name)
            if known is None:
                if not others(name):
                    raise MisfitError(f"no field may be called so here{other}: correct or remove it.").inside(
                        name
                    )
                continue
            try:
                known(one)
            except MisfitError as misfit:
                raise misfit.inside(name) from None

    return shape


def _named(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """What a value of the wrong kind is called in a sentence."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {str(value)[:40]}"
        case str():
            return f"the text {shown(value)}"
        case list():
            return "a list"
        case _:
            return "an object"
