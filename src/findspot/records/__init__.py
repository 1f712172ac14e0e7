"""Tables on disk as a Register."""
