"""Proof: commitments, hash trees, signatures, keys and times that anyone can verify without trusting us."""
