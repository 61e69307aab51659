"""Agreements between organisations: parties, the signed file, steps, reminders."""
