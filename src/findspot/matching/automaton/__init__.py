"""A counted minimal acyclic automaton: it spells the serial of a rank, finds its rank, and is searched.

A row's *rank* is the place of its folded serial among all different ones of its part of the register, in
order of length and then of codes.
"""
