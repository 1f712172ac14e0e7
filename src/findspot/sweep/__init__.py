"""Many pictures to many rows."""
