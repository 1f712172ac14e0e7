"""How well the plate itself is outlined, on drawn plates whose corners are known."""
