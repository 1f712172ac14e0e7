"""The registry's tables, version by version."""
