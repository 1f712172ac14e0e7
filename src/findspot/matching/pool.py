"""The rows that readings are weighed against, and what must be known of the register that they are of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from findspot.matching.index import index_serials

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from findspot.matching.index import SerialIndex
    from findspot.vocabulary.by_eye import ReadByEye
    from findspot.vocabulary.candidates import Match, SerialColumns
    from findspot.vocabulary.reading import Reading
    from findspot.vocabulary.records import Alias
    from findspot.vocabulary.register import Register

#: The fields of a plate that raise or lower what its serial says.
FIELDS = ("maker", "model", "part_number")


class NamesAlike(Protocol):
    """What a register says of names (see ``Register``)."""

    def aliases(self, name: str) -> Sequence[Alias]:
        """Every alias record of whatever goes by this name or alias."""
        ...

    def same(self, one: str, other: str) -> bool:
        """Whether two names are one."""
        ...


class Matcher(Protocol):
    """A register made ready for readings."""

    @property
    def rows(self) -> int:
        """How many rows it has."""
        ...

    def match(
        self,
        readings: Sequence[Reading],
        *,
        by_eye: Sequence[ReadByEye] = (),
        prior: float = 0.7,
        limit: int = 10,
    ) -> Match:
        """The rows that the item in these exhibits may be; see ``matching.match_reading``."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """All rows of a register, or those of it that are within reach of what was read.

    ``index``: that of the serials of ``columns``. ``rows``: how many the register has. ``counts``: how many
    rows of the register have each value of one of ``FIELDS``.
    """

    columns: SerialColumns
    index: SerialIndex
    rows: int
    names: NamesAlike
    counts: Callable[[str], Counter[str]]

    @classmethod
    def of(cls, register: Register) -> Pool:
        """All rows of a register."""
        return cls.of_all(register.serials(), register)

    @classmethod
    def of_all(cls, columns: SerialColumns, names: NamesAlike) -> Pool:
        """These rows, which are all that there are."""

        def counts(name: str) -> Counter[str]:
            return Counter(getattr(columns, name))

        return cls(columns, index_serials(columns.serial), len(columns), names, counts)
