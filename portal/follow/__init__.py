"""Readers who are told by e-mail when something changes: what they follow, what is new in it, the letters."""
