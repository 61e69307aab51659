"""Texts for an agency of translators: out as XLIFF 2 files, and in again without losing what people did meanwhile."""
