"""Drawn plates: pictures of the kinds of marking that the photographs beside the repository lack.

They serve to develop the reader for a kind of marking without looking at any photograph of it: every
picture follows from its kind and a seed, and its truth is known. Identifiers are random.
"""

from benchmarks.drawn.kinds import KINDS, PLAIN_KINDS, Truth, draw

__all__ = ["KINDS", "PLAIN_KINDS", "Truth", "draw"]
