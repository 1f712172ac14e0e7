"""Whether the posterior means what it says, and the figures with which it does so best."""
