"""Initiatives, and offers of help that staff pass on."""
