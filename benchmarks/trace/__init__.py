# ruff: noqa: A005 - nobody imports benchmarks.trace as trace
"""Where the time of one trace goes, from the start of the process to its end."""
