"""The index of a register of any size: one file, opened at once, searched exactly.

A row's *rank* is the place of its folded serial among all different ones, in order of length and then of
codes. A counted minimal acyclic automaton spells the serial of a rank and finds the rank of a serial; the
rows of each rank stand beside it (see ``rows``).
"""
