"""Probabilities as words for the eye, the same on page and paper: never 0 and never 100 per cent."""

from __future__ import annotations


def percent(p: float) -> str:
    """The probability in per cent. Nothing that was estimated is shown as certain or as impossible."""
    if p > 0.999:
        return "> 99.9 %"
    if p < 0.001:
        return "< 0.1 %"
    return f"{100 * p:.1f} %"


def whole_percent(p: float) -> str:
    """The probability in whole per cent, for where there is little room."""
    return "> 99 %" if p > 0.99 else "< 1 %" if p < 0.01 else f"{100 * p:.0f} %"
