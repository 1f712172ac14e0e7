"""The form of EPCIS 2.0 documents and events, after GS1's standard and its JSON Schema, put in shapes."""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING, Any

from findspot.records.epcis import words
from findspot.records.epcis.shapes import (
    MisfitError,
    anything,
    boolean,
    is_uri,
    list_of,
    matching,
    number,
    object_of,
    one_of,
    text,
    uri,
)
from findspot.records.limits import FIRST_YEAR, LAST_YEAR
from findspot.records.tables import shown

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from findspot.records.epcis.shapes import Shape

_GS1_WORDS = re.compile(r"urn:epcglobal:cbv|https?://ns\.gs1\.org/cbv/")
_GS1_TERMS = re.compile(r"https?://(?:www\.)?gs1\.org/voc/")
_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
#: What a document's field of another name is: an extension, which is named by a URI or with a prefix.
_EXTENSION = " (one of another vocabulary bears its prefix)"


def _time(value: Any) -> None:  # noqa: ANN401 - any JSON value
    text(value)
    form = _TIME.fullmatch(value)
    if not form:
        raise MisfitError(f"{shown(value)} is no time: write it as 2020-09-14T08:30:00Z or …+02:00.")
    year, month, day = map(int, form.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise MisfitError(f"{shown(value)} lies outside {FIRST_YEAR} to {LAST_YEAR}: correct the year.")
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        raise MisfitError(f"{shown(value)} does not exist in the calendar: correct it.")


def _word(known: Container[str], what: str, foreign: re.Pattern[str] = _GS1_WORDS) -> Shape:
    """A word of GS1's vocabulary, or one of another as a URI."""

    def shape(value: Any) -> None:  # noqa: ANN401 - any JSON value
        text(value)
        if value not in known and (not is_uri(value) or foreign.match(value)):
            raise MisfitError(
                f"{shown(value)} is no {what} of GS1: write one of its words, or another's with a prefix."
            )

    return shape


def _extensible(fields: Mapping[str, Shape], needs: tuple[str, ...] = ()) -> Shape:
    return object_of(fields, needs=needs, others=is_uri, other=_EXTENSION)


def _closed(fields: Mapping[str, Shape], needs: tuple[str, ...]) -> Shape:
    return object_of(fields, needs=needs, others=lambda _: False)


def _either(*shapes: Shape) -> Shape:
    """A value of one of these shapes; of a misfit the last shape tells."""

    def shape(value: Any) -> None:  # noqa: ANN401 - any JSON value
        for one in shapes[:-1]:
            try:
                return one(value)
            except MisfitError:
                continue
        return shapes[-1](value)

    return shape


def _name(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """A document's own name: a URI, or one that holds inside the document alone (``_:document1``)."""
    text(value)
    if not value.startswith("_:"):
        uri(value)


_PART_OF_CONTEXT = _either(object_of({}), uri)
_CONTEXT = _either(object_of({}), list_of(_PART_OF_CONTEXT, different=True), uri)
_PLACE = object_of({"id": uri}, needs=("id",))
_QUANTITIES = list_of(
    _closed({"epcClass": uri, "quantity": number, "uom": matching("[A-Z0-9]{2,3}", "KGM")}, ("epcClass",))
)
_DISPOSITION = _word(words.DISPOSITIONS, "disposition")
_DISPOSITIONS = list_of(_DISPOSITION, least=1, different=True)
_TRANSACTION = _closed(
    {"type": _word(words.TRANSACTIONS, "kind of transaction"), "bizTransaction": uri}, ("bizTransaction",)
)
_SIDE = _word(words.PARTIES, "kind of party")


def _persistent(value: Any) -> None:  # noqa: ANN401 - any JSON value
    _closed({"set": _DISPOSITIONS, "unset": _DISPOSITIONS}, ())(value)
    if not value:
        raise MisfitError("the object says neither 'set' nor 'unset': write one of them.")


_SENSED = (
    dict.fromkeys(("deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules"), uri)
    | dict.fromkeys(("microorganism", "chemicalSubstance", "coordinateReferenceSystem", "uriValue"), uri)
    | dict.fromkeys(("value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"), number)
    | {
        "type": _word(words.MEASUREMENTS, "measurement", _GS1_TERMS),
        "exception": _word(words.ALERTS, "alert", _GS1_TERMS),
        "time": _time,
        "component": _word(words.COMPONENTS, "component"),
        "stringValue": text,
        "booleanValue": boolean,
        "hexBinaryValue": matching("[A-Fa-f0-9]+", "0A1B"),
        "uom": text,
    }
)
_SENSORS = list_of(
    _extensible(
        {
            "sensorMetadata": _extensible(
                dict.fromkeys(("time", "startTime", "endTime"), _time)
                | dict.fromkeys(
                    ("deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules"), uri
                )
            ),
            "sensorReport": list_of(_extensible(_SENSED, ("type",)), least=1),
        },
        ("sensorReport",),
    )
)
_EVENT: dict[str, Shape] = {
    "@context": _CONTEXT,
    "type": text,
    "eventTime": _time,
    "recordTime": _time,
    "eventTimeZoneOffset": matching("[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)", "+02:00"),
    "eventID": uri,
    "certificationInfo": _either(list_of(uri), uri),
    "errorDeclaration": _extensible(
        {
            "declarationTime": _time,
            "reason": _word(words.REASONS, "reason"),
            "correctiveEventIDs": list_of(uri),
        },
        ("declarationTime",),
    ),
}
_HAPPENED: dict[str, Shape] = _EVENT | {
    "bizStep": _word(words.STEPS, "business step"),
    "disposition": _DISPOSITION,
    "readPoint": _PLACE,
    "bizLocation": _PLACE,
    "sourceList": list_of(_closed({"type": _SIDE, "source": uri}, ("type", "source"))),
    "destinationList": list_of(_closed({"type": _SIDE, "destination": uri}, ("type", "destination"))),
    "sensorElementList": _SENSORS,
}
_ACTED: dict[str, Shape] = _HAPPENED | {
    "action": one_of(words.ACTIONS, "ADD, OBSERVE or DELETE"),
    "bizTransactionList": list_of(_TRANSACTION),
}
_WHOLE: dict[str, Shape] = {
    "parentID": uri,
    "childEPCs": list_of(uri),
    "childQuantityList": _QUANTITIES,
}
_MADE: dict[str, Shape] = {
    "persistentDisposition": _persistent,
    "ilmd": object_of({}, others=is_uri, other=_EXTENSION),
}
_TIMED = ("eventTime", "eventTimeZoneOffset")
_FORMS: dict[str, Shape] = {
    "ObjectEvent": _extensible(
        _ACTED | _MADE | {"epcList": list_of(uri, different=True), "quantityList": _QUANTITIES},
        (*_TIMED, "action"),
    ),
    "AggregationEvent": _extensible(_ACTED | _WHOLE, (*_TIMED, "action")),
    "AssociationEvent": _extensible(_ACTED | _WHOLE, (*_TIMED, "action", "parentID")),
    "TransactionEvent": _extensible(
        _ACTED
        | {
            "bizTransactionList": list_of(_TRANSACTION, least=1),
            "parentID": uri,
            "epcList": list_of(uri),
            "quantityList": _QUANTITIES,
        },
        (*_TIMED, "bizTransactionList", "action"),
    ),
    "TransformationEvent": _extensible(
        _HAPPENED
        | _MADE
        | dict.fromkeys(("inputEPCList", "outputEPCList"), list_of(uri, different=True))
        | dict.fromkeys(("inputQuantityList", "outputQuantityList"), _QUANTITIES)
        | {"transformationID": uri, "bizTransactionList": list_of(_TRANSACTION)},
        _TIMED,
    ),
}
_OTHER = object_of(_EVENT | {"type": uri}, needs=(*_TIMED, "type"))


def check_event(event: Any) -> None:  # noqa: ANN401 - any JSON value
    """Pass one event, of one of the five types or of an extension's. Raises MisfitError."""
    object_of({"type": text}, needs=("type",))(event)
    _FORMS.get(event["type"], _OTHER)(event)
    about = _ABOUT.get(event["type"])
    if about and not about(event):
        raise MisfitError(
            f"the event of type {event['type']} names nothing that it is about: list its items or quantities."
        )
    if "ilmd" in event and event.get("action", "ADD") != "ADD":
        raise MisfitError("only an event with the action ADD may have it: take it away.").inside("ilmd")


def _filled(event: Mapping[str, Any], *names: str) -> bool:
    return any(event.get(name) for name in names)


def _of_objects(event: Mapping[str, Any]) -> bool:
    sensed = _filled(event, "sensorElementList") and "readPoint" in event
    return "epcList" in event or _filled(event, "quantityList") or sensed


def _of_a_whole(event: Mapping[str, Any]) -> bool:
    return event["action"] == "DELETE" or _filled(event, "childEPCs", "childQuantityList")


def _of_transactions(event: Mapping[str, Any]) -> bool:
    return event["action"] == "DELETE" or "epcList" in event or _filled(event, "quantityList")


def _of_a_change(event: Mapping[str, Any]) -> bool:
    into = _filled(event, "inputEPCList", "inputQuantityList")
    out = _filled(event, "outputEPCList", "outputQuantityList")
    return (into and out) or ((into or out) and "transformationID" in event)


_ABOUT = {
    "ObjectEvent": _of_objects,
    "AggregationEvent": _of_a_whole,
    "AssociationEvent": _of_a_whole,
    "TransactionEvent": _of_transactions,
    "TransformationEvent": _of_a_change,
}

_VOCABULARIES = list_of(
    object_of(
        {
            "type": uri,
            "vocabularyElementList": list_of(
                object_of(
                    {
                        "id": uri,
                        "attributes": list_of(
                            object_of(
                                {"id": uri, "attribute": _either(number, object_of({}), text)}, needs=("id",)
                            )
                        ),
                        "children": list_of(uri),
                    },
                    needs=("id",),
                )
            ),
        },
        needs=("type",),
    )
)
_ENVELOPE: dict[str, Shape] = {
    "@context": _CONTEXT,
    "id": _name,
    "type": anything,
    "schemaVersion": matching(r"2(?:\.[0-9]+)*", "2.0, the version of EPCIS that is read"),
    "creationDate": _time,
}
_EVENTS = list_of(anything)  # each is checked by itself, so that a sentence can give its number
_DOCUMENTS: dict[str, Shape] = {
    "EPCISDocument": _extensible(
        _ENVELOPE
        | dict.fromkeys(("instanceIdentifier", "sender", "receiver"), text)
        | {
            "epcisHeader": _extensible(
                {"epcisMasterData": object_of({"vocabularyList": _VOCABULARIES})},
            ),
            "epcisBody": object_of({"eventList": _EVENTS}, needs=("eventList",)),
        },
        ("@context", "schemaVersion", "creationDate", "epcisBody"),
    ),
    "EPCISQueryDocument": _extensible(
        _ENVELOPE
        | {
            "epcisBody": _extensible(
                {
                    "queryResults": _extensible(
                        {
                            "queryName": text,
                            "subscriptionID": text,
                            "resultsBody": _extensible(
                                {"eventList": _EVENTS, "vocabularyList": _VOCABULARIES}, ("eventList",)
                            ),
                        },
                        ("queryName", "resultsBody"),
                    )
                },
                ("queryResults",),
            )
        },
        ("@context", "epcisBody"),
    ),
}
_ALONE = object_of({"@context": _CONTEXT}, needs=("@context",))


def check_envelope(document: Any) -> None:  # noqa: ANN401 - any JSON value
    """Pass a document but for its events, which ``check_event`` passes, or one event by itself.

    Raises MisfitError.
    """
    object_of({"type": text}, needs=("type",))(document)
    _DOCUMENTS.get(document["type"], _ALONE)(document)
