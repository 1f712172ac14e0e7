"""Whether the posterior of a typed query means what it says, on queries that are simulated."""
