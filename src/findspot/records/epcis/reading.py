"""EPCIS documents on disk into their events: read under limits and checked; nothing is understood yet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from findspot.records.epcis.events import Event
from findspot.records.epcis.grammar import check_envelope, check_event
from findspot.records.epcis.identifiers import identifier
from findspot.records.epcis.json_text import read_json
from findspot.records.epcis.reporting import misfit_of, reporting
from findspot.records.epcis.shapes import MisfitError
from findspot.records.epcis.vocabulary import own_term, prefixes
from findspot.records.limits import MAX_DOCUMENT_BYTES, MAX_EVENTS
from findspot.records.problems import refuse
from findspot.records.reading import Bounds, opened
from findspot.records.tables import refusal
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from findspot.records.epcis.shapes import Shape
    from findspot.records.problems import Report

_BOUNDS = Bounds(MAX_DOCUMENT_BYTES, MAX_EVENTS)
_SUFFIX = ".jsonld"
_MARK = re.compile(rb'"(?:EPCIS(?:Query)?Document|eventTimeZoneOffset)"')
#: The attribute of master data that is a thing's name, of a party, a place or a platform.
_NAME = re.compile(
    r"(?:urn:epcglobal:cbv:mda#|urn:epcglobal:cbv:mda:|cbvmda:|https?://ref\.gs1\.org/cbv/)name"
)
_MAKER = re.compile(r"(?:urn:epcglobal:cbv:mda[#:]|cbvmda:)manufacturerOfTradeItemPartyName")


@dataclass(frozen=True, slots=True)
class Document:
    """The events of one or several files, and what their headers say of the things in them.

    ``files`` are the files with their SHA-256. ``names``: an identifier's own form → what it is called;
    ``kinds``: the form of a kind of things → its model, maker and part number by findspot's terms.
    """

    files: tuple[tuple[str, str], ...]
    events: tuple[Event, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def is_document(path: Path) -> bool:
    """Whether a file is to be read as events: by its name, or because its JSON speaks of EPCIS."""
    suffix = path.suffix.lower()
    if suffix == _SUFFIX:
        return True
    if suffix != ".json":
        return False
    try:
        with path.open("rb") as stream:
            return _MARK.search(stream.read(MAX_DOCUMENT_BYTES)) is not None
    except OSError:
        return False


def read_documents(
    paths: Sequence[Path], *, permits: Collection[str] = (), report: Report = refuse
) -> Document:
    """The events of these files, in order.

    Takes an EPCISDocument, an EPCISQueryDocument or one event by itself. ``permits``: the types of
    transactions that are permits beside findspot's own, as they stand in the files. ``report`` takes what is
    not as EPCIS has it, of each event and file the first thing; without it that is raised as BadInputError,
    one sentence with file, event and field as far as they apply.
    """
    files: list[tuple[str, str]] = []
    events: list[Event] = []
    notes: list[str] = []
    names: dict[str, str] = {}
    kinds: dict[str, Mapping[str, str]] = {}
    paths = list(dict.fromkeys(paths))
    labels = [path.name for path in paths]
    for path, name in zip(paths, labels, strict=True):
        label = name if labels.count(name) == 1 else str(path)
        with reporting(report):
            digest, document = _read(path, label)
            files.append((label, digest))
            listed, vocabularies, sender = _parts(document)
            if len(events) + len(listed) > MAX_EVENTS:
                raise refusal(label, f"there are more than {MAX_EVENTS:,} events: divide the document.")
            context = document.get("@context")
            notes += _learn(vocabularies, prefixes(context), names, kinds, label)
            for at, event in enumerate(listed, 1):
                with reporting(report):
                    _check(check_event, event, label, at)
                    known = prefixes(context, event.get("@context"))
                    told = Event.of(event, label, at, known=known, permits=frozenset(permits), sender=sender)
                    events.append(told)
    return Document(tuple(files), tuple(events), names, kinds, tuple(notes))


def _read(path: Path, label: str) -> tuple[str, Mapping[str, Any]]:
    """The SHA-256 of a file and the document that it holds, its events not yet checked."""
    with opened(path, label, _BOUNDS) as file:
        digest = file.sha256()
        file.stream.seek(0)
        document = read_json(file.stream.read(), label)
    _check(check_envelope, document, label, None)
    return digest, document


def _check(check: Shape, value: Any, file: str, event: int | None) -> None:  # noqa: ANN401 - any JSON value
    try:
        check(value)
    except MisfitError as misfit:
        raise misfit_of(file, event, misfit.where, misfit.why) from None


def _parts(document: Mapping[str, Any]) -> tuple[Sequence[Any], Sequence[Any], str]:
    """The events of a document, the vocabularies of its header, and who sends it; all checked."""
    match document["type"]:
        case "EPCISDocument":
            master = document.get("epcisHeader", {}).get("epcisMasterData", {})
            return (
                document["epcisBody"]["eventList"],
                master.get("vocabularyList", []),
                document.get("sender", ""),
            )
        case "EPCISQueryDocument":
            results = document["epcisBody"]["queryResults"]["resultsBody"]
            return results["eventList"], results.get("vocabularyList", []), ""
        case _:
            return [document], [], ""


def _learn(
    vocabularies: Sequence[Any],
    known: frozenset[str],
    names: dict[str, str],
    kinds: dict[str, Mapping[str, str]],
    label: str,
) -> Iterator[str]:
    """Keep what the header's master data call things; a note on how much else they say."""
    left = 0
    for element in (
        one for vocabulary in vocabularies for one in vocabulary.get("vocabularyElementList", [])
    ):
        try:
            about = identifier(element["id"])
        except BadInputError as error:
            raise misfit_of(label, None, "epcisHeader", error.sentence) from None
        told: dict[str, str] = {}
        for attribute in element.get("attributes", []):
            value = attribute.get("attribute")
            term = own_term(attribute["id"], known)
            if isinstance(value, str) and _NAME.fullmatch(attribute["id"]):
                names[about.text] = value.strip()
            elif isinstance(value, str) and _MAKER.fullmatch(attribute["id"]):
                told.setdefault("maker", value.strip())
            elif isinstance(value, str) and term in ("model", "maker", "partNumber", "platform"):
                told[term] = value.strip()
            else:
                left += 1
        if told:
            kinds[about.kind or about.text] = told
    if left:
        yield f"{label}, epcisHeader: {left:,} attributes of its master data name nothing and were left out."
