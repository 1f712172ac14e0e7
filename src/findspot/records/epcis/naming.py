"""What an event names: its items, parties, places, permits and platforms, by what a register calls them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.records.epcis.identifiers import Identifier, identifier
from findspot.records.epcis.vocabulary import name_in
from findspot.records.limits import MAX_SERIAL
from findspot.records.tables import shown
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from findspot.records.epcis.events import Event
    from findspot.records.epcis.reading import Document

#: A transaction's number after its issuer's, as GS1's vocabulary has it.
_TRANSACTION = "urn:epcglobal:cbv:bt:"


@dataclass(frozen=True, slots=True)
class Thing:
    """An item that an event names: what it is called, its serial as marked, and what is said of it.

    ``written`` is the identifier as it stands in the event, "" where ``item`` says all of it.
    """

    item: str
    serial: str
    scheme: str
    model: str
    maker: str
    part_number: str
    written: str


def things(event: Event, uris: Sequence[str], document: Document) -> list[Thing]:
    """The items that these identifiers of an event name.

    Raises BadInputError for an identifier that cannot be, and for terms that say of several items what only
    one can have.
    """
    if len(uris) > 1:
        for term in ("item", "serial"):
            if event.own.get(term):
                raise event.wrong(
                    f"findspot:{term}", f"the event names {len(uris)} items: give each an event of its own."
                )
    item, serial = event.say("item"), event.say("serial")
    said = {term: event.say(term) for term in ("model", "maker", "partNumber")}
    return [_thing(event, uri, (item, serial), said, document) for uri in uris]


def _thing(
    event: Event, uri: str, stated: tuple[str, str], said: Mapping[str, str], document: Document
) -> Thing:
    about = known(event, uri)
    kind = document.kinds.get(about.kind or about.text, {})
    item = stated[0] or name_in("item", uri) or about.text
    serial = stated[1] or about.serial
    for field, text in (("item", item), ("serial", serial)):
        if not text.isprintable() or "\ufffd" in text:
            raise event.wrong(field, f"{shown(text)} holds a line break or a lost character: correct it.")
    if len(serial) > MAX_SERIAL:
        why = f"{shown(serial)} has more than {MAX_SERIAL} characters, which no serial has: correct it."
        raise event.wrong("serial", why)
    return Thing(
        item=item,
        serial=serial,
        scheme=about.scheme,
        model=said["model"] or kind.get("model", ""),
        maker=said["maker"] or kind.get("maker", "") or about.maker,
        part_number=said["partNumber"] or kind.get("partNumber", "") or about.part_number,
        written="" if uri == item or name_in("item", uri) == item else uri,
    )


def item_of(event: Event, uri: str) -> str:
    """What the item of an event is called that this URI names. Raises BadInputError."""
    stated = event.own.get("item", "") if len(event.peek("epcList") or ()) == 1 else ""
    return stated or name_in("item", uri) or known(event, uri).text


def known(event: Event, uri: str) -> Identifier:
    """What a URI of the event identifies. Raises BadInputError for one that cannot be."""
    try:
        return identifier(uri)
    except BadInputError as error:
        raise event.wrong("identifier", error.sentence) from None


def party(event: Event, field: str, key: str, types: Sequence[str], document: Document) -> str:
    """The party of the first of these types in a list of sources or destinations; "" where there is none.

    What its name says wholly is taken from the list; an identifier that master data name stays a remark.
    """
    entries = list(event.peek(field) or ())
    for wanted in types:
        for at, entry in enumerate(entries):
            if event.spelt(entry["type"]) != wanted:
                continue
            name, whole = named(event, "party", entry[key], document)
            if whole:
                event.take(field)
                event.keep(field, entries[:at] + entries[at + 1 :])
            return name
    return ""


def named(event: Event, sort: str, uri: str, document: Document) -> tuple[str, bool]:
    """What a party, a place or a platform is called, and whether that says all that its URI does."""
    own = name_in(sort, uri)
    if own is not None:
        return own.strip(), True
    text = known(event, uri).text
    name = document.names.get(text, text)
    return name, name == uri


def place(event: Event, document: Document) -> str:
    """Where it was, "" where the event does not say: the place of reading, else that of business."""
    for field in ("readPoint", "bizLocation"):
        where = event.peek(field)
        if where is not None:
            name, whole = named(event, "place", where["id"], document)
            if whole and len(where) == 1:
                event.take(field)
            return name
    return ""


def transactions(event: Event, wanted: str) -> list[str]:
    """The numbers of the transactions of one type, of which is taken what they say wholly."""
    found, left = [], []
    for entry in event.peek("bizTransactionList") or ():
        if event.spelt(entry.get("type", "")) != wanted:
            left.append(entry)
            continue
        uri = entry["bizTransaction"]
        number = name_in(wanted.removeprefix("findspot:"), uri)
        if number is None and uri.startswith(_TRANSACTION):
            number = uri.removeprefix(_TRANSACTION).partition(":")[2]
            left.append(entry)
        found.append((number or uri).strip())
    event.take("bizTransactionList")
    event.keep("bizTransactionList", left)
    return list(dict.fromkeys(found))


def one_transaction(event: Event, wanted: str) -> str:
    """The number of the event's transaction of one type; "" where it names none. Raises BadInputError."""
    found = transactions(event, wanted)
    if len(found) > 1:
        listed = " and ".join(map(shown, found[:2]))
        why = f"the event names {listed} as {wanted}: give each an event of its own."
        raise event.wrong("bizTransactionList", why)
    return found[0] if found else ""
