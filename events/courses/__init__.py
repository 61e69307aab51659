"""Events that are courses of Lithuanian."""
