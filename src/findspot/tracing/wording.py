"""Small phrases that sentences are built from: dates, names and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from findspot.vocabulary.dates import Span


def dated(span: Span | None) -> str:
    """The time as it follows a verb: ``on 2020-10-05``, ``in 2020-09``, ``between … and …``, ``before …``."""
    if span is None:
        return "on an unknown date"
    if span.text.startswith(("before:", "after:")):
        return str(span)
    first, slash, second = span.text.partition("/")
    if slash:
        return f"between {first.strip()} and {second.strip()}"
    return f"on {span.text}" if span.exact else f"in {span.text}"


def until(span: Span) -> str:
    """The end of a period: ``until 2019-06-29``; ``at least until …`` where only its first day is known."""
    word, colon, rest = span.text.partition(":")
    if colon:
        return f"at least until {rest.strip()}" if word == "after" else f"until before {rest.strip()}"
    return f"until {dated(span).removeprefix('on ').removeprefix('in ')}"


def listed(words: Iterable[str]) -> str:
    """The words as an English list: ``a``, ``a and b``, ``a, b and c``; empty and repeated ones left out."""
    kept = list(dict.fromkeys(word for word in words if word))
    if len(kept) < 2:
        return "".join(kept)
    return f"{', '.join(kept[:-1])} and {kept[-1]}"


def sentence(text: str) -> str:
    """The text with a capital first letter and one full stop."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""
