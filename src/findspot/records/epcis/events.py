"""One event, of which is taken what a statement holds; what nobody took is kept as remarks."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from findspot.records.epcis.reporting import misfit_of
from findspot.records.epcis.vocabulary import TERMS, own_term
from findspot.records.limits import MAX_CELL
from findspot.records.tables import shown
from findspot.vocabulary.dates import Span, parse_span
from findspot.vocabulary.errors import BadInputError
from findspot.vocabulary.records import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Before the names of an event's fields among the remarks, where they would else be columns of a table.
_REMARK = "epcis:"
_REMARKS = "remarks"
#: The terms that may be null: nothing is known.
_DATES = frozenset({"when", "learntOn"})


@dataclass(slots=True, eq=False)
class Event:
    """One event of a document, checked.

    ``number`` counts from 1. ``own`` are findspot's terms in it, ``known`` the prefixes that these have;
    ``permits`` are further words for a transaction that is a permit, as they stand in the document.
    """

    file: str
    number: int
    type: str
    own: dict[str, Any]
    known: frozenset[str]
    permits: frozenset[str]
    sender: str
    _offset: str
    _left: dict[str, Any]

    @classmethod
    def of(
        cls,
        fields: Mapping[str, Any],
        file: str,
        number: int,
        *,
        known: frozenset[str],
        permits: frozenset[str],
        sender: str,
    ) -> Event:
        """The event that these checked fields are. Raises BadInputError for a term that is none."""
        offset = fields["eventTimeZoneOffset"]
        event = cls(file, number, fields["type"], {}, known, permits, sender, offset, {})
        for name, value in fields.items():
            term = own_term(name, known)
            if term is None:
                event._left[name] = value
            elif term in event.own:
                raise event.wrong(name, "the term stands there twice: keep one of the two.")
            else:
                event.own[term] = event.checked(term, name, value)
        for name in ("type", "@context"):
            event._left.pop(name, None)
        return event

    def checked(self, term: str, name: str, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        """What one of findspot's terms says, as it is kept. Raises BadInputError for what it cannot."""
        if term not in TERMS:
            raise self.wrong(name, "findspot's vocabulary has no such term: correct or remove it.")
        if term == _REMARKS:
            texts = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
            if not texts:
                raise self.wrong(name, "remarks are an object of texts: write each under its name.")
            return value
        if value is None and term in _DATES:
            return ""
        if not isinstance(value, str):
            raise self.wrong(name, "a text must stand here: write it in quotes.")
        if len(value) > MAX_CELL:
            raise self.wrong(name, f"the text has more than {MAX_CELL:,} characters: shorten it.")
        return value.strip()

    @property
    def origin(self) -> Origin:
        """Where it stands: its number in its file."""
        return Origin(self.file, self.number)

    def wrong(self, field: str, why: str) -> BadInputError:
        """The refusal of this event."""
        return misfit_of(self.file, self.number, field, why)

    def peek(self, name: str) -> Any:  # noqa: ANN401 - any JSON value
        """A field as it stands, None where it does not; it is not taken."""
        return self._left.get(name)

    def take(self, name: str) -> Any:  # noqa: ANN401 - any JSON value
        """A field as it stands, None where it does not; it is no remark any more."""
        return self._left.pop(name, None)

    def keep(self, name: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
        """Put a field back, or what is left of it, as a remark; nothing where nothing is left."""
        if value:
            self._left[name] = value

    def say(self, term: str) -> str:
        """What one of findspot's terms says, "" where it does not stand; it is no remark any more."""
        return str(self.own.pop(term, ""))

    def word(self, name: str) -> str:
        """The word of a field: GS1's bare, ours with its prefix, another's as it stands; "" for none."""
        return self.spelt(self._left.get(name) or "")

    def spelt(self, written: str) -> str:
        """A word, with findspot's prefix where it is ours, however this document writes that."""
        term = "permit" if written in self.permits else own_term(written, self.known)
        return written if term is None else f"findspot:{term}"

    def when(self) -> Span | None:
        """When it was: as precisely as findspot's term says, else the event's day at its own place.

        None where the term says that it is not known.

        Raises BadInputError for a term that is no date.
        """
        if "when" in self.own:
            self._left.pop("eventTime", None)
            self._left.pop("eventTimeZoneOffset", None)
            return self._span("when")
        return _day(self._left["eventTime"], self._offset)

    def learnt_on(self) -> Span | None:
        """Since when it was known: by findspot's term, else the day on which a repository recorded it.

        Raises BadInputError for a term that is no date.
        """
        if "learntOn" in self.own:
            self._left.pop("recordTime", None)  # the repository's own, which EPCIS has importers ignore
            return self._span("learntOn")
        recorded = self._left.get("recordTime")
        return None if recorded is None else _day(recorded, self._offset)

    def _span(self, term: str) -> Span | None:
        text = self.say(term)
        try:
            return parse_span(text) if text else None
        except BadInputError as error:
            said = error.sentence[0].lower() + error.sentence[1:]
            raise self.wrong(f"findspot:{term}", said) from None

    def remarks(self) -> dict[str, str]:
        """All that was not taken, as texts under their names."""
        return dict(self.own.get(_REMARKS, {})) | dict(self._texts())

    def _texts(self) -> Iterator[tuple[str, str]]:
        for name, value in self._left.items():
            text = value if isinstance(value, str) and _plain(value) else _json(value)
            yield f"{_REMARK}{name}", self._bounded(name, text)
        for term, text in self.own.items():
            if term != _REMARKS and text:
                yield f"findspot:{term}", text

    def whole(self) -> str:
        """All of it that was not taken, as one text of JSON."""
        own = {f"findspot:{term}": value for term, value in self.own.items()}
        return self._bounded(self.type, _json(self._left | own))

    def _bounded(self, name: str, text: str) -> str:
        if len(text) > MAX_CELL:
            why = f"it has more than {MAX_CELL:,} characters, which no remark has: take some of it away."
            raise self.wrong(shown(name), why)
        return text


def _plain(text: str) -> bool:
    """Whether a table's cell would hold the text as it is."""
    return text.isprintable() and text.strip() == text and text[:1] not in ("", "=", "'", '"', "[", "{")


def _json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _day(time: str, offset: str) -> Span:
    """The day of a time by the clocks of the place where it was; both as EPCIS writes them."""
    moment = dt.datetime.fromisoformat(time)
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    zone = dt.timezone(dt.timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1))
    day = moment.astimezone(zone).date()
    return Span(day, day, day.isoformat())
