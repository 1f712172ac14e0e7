"""The colours of every drawing and page: few, told apart by the colour-blind and in grey print.

Each pair that carries a meaning differs in lightness or in pattern as well, and is always also said in words.
"""

from __future__ import annotations

INK = "#1c2126"
MUTED = "#5b646d"
RULE = "#b9c0c7"
PALE = "#eef1f4"
WHITE = "#ffffff"

#: The one accent: declared facts, candidates, the marked region.
DECLARED = "#1f4e79"
DECLARED_TINT = "#c9d8e8"
#: Observed facts.
SEEN = "#b45309"
SEEN_TINT = "#f6dcc0"
#: What lies outside the register: drawn hatched.
OUTSIDE = "#6b7280"

#: Tints of policies, from dark to light in grey: a ban, a suspension or cancellation, an exception.
BAN = "#c3c9d0"
SUSPENSION = "#dcc9b6"
EXCEPTION = "#eef1f4"


#: Grounds of a character by its probability, the surest first: (at least, ground).
CERTAINTY = (
    (0.99, "#ffffff"),
    (0.90, "#fdf1d8"),
    (0.50, "#f5c97f"),
    (0.00, "#d98a2b"),
)


def certainty_ground(p: float) -> str:
    """The ground of a character that was read with this probability: the darker, the less sure."""
    return next((ground for least, ground in CERTAINTY if p >= least), CERTAINTY[-1][1])
