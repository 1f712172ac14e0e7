"""findspot's own words in events: the terms of ``vocabulary.jsonld``, and names made into URIs."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PREFIX = "findspot"
NAMESPACE = "urn:findspot:epcis:"
_NAMES = "urn:findspot:"
_PUBLISHED: Mapping[str, Any] = json.loads(
    resources.files("findspot.records.epcis").joinpath("vocabulary.jsonld").read_text(encoding="utf-8")
)
#: What a document has in its context, beside GS1's, so that its terms of findspot can be understood.
CONTEXT: Mapping[str, Any] = _PUBLISHED["@context"]
#: Every term, and what it means.
TERMS: Mapping[str, str] = {
    one["@id"].removeprefix(f"{PREFIX}:"): one["rdfs:comment"] for one in _PUBLISHED["@graph"]
}
#: What a transfer of a kind leaves the thing as. GS1 has two of the words, the others are ours.
DISPOSITIONS: Mapping[str, str] = {
    "theft": "stolen",
    "return": "returned",
    "capture": f"{PREFIX}:captured",
    "seizure": f"{PREFIX}:seized",
    "diversion": f"{PREFIX}:diverted",
    "loss": f"{PREFIX}:lost",
    "loan": f"{PREFIX}:on_loan",
}


def prefixes(*contexts: Any) -> frozenset[str]:  # noqa: ANN401 - JSON-LD contexts as they stand
    """The prefixes that these contexts give findspot's terms, the later before the earlier.

    ``findspot`` is one wherever it is not given to something else.
    """
    bound = {PREFIX: NAMESPACE}
    for context in contexts:
        for part in _objects(context):
            for prefix, meaning in part.items():
                stands_for = meaning.get("@id") if isinstance(meaning, dict) else meaning
                if isinstance(stands_for, str):
                    bound[prefix] = stands_for
    return frozenset(prefix for prefix, stands_for in bound.items() if stands_for == NAMESPACE)


def _objects(context: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - the same
    if isinstance(context, dict):
        yield context
    elif isinstance(context, list):
        for part in context:
            yield from _objects(part)


def own_term(written: str, known: frozenset[str]) -> str | None:
    """The term of findspot's that is so written, with such a prefix or in full; None for another's."""
    if written.startswith(NAMESPACE):
        return written.removeprefix(NAMESPACE)
    prefix, colon, term = written.partition(":")
    return term if colon and prefix in known else None


def uri_of(sort: str, name: str) -> str:
    """The URI that stands for a name: of an item, a party, a permit, a platform …."""
    return f"{_NAMES}{sort}:{quote(name, safe='')}"


def name_in(sort: str, uri: str) -> str | None:
    """The name that such a URI stands for; None for another URI."""
    start = f"{_NAMES}{sort}:"
    return unquote(uri.removeprefix(start)) if uri.startswith(start) else None
