"""What is written once per language: which text a reader gets, and the alphabet of that language."""
