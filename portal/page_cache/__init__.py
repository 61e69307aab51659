"""Whole public pages, kept in each process in front of Django: right the moment an edit commits, there in an outage."""
