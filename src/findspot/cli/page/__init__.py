"""What people read in a terminal: calm, typographic, legible without colour and at 80 columns."""
