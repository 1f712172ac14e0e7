"""The ledger: every change, who made it, when and why, in a log that can only grow and that proves it."""
