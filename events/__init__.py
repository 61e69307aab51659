"""Events: what happens, when, and who comes."""
