"""Leaflets to print, made of the records."""
