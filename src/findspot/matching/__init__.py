"""From a reading or a pattern to candidates in the register, and "not in this register"."""
