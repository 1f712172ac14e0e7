"""A finding as something to hand on."""
