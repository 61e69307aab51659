"""When a door is open: the hours as entered, the state now, and both in words."""
