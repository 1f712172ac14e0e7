"""What is counted, and how sure a count is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.reading.samples import folded, plain_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


#: Scores closer than this are one score.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Said:
    """What a reader made of a picture: every text it read and, where it says so, which is the serial."""

    texts: tuple[str, ...]
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The register's serials by belief, best first, with their scores from 0 to 1.

    ``absent`` rises with the belief that the register does not have the item; ``source`` is the text that
    gave the best score, where the reader does not say itself which text is the serial.
    """

    serials: tuple[str, ...]
    scores: tuple[float, ...]
    absent: float
    source: str | None = None

    def chance(self, truths: Collection[str], places: int = 1) -> float:
        """The chance that a true serial stands in the first ``places`` when rows that tie are shuffled."""
        pairs = zip(self.serials, self.scores, strict=True)
        score = max((value for serial, value in pairs if plain_text(serial) in truths), default=None)
        if score is None:
            return 0.0
        above = sum(value > score + _SAME for value in self.scores)
        tied = sum(abs(value - score) <= _SAME for value in self.scores)
        return min(1.0, max(0.0, (places - above) / tied))

    @property
    def belief(self) -> float:
        """The score of the best row."""
        return self.scores[0] if self.scores else 0.0


def contains(said: Said, truths: Collection[str], *, fold: bool = False) -> bool:
    """Whether a text holds a true serial; with ``fold``, O and Q count as 0 and I as 1."""
    alike = folded if fold else str
    return any(alike(truth) in alike(plain_text(text)) for text in said.texts for truth in truths)


def wilson(hits: float, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); (0, 1) where nothing was counted."""
    if not total:
        return 0.0, 1.0
    z, share = 1.959964, hits / total
    middle = share + z * z / (2 * total)
    reach = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def separation(low: Sequence[float], high: Sequence[float]) -> float:
    """The chance that one of ``high`` exceeds one of ``low``, a tie counting half (ROC AUC)."""
    if not low or not high:
        return math.nan
    wins = sum((h > v) + 0.5 * (h == v) for h in high for v in low)
    return wins / (len(low) * len(high))
