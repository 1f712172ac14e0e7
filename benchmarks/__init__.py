"""Benchmarks: one command per table of README.md, each beside its peers in the same run."""
