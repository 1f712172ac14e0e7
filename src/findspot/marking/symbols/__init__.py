"""Barcodes: found in a picture, and what item marking their content states."""

from findspot.marking.symbols.decoding import decode_symbols

__all__ = ["decode_symbols"]
