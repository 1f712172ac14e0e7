"""Findspot traces recovered, export-controlled equipment back to the permit that released it."""
