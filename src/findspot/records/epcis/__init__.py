"""Events of EPCIS 2.0 as values: read, checked and understood, and written again. No database, no network."""
