"""The index of a large register: how fast, how small, how sure it is."""
