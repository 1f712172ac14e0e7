"""Names that aliases make one, looked up in the database group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from findspot.records.naming import fold_name
from findspot.registry.models import Alias

if TYPE_CHECKING:
    from findspot.registry.known import Knowledge


class AliasGroups:
    """The groups of names that are one, as ``records.naming.Names`` has them; each is looked up once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._aliases = knowledge.of(Alias)
        self._groups: dict[str, frozenset[str]] = {}

    def of(self, name: str) -> frozenset[str]:
        """All names, folded, that are this one; none for no name."""
        folded = fold_name(name)
        if folded not in self._groups:
            group = self._gathered(folded) if folded else frozenset()
            self._groups |= dict.fromkeys(group | {folded}, group)
        return self._groups[folded]

    def same(self, one: str, other: str) -> bool:
        """Whether both are names of one party, maker, platform or model. An absent name is nobody's."""
        return fold_name(other) in self.of(one)

    def _gathered(self, folded: str) -> frozenset[str]:
        group, new = {folded}, {folded}
        while new:
            pairs = self._aliases.filter(Q(alias_key__in=new) | Q(name_key__in=new))
            met = {key for pair in pairs.values_list("alias_key", "name_key") for key in pair}
            new = met - group
            group |= new
        return frozenset(group)
