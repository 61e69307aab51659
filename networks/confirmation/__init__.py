"""Keeping cards true: letters with a link, the coordinator's own pages, proposed changes."""
