"""Reading of barcodes on drawn pictures with their truth, beside other readers."""
