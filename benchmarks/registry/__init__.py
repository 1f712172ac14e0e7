"""The registry measured: how fast it fills and answers, and that killing its writers breaks nothing."""
