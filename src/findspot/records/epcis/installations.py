"""Items built into platforms, as events of association and aggregation tell of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from findspot.records.epcis.naming import known, named, place
from findspot.records.epcis.saying import remark, said
from findspot.records.epcis.vocabulary import name_in
from findspot.vocabulary.records import Installation

if TYPE_CHECKING:
    from findspot.records.epcis.events import Event
    from findspot.records.epcis.goods import Goods
    from findspot.records.epcis.reading import Document


@dataclass(slots=True)
class Installations:
    """The installations that were told so far."""

    document: Document
    goods: Goods
    installations: list[Installation] = field(default_factory=list)

    def install(self, event: Event) -> None:
        """Understand that items were built in. Raises BadInputError."""
        if event.say("states") not in ("", "installation"):
            raise event.wrong("findspot:states", f"an {event.type} states an installation: correct it.")
        when, parent = event.when(), event.take("parentID")
        platform, serial, whole = self._platform(event, parent)
        goods = self.goods.of(event, "childEPCs")
        common = said(event, self.document)
        integrator, where = event.say("integrator"), place(event, self.document)
        if not whole:
            event.keep("parentID", parent)
        extra = event.remarks()
        for thing in goods:
            self.installations.append(
                Installation(
                    item=thing.item,
                    platform=platform,
                    platform_serial=serial,
                    integrator=integrator,
                    installed_on=when,
                    place=where,
                    extra=extra | remark(thing),
                    **common,
                )
            )

    def _platform(self, event: Event, parent: str) -> tuple[str, str, bool]:
        """What a platform is called, its serial, and whether these say all that its URI does.

        Without a name in findspot's terms or in master data it goes by its kind's identifier, or its own.
        """
        stated, serial = event.say("platform"), event.say("platformSerial")
        model, own = name_in("platform_model", parent), name_in("platform", parent)
        about = known(event, parent)
        kind = self.document.kinds.get(about.kind or about.text, {})
        name, _ = named(event, "platform_model", parent, self.document)
        told = kind.get("platform") or kind.get("model") or about.kind or about.text
        serial = serial or ("" if model is not None else own if own is not None else about.text)
        whole = model is not None or serial in (own, parent)
        return stated or (name if name != about.text else "") or told, serial, whole
