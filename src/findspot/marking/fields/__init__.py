"""Which text on a plate is the serial, the model, the maker, the part number, the date."""
