"""Where residents stand on the last mile of public service, and what to do about it."""
