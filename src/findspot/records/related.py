"""What a tie finds: permits, applications, then deliveries, of which there may be very many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, overload

from findspot.vocabulary.records import Application, Delivery, Permit

Tied: TypeAlias = Permit | Application | Delivery


class Related(Sequence[Tied]):
    """Permits, applications and then deliveries; a delivery is built when it is reached."""

    def __init__(
        self, heads: Sequence[Permit | Application], deliveries: int, delivery: Callable[[int], Delivery]
    ) -> None:
        """The records ``heads``, then so many deliveries, each as ``delivery`` gives it by its number."""
        self._heads, self._deliveries, self._delivery = heads, deliveries, delivery

    def __len__(self) -> int:
        return len(self._heads) + self._deliveries

    @overload
    def __getitem__(self, at: int) -> Tied: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Tied]: ...
    def __getitem__(self, at: int | slice) -> Tied | Sequence[Tied]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        return self._heads[at] if at < len(self._heads) else self._delivery(at - len(self._heads))
