"""Serials without pattern, which an automaton would not shrink: searched from both ends at once, exactly."""
