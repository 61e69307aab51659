"""Translating side by side: the source left, the translation right, and what helps between them."""
