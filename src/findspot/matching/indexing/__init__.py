"""The index of a register of any size: one file, built in bounded memory, opened at once, searched exactly.

Serials lie in parts, each with its own ranks (see ``automaton`` and ``ends``); the rows of each rank stand
beside them (see ``rows``).
"""
