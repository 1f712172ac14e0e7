"""How well serials are read and found in a register: findspot beside Tesseract and RapidOCR."""
