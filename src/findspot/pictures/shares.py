"""Probabilities as words for the eye: never 0 and never 100 per cent."""

from __future__ import annotations


def percent(p: float) -> str:
    """The probability in per cent. Nothing that was estimated is shown as certain or as impossible."""
    if p >= 0.9995:
        return "> 99.9 %"
    if p < 0.0005:
        return "< 0.1 %"
    return f"{100 * p:.1f} %"
