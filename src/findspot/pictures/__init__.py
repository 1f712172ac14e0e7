"""The drawings as SVG, the same on page and in PDF."""
