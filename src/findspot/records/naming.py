"""When two names are one: spelling folded, and linked by aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyascii import anyascii

if TYPE_CHECKING:
    from collections.abc import Iterable


def fold_name(name: str) -> str:
    """The name without case, accents, spaces and punctuation, in Latin letters.

    ``Türk Deniz Kuvvetleri`` and ``TURK DENIZ KUVVETLERI`` fold alike, ``L3 Harris`` and ``L3Harris`` too.
    A name of punctuation alone folds to itself. "" folds to "".
    """
    text = name.strip()
    latin = (text if text.isascii() else anyascii(text)).casefold()
    return "".join(c for c in latin if c.isalnum()) or text.casefold()


def fold_reference(reference: str) -> str:
    """A permit's, item's or serial's number without case and with spaces made single.

    Punctuation stays: 1-12 and 11-2 are two permits.
    """
    return " ".join(reference.casefold().split())


class Names:
    """Names gathered into groups by alias: an equivalence relation over all names but "".

    Links are transitive: an alias of an alias is one name. The dates of an alias do not limit them:
    they say when a name was in use, not whose it is.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Gather the names that ``pairs`` (alias, name) link."""
        self._above: dict[str, str] = {}
        for alias, name in pairs:
            one, other = self._top(fold_name(alias)), self._top(fold_name(name))
            if one != other:
                # The smaller name leads, so that the order of the rows does not matter.
                lead, follow = sorted((one, other))
                self._above[follow] = lead

    def key(self, name: str) -> str:
        """What all names of this one's group share; "" for no name."""
        return self._top(fold_name(name))

    def same(self, one: str, other: str) -> bool:
        """Whether both are names of one party, maker, platform or model. An absent name is nobody's."""
        key = self.key(one)
        return key != "" and key == self.key(other)

    def _top(self, folded: str) -> str:
        while (above := self._above.get(folded)) is not None:
            folded = above
        return folded
