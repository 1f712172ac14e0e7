"""What the headings of a table mean where their spelling does not say so: as told, or as remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findspot.records.naming import fold_name
from findspot.vocabulary.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

#: The different headings of a table, folded: tables of one shape have the same.
Shape = frozenset[str]


def shape_of(headers: Sequence[str]) -> Shape:
    """The shape of a table with these headings; their order does not matter."""
    return frozenset(filter(None, map(fold_name, headers)))


@dataclass(frozen=True, slots=True)
class Mapped:
    """What was decided of one table: its headings as written, and which of them mean which column.

    ``told``: somebody said so for this reading, at least of one; else it was remembered.
    """

    file: str
    headers: tuple[str, ...]
    columns: Mapping[str, str]
    told: bool

    @property
    def note(self) -> str:
        """The decision as a sentence."""
        listed = ", ".join(f"{header[:40]!r} ({column})" for header, column in self.columns.items())
        return f"{self.file}: columns were read as {'told' if self.told else 'remembered'}: {listed}."


class Headings:
    """What headings mean in one reading; keeps what it decided of each table in ``mapped``.

    ``told``: heading → column, for any table that has both. ``remembered``: for tables of a shape, the same.
    """

    def __init__(
        self, told: Mapping[str, str], remembered: Mapping[Shape, Mapping[str, str]] | None = None
    ) -> None:
        self._written = dict(told)
        self._told = {fold_name(header): column for header, column in told.items()}
        self._remembered = {
            shape: {fold_name(header): column for header, column in columns.items()}
            for shape, columns in (remembered or {}).items()
        }
        self.mapped: dict[str, Mapped] = {}

    def meanings(self, headers: Sequence[str]) -> Mapping[str, str]:
        """The columns that folded headings of a table mean."""
        shape = shape_of(headers)
        told = {heading: column for heading, column in self._told.items() if heading in shape}
        return {**self._remembered.get(shape, {}), **told}

    def decide(self, file: str, headers: Sequence[str], columns: Collection[str]) -> Mapping[str, str]:
        """The same for a table that has these columns and no others; what is decided is kept."""
        meanings = {
            heading: column for heading, column in self.meanings(headers).items() if column in columns
        }
        if meanings:
            written = {h: meanings[folded] for h in headers if (folded := fold_name(h)) in meanings}
            told = any(self._told.get(heading) == column for heading, column in meanings.items())
            self.mapped[file] = Mapped(file, tuple(headers), written, told)
        return meanings

    def knows(self, header: str) -> bool:
        """Whether anybody said what this heading means."""
        folded = fold_name(header)
        return folded in self._told or any(folded in columns for columns in self._remembered.values())

    def check_used(self) -> None:
        """Refuse what was told of a heading that no table has. Raises BadInputError."""
        used = {
            (fold_name(header), column)
            for one in self.mapped.values()
            for header, column in one.columns.items()
        }
        for header, column in self._written.items():
            if (fold_name(header), column) not in used:
                raise BadInputError(
                    f"No table has a heading {header[:40]!r} and a column {column!r}: write the heading as "
                    "it stands in the table."
                )
