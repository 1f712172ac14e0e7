"""The registry: what was promised, permitted and delivered, and what was known when, in a database."""
