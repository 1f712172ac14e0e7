"""The words that every room shares, as frozen values and enumerations; no input or output."""
