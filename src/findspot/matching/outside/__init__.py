"""What was typed if its serial is not registered: the families of an index's serials, weighed."""
