"""The facts of a case: each yes, no or undetermined, with one sentence of reason built from fields."""
