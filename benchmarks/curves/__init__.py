"""How reading falls off with damage: findspot beside RapidOCR and Tesseract, level by level."""
