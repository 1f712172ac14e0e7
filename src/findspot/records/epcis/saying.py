"""What every statement takes of its event: where it stands, who says so, since when, and its remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from findspot.records.epcis.events import Event
    from findspot.records.epcis.naming import Thing
    from findspot.records.epcis.reading import Document

OWNER, HOLDER = "owning_party", "possessing_party"
PERMIT, AUTHORITY, END_USER = "findspot:permit", "findspot:authority", "findspot:end_user"
#: What goes without saying of an event that states something of a register.
_USUAL = {"bizStep": {"shipping", "receiving", "installing"}, "disposition": {"in_transit", "in_progress"}}


def said(event: Event, document: Document) -> dict[str, Any]:
    """The fields that all records share, but for the remarks. Raises BadInputError for what is no date."""
    source = event.say("source")
    if not source and event.sender:
        source = document.names.get(event.sender, event.sender)
    event.take("action")
    for name, words in _USUAL.items():
        if event.word(name) in words:
            event.take(name)
    return {"origin": event.origin, "source": source, "learnt_on": event.learnt_on()}


def remark(thing: Thing) -> dict[str, str]:
    """How the event writes the item's identifier, where that is another form of it."""
    return {"epcis:epc": thing.written} if thing.written else {}
