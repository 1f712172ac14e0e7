"""How fast the ledger grows, proves and verifies."""
