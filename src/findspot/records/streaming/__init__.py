"""The deliveries of a register that need not fit in memory: checked as when it is opened, then passed on."""
